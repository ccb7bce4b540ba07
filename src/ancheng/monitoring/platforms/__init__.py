"""The plan's platforms as declared pages over sensors, rules and warnings; they own no table."""
