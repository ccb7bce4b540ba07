"""Measurements with goals: `python -m bench.<name>`; never part of the tests."""
