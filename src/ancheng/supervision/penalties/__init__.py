"""Penalties 行政处罚: from filing to the public page and the archive, with the hand-over to criminal procedure."""
