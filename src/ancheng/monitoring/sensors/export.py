"""The list of sensors as a table, just as the list shows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from ancheng.base.asker import Asker
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.monitoring.sensors.filters import Filter, narrowed
from ancheng.monitoring.sensors.queries import heard

SENSORS = TableSpec(
    (
        Column("code", "编号", "Code"),
        Column("name", "名称", "Name"),
        Column("kind", "类别", "Kind"),
        Column("health", "状态", "Standing"),
        Column("value", "最新读数", "Latest reading", Cell.DECIMAL),
        Column("unit_symbol", "计量单位", "Unit of measure"),
        Column("at", "读数时间", "Measured at", Cell.MOMENT),
        Column("source", "数据来源", "Source"),
        Column("asset", "监测对象", "Object"),
        Column("unit", "责任单位", "Unit"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("address", "地址", "Address"),
        Column("interval_s", "上报间隔（秒）", "Interval (s)", Cell.INTEGER),
        Column("silent_after_s", "失联判定（秒）", "Silent after (s)", Cell.INTEGER),
        Column("longitude", "经度", "Longitude", Cell.DECIMAL),
        Column("latitude", "纬度", "Latitude", Cell.DECIMAL),
    ),
    title_zh="传感器",
    title_en="Sensors",
)
STRETCH = 2000


def rows(asker: Asker, asked: Filter, at: datetime, *, english: bool) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    found = narrowed(asker, asked, at).select_related("source", "unit", "subdistrict").order_by("-pk")
    waiting = found.iterator(chunk_size=STRETCH)
    while stretch := list(islice(waiting, STRETCH)):
        for each in heard(stretch, at):
            sensor, kind = each.sensor, each.sensor.declared
            point = sensor.geometry
            yield {
                "code": sensor.code,
                "name": sensor.name,
                "kind": kind.en if english else kind.zh,
                "health": str(each.health.label),
                "value": each.value,
                "unit_symbol": kind.unit,
                "at": each.at,
                "source": str(sensor.source),
                "asset": sensor.asset_name,
                "unit": str(sensor.unit),
                "subdistrict": str(sensor.subdistrict or ""),
                "address": sensor.address,
                "interval_s": sensor.interval_s,
                "silent_after_s": sensor.silent_after_s,
                "longitude": round(point.x, 6) if point else None,
                "latitude": round(point.y, 6) if point else None,
            }
