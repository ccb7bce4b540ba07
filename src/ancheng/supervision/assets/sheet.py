"""The columns of a table of objects of one kind: what the template shows and the import reads."""

from __future__ import annotations

from functools import cache

from ancheng.kernel.exchange.tables import Choice, Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.supervision.assets.declare import Attribute, Shape, Typed
from ancheng.supervision.assets.models import Status
from ancheng.supervision.assets.registry import kind as kind_called
from ancheng.supervision.assets.rules import LONGEST_TEXT

CELLS = {
    Typed.TEXT: Cell.TEXT,
    Typed.INTEGER: Cell.INTEGER,
    Typed.DECIMAL: Cell.DECIMAL,
    Typed.BOOLEAN: Cell.BOOLEAN,
    Typed.DATE: Cell.DATE,
    Typed.CHOICE: Cell.CHOICE,
}
STATUS_EN = {"in_use": "In use", "suspended": "Suspended", "planned": "Planned", "retired": "Retired"}
STATUS_ZH = {"in_use": "在用", "suspended": "停用", "planned": "在建或拟建", "retired": "已注销"}
LEVELS = (
    (1, "主要负责人", "Principal"),
    (2, "分管负责人", "Deputy"),
    (3, "部门负责人", "Section head"),
    (4, "现场负责人", "Site manager"),
)
HEAD = (
    Column(
        "code",
        "编号",
        "Code",
        unique=True,
        max_length=40,
        help="已有对象按编号更新；留空则新登记并自动编号。",
        aliases=("对象编号", "设施编号", "编码", "唯一编号", "序列号"),
    ),
    Column(
        "name", "名称", "Name", required=True, max_length=120, aliases=("对象名称", "设施名称", "单位名称")
    ),
    Column(
        "unit",
        "责任单位",
        "Unit",
        max_length=120,
        help="规范名称、简称或已登记的别名；留空则为导入时选定的单位。",
        aliases=("管理单位", "权属单位", "主管单位", "责任部门"),
    ),
    Column(
        "department",
        "监管部门",
        "Supervising department",
        max_length=120,
        aliases=("行业主管部门", "监督部门"),
    ),
    Column(
        "enterprise",
        "所属企业",
        "Enterprise",
        max_length=120,
        help="统一社会信用代码或企业登记名称。",
        aliases=("企业", "企业名称", "统一社会信用代码"),
    ),
    Column(
        "status",
        "状态",
        "Status",
        Cell.CHOICE,
        choices=tuple(Choice(key, STATUS_ZH[key], STATUS_EN[key]) for key in Status.values),
        aliases=("使用状态",),
    ),
    Column(
        "address",
        "地址",
        "Address",
        max_length=200,
        aliases=("详细地址", "位置", "地点", "所在地", "安装位置"),
    ),
    Column(
        "longitude",
        "经度",
        "Longitude",
        Cell.LONGITUDE,
        help="度，经度在前；坐标系在导入时选定。",
        aliases=("lon", "lng", "x", "X坐标", "东经"),
    ),
    Column("latitude", "纬度", "Latitude", Cell.LATITUDE, aliases=("lat", "y", "Y坐标", "北纬")),
)
WKT = Column(
    "wkt",
    "图形",
    "Geometry (WKT)",
    help="线或面的 WKT，如 LINESTRING(116.4 39.9, 116.5 39.9)。",
    aliases=("WKT", "geometry", "几何"),
)
TAIL = (
    Column(
        "built_on",
        "建成日期",
        "Built on",
        Cell.DATE,
        aliases=("建成时间", "建造日期", "竣工日期", "投用日期"),
    ),
    Column("remarks", "备注", "Remarks", max_length=2000, aliases=("说明",)),
)


@cache
def spec(kind: str) -> TableSpec:
    """The columns of one kind; the units and choices of its attributes included."""
    declared = kind_called(kind)
    taken = {each.label_zh for each in (*HEAD, WKT, *TAIL)}
    drawn = (WKT,) if declared.geometry - {Shape.POINT} else ()
    people = tuple(
        column
        for level, zh, en in LEVELS
        for column in (
            Column(f"person{level}", zh, en, max_length=60),
            Column(f"phone{level}", f"{zh}电话", f"{en}'s phone", max_length=30),
        )
    )
    attributes = tuple(_column(each, taken) for each in declared.attributes)
    return TableSpec((*HEAD, *drawn, *attributes, *TAIL, *people), title_zh=declared.zh, title_en=declared.en)


def _column(attribute: Attribute, taken: set[str]) -> Column:
    # An attribute that bears the name of a common column is told apart by the kind's own word.
    label = f"{attribute.zh}（属性）" if attribute.zh in taken else attribute.zh
    return Column(
        f"a.{attribute.key}",
        label,
        attribute.en,
        CELLS[attribute.type],
        required=attribute.required,
        choices=tuple(Choice(each.key, each.zh, each.en) for each in attribute.choices),
        unit=attribute.unit,
        minimum=attribute.minimum,
        maximum=attribute.maximum,
        max_length=LONGEST_TEXT if attribute.type == Typed.TEXT else None,
        help=attribute.help_zh,
    )
