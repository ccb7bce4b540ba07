"""What lists, pages, the public and the draw of inspections ask about credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.supervision.credit.models import BAD, List, Listing, Rating, Record
from ancheng.supervision.credit.rules import Grade, Kind, Known, Weight, weight
from ancheng.supervision.credit.workflows.joint_punishment import WORKFLOW

OPEN = WORKFLOW.open_states
ON_THE_LIST = ("pushed", "removal_asked")
RELATED = ("owner_unit", "issuer_unit", "enterprise")
# The plan's six stages and the states that belong to each.
STAGES = (
    (_("采集"), ("collected",)),
    (_("报送"), ("reported",)),
    (_("会审"), ("reviewed", "notified", "heard")),
    (_("报批"), ("submitted", "approved")),
    (_("推送"), ("pushed", "removal_asked")),
    (_("移出"), ("removed",)),
)


def visible(asker: Asker) -> QuerySet[Listing]:
    return Listing.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, listing_id: int) -> Listing:
    """The row of the ledger, or a refusal that does not say whether it exists."""
    found: Listing | None = (
        Listing.every.visible_to(asker).select_related(*RELATED).filter(pk=listing_id).first()
    )
    if found is None:
        raise Absent("台账中没有这一项，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def stages(rows: QuerySet[Listing]) -> list[tuple[str, int, str]]:
    """How many stand in each of the six stages, and the first state of each for a link."""
    counts = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    return [(label, sum(counts.get(state, 0) for state in states), states[0]) for label, states in STAGES]


def states_of(first: str) -> tuple[str, ...]:
    """All states of the stage that begins with `first`; itself where it begins none."""
    return next((states for _label, states in STAGES if states[0] == first), (first,))


def ratings(asker: Asker) -> QuerySet[Rating]:
    return Rating.objects.visible_to(asker).filter(current=True).select_related("enterprise")  # type: ignore[no-any-return]


def rating_of(asker: Asker, enterprise_id: int) -> Rating | None:
    """The grade in force; None where nobody rated the enterprise, which is not a good grade."""
    return ratings(asker).filter(enterprise_id=enterprise_id).first()


def records_of(asker: Asker, enterprise_id: int) -> QuerySet[Record]:
    rows = Record.objects.visible_to(asker).filter(enterprise_id=enterprise_id)
    return rows.select_related("source_unit").order_by("-on", "-pk")  # type: ignore[no-any-return]


def of_enterprise(asker: Asker, enterprise_id: int) -> QuerySet[Listing]:
    return visible(asker).filter(enterprise_id=enterprise_id).select_related(*RELATED).order_by("-pk")


def known(enterprise_ids: Iterable[int]) -> dict[int, list[Known]]:
    """What counts for each enterprise: records that were neither repaired nor corrected away."""
    found: dict[int, list[Known]] = defaultdict(list)
    rows = Record.objects.filter(enterprise_id__in=list(enterprise_ids), repaired_at=None)
    for enterprise_id, kind, on in rows.values_list("enterprise_id", "kind", "on"):
        found[enterprise_id].append(Known(Kind(kind), on))
    return found


def listed(enterprise_ids: Iterable[int], on: date) -> dict[int, set[str]]:
    """The lists on which each enterprise stands on a day."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = public_list(on).order_by().filter(enterprise_id__in=list(enterprise_ids))
    for enterprise_id, name in rows.values_list("enterprise_id", "list"):
        found[enterprise_id].add(name)
    return found


def public_list(on: date, names: Iterable[str] = tuple(List.values)) -> QuerySet[Listing]:
    """Who stands on a list on a day: a name whose period is over is gone, whether or not anybody removed it."""
    rows = Listing.objects.filter(state__in=ON_THE_LIST, list__in=list(names))
    rows = rows.filter(published_on__lte=on, expires_on__gte=on)
    return rows.select_related("enterprise", "enterprise__enterprise", "owner_unit").order_by(
        "-published_on", "pk"
    )


def to_expire(at: datetime, on: date) -> QuerySet[Listing]:
    """Listings whose period is over."""
    return Listing.objects.filter(state__in=ON_THE_LIST, expires_on__lt=on, state_since__lte=at)


def inspection_weights(enterprise_ids: Iterable[int], on: date) -> dict[int, Weight]:
    """The factor of each enterprise in a draw of inspections, and why; one for each id that was asked for."""
    ids = list(enterprise_ids)
    grades = dict(
        Rating.objects.filter(enterprise_id__in=ids, current=True).values_list("enterprise_id", "grade")
    )
    names = listed(ids, on)
    return {
        each: weight(
            Grade(grades[each]) if each in grades else None,
            listed=bool(names.get(each, set()) & set(BAD)),
            red=List.RED in names.get(each, set()),
            on=on,
        )
        for each in ids
    }


def grade_counts(asker: Asker) -> dict[str, int]:
    """How many enterprises of each grade the asker may see."""
    return dict(ratings(asker).order_by().values_list("grade").annotate(number=Count("pk")))


def count_open(asker: Asker) -> int:
    """For the menu: what waits in the ledger for the asker's unit."""
    rows = visible(asker).filter(state__in=OPEN).exclude(state="pushed")
    return (
        rows.filter(issuer_unit_id=asker.unit_id).count()
        + rows.filter(owner_unit_id=asker.unit_id, state="collected")
        .exclude(issuer_unit_id=asker.unit_id)
        .count()
    )
