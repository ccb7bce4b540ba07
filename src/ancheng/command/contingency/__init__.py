"""Contingency plans 预案."""
