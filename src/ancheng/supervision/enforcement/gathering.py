"""The library of a draw as the registers hold it now: subjects with tickets, inspectors, interests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from ancheng.base.errors import Refusal
from ancheng.kernel.orgs.models import Enterprise, UnitKind
from ancheng.science.fair_draw import library as fair
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.credit import queries as credit
from ancheng.supervision.credit.rules import Weight as CreditWeight
from ancheng.supervision.enforcement import rules
from ancheng.supervision.enforcement.models import Draw, Inspector, Interest, Item, Tie
from ancheng.supervision.hotline.models import Report
from ancheng.supervision.risks.queries import grade_of_enterprises
from ancheng.supervision.risks.values import Grade

# What an inspector still has to do: counted as load.
WAITING = ("planned", "assigned", "on_site")
TRUE = ("true", "partly")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject before its tickets are counted."""

    key: str
    name: str
    group: str
    enterprise_id: int | None
    asset_id: int | None = None


def candidates(item: Item, groups: Iterable[str]) -> list[Candidate]:
    """The enterprises of the industries, or the objects of the kind, in the order of their keys."""
    wanted = sorted(set(groups))
    found = _enterprises(wanted) if item.target_kind == "industry" else _assets(item.target_name)
    return sorted(found, key=lambda each: each.key)


def _enterprises(industries: list[str]) -> Iterator[Candidate]:
    rows = Enterprise.objects.filter(
        industry__in=industries, unit__kind=UnitKind.ENTERPRISE, unit__closed_on=None
    )
    for code, name, industry, pk in rows.values_list(
        "credit_code", "unit__name", "industry", "unit_id"
    ).iterator(chunk_size=5000):
        yield Candidate(code, name, industry, pk)


def _assets(kind: str) -> Iterator[Candidate]:
    rows = Asset.objects.filter(kind=kind, status=Status.IN_USE)
    for pk, code, name, enterprise in rows.values_list("pk", "code", "name", "enterprise_id").iterator(
        chunk_size=5000
    ):
        yield Candidate(f"{kind}-{code}", name, kind, enterprise, pk)


def groups_of(item: Item) -> list[tuple[str, int]]:
    """The groups from which an item may be drawn, with how many there are of each."""
    if item.target_kind == "asset":
        return [(item.target_name, Asset.objects.filter(kind=item.target_name, status=Status.IN_USE).count())]
    rows = Enterprise.objects.filter(unit__closed_on=None).exclude(industry="")
    if item.target_name != "*":
        rows = rows.filter(industry=item.target_name)
    return list(rows.order_by("industry").values_list("industry").annotate(number=Count("pk")))


def library_of(draw: Draw, at: datetime, on: date) -> tuple[fair.Library, dict[str, list[str]]]:
    """The library of a draw, and for the office why each subject holds more or fewer tickets."""
    found = candidates(draw.item, draw.ratio_bp)
    if not found:
        raise Refusal("所选类别中没有在用的检查对象，请调整抽查类别。")
    weights = weigh([each.enterprise_id for each in found if each.enterprise_id], at, on)
    plain = rules.weight(risk="", credit=100, credit_why="无所属企业", complaints=0, on=on)
    subjects, reasons = [], {}
    for each in found:
        weight = weights[each.enterprise_id] if each.enterprise_id else plain
        subjects.append(fair.Subject(each.key, each.name, each.group, draw.item.field, weight.tickets))
        if weight.tickets != rules.PLAIN_TICKETS:
            reasons[each.key] = list(weight.reasons)
    inspectors = list(Inspector.objects.filter(department_id=draw.item.department_id, left_on=None))
    library = fair.Library(
        subjects=tuple(subjects),
        inspectors=tuple(_told(each, load) for each, load in _with_load(inspectors)),
        interests=tuple(_interests(inspectors, found)),
        ratio_bp=draw.ratio_bp,
        per_subject=draw.per_subject,
        on=on,
    )
    faults = fair.library_faults(library)
    if faults:
        raise Refusal(faults[0])
    return library, reasons


def weigh(enterprise_ids: Iterable[int], at: datetime, on: date) -> dict[int, rules.Weight]:
    """Tickets of each enterprise from its risk grade, its credit and what was reported and found true."""
    ids = sorted(set(enterprise_ids))
    by_credit, by_risk = credit.inspection_weights(ids, on), grade_of_enterprises(ids)
    reported = complaints(ids, at)
    return {
        each: _weight(each, by_credit[each], by_risk.get(each, Grade.NEVER).letter, reported[each], on)
        for each in ids
    }


def _weight(enterprise_id: int, known: CreditWeight, risk: str, reported: int, on: date) -> rules.Weight:
    return rules.weight(
        risk=risk, credit=round(known.factor * 100), credit_why=known.why, complaints=reported, on=on
    )


def complaints(enterprise_ids: Iterable[int], at: datetime) -> Counter[int]:
    """How many reports of the year before were found true, by enterprise."""
    rows = Report.objects.filter(
        enterprise_id__in=list(enterprise_ids),
        verdict__in=TRUE,
        verified_at__gt=at - timedelta(days=365),
        verified_at__lte=at,
    )
    return Counter(dict(rows.order_by().values_list("enterprise_id").annotate(number=Count("pk"))))


def _with_load(inspectors: list[Inspector]) -> list[tuple[Inspector, int]]:
    open_ones = Q(assignments__recused_at=None, assignments__inspection__state__in=WAITING)
    loads = dict(
        Inspector.objects.filter(pk__in=[each.pk for each in inspectors])
        .annotate(load=Count("assignments", filter=open_ones))
        .values_list("pk", "load")
    )
    return [(each, loads[each.pk]) for each in inspectors]


def _told(inspector: Inspector, load: int) -> fair.Inspector:
    return fair.Inspector(
        inspector.certificate,
        inspector.name,
        str(inspector.department),
        tuple(inspector.fields),
        inspector.valid_from,
        inspector.valid_to,
        load,
    )


def _interests(inspectors: list[Inspector], found: list[Candidate]) -> Iterator[fair.Interest]:
    by_enterprise: dict[int, list[str]] = {}
    for each in found:
        if each.enterprise_id:
            by_enterprise.setdefault(each.enterprise_id, []).append(each.key)
    rows = Interest.objects.filter(inspector__in=inspectors, ended_on=None).order_by("pk")
    told: set[tuple[str, str]] = set()
    for certificate, enterprise_id, tie in rows.values_list("inspector__certificate", "enterprise_id", "tie"):
        for key in by_enterprise.get(enterprise_id, []):
            if (certificate, key) not in told:
                told.add((certificate, key))
                yield fair.Interest(certificate, key, str(Tie(tie).label))
