"""What lists, maps and exports ask of the register, limited to what the asker may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Polygon
from django.db.models import Count, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.kernel.orgs.models import Unit
from ancheng.supervision.assets.declare import Typed
from ancheng.supervision.assets.filters import SINCE, UNKNOWN, Filter
from ancheng.supervision.assets.models import Asset, SavedView, Status
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.assets.rules import read
from ancheng.supervision.assets.search import matching

UNITS = ("unit", "department", "enterprise", "subdistrict", "community", "grid")


def visible(asker: Asker) -> QuerySet[Asset]:
    return Asset.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, asset_id: int) -> Asset:
    """The object, or a refusal that does not say whether it exists."""
    found = visible(asker).defer("words").filter(pk=asset_id).first()
    if found is None:
        raise Absent("没有这个对象，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    # One question for all its units: six joins cost the planner more than they fetch.
    units = Unit.objects.in_bulk({getattr(found, f"{each}_id") for each in UNITS} - {None})
    for each in UNITS:
        setattr(found, each, units.get(getattr(found, f"{each}_id")))
    return found


def narrowed(asker: Asker, asked: Filter, at: datetime) -> QuerySet[Asset]:
    """The objects that `asker` may see and that `asked` describes, not yet in order."""
    found = visible(asker)
    if asked.asked_kinds:
        found = found.filter(kind__in=asked.asked_kinds)
    found = (
        found.filter(status__in=asked.statuses) if asked.statuses else found.exclude(status=Status.RETIRED)
    )
    if asked.conditions:
        found = found.filter(condition__in=[int(each) for each in asked.conditions])
    for name in ("unit", "department", "subdistrict", "community", "enterprise"):
        value = getattr(asked, name)
        if value is not None:
            found = found.filter(**{f"{name}_id": value})
    if asked.since:
        found = found.filter(updated_at__gte=at - SINCE[asked.since])
    if asked.bbox:
        found = found.filter(geometry__bboverlaps=Polygon.from_bbox(asked.bbox))
    if asked.outside:
        found = found.filter(geometry__isnull=False, subdistrict=None)
    if asked.ids:
        found = found.filter(pk__in=asked.ids)
    for key, value in asked.attributes:
        found = found.filter(_attribute(asked.kinds[0], key, value))
    return found.filter(matching(asked.q)) if asked.q else found


def tally(found: QuerySet[Asset], field: str) -> dict[Any, int]:
    """How many rows per value of `field`."""
    return dict(found.order_by().values_list(field).annotate(number=Count("pk")))


def names(asker: Asker, text: str, *, at_most: int = 8) -> list[Asset]:
    """Objects whose name, code, address or pinyin initials match, for the search box."""
    if not text.strip():
        return []
    found = visible(asker).exclude(status=Status.RETIRED).filter(matching(text[:80]))
    return list(found.select_related("unit").defer("words").order_by("-updated_at", "-id")[:at_most])


def saved_views(person_id: int) -> QuerySet[SavedView]:
    return SavedView.objects.filter(person_id=person_id)


def _attribute(kind: str, key: str, value: str) -> Q:
    if value == UNKNOWN:
        return ~Q(attributes__has_key=key)
    attribute = KINDS[kind].by_key[key]
    if attribute.type == Typed.DATE and value.startswith(("<", ">")):
        return Q(**{f"attributes__{key}__{'lt' if value[0] == '<' else 'gt'}": value[1:]})
    try:
        return Q(attributes__contains={key: read(attribute, value)})
    except ValueError:
        return Q(pk__in=[])
