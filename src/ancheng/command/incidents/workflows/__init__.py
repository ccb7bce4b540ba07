"""How an incident moves."""
