"""People on foot inside a floor plan, one by one."""
