"""What was drawn lately and may be handed out again, within a bound of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Kept:
    """Pieces of bytes by key; when they exceed the bound, the one asked for longest ago goes first."""

    def __init__(self, most_bytes: int, *, each_costs: int = 200) -> None:
        self.most_bytes, self.each_costs = most_bytes, each_costs
        self.bytes = 0
        self._pieces: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pieces)

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The piece under `key`; made now if there is none. Two who ask at once may both make it."""
        with self._lock:
            if key in self._pieces:
                self._pieces.move_to_end(key)
                return self._pieces[key]
        made = make()
        with self._lock:
            self._drop(key)
            self._pieces[key] = made
            self.bytes += len(made) + self.each_costs
            while self.bytes > self.most_bytes and self._pieces:
                self._drop(next(iter(self._pieces)))
        return made

    def clear(self) -> None:
        with self._lock:
            self._pieces.clear()
            self.bytes = 0

    def _drop(self, key: Hashable) -> None:
        piece = self._pieces.pop(key, None)
        if piece is not None:
            self.bytes -= len(piece) + self.each_costs
