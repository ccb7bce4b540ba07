"""The platforms of the plan, one per file, each with its PAGE."""
