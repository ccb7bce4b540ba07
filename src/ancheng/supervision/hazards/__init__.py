"""Major hazards 重大危险源: identified, declared, filed, supervised, changed and struck off; one source, one file."""
