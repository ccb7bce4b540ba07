"""The kinds of matters, one file each."""
