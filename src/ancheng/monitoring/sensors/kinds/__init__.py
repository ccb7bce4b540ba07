"""Kinds of sensor, one per file."""
