"""What lists, pages and other apps ask about major hazards, limited to what the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.gis.geos import Point
from django.db.models import Count, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.supervision.dangers import queries as danger_queries
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.hazards.filters import Filter
from ancheng.supervision.hazards.models import Hazard, Substance
from ancheng.supervision.hazards.rules import DECLARERS, KEEPERS, SUPERVISORS
from ancheng.supervision.hazards.surroundings import within
from ancheng.supervision.hazards.workflows.hazard import WORKFLOW

OPEN = WORKFLOW.open_states
# What counts as a hazard that is there: from its assessment until it is struck off.
STANDING = ("assessed", "declared", "returned", "filed", "supervised", "reassessing", "cancelling")
FILED = ("filed", "supervised")
RELATED = ("owner_unit", "issuer_unit", "enterprise", "subdistrict", "community", "plan")
SOURCE = "hazards.hazard"
PAGE = 50


def visible(asker: Asker) -> QuerySet[Hazard]:
    return Hazard.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, hazard_id: int) -> Hazard:
    """The hazard, or a refusal that does not say whether it exists."""
    rows = Hazard.every.visible_to(asker).select_related(*RELATED, "asset", "grid")
    found: Hazard | None = rows.filter(pk=hazard_id).first()
    if found is None:
        raise Absent("没有这个重大危险源，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def of_enterprise(asker: Asker, enterprise_id: int) -> QuerySet[Hazard]:
    rows = visible(asker).filter(enterprise_id=enterprise_id)
    return rows.select_related(*RELATED).order_by("-pk")


def near(asker: Asker, longitude: float, latitude: float, metres: float) -> QuerySet[Hazard]:
    """The standing hazards within so many metres of a point (WGS 84)."""
    point = Point(longitude, latitude, srid=4326)
    rows = within(visible(asker).filter(state__in=STANDING), point, metres)
    return rows.select_related(*RELATED).order_by("pk")


def narrowed(asker: Asker, asked: Filter, at: datetime) -> QuerySet[Hazard]:
    """The hazards that `asker` may see and that `asked` describes, not yet in order."""
    rows, today = visible(asker), beijing_day(at)
    for name in ("state", "level", "sort", "regime"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    for name in ("enterprise", "subdistrict"):
        if (number := getattr(asked, name)) is not None:
            rows = rows.filter(**{f"{name}_id": number})
    if asked.overdue:
        rows = rows.filter(_overdue(at, today)[asked.overdue])
    if asked.mine:
        rows = rows.filter(_mine(asker))
    if asked.q:
        text = asked.q
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(number__istartswith=text)
            | Q(enterprise__name__icontains=text)
            | Q(filing_number__icontains=text)
            | Q(pk__in=Substance.objects.filter(name__icontains=text).values("hazard_id"))
        )
    return rows


def _overdue(at: datetime, today: date) -> dict[str, Q]:
    """Each way in which a hazard can be overdue."""
    step = Q(state__in=OPEN, due_at__lt=at)
    assessment = Q(state__in=FILED, reassess_due_on__lt=today)
    special = Q(state__in=FILED, special_drill_due_on__lt=today)
    on_site = Q(state__in=FILED, on_site_drill_due_on__lt=today)
    return {
        "any": step | assessment | special | on_site,
        "step": step,
        "assessment": assessment,
        "special_drill": special,
        "on_site_drill": on_site,
    }


def _mine(asker: Asker) -> Q:
    owner = Q(owner_unit_id=asker.unit_id, state__in=("identified", "assessed", "returned", "reassessing"))
    return owner | Q(issuer_unit_id=asker.unit_id, state__in=("declared", "filed", "cancelling"))


def count_mine(asker: Asker) -> int:
    return visible(asker).filter(_mine(asker)).count()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stand, by level, and how many are overdue in each way."""

    standing: int
    one: int
    two: int
    three: int
    four: int
    filed: int
    overdue: int
    step: int
    assessment: int
    special_drill: int
    on_site_drill: int


def tally(asker: Asker, at: datetime) -> Tally:
    late = _overdue(at, beijing_day(at))
    here = Q(state__in=STANDING)
    counted = (
        visible(asker)
        .order_by()
        .aggregate(
            standing=Count("pk", filter=here),
            one=Count("pk", filter=here & Q(level="一级")),
            two=Count("pk", filter=here & Q(level="二级")),
            three=Count("pk", filter=here & Q(level="三级")),
            four=Count("pk", filter=here & Q(level="四级")),
            filed=Count("pk", filter=Q(state__in=FILED)),
            overdue=Count("pk", filter=late["any"]),
            step=Count("pk", filter=late["step"]),
            assessment=Count("pk", filter=late["assessment"]),
            special_drill=Count("pk", filter=late["special_drill"]),
            on_site_drill=Count("pk", filter=late["on_site_drill"]),
        )
    )
    return Tally(**counted)


def dangers_of(asker: Asker, hazard: Hazard) -> QuerySet[Danger]:
    """The dangers found at the unit: reported from its page, or on its object."""
    found = Q(source_type=SOURCE, source_id=str(hazard.pk))
    if hazard.asset_id:
        found |= Q(asset_id=hazard.asset_id)
    rows = danger_queries.visible(asker).filter(found)
    return rows.select_related(*danger_queries.ROW).order_by("-found_at", "-pk")


def may_identify(asker: Asker) -> bool:
    return asker.may_write and asker.holds(*KEEPERS)


def may_keep(hazard: Hazard, asker: Asker) -> bool:
    """Whether the seat may keep the file: the enterprise, who answers for it, and who supervises it."""
    if not asker.may_write or hazard.ended:
        return False
    if asker.role is None or asker.holds(Role.OFFICE):
        return True
    if asker.holds(*DECLARERS) and asker.unit_id in hazard.owner_unit.line[1:]:
        return True
    return asker.holds(*SUPERVISORS) and asker.unit_id == hazard.issuer_unit_id


def authority(name: str) -> Unit | None:
    """The department of that short name, or the office where it is not registered."""
    found = by_name([name]).get(name)
    if found is not None:
        return found
    known = Unit.objects.in_use().filter(short_name=name).first()
    return known or Unit.objects.in_use().filter(kind=UnitKind.COORDINATION).order_by("order", "pk").first()
