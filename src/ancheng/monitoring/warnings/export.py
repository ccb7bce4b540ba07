"""Warnings, alarms and the ledger as tables, just as the lists show them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ancheng.base.asker import Asker
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.kernel.language import named
from ancheng.monitoring.warnings import rules
from ancheng.monitoring.warnings.filters import Filter
from ancheng.monitoring.warnings.kinds import kinds
from ancheng.monitoring.warnings.ledger import STAGES, Line
from ancheng.monitoring.warnings.models import Outcome
from ancheng.monitoring.warnings.queries import alarms_narrowed, narrowed
from ancheng.monitoring.warnings.workflows.alarm import WORKFLOW as ALARM
from ancheng.monitoring.warnings.workflows.warning import WORKFLOW

WARNINGS = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("title", "名称", "Title"),
        Column("kind", "类别", "Kind"),
        Column("level", "级别", "Level"),
        Column("state", "状态", "State"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("area_text", "范围", "Area"),
        Column("pushed_at", "推送时间", "Pushed", Cell.MOMENT),
        Column("accepted_at", "受理时间", "Accepted", Cell.MOMENT),
        Column("issued_at", "发布时间", "Issued", Cell.MOMENT),
        Column("lifted_at", "解除时间", "Lifted", Cell.MOMENT),
        Column("alarm_count", "报警数", "Alarms"),
        Column("outcome", "结果", "Outcome"),
    ),
    title_zh="预警",
    title_en="Warnings",
)
ALARMS = TableSpec(
    columns=(
        Column("key", "来源", "Source"),
        Column("label", "名称", "Name"),
        Column("kind", "类别", "Kind"),
        Column("level", "级别", "Level"),
        Column("state", "状态", "State"),
        Column("words", "规则", "Rule"),
        Column("value", "读数", "Reading"),
        Column("unit", "单位", "Unit"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("raised_at", "报警时间", "Raised", Cell.MOMENT),
        Column("acknowledged_at", "确认时间", "Acknowledged", Cell.MOMENT),
        Column("returned_at", "恢复时间", "Returned", Cell.MOMENT),
        Column("times", "次数", "Times"),
    ),
    title_zh="报警",
    title_en="Alarms",
)
STAGE_NAMES = {
    "judged": ("感知到研判（分钟）", "Sensed to judged (min)"),
    "pushed": ("研判到推送（分钟）", "Judged to pushed (min)"),
    "accepted": ("推送到受理（分钟）", "Pushed to accepted (min)"),
    "issued": ("受理到发布（分钟）", "Accepted to issued (min)"),
    "closed": ("受理到办结（分钟）", "Accepted to closed (min)"),
}
LEDGER = TableSpec(
    columns=(
        Column("label", "项目", "Head"),
        Column("count", "预警数", "Warnings"),
        Column("hits", "命中", "Hits"),
        Column("false", "误报", "False"),
        Column("missed", "漏报", "Missed"),
        Column("pending", "未评定", "Not judged"),
        Column("precision", "命中率%", "Precision %"),
        Column("recall", "检出率%", "Recall %"),
        *(Column(name, *STAGE_NAMES[name]) for name, _, _ in STAGES),
    ),
    title_zh="预警质量台账",
    title_en="Quality of warnings",
)
STREET = ("subdistrict__short_name", "subdistrict__name")


def _level(level: int | None) -> str:
    return f"{named(rules.COLOURS[level])}（{rules.NUMERALS[level]}）" if level else ""


def _kind(name: str) -> str:
    return named(kinds()[name]) if name in kinds() else name


def warnings(asker: Asker, asked: Filter, at: datetime) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    states = {each.key: str(each.label) for each in WORKFLOW.states}
    outcomes = {each.value: str(each.label) for each in Outcome}
    plain = (
        "number",
        "title",
        "area_text",
        "pushed_at",
        "accepted_at",
        "issued_at",
        "lifted_at",
        "alarm_count",
    )
    rows = narrowed(asker, asked, at).order_by("-pushed_at", "-pk")
    for row in rows.values(*plain, *STREET, "kind", "level", "state", "outcome").iterator(chunk_size=2000):
        yield {
            **{name: row[name] for name in plain},
            "kind": _kind(row["kind"]),
            "level": _level(row["level"]),
            "state": states[row["state"]],
            "outcome": outcomes[row["outcome"]],
            "subdistrict": row[STREET[0]] or row[STREET[1]] or "",
        }


def alarms(asker: Asker, asked: Filter) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    states = {each.key: str(each.label) for each in ALARM.states}
    plain = ("key", "label", "words", "unit", "raised_at", "acknowledged_at", "returned_at", "times")
    rows = alarms_narrowed(asker, asked).order_by("-raised_at", "-pk")
    for row in rows.values(*plain, *STREET, "kind", "level", "state", "value").iterator(chunk_size=2000):
        yield {
            **{name: row[name] for name in plain},
            # An empty cell, not a zero, where the reading is not known.
            "value": "" if row["value"] is None else row["value"],
            "kind": _kind(row["kind"]),
            "level": _level(row["level"]),
            "state": states[row["state"]],
            "subdistrict": row[STREET[0]] or row[STREET[1]] or "",
        }


def ledger(lines: list[Line]) -> Iterator[dict[str, object]]:
    for each in lines:
        told = {
            "label": named(each.label) if not isinstance(each.label, str) else each.label,
            "count": each.count,
            "hits": each.hits,
            "false": each.false,
            "missed": each.missed,
            "pending": each.pending,
            "precision": each.precision,
            "recall": each.recall,
            **each.minutes,
        }
        yield {name: "" if value is None else value for name, value in told.items()}
