"""Inputs that only some ways of computing need: asked for by their own label when they are missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ancheng.science.model import BadInput, Input


def needed(inputs: Sequence[Input], values: dict[str, Any], *keys: str) -> list[float]:
    """The numbers under `keys`; one that was not given is refused with its label."""
    labels = {each.key: each.label for each in inputs}
    for key in keys:
        if values[key] is None:
            raise BadInput(f"按所选方式计算时缺少“{labels[key]}”（{key}）。")
    return [float(values[key]) for key in keys]
