"""The list of reports as a table: nothing of the reporter, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.supervision.hotline.models import Report

SPEC = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("channel", "渠道", "Channel"),
        Column("matter", "类别", "Matter"),
        Column("title", "事由", "Subject"),
        Column("enterprise", "企业", "Enterprise"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("address", "地址", "Address"),
        Column("unit", "承办单位", "Unit"),
        Column("state", "状态", "State"),
        Column("received_at", "接收时间", "Received", Cell.MOMENT),
        Column("accepted_at", "受理时间", "Accepted", Cell.MOMENT),
        Column("verified_at", "核查结束", "Verified", Cell.MOMENT),
        Column("verdict", "核查结论", "Finding"),
        Column("fed_back_at", "反馈时间", "Fed back", Cell.MOMENT),
        Column("due_at", "当前时限", "Due", Cell.MOMENT),
        Column("satisfaction", "满意度", "Satisfaction"),
    ),
    title_zh="举报",
    title_en="Reports of the public",
)


def rows(found: QuerySet[Report]) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    for each in found.iterator(chunk_size=2000):
        yield {
            "number": each.number,
            "channel": str(each.get_channel_display()),
            "matter": str(each.get_matter_display()),
            "title": each.title,
            "enterprise": str(each.enterprise or ""),
            "subdistrict": str(each.subdistrict or ""),
            "address": each.address,
            "unit": str(each.owner_unit),
            "state": each.state_label,
            "received_at": each.received_at,
            "accepted_at": each.accepted_at,
            "verified_at": each.verified_at,
            "verdict": str(each.get_verdict_display()) if each.verdict else "",
            "fed_back_at": each.fed_back_at,
            "due_at": each.due_at,
            "satisfaction": str(each.get_satisfaction_display()) if each.satisfaction else "",
        }
