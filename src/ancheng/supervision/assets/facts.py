"""Putting stated facts on an object, comparing two readings of it, and saying what differs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from ancheng.base.clock import beijing
from ancheng.base.errors import Conflict
from ancheng.kernel.audit.queries import timeline
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.rules import initials
from ancheng.supervision.assets.declare import Kind, Shape
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.assets.registry import kind as kind_called
from ancheng.supervision.assets.rules import Value, check_attributes, condition_of, shown
from ancheng.supervision.assets.values import FACTS, LABELS, BadValues, Stated

FAMILIES = {
    "Point": Shape.POINT,
    "MultiPoint": Shape.POINT,
    "LineString": Shape.LINE,
    "MultiLineString": Shape.LINE,
    "Polygon": Shape.POLYGON,
    "MultiPolygon": Shape.POLYGON,
}
SHAPE_WORDS = {Shape.POINT: "点", Shape.LINE: "线", Shape.POLYGON: "面"}
OUTSIDE = "该位置不在本区任何街道、地区范围内。请核对经纬度（注意经度在前、坐标系是否选对）；确属区外的，请勾选“确认在区外”。"


def apply(asset: Asset, stated: Stated, at: datetime) -> None:
    """Put the facts on `asset`; all faults at once, none of them half done."""
    kind = kind_called(stated.kind)
    checked = check_attributes(kind, stated.attributes)
    errors = {f"a.{key}": sentence for key, sentence in checked.errors.items()}
    errors |= plain_faults(stated, kind) | _unit_faults(stated)
    if errors:
        raise BadValues(errors)
    put(asset, stated, checked.values, at)


def put(asset: Asset, stated: Stated, attributes: dict[str, Value], at: datetime) -> None:
    """Put facts that are known to be sound on `asset`."""
    asset.name = stated.name.strip()
    asset.code = stated.code.strip() or asset.code
    asset.initials = quick_initials(asset.name)
    asset.unit_id, asset.department_id, asset.enterprise_id = (
        stated.unit_id,
        stated.department_id,
        stated.enterprise_id,
    )
    asset.status = stated.status
    asset.attributes = attributes
    asset.condition = condition_of(kind_called(stated.kind), attributes, day_of(at))
    asset.geometry, asset.source_crs = stated.geometry, stated.source_crs
    asset.address, asset.built_on, asset.remarks = (
        stated.address.strip(),
        stated.built_on,
        stated.remarks.strip(),
    )
    asset.outside_accepted = stated.outside_accepted


def stated_of(asset: Asset) -> Stated:
    """What the file of an object says, as it would be stated; without the people who answer for it."""
    return Stated(
        kind=asset.kind,
        name=asset.name,
        code=asset.code,
        unit_id=asset.unit_id,
        department_id=asset.department_id,
        enterprise_id=asset.enterprise_id,
        status=asset.status,
        attributes=dict(asset.attributes),
        geometry=asset.geometry,
        source_crs=asset.source_crs,
        address=asset.address,
        built_on=asset.built_on,
        remarks=asset.remarks,
        outside_accepted=asset.outside_accepted,
    )


HAN = re.compile(r"[〇㐀-䶿一-鿿]")
HAN_RUN = re.compile(r"[〇㐀-䶿一-鿿]+|[^〇㐀-䶿一-鿿]+")


def quick_initials(name: str) -> str:
    """Pinyin initials of a name; its runs of characters are looked up once, for registers repeat them."""
    return "".join(_run(each) for each in HAN_RUN.findall(name))[:120]


@lru_cache(maxsize=50_000)
def _run(text: str) -> str:
    return initials(text) if HAN.match(text) else text.lower()


def day_of(at: datetime) -> date:
    return beijing(at).date()


def geometry_fault(kind: Kind, geometry: Any) -> str:
    """What is wrong with the geometry for an object of this kind; '' if nothing."""
    if geometry is None:
        return ""
    family = FAMILIES.get(geometry.geom_type)
    if family not in kind.geometry:
        allowed = "、".join(SHAPE_WORDS[each] for each in Shape if each in kind.geometry)
        return f"“{kind.zh}”的位置应为{allowed}，现为 {geometry.geom_type}，请重新绘制。"
    if geometry.empty or not geometry.valid:
        return "图形无效（自相交或为空），请重新绘制。"
    west, south, east, north = geometry.extent
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return "位置超出经纬度范围，请核对经度和纬度是否颠倒。"
    return ""


def outside_fault(asset: Asset) -> str:
    return OUTSIDE if asset.outside and not asset.outside_accepted else ""


def taken(asset: Asset) -> Conflict:
    return Conflict(
        f"编号“{asset.code}”已被另一个“{asset.declared.zh}”使用，请更换编号，或打开已有对象修改。"
    )


def snapshot(asset: Asset) -> dict[str, Any]:
    """The facts of an object as plain values, for the audit and for comparing."""
    values = {name: getattr(asset, name) for name in FACTS}
    values["geometry"] = asset.geometry.wkt if asset.geometry else None
    values["built_on"] = asset.built_on.isoformat() if isinstance(asset.built_on, date) else asset.built_on
    values["attributes"] = dict(asset.attributes)
    values["people"] = {str(each.level): f"{each.name} {each.phone}".strip() for each in asset.people.all()}  # type: ignore[attr-defined]
    return values


def difference(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts that differ, as (before, after); attributes one by one."""
    old, new = _flat(before), _flat(after)
    names = [name for name in old | new if old.get(name) != new.get(name)]
    return {name: old.get(name) for name in names}, {name: new.get(name) for name in names}


def since(asset: Asset, version: int) -> tuple[dict[str, tuple[str, str]], str]:
    """What others changed after `version`, by label, and who did it last."""
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    by = ""
    for row in timeline(asset)[:50]:
        if int(row.after.get("version") or 0) <= version:
            continue
        by = by or row.actor_name
        new = {**row.after, **new}
        old |= row.before
    names = [name for name in new if name not in ("version", "unit")]
    return {
        told(asset.declared, name): (
            wording(asset.declared, name, old.get(name)),
            wording(asset.declared, name, new[name]),
        )
        for name in names
    }, by


def told(kind: Kind, name: str) -> str:
    """The label of a fact or of an attribute (`a.key`)."""
    if name.startswith("a.") and name[2:] in kind.by_key:
        return kind.by_key[name[2:]].zh
    return LABELS.get(name, name)


def wording(kind: Kind, name: str, value: Any) -> str:
    """A stored value as people read it."""
    if value is None:
        return ""
    if name.startswith("a.") and name[2:] in kind.by_key:
        return shown(kind.by_key[name[2:]], value)
    if name.endswith("unit_id") or name in ("department_id", "enterprise_id"):
        return str(Unit.objects.filter(pk=value).first() or value)
    if name == "status" and value in Status.values:
        return str(Status(value).label)
    return str(value)[:80]


def with_lapsed_days(today: date) -> QuerySet[Asset]:
    """The objects of which a day that counts has passed and whose condition does not show it yet."""
    tests = [
        Q(kind=key, condition__lt=int(sign.means), **{f"attributes__{sign.attribute}__lt": today.isoformat()})
        for key, kind in KINDS.items()
        for sign in kind.signs
        if sign.lapsed
    ]
    return Asset.every.filter(reduce(or_, tests)).defer("words", "geometry")


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    flat = {name: value for name, value in values.items() if name != "attributes"}
    return flat | {f"a.{key}": value for key, value in values.get("attributes", {}).items()}


def plain_faults(stated: Stated, kind: Kind) -> dict[str, str]:
    """What is wrong with the facts by themselves, without a look at the units they name."""
    errors: dict[str, str] = {}
    if not stated.name.strip():
        errors["name"] = "请填写名称。"
    elif len(stated.name.strip()) > 120:
        errors["name"] = "名称最多 120 字，请精简。"
    if len(stated.code.strip()) > 40:
        errors["code"] = "编号最多 40 个字符，请核对。"
    if len(stated.address.strip()) > 200:
        errors["address"] = "地址最多 200 字，请精简。"
    if stated.status not in Status.values:
        errors["status"] = "状态应为在用、停用、在建或拟建、已注销之一。"
    for each in stated.people:
        if len(each.name.strip()) > 60 or len(each.phone.strip()) > 30:
            errors["people"] = "责任人姓名最多 60 字、电话最多 30 个字符，请精简。"
    if "\x00" in stated.name + stated.code + stated.address + stated.remarks:
        errors["name"] = "内容含有不可见的控制字符，请删除后重新填写。"
    fault = geometry_fault(kind, stated.geometry)
    if fault:
        errors["geometry"] = fault
    return errors


def _unit_faults(stated: Stated) -> dict[str, str]:
    ids = {stated.unit_id, stated.department_id, stated.enterprise_id} - {None}
    return unit_faults(stated, Unit.objects.in_use().in_bulk(ids))


def unit_faults(stated: Stated, found: Mapping[int, Unit]) -> dict[str, str]:
    """What is wrong with the units that the facts name; `found` holds those in use, by id."""
    errors: dict[str, str] = {}
    unit = found.get(stated.unit_id or 0)
    if unit is None:
        errors["unit_id"] = "请选择责任单位。"
    elif unit.kind in (UnitKind.COLLECTIVE, UnitKind.DISTRICT):
        errors["unit_id"] = f"“{unit}”不能作为责任单位，请选择具体的单位。"
    if stated.department_id and stated.department_id not in found:
        errors["department_id"] = "监管部门不存在或已撤销，请重新选择。"
    enterprise = found.get(stated.enterprise_id or 0)
    if stated.enterprise_id and (enterprise is None or enterprise.kind != UnitKind.ENTERPRISE):
        errors["enterprise_id"] = "所属企业不存在，请重新选择或先登记企业。"
    return errors
