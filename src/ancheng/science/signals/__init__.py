"""Signal rules: conditions over sensors, evaluated in batches, the same one by one or all at once."""
