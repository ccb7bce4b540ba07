"""One run card a file: what is sent to one kind of incident."""
