"""Risks: sources, assessments, the four-colour map and its report."""
