"""What lists, pages and other apps ask about contingency plans, limited to what the asker may see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.command.contingency import rules
from ancheng.command.contingency.models import Link, Matter, Plan, Tier
from ancheng.kernel.orgs.models import Unit, UnitKind

RELATED = ("owner_unit", "issuer_unit", "draft", "current")


def visible(asker: Asker) -> QuerySet[Plan]:
    rows: QuerySet[Plan] = Plan.objects.visible_to(asker)
    return rows.select_related("owner_unit", "issuer_unit")


def of_hazard(asker: Asker, hazard_id: int) -> Plan | None:
    """The special plan of a major hazard, if the asker may see it."""
    return visible(asker).filter(hazard_id=hazard_id).first()


def for_hazard(asker: Asker, enterprise_id: int, number: str) -> list[Plan]:
    """Plans of an enterprise that could be the one of a hazard, that of the stated number first, then those for chemicals."""
    rows = visible(asker).filter(owner_unit_id=enterprise_id, hazard_id=None).exclude(form="overall")
    return sorted(
        rows.order_by("title"),
        key=lambda each: (number not in (each.number, each.filing_number), each.matter != Matter.CHEMICAL),
    )


def one(asker: Asker, key: int) -> Plan:
    """The plan, or a refusal that does not say whether it exists; plans of government are open to all seats."""
    rows = Plan.every.select_related(*RELATED).filter(pk=key)
    found: Plan | None = rows.filter(pk__in=Plan.every.visible_to(asker)).first()
    if found is None:
        found = rows.filter(tier__in=(Tier.GOVERNMENT, Tier.SUBDISTRICT), state="valid").first()
        if found is not None:
            found.of_others = True
    if found is None:
        raise Absent("没有这个预案，或当前岗位无权查看。请核对，或切换岗位后再试。")
    return found


def unlinked(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans that need a link upward and have none, or none that is in force."""
    held = Link.objects.filter(lower=OuterRef("pk"), upper__state="valid")
    return rows.exclude(tier=Tier.GOVERNMENT).filter(~Exists(held))


def expiring(rows: QuerySet[Plan], on: date) -> QuerySet[Plan]:
    return rows.filter(state="valid", expires_on__lte=on + timedelta(days=90))


def waiting(asker: Asker) -> QuerySet[Plan]:
    """The plans of which the next step is the asker's own unit's."""
    mine = asker.unit_id
    return visible(asker).filter(
        Q(state__in=("drafting", "filed"), issuer_unit_id=mine)
        | Q(state__in=("reviewed", "published", "revision_due"), owner_unit_id=mine)
    )


def count_waiting(asker: Asker) -> int:
    return waiting(asker).count()


def uppers(plan: Plan) -> list[Plan]:
    return [each.upper for each in plan.uppers.select_related("upper__owner_unit").order_by("pk")]


def lowers(plan: Plan, asker: Asker) -> QuerySet[Plan]:
    """The plans below that the asker may see."""
    return visible(asker).filter(uppers__upper=plan).order_by("owner_unit__order", "pk")


def gaps(plan: Plan) -> list[str]:
    """Where the plan does not join those above it."""
    above = [
        rules.Upper(rules.Tier(each.tier), rules.Matter(each.matter), each.in_force, each.title)
        for each in uppers(plan)
    ]
    found = rules.link_gaps(rules.Tier(plan.tier), rules.Matter(plan.matter), above)
    if plan.tier == Tier.GOVERNMENT and not plan.upper_outside:
        found.append("没有写明与哪个市级预案衔接。")
    return found


def candidates(plan: Plan) -> QuerySet[Plan]:
    """Plans in force to which this one may be linked, those for the same matter first."""
    tiers = [each.value for each in rules.UPWARD[rules.Tier(plan.tier)]]
    rows = Plan.objects.filter(tier__in=tiers, state="valid").exclude(pk=plan.pk)
    rows = rows.exclude(lowers__lower=plan)
    if plan.tier == Tier.COMMUNITY:
        rows = rows.filter(owner_unit_id__in=plan.owner_unit.ancestors)
    return rows.filter(matter__in=(plan.matter, rules.Matter.GENERAL.value)).order_by("tier", "title")


@dataclass(frozen=True, slots=True)
class Row:
    """One subdistrict against the matters for which the district has a plan in force."""

    unit: Unit
    has: set[rules.Matter]
    missing: list[rules.Matter]
    communities: int
    communities_without: int


def joining(asker: Asker) -> tuple[list[rules.Matter], list[Row]]:
    """Downward: which subdistrict has no plan for a matter that the district has one for, and how many of its
    communities have no plan at all."""
    above = Plan.objects.filter(tier=Tier.GOVERNMENT, state="valid").values_list("matter", flat=True)
    matters = [
        rules.Matter(each) for each in dict.fromkeys(above.order_by("matter")) if each != rules.Matter.GENERAL
    ]
    streets = list(Unit.objects.in_use().filter(kind=UnitKind.SUBDISTRICT).order_by("order"))
    if not asker.sees_district:
        streets = [each for each in streets if asker.unit_id in each.line]
    there: dict[int, set[rules.Matter]] = {each.pk: set() for each in streets}
    rows = Plan.objects.filter(tier=Tier.SUBDISTRICT, state="valid", owner_unit_id__in=there)
    for unit_id, matter in rows.values_list("owner_unit_id", "matter"):
        there[unit_id].add(rules.Matter(matter))
    missing = rules.missing_below(matters, there)
    all_, planned = _communities(there)
    return matters, [
        Row(each, there[each.pk], missing[each.pk], all_[each.pk], all_[each.pk] - planned[each.pk])
        for each in streets
    ]


def _communities(streets: dict[int, set[rules.Matter]]) -> tuple[dict[int, int], dict[int, int]]:
    rows = Unit.objects.in_use().filter(kind=UnitKind.COMMUNITY, parent_id__in=streets)
    all_: dict[int, int] = defaultdict(int)
    all_.update(dict(rows.values_list("parent_id").annotate(number=Count("pk")).order_by()))
    with_plan = Plan.objects.filter(tier=Tier.COMMUNITY, state="valid", owner_unit__parent_id__in=streets)
    counted = with_plan.values_list("owner_unit__parent_id").annotate(
        number=Count("owner_unit", distinct=True)
    )
    planned: dict[int, int] = defaultdict(int)
    planned.update(dict(counted.order_by()))
    return all_, planned


def lapsed(on: date) -> QuerySet[Plan]:
    """Plans whose period is over and that still stand as valid."""
    rows: QuerySet[Plan] = Plan.every.filter(state="valid", expires_on__lt=on)
    return rows.select_related("owner_unit", "issuer_unit")
