"""The channels by which warnings leave, one per file, each with its CHANNEL."""
