"""The numbers that Word shows but does not store in the text (automatic numbering)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE_FORMATS = frozenset(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCounting",
    )
)
_CN = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    start: int
    fmt: str
    text: str
    suffix: str
    legal: bool


class Numbering:
    """Counts the numbered paragraphs of one document in the order in which they are asked about."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._restarted: set[tuple[str, int]] = set()
        self._styles = {
            style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")
        }
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        self._load(root)

    def _load(self, root: Any) -> None:
        for abstract in root.iterfind(f"{_W}abstractNum"):
            levels = {_integer(each, "ilvl"): _level(each) for each in abstract.iterfind(f"{_W}lvl")}
            self._levels[abstract.get(f"{_W}abstractNumId")] = levels
        for number in root.iterfind(f"{_W}num"):
            key = number.get(f"{_W}numId")
            self._abstract[key] = _value(number, "abstractNumId") or ""
            self._restarts[key] = {
                _integer(each, "ilvl"): int(_value(each, "startOverride") or 1)
                for each in number.iterfind(f"{_W}lvlOverride")
                if each.find(f"{_W}startOverride") is not None
            }

    def number(self, paragraph: Any) -> str:
        """The number with its punctuation, or an empty string for a paragraph without one."""
        num_id, level = self._reference(paragraph)
        abstract = self._abstract.get(num_id or "")
        levels = self._levels.get(abstract or "", {})
        if num_id is None or abstract is None or level not in levels:
            return ""
        self._advance(num_id, abstract, level, levels)
        shape = levels[level]
        if shape.fmt in ("bullet", "none") or not shape.text:
            return ""

        def shown(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            each = levels.get(index, shape)
            fmt = "decimal" if shape.legal else each.fmt
            return _format(self._counts.get((abstract, index), each.start), fmt)

        return re.sub(r"%(\d)", shown, shape.text) + ("" if shape.suffix == "nothing" else " ")

    def _advance(self, num_id: str, abstract: str, level: int, levels: dict[int, _Level]) -> None:
        override = self._restarts.get(num_id, {}).get(level)
        if override is not None and (num_id, level) not in self._restarted:
            self._restarted.add((num_id, level))
            self._counts[abstract, level] = override
        else:
            self._counts[abstract, level] = self._counts.get((abstract, level), levels[level].start - 1) + 1
        for deeper in range(level + 1, 9):
            self._counts.pop((abstract, deeper), None)

    def _reference(self, paragraph: Any) -> tuple[str | None, int]:
        """List and level from the paragraph itself, else from its style and what that is based on."""
        properties = paragraph.find(f"{_W}pPr")
        style: str | None = None
        if properties is not None:
            own = properties.find(f"{_W}numPr")
            if own is not None and own.find(f"{_W}numId") is not None:
                return _value(own, "numId"), int(_value(own, "ilvl") or 0)
            style = _value(properties, "pStyle")
        for _ in range(10):
            element = self._styles.get(style)
            if element is None:
                return None, 0
            found = element.find(f"{_W}pPr/{_W}numPr")
            if found is not None and found.find(f"{_W}numId") is not None:
                return _value(found, "numId"), int(_value(found, "ilvl") or 0)
            style = _value(element, "basedOn")
        return None, 0


def _level(element: Any) -> _Level:
    return _Level(
        start=int(_value(element, "start") or 1),
        fmt=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        suffix=_value(element, "suff") or "tab",
        legal=element.find(f"{_W}isLgl") is not None,
    )


def _value(element: Any, tag: str) -> str | None:
    child = element.find(f"{_W}{tag}")
    return None if child is None else child.get(f"{_W}val")


def _integer(element: Any, attribute: str) -> int:
    return int(element.get(f"{_W}{attribute}") or 0)


def _format(value: int, fmt: str) -> str:
    if fmt in _CHINESE_FORMATS:
        return _chinese(value)
    if fmt.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if fmt in ("upperLetter", "lowerLetter") and 1 <= value <= 26:
        return chr(ord("A" if fmt == "upperLetter" else "a") + value - 1)
    if fmt in ("upperRoman", "lowerRoman"):
        return _roman(value) if fmt == "upperRoman" else _roman(value).lower()
    return str(value)


def _chinese(value: int) -> str:
    if value < 10:
        return _CN[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return ("" if tens == 1 else _CN[tens]) + "十" + (_CN[ones] if ones else "")
    hundreds, rest = divmod(value, 100)
    if value >= 1000:
        return str(value)
    middle = "" if rest == 0 else ("零" if rest < 10 else ("一" if rest < 20 else "")) + _chinese(rest)
    return _CN[hundreds] + "百" + middle


def _roman(value: int) -> str:
    sizes = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    letters = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    shown = ""
    for size, letter in zip(sizes, letters, strict=True):
        while value >= size and len(shown) < 30:
            shown, value = shown + letter, value - size
    return shown
