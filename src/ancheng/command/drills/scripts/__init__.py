"""Scripts of exercises, one per file; a new file is a new script."""
