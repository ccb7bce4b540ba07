"""The list of dangers as a table, just as the list shows it; statistics as a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ancheng.base.asker import Asker
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.supervision.dangers.filters import Filter
from ancheng.supervision.dangers.models import Grade, Source
from ancheng.supervision.dangers.queries import narrowed, ordered
from ancheng.supervision.dangers.rules import Period
from ancheng.supervision.dangers.statistics import figures_by_enterprise
from ancheng.supervision.dangers.workflows.danger import WORKFLOW

DANGERS = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("title", "隐患", "Danger"),
        Column("grade", "等级", "Grade"),
        Column("source", "来源", "Source"),
        Column("state", "状态", "State"),
        Column("owner", "整改责任单位", "Responsible"),
        Column("issuer", "监管单位", "Supervisor"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("address", "地址", "Address"),
        Column("clause", "依据", "Clause"),
        Column("found_at", "发现时间", "Found", Cell.MOMENT),
        Column("due_on", "整改期限", "Due"),
        Column("closed_at", "销号时间", "Closed", Cell.MOMENT),
        Column("sent_back", "退回次数", "Sent back"),
        Column("reopened", "重新打开次数", "Reopened"),
        Column("account_since", "挂账日期", "On account since"),
        Column("account_due_on", "挂账治理期限", "Account due"),
        Column("listed", "挂牌督办", "Listed"),
    ),
    title_zh="隐患",
    title_en="Dangers",
)
LABELS = ("found", "major", "closed", "closed_percent", "in_time_percent", "open", "late", "reopened")
STATISTICS = TableSpec(
    columns=(
        Column("name", "企业", "Enterprise"),
        *(
            Column(key, zh, en)
            for key, zh, en in zip(
                LABELS,
                ("发现", "其中重大", "已销号", "整改率%", "按期率%", "未销号", "逾期", "重新打开"),
                ("Found", "Major", "Closed", "Closed %", "In time %", "Open", "Late", "Reopened"),
                strict=True,
            )
        ),
    ),
    title_zh="隐患统计",
    title_en="Statistics",
)


def rows(asker: Asker, asked: Filter, at: datetime) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    fields = {
        "number": "number",
        "title": "title",
        "address": "address",
        "clause": "clause",
        "found_at": "found_at",
        "closed_at": "closed_at",
        "sent_back": "sent_back",
        "reopened": "reopened",
    }
    grades = {each.value: str(each.label) for each in Grade}
    sources = {each.value: str(each.label) for each in Source}
    states = {each.key: str(each.label) for each in WORKFLOW.states}
    names = ("owner_unit", "issuer_unit", "subdistrict")
    wanted = [f"{unit}__{part}" for unit in names for part in ("short_name", "name")]
    found = ordered(narrowed(asker, asked, at)).values(
        *fields, *wanted, "grade", "source", "state", "due_on", "account_since", "account_due_on", "listed"
    )
    for row in found.iterator(chunk_size=2000):
        yield {
            **{key: row[field] for key, field in fields.items()},
            "grade": grades[row["grade"]],
            "source": sources[row["source"]],
            "state": states[row["state"]],
            "owner": _name(row, "owner_unit"),
            "issuer": _name(row, "issuer_unit"),
            "subdistrict": _name(row, "subdistrict"),
            "due_on": _day(row["due_on"]),
            "account_since": _day(row["account_since"]),
            "account_due_on": _day(row["account_due_on"]),
            "listed": "是" if row["listed"] else "",
        }


def statistics(asker: Asker, period: Period, at: datetime) -> Iterator[dict[str, object]]:
    for each in figures_by_enterprise(asker, period, at):
        figures = each.figures.as_json()
        # An empty cell, not a zero, where there is nothing to share.
        yield {"name": each.name, **{key: "" if figures[key] is None else figures[key] for key in LABELS}}


def _name(row: dict[str, object], unit: str) -> str:
    return str(row[f"{unit}__short_name"] or row[f"{unit}__name"] or "")


def _day(day: object) -> str:
    return str(day) if day else ""
