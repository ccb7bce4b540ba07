"""Where to put stations, shelters and chargers: location models with a bound on what could be better."""
