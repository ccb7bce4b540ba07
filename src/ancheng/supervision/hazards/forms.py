"""Reading what people typed into the forms about hazards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import Q
from django.http import QueryDict

from ancheng.base.asker import Asker
from ancheng.base.clock import NotADate, parse_day
from ancheng.base.errors import Refusal
from ancheng.base.numbers import key
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.queries import visible as assets_visible
from ancheng.supervision.dangers.forms import place
from ancheng.supervision.hazards.rules import MOST_SUBSTANCES, read_amount
from ancheng.supervision.hazards.surroundings import exposed
from ancheng.supervision.hazards.values import Amount, Exposure, Stated

BLANK_ROWS = 3
Row = tuple[str, str, str]


def stated(given: QueryDict, asker: Asker) -> Stated:
    """The unit that a form describes; an enterprise states its own."""
    owner_id = enterprise_id(given, asker)
    asset = asset_called(given.get("asset", ""), asker)
    geometry = place(given.get("geometry", ""))
    return Stated(
        name=given.get("name", ""),
        sort=given.get("sort", ""),
        regime=given.get("regime", ""),
        enterprise_id=owner_id,
        amounts=amounts(given),
        exposure=exposure(given, point_of(given, asset), owner_id),
        asset_id=asset.pk if asset else None,
        boundary=given.get("boundary", ""),
        address=given.get("address", ""),
        geometry=geometry,
    )


def rows(given: Mapping[str, str]) -> list[Row]:
    """The lines of the inventory as they were typed: name, quantity, class."""
    count = min(key(given.get("s-TOTAL_FORMS", "")) or 0, MOST_SUBSTANCES + BLANK_ROWS)
    return [
        (
            given.get(f"s-{number}-name", "")[:80],
            given.get(f"s-{number}-quantity", "")[:20],
            given.get(f"s-{number}-class", "")[:6],
        )
        for number in range(count)
    ]


def amounts(given: Mapping[str, str]) -> tuple[Amount, ...]:
    """The inventory; the first half-filled or unreadable line is refused."""
    found = [read_amount(*row) for row in rows(given)]
    kept = tuple(each for each in found if each)
    if not kept:
        raise Refusal("请至少填写一种危险化学品及其最大设计量。")
    return kept


def people(text: str) -> int | None:
    """How many people somebody typed; None where nothing was typed."""
    plain = text.strip().replace(",", "")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 8:
        raise Refusal("厂界外500米内人数应为不小于零的整数。")
    return int(plain)


def exposure(given: QueryDict, geometry: GEOSGeometry | None, enterprise_id: int | None) -> Exposure:
    """The people within 500 m: what was typed, else what the register says; unknown is refused, not zero."""
    from_map = exposed(geometry, own_enterprise=enterprise_id).people
    typed = people(given.get("people", ""))
    if typed is None and from_map is None:
        raise Refusal("500米内没有登记人数的对象，人数未知不等于零；请核实后填写人数，并写明理由和数据来源。")
    return Exposure(
        people=typed if typed is not None else from_map or 0,
        from_map=from_map,
        why=given.get("people_why", ""),
        source=given.get("people_source", ""),
    )


def point_of(given: QueryDict, asset: Asset | None) -> GEOSGeometry | None:
    """Where the unit is: as drawn, else where its object is."""
    drawn = place(given.get("geometry", ""))
    if drawn and -180 <= drawn[0] <= 180 and -90 <= drawn[1] <= 90:
        return Point(*drawn, srid=4326)
    return asset.geometry if asset else None


def enterprise_called(text: str) -> Unit | None:
    """The enterprise of that name or credit code; None where nothing is typed."""
    name = text.strip()
    if not name:
        return None
    named = Q(name=name) | Q(short_name=name) | Q(enterprise__credit_code=name.upper())
    found = Unit.objects.in_use().filter(named, kind=UnitKind.ENTERPRISE).first()
    if found is None:
        raise Refusal(f"没有找到企业“{name[:60]}”，请填写企业全称或统一社会信用代码。")
    return found


def enterprise_id(given: QueryDict, asker: Asker) -> int | None:
    if asker.role == Role.ENTERPRISE:
        return asker.unit_id
    found = enterprise_called(given.get("enterprise", ""))
    return found.pk if found else None


def asset_called(text: str, asker: Asker) -> Asset | None:
    code = text.strip()
    if not code:
        return None
    found: Asset | None = assets_visible(asker).defer("words").filter(code=code).first()
    if found is None:
        raise Refusal(f"没有找到编号为“{code[:40]}”的对象，请核对对象编号。")
    return found


def day(text: str, label: str) -> date | None:
    """A day, or None where the field is empty."""
    if not text.strip():
        return None
    try:
        return parse_day(text)
    except NotADate as fault:
        raise Refusal(f"{label}：{fault}") from fault
