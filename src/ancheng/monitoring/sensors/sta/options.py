"""The query options of a request: $filter, $orderby, $top, $skip, $count, $select, $expand."""

from __future__ import annotations

from dataclasses import dataclass, field

from ancheng.monitoring.sensors.sta.filtering import BadQuery, Tree, parse

MOST, USUAL, DEEPEST = 1000, 100, 3
KNOWN = ("$filter", "$orderby", "$top", "$skip", "$count", "$select", "$expand", "$resultFormat")


@dataclass(slots=True)
class Options:
    """What is asked of one set; `expand` holds the options of each related set by the name of its link."""

    filter: Tree = None
    orderby: list[tuple[tuple[str, ...], bool]] = field(default_factory=list)
    top: int = USUAL
    skip: int = 0
    count: bool = False
    select: list[str] = field(default_factory=list)
    expand: dict[str, Options] = field(default_factory=dict)
    array: bool = False


def read(pairs: list[tuple[str, str]], depth: int = 0) -> Options:
    """The options, each at most once; one that is unknown is refused."""
    found, seen = Options(), set[str]()
    for name, value in pairs:
        if name not in KNOWN or name in seen:
            raise BadQuery(
                f"查询参数“{name[:40]}”{'重复' if name in seen else '不受支持'}，可用：{'、'.join(KNOWN)}。"
            )
        seen.add(name)
        match name:
            case "$filter":
                found.filter = parse(value)
            case "$orderby":
                found.orderby = [_order(each) for each in value.split(",")]
            case "$top":
                found.top = min(_whole(name, value), MOST)
            case "$skip":
                found.skip = _whole(name, value)
            case "$count":
                if value not in ("true", "false"):
                    raise BadQuery("$count 应为 true 或 false。")
                found.count = value == "true"
            case "$select":
                found.select = [each.strip() for each in value.split(",") if each.strip()]
            case "$expand":
                _expand(found, value, depth)
            case "$resultFormat":
                if value != "dataArray":
                    raise BadQuery("$resultFormat 只支持 dataArray。")
                found.array = True
    return found


def _expand(found: Options, value: str, depth: int) -> None:
    if depth >= DEEPEST:
        raise BadQuery(f"$expand 最多 {DEEPEST} 层。")
    for each in split(value, ","):
        head, bracket, inner = each.strip().partition("(")
        if bracket and not inner.endswith(")"):
            raise BadQuery("$expand 的括号不成对。")
        first, *rest = head.split("/")
        pairs = [_pair(one) for one in split(inner[:-1], ";")] if bracket else []
        if rest:
            pairs = [("$expand", "/".join(rest) + (f"({inner}" if bracket else ""))]
        made = read(pairs, depth + 1)
        known = found.expand.get(first)
        if known is None:
            found.expand[first] = made
        else:
            known.expand |= made.expand


def split(text: str, mark: str) -> list[str]:
    """Cut at `mark`, but not inside brackets or quotes."""
    parts, level, quoted, start = [], 0, False, 0
    for at, each in enumerate(text):
        if each == "'":
            quoted = not quoted
        elif not quoted and each in "()":
            level += 1 if each == "(" else -1
        elif not quoted and not level and each == mark:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.strip().partition("=")
    if not equals:
        raise BadQuery(f"“{text[:40]}”应为 $参数=值。")
    return name, value


def _order(text: str) -> tuple[tuple[str, ...], bool]:
    name, _, way = text.strip().partition(" ")
    if not name or way.strip() not in ("", "asc", "desc"):
        raise BadQuery(f"$orderby 的“{text[:40]}”应为 属性 asc 或 desc。")
    return tuple(name.split("/")), way.strip() == "desc"


def _whole(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise BadQuery(f"{name} 应为不小于 0 的整数。")
    return int(value)
