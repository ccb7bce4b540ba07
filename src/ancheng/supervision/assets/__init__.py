"""The registers: what there is to watch, one object, one file (一物一档)."""
