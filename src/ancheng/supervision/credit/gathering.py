"""Where records come from: penalties, dangers, accidents, reports that proved true, and what sites hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from ancheng.base.clock import beijing_day
from ancheng.supervision.accidents.queries import concluded_for
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.credit.rules import Kind
from ancheng.supervision.credit.values import NewRecord
from ancheng.supervision.dangers.models import Danger, Penalty
from ancheng.supervision.dangers.queries import OPEN
from ancheng.supervision.hotline.models import Report

LOOK_BACK = timedelta(days=3 * 366)
ACCIDENTS = {
    "general": Kind.ACCIDENT_GENERAL,
    "larger": Kind.ACCIDENT_LARGER,
    "major": Kind.ACCIDENT_MAJOR,
    "extreme": Kind.ACCIDENT_MAJOR,
}


def found(enterprise_ids: Iterable[int], at: datetime) -> Iterator[NewRecord]:
    """Everything that the other registers know about these enterprises, as records."""
    ids, today = list(enterprise_ids), beijing_day(at)
    since = today - LOOK_BACK
    yield from _penalties(ids, since)
    yield from _dangers(ids, at)
    yield from _accidents(ids, since)
    yield from _reports(ids, since)
    yield from _sites(ids, today)


def _penalties(ids: list[int], since: date) -> Iterator[NewRecord]:
    for each in Penalty.objects.filter(enterprise_id__in=ids, decided_on__gte=since):
        text = f"{each.number} {each.matter}".strip()
        yield NewRecord(
            each.enterprise_id, Kind.PENALTY, each.decided_on, text, None, "dangers.penalty", str(each.pk)
        )


def _dangers(ids: list[int], at: datetime) -> Iterator[NewRecord]:
    major = Danger.objects.filter(enterprise_id__in=ids, grade="major").defer("words")
    for each in major.filter(state__in=OPEN, due_on__lt=beijing_day(at)):
        yield _of_danger(each, Kind.DANGER_OVERDUE, each.due_on)
    for each in major.filter(listed=True):
        yield _of_danger(each, Kind.DANGER_LISTED, beijing_day(each.found_at))


def _of_danger(danger: Danger, kind: Kind, on: date) -> NewRecord:
    unit_id = danger.issuer_unit_id
    return NewRecord(danger.enterprise_id, kind, on, str(danger), unit_id, "dangers.danger", str(danger.pk))


def _accidents(ids: list[int], since: date) -> Iterator[NewRecord]:
    for each in concluded_for(ids, since):
        source = (str(each), each.owner_unit_id, "accidents.accident", str(each.pk))
        yield NewRecord(each.enterprise_id, ACCIDENTS[each.grade], each.approved_on, *source)
        if each.concealed:
            yield NewRecord(each.enterprise_id, Kind.CONCEALED, each.approved_on, *source)


def _reports(ids: list[int], since: date) -> Iterator[NewRecord]:
    rows = Report.objects.filter(
        enterprise_id__in=ids, verdict="true", verified_at__date__gte=since, first=None
    )
    for each in rows:
        # Number only: the words of a reporter are not part of an enterprise's file.
        yield NewRecord(
            each.enterprise_id,
            Kind.REPORT_TRUE,
            beijing_day(each.verified_at),
            f"举报查实 {each.number}",
            each.owner_unit_id,
            "hotline.report",
            str(each.pk),
        )


def _sites(ids: list[int], today: date) -> Iterator[NewRecord]:
    """Certificate and policy of each enterprise: of several sites the one that is valid longest."""
    sites = Asset.objects.filter(kind="enterprise_site", enterprise_id__in=ids).exclude(status=Status.RETIRED)
    best: dict[tuple[int, Kind], tuple[str, Asset]] = {}
    for each in sites.defer("words"):
        for key, until, kind in (
            ("standardisation", "standardisation_valid_to", Kind.STANDARD),
            ("insurance_policy", "insurance_valid_to", Kind.INSURED),
        ):
            held, valid_to = each.attributes.get(key), each.attributes.get(until)
            # A certificate whose end nobody knows is no proof.
            if held and valid_to and date.fromisoformat(valid_to) >= today:
                so_far = best.get((each.enterprise_id, kind))
                if so_far is None or valid_to > so_far[0]:
                    best[each.enterprise_id, kind] = (valid_to, each)
    for (enterprise_id, kind), (valid_to, site) in best.items():
        text, source = f"{site.name}，有效期至{valid_to}", f"{site.pk}:{valid_to}"
        yield NewRecord(enterprise_id, kind, today, text, site.department_id, "assets.asset", source)
