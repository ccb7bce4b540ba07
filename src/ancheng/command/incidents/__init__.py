"""Incidents 突发事件: from the first call to the last lesson."""
