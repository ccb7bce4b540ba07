"""A rubric as a table: its columns, what is wrong with a row, and the rubric that sound rows make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ancheng.administration.assessment.declare import Item, Rubric, Section, Sort
from ancheng.kernel.exchange.tables import CellError, Choice, Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell

SORTS = (
    Choice("points", "计分项", "Points"),
    Choice("veto", "否决项", "Veto"),
    Choice("bonus", "鼓励项", "Bonus"),
)
SPEC = TableSpec(
    columns=(
        Column("no", "项目编号", "No.", required=True, unique=True, max_length=40, example="1.1", help="字母、数字、点和横线。", aliases=("序号", "编号")),
        Column("section", "分类", "Section", required=True, max_length=60, example="城市安全源头治理", aliases=("一级项", "类别")),
        Column("zh", "项目", "Item", required=True, max_length=120, example="市政消火栓", aliases=("评价内容", "考评项目", "二级项")),
        Column("en", "英文名称", "In English", max_length=160, example="Hydrants"),
        Column("clause", "条款", "Clause", max_length=60, example="二(二)7#1", aliases=("依据",)),
        Column("sort", "性质", "Sort", Cell.CHOICE, choices=SORTS, help="不填为计分项。", aliases=("类型",)),
        Column("weight", "分值", "Weight", Cell.DECIMAL, minimum=0, maximum=100, example="5", help="计分项合计100分；否决项不填。", aliases=("标准分",)),
        Column("each", "每个问题扣分", "Per finding", Cell.DECIMAL, minimum=0, maximum=100, example="0.2", help="鼓励项为每项加分。", aliases=("扣分标准",)),
        Column("missed", "未达标另扣", "Target missed", Cell.DECIMAL, minimum=0, maximum=100, example="1"),
        Column("indicators", "关联指标", "Indicators", max_length=200, example="IND-004、IMP-16", help="指标编号，以顿号或逗号分隔。", aliases=("指标编号", "指标")),
    ),
    title_zh="自评标准",
    title_en="Rubric",
)  # fmt: skip
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
BETWEEN = re.compile(r"[、,，;；\s]+")
LABELS = {each.key: each.label_zh for each in SPEC.columns}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row as plain JSON, amounts as text."""
    found: dict[str, Any] = {
        key: str(values.get(key) or "").strip() for key in ("no", "section", "zh", "en", "clause")
    }
    found["sort"] = str(values.get("sort") or Sort.POINTS)
    for key in ("weight", "each", "missed"):
        found[key] = f"{Decimal(str(values.get(key) or 0)).normalize():f}"
    found["indicators"] = [each for each in BETWEEN.split(str(values.get("indicators") or "")) if each]
    return found


def faults(row: Mapping[str, Any], known: frozenset[str]) -> list[CellError]:
    """What is wrong with one row alone; `known` are the numbers of the indicators."""
    found = [CellError(key, f"请填写“{LABELS[key]}”。") for key in ("no", "section", "zh") if not row[key]]
    if row["no"] and not NUMBER.fullmatch(row["no"]):
        found.append(CellError("no", f"项目编号“{row['no'][:20]}”只能用字母、数字、点和横线。"))
    weight = Decimal(row["weight"])
    if row["sort"] != Sort.VETO and weight <= 0:
        found.append(CellError("weight", "计分项和鼓励项的分值应大于0。"))
    if row["sort"] == Sort.VETO and weight:
        found.append(CellError("weight", "否决项不设分值，请留空。"))
    if row["sort"] == Sort.POINTS and not Decimal(row["each"]) and not Decimal(row["missed"]):
        found.append(CellError("each", "请填写“每个问题扣分”或“未达标另扣”，否则该项永不扣分。"))
    if row["sort"] == Sort.BONUS and not Decimal(row["each"]):
        found.append(CellError("each", "请填写鼓励项每项加几分。"))
    unknown = [each for each in row["indicators"] if each not in known]
    if unknown:
        found.append(CellError("indicators", f"没有编号为“{unknown[0][:20]}”的指标。"))
    return found


def item_from(row: Mapping[str, Any]) -> Item:
    """The item that a sound row declares."""
    return Item(
        row["no"], row["zh"], row["en"] or row["zh"], row["clause"], Decimal(row["weight"]), Decimal(row["each"]),
        Decimal(row["missed"]), tuple(row["indicators"]), Sort(row["sort"]),
    )  # fmt: skip


def rubric_from(title: str, source: str, valid_from: date, rows: Sequence[Mapping[str, Any]]) -> Rubric:
    """The rubric that sound rows make, sections in the order in which they first stand in the table."""
    sections: dict[str, list[Item]] = {}
    for row in rows:
        sections.setdefault(row["section"], []).append(item_from(row))
    declared = tuple(
        Section(f"s{number}", name, name, tuple(items))
        for number, (name, items) in enumerate(sections.items(), start=1)
    )
    return Rubric(title, title, source, valid_from, verified=True, sections=declared)


def rows_of(rubric: Rubric) -> Iterable[dict[str, Any]]:
    """A rubric as rows of the table: what is exported can be changed in Excel and read again."""
    for section in rubric.sections:
        for each in section.items:
            yield {
                "no": each.key, "section": section.zh, "zh": each.zh, "en": each.en, "clause": each.clause,
                "sort": str(each.sort), "weight": float(each.weight) or None, "each": float(each.each),
                "missed": float(each.missed), "indicators": "、".join(each.indicators),
            }  # fmt: skip
