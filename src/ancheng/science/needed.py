"""What only some computations need: inputs asked for by their own label, engines that are installed as extras."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from ancheng.science.model import BadInput, Input


def needed(inputs: Sequence[Input], values: dict[str, Any], *keys: str) -> list[float]:
    """The numbers under `keys`; one that was not given is refused with its label."""
    labels = {each.key: each.label for each in inputs}
    for key in keys:
        if values[key] is None:
            raise BadInput(f"按所选方式计算时缺少“{labels[key]}”（{key}）。")
    return [float(values[key]) for key in keys]


def engine(module: str, install: str, purpose: str) -> Any:
    """An engine of the field, imported when first asked for; where it is absent, the sentence says what to install."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module(module)
    except ImportError:
        raise BadInput(f"{purpose}需要 {module}，本机没有安装；请由管理员安装 {install}。") from None
