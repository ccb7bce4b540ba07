"""Stability of slopes by slices: metres, kPa, kN/m³."""
