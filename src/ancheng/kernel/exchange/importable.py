"""What an app declares so that its records can be imported from a table."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django.apps import apps

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.kernel.exchange.tables import CellError, CheckedRow, TableSpec

NEW, CHANGED, UNCHANGED, ERROR = "new", "changed", "unchanged", "error"


@dataclass(frozen=True, slots=True)
class Judged:
    """One row held against the register: what it would do, and what is wrong with it.

    `values` is what `write` needs, as plain JSON; `changes` is label → (old, new) in words;
    `version` is that of the record that the row was compared with.
    """

    number: int
    outcome: str
    label: str
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    errors: tuple[CellError, ...] = ()
    doubts: tuple[CellError, ...] = ()
    subject_id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """A judged row as it waits to be written."""

    number: int
    values: dict[str, Any]
    subject_id: int | None
    version: int | None


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a staged row; `before` is what it was, None for a new record."""

    subject_id: int
    version: int
    before: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """How many records went back to what they were, and which stay because somebody worked on them since."""

    count: int
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms a table is judged and written."""

    variant: str
    options: Mapping[str, Any]
    mapped: frozenset[str]
    by: Asker
    at: datetime


class Judge(Protocol):
    """Holds the rows of one table against the register; keeps what it looked up between stretches."""

    def __call__(self, rows: Sequence[CheckedRow]) -> list[Judged]: ...


class Importable(Protocol):
    """A kind of record that can be imported; `variants` are its kinds where it has several."""

    name: str
    label: Any

    def variants(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """Groups of (key, label)."""
        ...

    def title(self, variant: str) -> str: ...

    def spec(self, variant: str) -> TableSpec:
        """The columns, with what a new record must have."""
        ...

    def permit(self, by: Asker, variant: str) -> None:
        """Refuse who may not import."""
        ...

    def read_options(self, given: Mapping[str, str], by: Asker) -> dict[str, Any]:
        """The terms that the person chose, checked, as plain JSON."""
        ...

    def options_shown(self, options: Mapping[str, Any], by: Asker) -> dict[str, Any]:
        """What the form of the terms shows."""
        ...

    def options_template(self) -> str: ...

    def judge(self, terms: Terms) -> Judge: ...

    def write(self, rows: Iterable[Staged], terms: Terms) -> Iterator[list[Written]]:
        """Write the rows stretch by stretch in the caller's transaction."""
        ...

    def undo(self, rows: Sequence[Written], terms: Terms, why: str) -> Undone: ...

    def address(self) -> str:
        """The page on which the records are listed."""
        ...


@cache
def importables() -> dict[str, Importable]:
    """Every app's `importable.IMPORTABLE`, by name."""
    found: dict[str, Importable] = {}
    for config in apps.get_app_configs():
        module = f"{config.name}.importable"
        if config.name.startswith("ancheng.") and importlib.util.find_spec(module):
            declared = getattr(import_module(module), "IMPORTABLE", None)
            if declared is not None:
                found[declared.name] = declared
    return found


def importable(name: str) -> Importable:
    """The importable called so, or a refusal."""
    found = importables().get(name)
    if found is None:
        raise Absent("没有这类可导入的内容，请从相应列表页的“导入”进入。")
    return found
