"""A step is done again only when what it was made from has changed."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path


def digest(files: Iterable[Path], *words: str) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256("\0".join(words).encode())
    for file in sorted(files):
        total.update(f"{file}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def unless_stamped(stamp: Path, mark: str, act: Callable[[], object]) -> bool:
    """Act unless the stamp bears this mark; True if it acted. A failed act leaves no stamp."""
    if stamp.exists() and stamp.read_text() == mark:
        return False
    stamp.unlink(missing_ok=True)
    act()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)
    return True
