"""What a kind of document declares, and where the kinds are found."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

from ancheng.base.registry import load


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A Word template in the app that owns it, the page that prints it without Word, its numbers and a sample.

    `number` is a pattern of {prefix}, {year} and {n}; the title is a pattern of the context's keys.
    """

    label: str
    number: str
    title: str
    word: Path
    page: str
    sample: Mapping[str, Any]
    # A PNG image for each picture that the template places.
    sample_pictures: Mapping[str, bytes] = field(default_factory=dict)


@cache
def kinds() -> Mapping[str, DocumentKind]:
    """Every app's `documents` package, by the names of its files."""
    found: dict[str, DocumentKind] = {}
    for config in apps.get_app_configs():
        package = f"{config.name}.documents"
        if config.name.startswith("ancheng.") and importlib.util.find_spec(package):
            found.update(load(package, "DOCUMENT", DocumentKind))
    return found
