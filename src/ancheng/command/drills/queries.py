"""What lists and pages ask about drills, limited to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.command.contingency import queries as plans
from ancheng.command.contingency import rules as plan_rules
from ancheng.command.contingency.models import Plan, Tier
from ancheng.command.drills import rules
from ancheng.command.drills.models import Drill, Exercise, Inject
from ancheng.kernel.orgs.models import Unit

PUBLIC_TIERS = (Tier.GOVERNMENT, Tier.DEPARTMENT, Tier.SUBDISTRICT)
HELD = ("held", "evaluated", "closed")


def drills(asker: Asker) -> QuerySet[Drill]:
    rows: QuerySet[Drill] = Drill.objects.visible_to(asker)
    return rows.select_related("owner_unit", "issuer_unit", "plan")


def one(asker: Asker, key: int) -> Drill:
    found: Drill | None = drills(asker).filter(pk=key).first()
    if found is None:
        raise Absent("没有这次演练，或当前岗位无权查看。请核对，或切换岗位后再试。")
    return found


def waiting(asker: Asker, at: datetime) -> QuerySet[Drill]:
    """Drills of the asker's own unit that wait for a step: those planned from their day on."""
    return drills(asker).filter(
        Q(state__in=("held", "evaluated")) | Q(state="planned", due_at__lt=at), owner_unit_id=asker.unit_id
    )


def plans_due(asker: Asker, on: date) -> QuerySet[Plan]:
    """Plans in force whose legal frequency of drills is not kept on a day."""
    return plans.visible(asker).filter(state="valid").filter(_late(on))


def _late(on: date) -> Q:
    """The condition of `rules.drill(...).late`, in the words of the database."""
    district = plan_rules.DRILLS.in_force(on).value
    others = plan_rules.DRILLS_OTHERS.in_force(on).value
    public = Q(tier__in=PUBLIC_TIERS)

    def before(months: int) -> Q:
        return Q(last_drill_on__lt=_months_back(on, months))

    found = Q(last_drill_on=None)
    found |= Q(high_risk=True) & before(district["high_risk"].months)
    found |= Q(high_risk=False) & public & before(district["government"].months)
    for form, frequency in others.items():
        found |= Q(high_risk=False, form=form.value) & ~public & before(frequency.months)
    return found


def _months_back(on: date, months: int) -> date:
    """The first day from which a drill still holds on the day `on`."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    try:
        return date(year, month + 1, on.day)
    except ValueError:
        # The month was shorter: what was held at its end is due before `on`.
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Year:
    """How a year's schedule stands."""

    planned: int
    held: int
    evaluated: int
    late: int


def year(asker: Asker, number: int, at: datetime) -> Year:
    rows = Drill.objects.visible_to(asker).filter(year=number).exclude(state="cancelled")
    found = rows.order_by().aggregate(
        planned=Count("pk"),
        held=Count("pk", filter=Q(state__in=HELD)),
        evaluated=Count("pk", filter=Q(state__in=("evaluated", "closed"))),
        late=Count("pk", filter=Q(state="planned", due_at__lt=at)),
    )
    return Year(**found)


@dataclass(frozen=True, slots=True)
class UnitDuty:
    """How a unit keeps the legal frequency: its plans in force and of how many the drill is late."""

    unit: Unit
    plans: int
    late: int
    held: int


def units(asker: Asker, on: date) -> list[UnitDuty]:
    """Units with plans in force, those with late drills first."""
    rows = plans.visible(asker).filter(state="valid").order_by()
    counted = rows.values_list("owner_unit_id").annotate(
        all=Count("pk"), overdue=Count("pk", filter=_late(on))
    )
    held = dict(
        Drill.objects.visible_to(asker)
        .filter(state__in=HELD, held_on__year=on.year)
        .order_by()
        .values_list("owner_unit_id")
        .annotate(number=Count("pk"))
    )
    known = {key: (all_, late) for key, all_, late in counted}
    found = Unit.objects.in_bulk(known)
    duties = [UnitDuty(found[key], *pair, held.get(key, 0)) for key, pair in known.items()]
    return sorted(duties, key=lambda each: (-each.late, -each.plans, each.unit.order, each.unit.pk))


def of_plan(asker: Asker, plan: Plan) -> tuple[QuerySet[Drill], int]:
    """The drills of a plan that the asker may see, and how many of them were held."""
    rows = drills(asker).filter(plan=plan)
    return rows.order_by("-planned_on", "-pk"), rows.filter(state__in=HELD).count()


def exercises(asker: Asker) -> QuerySet[Exercise]:
    """Exercises are of their own realm: they are asked for on purpose, here and nowhere else."""
    rows: QuerySet[Exercise] = Exercise.every.visible_to(asker)
    return rows.select_related("drill", "drill__owner_unit", "drill__plan", "director")


def one_exercise(asker: Asker, key: int) -> Exercise:
    found = exercises(asker).filter(pk=key).first()
    if found is None:
        raise Absent("没有这次推演，或当前岗位无权查看。请核对，或切换岗位后再试。")
    return found


def running() -> QuerySet[Exercise]:
    rows: QuerySet[Exercise] = Exercise.every.filter(state="running")
    return rows


def timing_of(rows: Iterable[Inject], at: datetime) -> rules.Timing:
    return rules.timing([timed for each in rows if (timed := each.timed())], at)


def without_drill(asker: Asker, year_: int, on: date) -> QuerySet[Plan]:
    """Plans that are due and stand in nobody's schedule of the year."""
    scheduled = Drill.objects.filter(plan=OuterRef("pk"), year=year_).exclude(state="cancelled")
    return plans_due(asker, on).filter(~Exists(scheduled))


def count_waiting(asker: Asker) -> int:
    return waiting(asker, timezone.now()).count()
