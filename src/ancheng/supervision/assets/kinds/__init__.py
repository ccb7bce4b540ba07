"""One file per kind of object; each defines KIND."""
