"""Grids 网格: who walks them, when they were there, what they found, and where nobody looks."""
