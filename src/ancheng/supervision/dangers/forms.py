"""Reading what people typed into the forms about dangers."""

from __future__ import annotations

import json
from datetime import date

from django.db.models import Q
from django.http import QueryDict

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.assets.queries import visible as assets_visible
from ancheng.supervision.dangers.queries import supervisor_of
from ancheng.supervision.dangers.values import Finding, Grade, ListingPlan, Source


def finding(given: QueryDict, asker: Asker) -> Finding:
    """The finding that a form describes; an enterprise reports on itself, to who supervises it."""
    enterprise = _own(asker) if asker.role == Role.ENTERPRISE else _enterprise(given, asker)
    return Finding(
        title=given.get("title", ""),
        unit_id=_supervisor(given, asker, enterprise).pk,
        source=_source(given, asker),
        grade=Grade.MAJOR if given.get("grade") == Grade.MAJOR else Grade.GENERAL,
        enterprise_id=enterprise.pk if enterprise else None,
        asset_id=_asset(given.get("asset", ""), asker),
        clause=given.get("clause", ""),
        description=given.get("description", ""),
        address=given.get("address", ""),
        geometry=place(given.get("geometry", "")) or spot(given),
        due_on=day(given.get("due_on", ""), "整改期限"),
    )


def plan(given: QueryDict) -> ListingPlan:
    return ListingPlan(
        targets=given.get("targets", ""),
        measures=given.get("measures", ""),
        money=given.get("money", ""),
        people=given.get("people", ""),
        due_on=day(given.get("plan_due_on", ""), "治理时限"),
        safety=given.get("safety", ""),
    )


def day(text: str, label: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(f"“{label}”应为日期，例如 2026-12-31。") from None


def place(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of a point that was drawn on the map."""
    if not text.strip():
        return None
    try:
        # Only type and coordinates are read: a spatial reference in the text never reaches GDAL.
        shape = json.loads(text)
        longitude, latitude = shape["coordinates"] if shape["type"] == "Point" else (None, None)
        return float(longitude), float(latitude)
    except (ValueError, TypeError, KeyError) as fault:
        raise Refusal("位置无法识别，请在地图上重新标绘。") from fault


def spot(given: QueryDict) -> tuple[float, float] | None:
    """Where the phone says it is; None where it does not say, which is not zero."""
    try:
        longitude, latitude = float(given["longitude"]), float(given["latitude"])
    except (KeyError, ValueError):
        return None
    return (longitude, latitude) if -180 <= longitude <= 180 and -90 <= latitude <= 90 else None


def number(text: str) -> int:
    """A whole number, or -1 where the text is none, which every rule refuses."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def enterprise_called(text: str, asker: Asker) -> Unit:
    """The enterprise of that exact name or credit code, among those that the asker may know."""
    key = text.strip()
    named = Q(name=key) | Q(short_name=key) | Q(enterprise__credit_code=key)
    found = Unit.objects.in_use().visible_to(asker).filter(named, kind=UnitKind.ENTERPRISE).first()
    if found is None:
        raise Refusal(f"没有找到企业“{key[:60]}”，请填写完整名称或统一社会信用代码。")
    return found


def _own(asker: Asker) -> Unit:
    return Unit.objects.get(pk=asker.unit_id)


def _enterprise(given: QueryDict, asker: Asker) -> Unit | None:
    text = given.get("enterprise", "")
    return enterprise_called(text, asker) if text.strip() else None


def _supervisor(given: QueryDict, asker: Asker, enterprise: Unit | None) -> Unit:
    if asker.role == Role.ENTERPRISE and enterprise:
        return supervisor_of(enterprise)
    chosen = number(given.get("unit", ""))
    found = Unit.objects.in_use().filter(pk=chosen).first() if chosen > 0 else None
    if found:
        return found
    if enterprise:
        return supervisor_of(enterprise)
    own = Unit.objects.get(pk=asker.unit_id)
    if own.kind in (UnitKind.GRID, UnitKind.COMMUNITY):
        return supervisor_of(own)
    return own


def _source(given: QueryDict, asker: Asker) -> Source:
    if asker.role == Role.ENTERPRISE:
        return Source.SELF_CHECK
    if asker.role == Role.GRID:
        return Source.PATROL
    text = given.get("source", "")
    return Source(text) if text in set(Source) else Source.INSPECTION


def _asset(text: str, asker: Asker) -> int | None:
    code = text.strip()
    if not code:
        return None
    found = assets_visible(asker).filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Refusal(f"没有找到编号为“{code[:40]}”的对象，请核对对象编号。")
    return int(found)
