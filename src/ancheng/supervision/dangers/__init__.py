"""Dangers 隐患: found, graded, ordered, rectified, accepted, checked again."""
