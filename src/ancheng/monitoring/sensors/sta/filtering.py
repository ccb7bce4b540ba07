"""$filter of SensorThings: text to a tree of values, and the tree to a predicate over dicts or to SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ancheng.base.errors import Refusal
from ancheng.monitoring.sensors.sta.model import Column

TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')"
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)"
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<word>@?[A-Za-z_][\w.@]*(?:/@?[A-Za-z_][\w.@]*)*)"
    r"|(?P<mark>[(),]))"
)
COMPARE = ("eq", "ne", "gt", "ge", "lt", "le")
FUNCTIONS = ("substringof", "startswith", "endswith", "contains")
LONGEST, DEEPEST = 2000, 30


class BadQuery(Refusal):
    """A query option that cannot be answered."""

    status = 400


@dataclass(frozen=True, slots=True)
class Path:
    """A property, reached over the names of related entities."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or function with its arguments."""

    name: str
    arguments: tuple[Any, ...]


Tree = Path | Call | str | float | datetime | bool | None


def parse(text: str) -> Tree:
    """The tree of a $filter; refused with where it stops making sense."""
    if len(text) > LONGEST:
        raise BadQuery(f"$filter 超过 {LONGEST} 个字符，请简化。")
    reader = _Reader(_tokens(text))
    tree = reader.either()
    if reader.left:
        raise BadQuery(f"$filter 在“{reader.peek()[1]}”处无法理解。")
    return tree


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise BadQuery(f"$filter 在“{text[at : at + 20]}”处无法理解。")
        found.append((str(match.lastgroup), match.group(str(match.lastgroup))))
        at = match.end()
    return found


class _Reader:
    """Recursive descent: or, and, not, comparison, value."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.left, self.depth = tokens[::-1], 0

    def peek(self) -> tuple[str, str]:
        return self.left[-1] if self.left else ("end", "")

    def take(self, *wanted: str) -> bool:
        if self.peek()[1] in wanted and self.peek()[0] != "string":
            self.left.pop()
            return True
        return False

    def either(self) -> Tree:
        tree = self.both()
        while self.take("or"):
            tree = Call("or", (tree, self.both()))
        return tree

    def both(self) -> Tree:
        tree = self.negated()
        while self.take("and"):
            tree = Call("and", (tree, self.negated()))
        return tree

    def negated(self) -> Tree:
        if not self.take("not"):
            return self.compared()
        self._deeper()
        return Call("not", (self.negated(),))

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadQuery("$filter 嵌套过深，请简化。")

    def compared(self) -> Tree:
        tree = self.value()
        word = self.peek()[1]
        if self.take(*COMPARE):
            return Call(word, (tree, self.value()))
        return tree

    def value(self) -> Tree:
        if not self.left:
            raise BadQuery("$filter 不完整。")
        kind, text = self.left.pop()
        if kind == "string":
            return text[1:-1].replace("''", "'")
        if kind == "number":
            return float(text)
        if kind == "time":
            return _moment(text)
        if text == "(":
            self._deeper()
            tree = self.either()
            self._close()
            return tree
        if kind != "word":
            raise BadQuery(f"$filter 在“{text}”处无法理解。")
        if text in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[text]
        if self.peek() == ("mark", "("):
            return self._call(text)
        return Path(tuple(text.split("/")))

    def _call(self, name: str) -> Tree:
        if name not in FUNCTIONS:
            raise BadQuery(f"不支持函数 {name}，可用：{'、'.join(FUNCTIONS)}。")
        self.left.pop()
        self._deeper()
        arguments = [self.either()]
        while self.take(","):
            arguments.append(self.either())
        self._close()
        if len(arguments) != 2:
            raise BadQuery(f"函数 {name} 需要两个参数。")
        return Call(name, tuple(arguments))

    def _close(self) -> None:
        if not self.take(")"):
            raise BadQuery("$filter 缺少右括号。")


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadQuery(f"时间“{text}”无法识别。") from None
    if found.tzinfo is None:
        raise BadQuery(f"时间“{text}”须带时区，如 2026-11-25T08:00:00Z。")
    return found


OPERATORS = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}


def as_sql(tree: Tree, columns: Mapping[tuple[str, ...], Column]) -> tuple[str, list[Any]]:
    """The tree as a condition over `columns` (path → SQL) and its parameters."""
    match tree:
        case Call(name=("and" | "or") as name, arguments=(left, right)):
            first, own = as_sql(left, columns)
            second, more = as_sql(right, columns)
            return f"({first} {name} {second})", own + more
        case Call(name="not", arguments=(inner,)):
            text, own = as_sql(inner, columns)
            return f"(NOT {text})", own
        case Call(arguments=(left, right)):
            text, own = _condition(tree.name, left, right, columns)
            for each in (left, right):
                if isinstance(each, Path):
                    # A brace in a literal of the query is no place to fill.
                    before, _, after = columns[each.parts].around.partition("{}")
                    text = f"{before}{text}{after}"
            return text, own
    raise BadQuery("$filter 应为比较或函数，如 result gt 20。")


def _condition(
    name: str, left: Tree, right: Tree, columns: Mapping[tuple[str, ...], Column]
) -> tuple[str, list[Any]]:
    if name in OPERATORS:
        if right is None and name in ("eq", "ne"):
            text, own = _term(left, columns)
            return f"({text} IS {'NOT ' if name == 'ne' else ''}NULL)", own
        first, own = _term(left, columns)
        second, more = _term(right, columns)
        return f"({first} {OPERATORS[name]} {second})", own + more
    whole, part = (right, left) if name == "substringof" else (left, right)
    text, own = _term(whole, columns)
    wanted, more = _term(part, columns)
    if name == "startswith":
        return f"starts_with(({text})::text, ({wanted})::text)", own + more
    if name == "endswith":
        return (
            f"(right(({text})::text, length(({wanted})::text)) = ({wanted})::text)",
            own + more + more,
        )
    return f"(position(({wanted})::text in ({text})::text) > 0)", more + own


def _term(tree: Tree, columns: Mapping[tuple[str, ...], Column]) -> tuple[str, list[Any]]:
    if isinstance(tree, Path):
        if tree.parts not in columns:
            raise BadQuery(f"不能按“{'/'.join(tree.parts)}”筛选或排序。")
        return columns[tree.parts].sql, []
    if isinstance(tree, Call):
        return as_sql(tree, columns)
    return ("%s::float8" if isinstance(tree, float) else "%s"), [tree]
