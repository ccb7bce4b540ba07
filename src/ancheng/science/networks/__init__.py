"""Pipe networks: what a shut valve or a burst cuts off, for water and for gas."""
