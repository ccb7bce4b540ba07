"""Enforcement: plans, draws, inspections on the spot and their results."""
