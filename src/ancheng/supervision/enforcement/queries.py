"""What lists, pages, the public and other apps ask about enforcement, limited to what the asker may see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import from_beijing
from ancheng.base.errors import Absent
from ancheng.base.roles import Role
from ancheng.supervision.enforcement.filters import Filter
from ancheng.supervision.enforcement.models import (
    Draw,
    Inspection,
    Inspector,
    Interest,
    Item,
    ItemResult,
    Outcome,
    Plan,
    Submission,
)
from ancheng.supervision.enforcement.workflows.inspection import WORKFLOW
from ancheng.supervision.penalties.queries import penalised_sources

OPEN = WORKFLOW.open_states
RELATED = ("owner_unit", "issuer_unit", "enterprise", "asset", "subdistrict", "item")
ROW = ("owner_unit", "enterprise", "asset", "subdistrict", "item")
PAGE = 50
SOURCE_TYPE = "enforcement.inspection"
YEAR = timedelta(days=365)


def visible(asker: Asker) -> QuerySet[Inspection]:
    rows: QuerySet[Inspection] = Inspection.objects.visible_to(asker)
    return rows


def one(asker: Asker, inspection_id: int) -> Inspection:
    """The inspection, or a refusal that does not say whether it exists."""
    rows = Inspection.every.visible_to(asker).select_related(
        *RELATED, "checklist", "draw", "community", "enterprise__enterprise"
    )
    found: Inspection | None = rows.filter(pk=inspection_id).first()
    if found is None:
        raise Absent("没有这次检查，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def of_enterprise(asker: Asker, enterprise_id: int) -> QuerySet[Inspection]:
    """The inspections of one enterprise that `asker` may see, newest first."""
    return (
        visible(asker).filter(enterprise_id=enterprise_id).select_related(*ROW).order_by("-planned_on", "-pk")
    )


def of_source(source_type: str, source_id: str | int) -> QuerySet[Inspection]:
    """The inspections that one record led to; the caller answers for who may see that record."""
    return Inspection.every.filter(source_type=source_type, source_id=str(source_id)).order_by("-pk")


def mine(asker: Asker) -> QuerySet[Inspection]:
    """What waits for me: where I am sent, else what waits for my unit to send somebody."""
    sent = Q(
        assignments__inspector__person_id=asker.person_id,
        assignments__recused_at=None,
        assignments__inspector__person__isnull=False,
        state__in=("assigned", "on_site", "recorded", "ordered", "rechecked"),
    )
    to_send = Q(owner_unit_id=asker.unit_id, state="planned")
    return visible(asker).filter(pk__in=visible(asker).filter(sent | to_send).values("pk"))


def count_mine(asker: Asker) -> int:
    return mine(asker).count()


def narrowed(asker: Asker, asked: Filter, at: datetime) -> QuerySet[Inspection]:
    """The inspections that `asker` may see and that `asked` describes, not yet in order."""
    rows = mine(asker) if asked.mine else visible(asker)
    plain = {
        "state": asked.state,
        "source": asked.source,
        "owner_unit_id": asked.unit,
        "enterprise_id": asked.enterprise,
        "subdistrict_id": asked.subdistrict,
        "draw_id": asked.draw,
        "item_id": asked.item,
    }
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if asked.since:
        rows = rows.filter(recorded_at__gte=from_beijing(asked.since))
    if asked.until:
        rows = rows.filter(recorded_at__lt=from_beijing(asked.until + timedelta(days=1)))
    if asked.open:
        rows = rows.filter(state__in=OPEN)
    if asked.late:
        rows = rows.filter(state__in=OPEN, due_at__lt=at)
    if asked.phone or asked.desk:
        rows = rows.filter(by_phone=asked.phone)
    if asked.failed or asked.penalised:
        rows = rows.filter(failed__gt=0)
    if asked.conflict:
        rows = rows.filter(pk__in=Submission.objects.filter(outcome=Outcome.CONFLICT).values("inspection_id"))
    if asked.repeated:
        rows = rows.filter(pk__in=repeated(ItemResult.objects.all()).values("inspection_id"))
    if asked.q:
        rows = rows.filter(
            Q(number__istartswith=asked.q)
            | Q(enterprise__name__icontains=asked.q)
            | Q(asset__name__icontains=asked.q)
        )
    if asked.penalised:
        rows = rows.filter(pk__in=penalised(rows))
    return rows


def penalised(rows: QuerySet[Inspection]) -> set[int]:
    """Which of these inspections led to a penalty that stands."""
    ids = list(rows.filter(failed__gt=0).order_by().values_list("pk", flat=True))
    return {int(each) for each in penalised_sources(SOURCE_TYPE, ids)}


def repeated(results: QuerySet[ItemResult]) -> QuerySet[ItemResult]:
    """Failed items that had failed at the same enterprise within the year before."""
    earlier = ItemResult.objects.filter(
        verdict="fail",
        item_id=OuterRef("item_id"),
        inspection__enterprise_id=OuterRef("inspection__enterprise_id"),
        inspection__recorded_at__lt=OuterRef("inspection__recorded_at"),
        inspection__recorded_at__gte=OuterRef("inspection__recorded_at") - YEAR,
    )
    return results.filter(Exists(earlier), verdict="fail", inspection__enterprise__isnull=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the list and the marks from which the next and the one before it start."""

    rows: list[Inspection]
    after: int | None = None
    before: int | None = None


def page(rows: QuerySet[Inspection], *, after: int | None, before: int | None) -> Page:
    """Newest first, by key: the thousandth page costs as the first."""
    if before is not None:
        found = rows.filter(pk__gt=before).order_by("pk")
    else:
        found = (rows.filter(pk__lt=after) if after else rows).order_by("-pk")
    got = list(found.select_related(*ROW)[: PAGE + 1])
    more, got = len(got) > PAGE, got[:PAGE]
    if not got:
        return Page([])
    if before is not None:
        return Page(got[::-1], got[0].pk, got[-1].pk if more else None)
    return Page(got, got[-1].pk if more else None, got[0].pk if after else None)


def tally(asker: Asker, at: datetime) -> dict[str, int]:
    """How many wait, are under way, late, to be published."""
    rows = visible(asker).filter(state__in=OPEN).order_by()
    return rows.aggregate(
        waiting=Count("pk", filter=Q(state="planned")),
        assigned=Count("pk", filter=Q(state="assigned")),
        ordered=Count("pk", filter=Q(state="ordered")),
        to_publish=Count("pk", filter=Q(state="closed")),
        late=Count("pk", filter=Q(due_at__lt=at)),
    )


def may_see_libraries(asker: Asker) -> bool:
    """Public bodies; an enterprise reads what is public on the public pages."""
    return asker.role != Role.ENTERPRISE


def draws(asker: Asker) -> QuerySet[Draw]:
    rows: QuerySet[Draw] = Draw.objects.visible_to(asker)
    return rows.defer("library", "proof", "reasons", "changes").select_related("item", "owner_unit")


def one_draw(asker: Asker, draw_id: int) -> Draw:
    rows = Draw.every.visible_to(asker).select_related(
        "item__department", "owner_unit", "issuer_unit", "plan"
    )
    found: Draw | None = rows.filter(pk=draw_id).first()
    if found is None:
        raise Absent("没有这次抽查，或当前岗位无权查看。")
    return found


def plans(asker: Asker) -> QuerySet[Plan]:
    """Published plans are known to all public bodies; drafts to those who work on them."""
    rows: QuerySet[Plan] = Plan.objects.select_related("owner_unit")
    if asker.sees_district:
        return rows
    return rows.filter(Q(state="published") | Q(seen_by__contains=[asker.unit_id]))


def one_plan(asker: Asker, plan_id: int) -> Plan:
    found = plans(asker).select_related("issuer_unit").filter(pk=plan_id).first()
    if found is None:
        raise Absent("没有这个计划，或当前岗位无权查看。")
    return found


def items(on: date) -> QuerySet[Item]:
    return Item.objects.on(on).select_related("department", "checklist")


def inspectors() -> QuerySet[Inspector]:
    """The library of inspectors, each with what he or she has to do."""
    rows = Inspector.objects.filter(left_on=None).select_related("department")
    waiting = Q(
        assignments__recused_at=None, assignments__inspection__state__in=("planned", "assigned", "on_site")
    )
    return rows.annotate(load=Count("assignments", filter=waiting, distinct=True))


def interests(inspector_ids: list[int]) -> QuerySet[Interest]:
    return Interest.objects.filter(inspector_id__in=inspector_ids, ended_on=None).select_related("enterprise")


def public_draws() -> QuerySet[Draw]:
    """What everybody may read: every draw that was announced, also one that was called off; never an exercise."""
    rows: QuerySet[Draw] = Draw.objects.filter(announced_at__isnull=False).select_related(
        "item", "owner_unit"
    )
    return rows.defer("library", "proof", "reasons", "changes").order_by("-announced_at", "-pk")


def public_results() -> QuerySet[Inspection]:
    """Published results, newest first."""
    rows: QuerySet[Inspection] = Inspection.objects.filter(state="published")
    return rows.select_related("enterprise", "asset", "item", "owner_unit").order_by("-published_at", "-pk")


def last_inspected(enterprise_ids: list[int]) -> dict[int, datetime]:
    """When each enterprise was last inspected on the spot."""
    rows = Inspection.objects.filter(enterprise_id__in=enterprise_ids, recorded_at__isnull=False)
    found: dict[int, datetime] = {}
    for enterprise_id, at in rows.order_by("recorded_at").values_list("enterprise_id", "recorded_at"):
        found[enterprise_id] = at
    return found


def done(plan: Plan) -> Counter[tuple[int, int, str]]:
    """How many inspections of the plan's year there are by department, item and industry."""
    rows = Inspection.objects.filter(
        recorded_at__gte=from_beijing(date(plan.year, 1, 1)),
        recorded_at__lt=from_beijing(date(plan.year + 1, 1, 1)),
    )
    by = ("owner_unit_id", "item_id", "enterprise__enterprise__industry")
    return Counter({row[:3]: row[3] for row in rows.order_by().values_list(*by).annotate(number=Count("pk"))})
