"""Runs of decision models: what was asked, what came out, and that it comes out again."""
