"""The columns of a table of catalogue entries, and rows held against the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from ancheng.decision.knowledge.catalogue_models import Direction, Listing, Thing
from ancheng.kernel.exchange.importable import CHANGED, ERROR, NEW, UNCHANGED, Judged, Terms
from ancheng.kernel.exchange.tables import CellError, CheckedRow, Choice, Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.kernel.language import as_recorded

TEXTS = ("name", "thing", "scope", "instead", "source")
DAYS = ("valid_from", "valid_to", "phase_out_by")
FACTS = (*TEXTS, *DAYS)
TITLES = {"promote": ("推广目录", "Promoted"), "phase_out": ("淘汰目录", "Phased out")}
THINGS = {
    "technology": ("技术", "Technology"),
    "process": ("工艺", "Process"),
    "equipment": ("设备", "Equipment"),
}
LABELS = {
    "code": "编号",
    "name": "名称",
    "thing": "类别",
    "scope": "适用范围",
    "instead": "可替代的技术或设备",
    "source": "来源文件",
    "valid_from": "列入日期",
    "valid_to": "移出日期",
    "phase_out_by": "淘汰期限",
}


@cache
def spec(direction: str) -> TableSpec:
    """One table for each catalogue; only what is phased out has a day by which."""
    zh, en = TITLES[direction]
    columns = [
        Column("code", LABELS["code"], "Code", required=True, unique=True, max_length=40, help="目录中的编号；已有条目按编号更新。", aliases=("序号编号", "目录编号")),
        Column("name", LABELS["name"], "Name", required=True, max_length=160, aliases=("技术名称", "设备名称", "工艺名称")),
        Column("thing", LABELS["thing"], "Sort", Cell.CHOICE, required=True, choices=tuple(Choice(each, *THINGS[each]) for each in Thing.values)),
        Column("scope", LABELS["scope"], "Scope", max_length=300, aliases=("范围", "适用行业")),
        Column("instead", LABELS["instead"], "Instead", max_length=300, aliases=("替代技术", "可代替的技术装备")),
        Column("source", LABELS["source"], "Source", required=True, max_length=200, help="发布目录的文件名称和文号。", aliases=("依据", "文件")),
        Column("valid_from", LABELS["valid_from"], "Listed on", Cell.DATE),
        Column("valid_to", LABELS["valid_to"], "Removed on", Cell.DATE),
    ]  # fmt: skip
    if direction == Direction.PHASE_OUT:
        columns.append(
            Column("phase_out_by", LABELS["phase_out_by"], "Phased out by", Cell.DATE, aliases=("淘汰日期", "禁止使用日期"))
        )  # fmt: skip
    return TableSpec(tuple(columns), zh, en)


def plain(listing: Listing) -> dict[str, Any]:
    """The facts of an entry as plain JSON."""
    found: dict[str, Any] = {name: getattr(listing, name) for name in TEXTS}
    for name in DAYS:
        day: date | None = getattr(listing, name)
        found[name] = day.isoformat() if day else None
    return found


def put(listing: Listing, values: Mapping[str, Any]) -> None:
    for name in TEXTS:
        setattr(listing, name, values[name])
    for name in DAYS:
        setattr(listing, name, date.fromisoformat(values[name]) if values[name] else None)


class CatalogueJudge:
    """Judges stretches of rows of one catalogue."""

    def __init__(self, terms: Terms) -> None:
        self.direction = terms.variant

    def __call__(self, rows: Sequence[CheckedRow]) -> list[Judged]:
        codes = [str(row.values["code"]) for row in rows if row.values.get("code")]
        known = {each.code: each for each in Listing.objects.filter(code__in=codes)}
        return [self._one(row, known.get(str(row.values.get("code") or ""))) for row in rows]

    def _one(self, row: CheckedRow, known: Listing | None) -> Judged:
        label = str(row.values.get("name") or (known.name if known else "") or row.values.get("code") or "")
        values = self._values(row, known)
        errors = [*row.errors, *_missing(row, values), *self._faults(values, known)]
        if errors:
            return Judged(row.number, ERROR, label, errors=tuple(errors))
        if known is None:
            return Judged(row.number, NEW, label, values, doubts=tuple(row.doubts))
        was = plain(known)
        changes = {
            LABELS[name]: (told(name, was[name]), told(name, values[name]))
            for name in FACTS
            if was[name] != values[name]
        }
        outcome = CHANGED if changes else UNCHANGED
        return Judged(
            row.number, outcome, label, values, changes, (), tuple(row.doubts), known.pk, known.version
        )

    def _values(self, row: CheckedRow, known: Listing | None) -> dict[str, Any]:
        """What the entry would be; an empty cell changes nothing."""
        found = plain(known) if known else {name: None if name in DAYS else "" for name in FACTS}
        for name in FACTS:
            value = row.values.get(name)
            if value is not None and value != "":
                found[name] = value.isoformat() if isinstance(value, date) else str(value)
        return found | {"code": str(row.values.get("code") or "")}

    def _faults(self, values: Mapping[str, Any], known: Listing | None) -> list[CellError]:
        found = []
        if known is not None and known.direction != self.direction:
            there = TITLES[str(known.direction)][0]
            found.append(CellError("code", f"编号“{known.code}”已在{there}中，同一编号不能列入两个目录。"))
        if values["valid_from"] and values["valid_to"] and values["valid_to"] < values["valid_from"]:
            found.append(CellError("valid_to", "移出日期不能早于列入日期。"))
        if values["valid_from"] and values["phase_out_by"] and values["phase_out_by"] < values["valid_from"]:
            found.append(CellError("phase_out_by", "淘汰期限不能早于列入日期。"))
        return found


MUST = ("code", "name", "thing", "source")


def _missing(row: CheckedRow, values: Mapping[str, Any]) -> list[CellError]:
    """What an entry cannot be without, where the sheet has not said already what is wrong with it."""
    wrong = {each.column for each in row.errors}
    return [
        CellError(name, f"请填写“{LABELS[name]}”。")
        for name in MUST
        if not values[name] and name not in wrong
    ]


def told(name: str, value: Any) -> str:
    """A fact in words, as the preview shows it."""
    if name == "thing" and value in Thing.values:
        return as_recorded(Thing(value).label)
    return str(value or "")
