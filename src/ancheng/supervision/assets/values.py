"""What a person or a file states about one object, before it is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ancheng.base.errors import Refusal


class BadValues(Refusal):
    """Values that cannot be stored; `errors` tells, by field, what to do about each."""

    status = 422

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("；".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Answerable:
    """Somebody who answers for the object, at one of the four levels."""

    level: int
    name: str
    phone: str = ""


@dataclass(frozen=True)
class Stated:
    """The facts of one object as stated; units by id, geometry as a GEOS geometry in WGS 84 or None."""

    kind: str
    name: str
    code: str = ""
    unit_id: int | None = None
    department_id: int | None = None
    enterprise_id: int | None = None
    status: str = "in_use"
    attributes: dict[str, Any] = field(default_factory=dict)
    geometry: Any = None
    source_crs: str = "wgs84"
    address: str = ""
    built_on: date | None = None
    remarks: str = ""
    outside_accepted: bool = False
    people: tuple[Answerable, ...] = ()


# The facts that an amendment compares, the audit keeps and the import writes back.
FACTS = (
    "name",
    "code",
    "unit_id",
    "department_id",
    "enterprise_id",
    "status",
    "attributes",
    "geometry",
    "source_crs",
    "address",
    "built_on",
    "remarks",
    "outside_accepted",
)
LABELS = {
    "name": "名称",
    "code": "编号",
    "unit_id": "责任单位",
    "department_id": "监管部门",
    "enterprise_id": "所属企业",
    "status": "状态",
    "attributes": "属性",
    "geometry": "位置",
    "source_crs": "来源坐标系",
    "address": "地址",
    "built_on": "建成日期",
    "remarks": "备注",
    "outside_accepted": "确认在区外",
    "people": "责任人",
}
