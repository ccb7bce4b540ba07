"""What lists, pages and other apps ask about risks, limited to what the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent
from ancheng.base.realm import Realm
from ancheng.supervision.risks.filters import GRADES, Filter
from ancheng.supervision.risks.models import Checklist, MapEdition, Risk
from ancheng.supervision.risks.values import Grade
from ancheng.supervision.risks.workflows.risk import WORKFLOW

OPEN = WORKFLOW.open_states
DOING = ("identified", "assessing", "graded", "due")
CHECKING = ("submitted", "reviewed")
RELATED = (
    "owner_unit",
    "issuer_unit",
    "enterprise",
    "area",
    "zone",
    "subdistrict",
    "community",
    "grid",
    "asset",
)
ROW = ("owner_unit", "issuer_unit", "subdistrict")
DRAWN = ("cell", "east", "north")
PAGE = 50


def visible(asker: Asker) -> QuerySet[Risk]:
    return Risk.objects.visible_to(asker).defer(*DRAWN)  # type: ignore[no-any-return]


def one(asker: Asker, risk_id: int) -> Risk:
    """The risk, or a refusal that does not say whether it exists."""
    rows = Risk.every.visible_to(asker).select_related(*RELATED).defer(*DRAWN)
    found: Risk | None = rows.filter(pk=risk_id).first()
    if found is None:
        raise Absent("没有这个风险源，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def of_enterprise(asker: Asker, enterprise_id: int) -> QuerySet[Risk]:
    """The risks of one enterprise that `asker` may see, the worst first."""
    rows = visible(asker).filter(enterprise_id=enterprise_id).exclude(state="closed")
    return rows.order_by("-unmitigated", "-pk")


def mine(asker: Asker) -> QuerySet[Risk]:
    """What waits for the asker's own unit now: to be assessed and controlled, or to be judged."""
    return visible(asker).filter(_mine(asker))


def _mine(asker: Asker) -> Q:
    doing = Q(owner_unit_id=asker.unit_id, state__in=DOING)
    return doing | Q(issuer_unit_id=asker.unit_id, state__in=CHECKING)


def count_mine(asker: Asker) -> int:
    return mine(asker).count()


def narrowed(asker: Asker, asked: Filter, at: datetime) -> QuerySet[Risk]:
    """The risks that `asker` may see and that `asked` describes, not yet in order."""
    rows = visible(asker)
    for name in ("state", "subject", "industry"):
        if getattr(asked, name):
            rows = rows.filter(**{name: getattr(asked, name)})
    for name, field in IDS.items():
        if getattr(asked, name) is not None:
            rows = rows.filter(**{field: getattr(asked, name)})
    if asked.grade:
        rows = rows.filter(unmitigated=GRADES[asked.grade].value)
    if asked.mine:
        rows = rows.filter(_mine(asker))
    if asked.open:
        rows = rows.filter(state__in=OPEN)
    if asked.late:
        rows = rows.filter(state__in=OPEN, due_at__lt=at)
    if asked.expired:
        rows = rows.filter(state__in=OPEN, valid_until__lt=beijing_day(at))
    if asked.q:
        text = asked.q
        rows = rows.filter(
            Q(title__icontains=text) | Q(number__istartswith=text) | Q(address__icontains=text)
        )
    return rows


IDS = {
    "enterprise": "enterprise_id",
    "subdistrict": "subdistrict_id",
    "asset": "asset_id",
    "unit": "owner_unit_id",
    "zone": "zone_id",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the list and the marks from which the next and the one before it start."""

    rows: list[Risk]
    after: str = ""
    before: str = ""


def ordered(rows: QuerySet[Risk]) -> QuerySet[Risk]:
    return rows.order_by("-identified_on", "-pk")


def page(rows: QuerySet[Risk], *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """`size` rows after (or before) a mark; never by offset, so the thousandth page costs as the first."""
    back, mark = bool(before), _read_mark(before or after)
    found = ordered(rows)
    if mark:
        day, number = mark
        beyond = "gt" if back else "lt"
        found = found.filter(**{f"identified_on__{beyond}e": day}).filter(
            Q(**{f"identified_on__{beyond}": day}) | Q(identified_on=day, **{f"pk__{beyond}": number})
        )
    if back:
        found = found.reverse()
    got = list(found.select_related(*ROW).defer(*DRAWN, "geometry")[: size + 1])
    more, got = len(got) > size, got[:size]
    got = got[::-1] if back else got
    if not got:
        return Page([])
    newer = more if back else mark is not None
    return Page(got, _mark(got[-1]) if more or back else "", _mark(got[0]) if newer else "")


def _mark(row: Risk) -> str:
    return f"{row.identified_on.isoformat()}~{row.pk}"


def _read_mark(text: str) -> tuple[date, int] | None:
    day, _, number = text.partition("~")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many risks of each grade are open, how many were never assessed, have run out, are late."""

    red: int
    orange: int
    yellow: int
    blue: int
    never: int
    expired: int
    late: int


def tally(asker: Asker, at: datetime) -> Tally:
    """Over what is open only."""
    rows = visible(asker).filter(state__in=OPEN).order_by()
    named = (("red", 4), ("orange", 3), ("yellow", 2), ("blue", 1), ("never", 0))
    counted = rows.aggregate(
        **{name: Count("pk", filter=Q(unmitigated=grade)) for name, grade in named},
        expired=Count("pk", filter=Q(valid_until__lt=beijing_day(at))),
        late=Count("pk", filter=Q(due_at__lt=at)),
    )
    return Tally(**counted)


def checklists_in_force() -> QuerySet[Checklist]:
    return Checklist.objects.filter(valid_to=None).annotate(number=Count("items"))


def editions(asker: Asker) -> QuerySet[MapEdition]:
    """What the asker drew up or decides, and what is published."""
    rows: QuerySet[MapEdition] = MapEdition.objects.all()
    return rows.filter(_readable(asker)).select_related("run", "approved_by").order_by("-pk")


def _readable(asker: Asker) -> Q:
    mine = Q(seen_by__contains=[asker.unit_id])
    return Q() if asker.sees_district else mine | Q(state="published", realm=Realm.ACTUAL)


def edition(asker: Asker, pk: int) -> MapEdition:
    found = (
        MapEdition.every.filter(_readable(asker))
        .select_related("run", "owner_unit", "issuer_unit")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Absent("没有这个四色图版本，或当前岗位无权查看。")
    return found  # type: ignore[no-any-return]


def published_map() -> MapEdition | None:
    """The edition that the public may read; never one of an exercise."""
    rows: QuerySet[MapEdition] = MapEdition.objects.filter(state="published")
    return rows.select_related("run").first()


def grade_of_assets(asset_ids: list[int]) -> dict[int, Grade]:
    """The worst grade before measures of each object; objects without any risk source are left out."""
    rows = Risk.objects.filter(asset_id__in=asset_ids).exclude(state="closed").order_by()
    return {
        key: Grade(worst) for key, worst in rows.values_list("asset_id").annotate(worst=Max("unmitigated"))
    }


def grade_of_enterprises(enterprise_ids: list[int]) -> dict[int, Grade]:
    """The worst grade before measures of each enterprise; those without any risk source are left out."""
    rows = Risk.objects.filter(enterprise_id__in=enterprise_ids).exclude(state="closed").order_by()
    return {
        key: Grade(worst)
        for key, worst in rows.values_list("enterprise_id").annotate(worst=Max("unmitigated"))
    }


def worst_of_enterprise(asker: Asker, enterprise_id: int) -> Grade:
    """The worst grade before measures among the risks of an enterprise that `asker` may see."""
    worst = of_enterprise(asker, enterprise_id).order_by().aggregate(worst=Max("unmitigated"))["worst"]
    return Grade(worst or 0)
