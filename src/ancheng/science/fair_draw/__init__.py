"""A draw of inspections that anybody can run again: canonical library, tickets, teams, proof."""
