"""Readings from the wire to the store: the log, the reading store, and the small server before them."""
