"""Incidents of a period as the city asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ancheng.base.asker import Asker
from ancheng.base.clock import from_beijing
from ancheng.command.incidents import catalogue
from ancheng.command.incidents import queries as incidents
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.kernel.language import named

CITY = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("title", "标题", "Title"),
        Column("class", "事件类别", "Class"),
        Column("kind", "类型", "Kind"),
        Column("grade", "等级", "Grade"),
        Column("happened_at", "发生时间", "Happened", Cell.MOMENT),
        Column("reported_at", "接报时间", "Reported", Cell.MOMENT),
        Column("first_report", "初报时间", "First report", Cell.MOMENT),
        Column("final_report", "终报时间", "Final report", Cell.MOMENT),
        Column("closed_at", "处置结束时间", "Response ended", Cell.MOMENT),
        Column("place", "地点", "Place"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("lon", "经度（WGS 84）", "Longitude (WGS 84)", Cell.DECIMAL),
        Column("lat", "纬度（WGS 84）", "Latitude (WGS 84)", Cell.DECIMAL),
        Column("deaths", "死亡（含失踪）", "Deaths (with missing)", Cell.INTEGER),
        Column("injured", "受伤", "Injured", Cell.INTEGER),
        Column("state", "状态", "State"),
    ),
    title_zh="突发事件报送表",
    title_en="Incidents for the city",
)


def rows(asker: Asker, since: date, until: date) -> Iterator[dict[str, Any]]:
    """What really happened between the two days, both included."""
    found = incidents.incidents(asker).filter(
        reported_at__gte=from_beijing(since), reported_at__lt=from_beijing(until)
    )
    found = (
        found.exclude(state__in=("dismissed", "merged")).prefetch_related("reports").order_by("reported_at")
    )
    for each in found.iterator(chunk_size=1000):
        sent = {report.sort: report.sent_at for report in each.reports.all()}
        point = each.geometry.centroid if each.geometry else None
        yield {
            **{name: getattr(each, name) for name in ("number", "title", "happened_at", "reported_at", "closed_at", "deaths", "injured")},
            "class": named(catalogue.class_of(each.kind)),
            "kind": named(catalogue.kind(each.kind)),
            "grade": named(each.grade_label) if each.grade_label else "",
            "first_report": sent.get("first"),
            "final_report": sent.get("final"),
            "place": each.address,
            "subdistrict": str(each.subdistrict or ""),
            "lon": round(point.x, 6) if point else None,
            "lat": round(point.y, 6) if point else None,
            "state": each.state_label,
        }  # fmt: skip
