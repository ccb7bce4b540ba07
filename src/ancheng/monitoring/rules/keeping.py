"""State of groups across restarts and changes: what was known of a binding goes on, wherever it stands now."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from ancheng.science.signals.engine import Group
from ancheng.science.signals.nodes import SilentNode

Kept = dict[str, Any]


def packed(group: Group) -> bytes:
    """All state of a group as one compressed block."""
    held = io.BytesIO()
    np.savez_compressed(held, **group.dump())
    return held.getvalue()


def unpacked(block: bytes) -> Kept:
    with np.load(io.BytesIO(bytes(block)), allow_pickle=False) as found:
        return {name: found[name] for name in found.files}


def carry(kept: Kept, before: Sequence[str], group: Group, now: Sequence[str]) -> bool:
    """Give `group` what was kept of the bindings `before`; new bindings start as unknown.

    False where what was kept is of another condition; the group then starts anew.
    """
    fresh = group.dump()
    if set(fresh) != set(kept):
        return False
    where = {key: number for number, key in enumerate(before)}
    pairs = [(where[key], number) for number, key in enumerate(now) if key in where]
    if not pairs:
        return True
    old, new = (np.array(each) for each in zip(*pairs, strict=True))
    merged: Kept = {}
    for name, array in fresh.items():
        taken = np.array(array, copy=True)
        # What was last heard is kept per input and binding; everything else per binding first.
        if name == "last":
            if kept[name].shape[0] != taken.shape[0]:
                return False
            taken[:, new] = kept[name][:, old]
        else:
            if kept[name].shape[1:] != taken.shape[1:]:
                return False
            taken[new] = kept[name][old]
        merged[name] = taken
    group.restore(merged)
    return True


def excuse_silence(group: Group, seconds: float) -> None:
    """Silence counts only while somebody listens: the time in which nobody did is added to every deadline."""
    if seconds <= 0:
        return
    for node in group.nodes:
        if isinstance(node, SilentNode):
            node.due[np.isfinite(node.due)] += seconds
