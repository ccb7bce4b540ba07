"""Sensors: what is measured, by which device, from which source, and whether it still speaks."""
