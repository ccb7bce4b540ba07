"""Alarms of machines, warnings that people decide on, and the ways by which a warning leaves the house."""
