"""The columns of a table of sensors of one kind: what the template shows and the import reads."""

from __future__ import annotations

from functools import cache

from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.monitoring.sensors.registry import kind as kind_called

LABELS = {
    "code": "编号",
    "name": "名称",
    "source": "数据来源",
    "unit": "责任单位",
    "asset": "监测对象编号",
    "address": "地址",
    "longitude": "经度",
    "latitude": "纬度",
    "low": "量程下限",
    "high": "量程上限",
    "interval_s": "上报间隔",
    "silent_after_s": "失联判定",
    "installed_on": "安装日期",
    "calibrated_until": "检定有效期至",
    "maker": "厂商及型号",
    "remarks": "备注",
}


@cache
def spec(kind: str) -> TableSpec:
    declared = kind_called(kind)
    unit = "" if declared.states else declared.unit
    return TableSpec(
        (
            Column(
                "code",
                LABELS["code"],
                "Code",
                required=True,
                unique=True,
                max_length=64,
                help="来源发送读数时使用的编号；已有设备按编号更新。",
                aliases=("设备编号", "传感器编号", "设备号", "测点编号"),
            ),
            Column(
                "name",
                LABELS["name"],
                "Name",
                required=True,
                max_length=120,
                aliases=("设备名称", "测点名称"),
            ),
            Column(
                "source",
                LABELS["source"],
                "Source",
                max_length=40,
                help="数据来源的代码；留空则为导入时选定的来源。",
                aliases=("来源", "接入系统"),
            ),
            Column(
                "unit",
                LABELS["unit"],
                "Unit",
                max_length=120,
                help="规范名称、简称或已登记的别名；留空则为数据来源的责任单位。",
                aliases=("管理单位", "权属单位"),
            ),
            Column(
                "asset",
                LABELS["asset"],
                "Object code",
                max_length=40,
                help="对象档案中的编号；没有经纬度时采用对象的位置。",
                aliases=("对象编号", "所属对象"),
            ),
            Column("address", LABELS["address"], "Address", max_length=200, aliases=("安装位置", "位置")),
            Column(
                "longitude", LABELS["longitude"], "Longitude", Cell.LONGITUDE, aliases=("lon", "lng", "x")
            ),
            Column("latitude", LABELS["latitude"], "Latitude", Cell.LATITUDE, aliases=("lat", "y")),
            Column("low", LABELS["low"], "Range from", Cell.DECIMAL, unit=unit),
            Column("high", LABELS["high"], "Range to", Cell.DECIMAL, unit=unit),
            Column("interval_s", LABELS["interval_s"], "Interval", Cell.INTEGER, unit="s", minimum=1),
            Column(
                "silent_after_s", LABELS["silent_after_s"], "Silent after", Cell.INTEGER, unit="s", minimum=2
            ),
            Column("installed_on", LABELS["installed_on"], "Installed on", Cell.DATE),
            Column("calibrated_until", LABELS["calibrated_until"], "Calibrated until", Cell.DATE),
            Column("maker", LABELS["maker"], "Maker and model", max_length=120, aliases=("厂家", "型号")),
            Column("remarks", LABELS["remarks"], "Remarks", max_length=2000, aliases=("说明",)),
        ),
        title_zh=declared.zh,
        title_en=declared.en,
    )
