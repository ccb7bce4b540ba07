"""Dispatch 调派: roads and closures, crews and their turnouts, coverage, elevator rescue."""
