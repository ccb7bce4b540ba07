"""What is published about incidents, one kind per file; the sentences are the platform's own and are read by a person before they go out."""
