"""Adding one thing is adding one file: a package is walked, one named constant per module is demanded."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from ancheng.base.errors import Misconfigured

T = TypeVar("T")


def load(package: str, constant: str, kind: type[T]) -> Mapping[str, T]:
    """Every module of `package` keyed by its file name; a module without `constant` stops the start."""
    root = importlib.import_module(package)
    found: dict[str, T] = {}
    for module in sorted(pkgutil.iter_modules(root.__path__), key=lambda each: each.name):
        if module.ispkg or module.name.startswith("_"):
            continue
        name = f"{package}.{module.name}"
        value = getattr(importlib.import_module(name), constant, None)
        if not isinstance(value, kind):
            raise Misconfigured(f"{name} must define {constant}, an instance of {kind.__name__}.")
        found[module.name] = value
    return MappingProxyType(found)
