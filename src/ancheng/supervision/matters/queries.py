"""What lists and pages ask about matters, limited to what the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.assets.queries import visible as assets_visible
from ancheng.supervision.matters.declare import DOERS, MatterKind
from ancheng.supervision.matters.models import Matter
from ancheng.supervision.matters.registry import KINDS

RELATED = ("owner_unit", "issuer_unit", "enterprise", "subdistrict", "community")
PAGE = 50


def visible(asker: Asker) -> QuerySet[Matter]:
    return Matter.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, matter_id: int) -> Matter:
    """The matter, or a refusal that does not say whether it exists."""
    rows = Matter.every.visible_to(asker).select_related(*RELATED, "asset", "grid").defer("asset__words")
    found: Matter | None = rows.filter(pk=matter_id, kind__in=KINDS).first()
    if found is None:
        raise Absent("没有这个事项，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def still_open() -> Q:
    """The matters of every kind that have not ended."""
    tests = [Q(kind=key, state__in=kind.workflow.open_states) for key, kind in KINDS.items()]
    return reduce(or_, tests)


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of the matters of a kind; everything empty means all."""

    q: str = ""
    state: str = ""
    open: bool = False
    late: bool = False
    mine: bool = False


def narrowed(asker: Asker, kind_name: str, asked: Filter, at: datetime) -> QuerySet[Matter]:
    """The matters of a kind that `asker` may see and that `asked` describes, not yet in order."""
    rows, opened = visible(asker).filter(kind=kind_name), KINDS[kind_name].workflow.open_states
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.open:
        rows = rows.filter(state__in=opened)
    if asked.late:
        rows = rows.filter(state__in=opened, due_at__lt=at)
    if asked.mine:
        rows = rows.filter(_mine(asker), state__in=opened)
    if asked.q:
        text = asked.q
        rows = rows.filter(
            Q(title__icontains=text)
            | Q(number__istartswith=text)
            | Q(address__icontains=text)
            | Q(owner_unit__name__icontains=text)
        )
    return rows


def _mine(asker: Asker) -> Q:
    return Q(owner_unit_id=asker.unit_id) | Q(issuer_unit_id=asker.unit_id)


def count_mine(asker: Asker) -> int:
    """How many open matters the asker's own unit does or supervises and is late with."""
    return visible(asker).filter(still_open(), owner_unit_id=asker.unit_id).count()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many matters of a kind there are, are open, and are late."""

    all: int
    open: int
    late: int


def tallies(asker: Asker, at: datetime) -> dict[str, Tally]:
    """By kind; a kind without matters counts none."""
    opened = still_open()
    rows = (
        visible(asker)
        .order_by()
        .values_list("kind")
        .annotate(
            all=Count("pk"),
            open=Count("pk", filter=opened),
            late=Count("pk", filter=opened & Q(due_at__lt=at)),
        )
    )
    found = {kind: Tally(*numbers) for kind, *numbers in rows}
    return {key: found.get(key, Tally(0, 0, 0)) for key in KINDS}


def by_state(asker: Asker, kind_name: str) -> dict[str, int]:
    rows = visible(asker).filter(kind=kind_name).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def wanting(asker: Asker, kind_name: str, today: date) -> QuerySet[Asset]:
    """The objects of the register that call for a matter of the kind and have no open one."""
    kind = KINDS[kind_name]
    rows = (
        assets_visible(asker).filter(kind__in=kind.assets, status=Status.IN_USE).filter(_wants(kind, today))
    )
    held = Matter.every.filter(kind=kind_name, open_key__isnull=False, asset__isnull=False)
    rows = rows.exclude(pk__in=held.values("asset_id"))
    return rows.select_related("unit", "enterprise", "subdistrict").defer("words").order_by("pk")


def _wants(kind: MatterKind, today: date) -> Q:
    wanted = kind.wanted
    if wanted.lapsed:
        return Q(**{f"attributes__{wanted.attribute}__lt": today.isoformat()})
    if wanted.value is None:
        return ~Q(attributes__has_key=wanted.attribute)
    return Q(attributes__contains={wanted.attribute: wanted.value})


def of_asset(asker: Asker, asset_id: int) -> QuerySet[Matter]:
    return visible(asker).filter(asset_id=asset_id).select_related(*RELATED).order_by("-pk")


def of_enterprise(asker: Asker, enterprise_id: int) -> QuerySet[Matter]:
    return visible(asker).filter(enterprise_id=enterprise_id).select_related(*RELATED).order_by("-pk")


def siblings(matter: Matter) -> QuerySet[Matter]:
    """The other matters of the same kind on the same object."""
    rows: QuerySet[Matter] = Matter.every.filter(kind=matter.kind, asset_id=matter.asset_id)
    return rows.exclude(pk=matter.pk)


def may_open(asker: Asker) -> bool:
    return asker.may_write and asker.holds(*DOERS)


def authority(kind: MatterKind) -> Unit | None:
    """The department that supervises the kind, or the office where it is not registered."""
    found = by_name([kind.department]).get(kind.department)
    known = found or Unit.objects.in_use().filter(short_name=kind.department).first()
    return known or Unit.objects.in_use().filter(kind=UnitKind.COORDINATION).order_by("order", "pk").first()


def facts_of_asset(kind: MatterKind, asset: Asset) -> dict[str, Any]:
    """What the register knows already of the facts that are asked when a matter is opened."""
    return {key: asset.attributes[key] for key in kind.opening if key in asset.attributes}
