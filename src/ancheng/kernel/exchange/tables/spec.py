"""What a table must contain: columns by kind, and how their headers are recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from ancheng.base.errors import Misconfigured
from ancheng.science.chinese import comparable

TRAILING_BRACKETS = re.compile(r"[（(\[【][^（(\[【]*[）)\]】]\s*[*＊]?\s*$")


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "datetime"
    CHOICE = "choice"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"
    CREDIT_CODE = "credit_code"
    ADCODE = "adcode"


NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.LONGITUDE, Kind.LATITUDE})
# Kinds whose long digits a spreadsheet program would round or strip of zeros.
TEXTUAL = frozenset({Kind.TEXT, Kind.CREDIT_CODE, Kind.ADCODE})


@dataclass(frozen=True, slots=True)
class Choice:
    """One permitted value with the words that people read and write for it."""

    value: str
    label_zh: str
    label_en: str = ""

    def label(self, language: str = "zh") -> str:
        return self.label_en or self.label_zh if language.startswith("en") else self.label_zh


@dataclass(frozen=True)
class Column:
    """One column: its key in the program, its words for people, and what a value must satisfy."""

    key: str
    label_zh: str
    label_en: str = ""
    kind: Kind = Kind.TEXT
    required: bool = False
    unique: bool = False
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    help: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.kind is Kind.CHOICE) is not bool(self.choices):
            raise Misconfigured(f"column {self.key}: choices belong to the kind choice, and only to it.")

    def label(self, language: str = "zh") -> str:
        return self.label_en or self.label_zh if language.startswith("en") else self.label_zh

    def heading(self, language: str = "zh") -> str:
        """The header cell: label, unit in brackets, asterisk when required."""
        unit = f"（{self.unit}）" if self.unit else ""
        return f"{self.label(language)}{unit}{'*' if self.required else ''}"

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every form in which the header may name this column, as keys for comparison."""
        names = (self.key, self.label_zh, self.label_en, *self.aliases)
        return frozenset(comparable(each) for each in names if each)

    @cached_property
    def by_word(self) -> dict[str, Choice]:
        """The choice for every value and label, as keys for comparison."""
        return {
            comparable(word): each
            for each in self.choices
            for word in (each.value, each.label_zh, each.label_en)
            if word
        }


@dataclass(frozen=True)
class TableSpec:
    """The columns of one kind of table, under a name for people."""

    columns: tuple[Column, ...]
    title_zh: str = ""
    title_en: str = ""

    def __post_init__(self) -> None:
        keys = [each.key for each in self.columns]
        if len(set(keys)) != len(keys) or not keys:
            raise Misconfigured(f"table {self.title_zh}: column keys must be present and differ: {keys}.")

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {each.key: each for each in self.columns}

    @cached_property
    def spellings(self) -> frozenset[str]:
        return frozenset().union(*(each.spellings for each in self.columns))

    def title(self, language: str = "zh") -> str:
        return self.title_en or self.title_zh if language.startswith("en") else self.title_zh

    def optional(self) -> TableSpec:
        """The same columns with none required: what is demanded depends on the record that a row means."""
        return replace(self, columns=tuple(replace(each, required=False) for each in self.columns))


def header_forms(header: str) -> tuple[str, ...]:
    """A header as keys for comparison: whole, without bracketed unit or remark, and its last part after a slash."""
    bare = TRAILING_BRACKETS.sub("", header)
    last = bare.rsplit("/", 1)[-1]
    return tuple(dict.fromkeys(comparable(each) for each in (header, bare, last)))


def guess_mapping(headers: Iterable[str], spec: TableSpec) -> dict[str, str]:
    """Header → column key for every header that names a column; the better match wins, each column once."""
    headers = list(headers)
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for rank in range(3):
        for header in headers:
            forms = header_forms(header)
            if header in mapping or rank >= len(forms):
                continue
            column = _named(forms[rank], spec.columns, taken)
            if column is not None:
                mapping[header] = column.key
                taken.add(column.key)
    return {header: mapping[header] for header in headers if header in mapping}


def _named(form: str, columns: Sequence[Column], taken: set[str]) -> Column | None:
    return next((each for each in columns if form in each.spellings and each.key not in taken), None)
