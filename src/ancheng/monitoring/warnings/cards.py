"""Cards: which alarms belong together, what a card says, and who is called about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db.models import F

from ancheng.base.asker import PLATFORM
from ancheng.base.realm import Realm
from ancheng.base.roles import OFFICERS, Role
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.people.queries import people_as, people_in
from ancheng.kernel.places.queries import Located
from ancheng.kernel.workflow.actions import open_cases
from ancheng.monitoring.warnings import rules
from ancheng.monitoring.warnings.kinds import kind
from ancheng.monitoring.warnings.models import Alarm, Warning
from ancheng.monitoring.warnings.models.warning import JOINED
from ancheng.monitoring.warnings.queries import approving_unit, duty_unit
from ancheng.monitoring.warnings.telling import Said, tell_live
from ancheng.monitoring.warnings.values import Raised

NUMBER = "YJ-{year}-{n:06d}"
MOST_POINTS = 60


def cards_for(
    *, raised: Sequence[Raised], places: Sequence[Located], at: datetime, realm: Realm, synthetic: bool
) -> list[Warning | None]:
    """The card of each alarm, opened where there is none; None for what suggests no warning."""
    wanted = [number for number, each in enumerate(raised) if each.level is not None]
    spots = [rules.Spot(raised[n].kind, _place_key(places[n])) for n in wanted]
    found = {
        each.pk: each
        for each in Warning.every.filter(
            state__in=JOINED, realm=realm, kind__in={spot.kind for spot in spots}
        ).exclude(place_key="")
    }
    cards = [rules.Card(each.kind, each.place_key, each.pushed_at, each.pk) for each in found.values()]
    chosen = rules.sort_into_cards(spots, cards, at)
    opened: dict[tuple[str, str], Warning] = {}
    answer: list[Warning | None] = [None] * len(raised)
    for number, card in zip(wanted, chosen, strict=True):
        if card.id is not None:
            answer[number] = found[card.id]
            continue
        key = (card.kind, card.place)
        if key not in opened:
            mine = [n for n, other in zip(wanted, chosen, strict=True) if (other.kind, other.place) == key]
            opened[key] = _new_card(card, [raised[n] for n in mine], places[mine[0]], at, realm, synthetic)
        answer[number] = opened[key]
    open_cases(cases=list(opened.values()), verb="系统建议预警", by=PLATFORM, at=at)
    return answer


def _place_key(place: Located) -> str:
    if place.community_id:
        return f"c{place.community_id}"
    return f"s{place.subdistrict_id}" if place.subdistrict_id else rules.WIDE


def _new_card(
    card: rules.Card,
    raised: Sequence[Raised],
    place: Located,
    at: datetime,
    realm: Realm,
    synthetic: bool,
) -> Warning:
    first = min(raised, key=lambda each: (each.level, each.at))
    declared = kind(card.kind)
    wide = card.place == rules.WIDE
    units = Unit.objects.in_bulk([each for each in (place.subdistrict_id, place.community_id) if each])
    street, community = units.get(place.subdistrict_id or 0), units.get(place.community_id or 0)
    where = settings.DISTRICT_NAME if wide else str(community or street or settings.DISTRICT_NAME)
    warning = Warning(
        realm=realm, number=next_number(kind="warning", pattern=NUMBER, at=at, realm=realm), kind=card.kind,
        level=first.level, suggested_level=first.level, title=f"{where}{declared.zh}"[:120],
        place_key=card.place, area_text="" if wide else where, alert_items=declared.alert_items,
        measures=declared.measures, alert_items_en=declared.alert_items_en, measures_en=declared.measures_en,
        started_at=first.at, relayed=bool(declared.relayed), sensed_at=first.at, judged_at=first.judged_at,
        pushed_at=at, rule_id=first.version_id, words=first.words[:300], value=first.value,
        threshold=first.threshold, unit=first.unit, trace=[list(each) for each in first.trace][-MOST_POINTS:],
        owner_unit=duty_unit(), issuer_unit=approving_unit(), synthetic=synthetic, address=first.label[:200],
    )  # fmt: skip
    if not wide:
        warning.subdistrict, warning.community, warning.grid_id = street, community, place.grid_id
    if first.point:
        warning.geometry = Point(*first.point, srid=4326)
    return warning


def hearing(*, alarms: Sequence[Alarm], raised: Sequence[Raised], at: datetime) -> None:
    """Let each card know what has joined it, and call people about it when it is new or became worse."""
    by_card: dict[int, list[tuple[Alarm, Raised]]] = {}
    for alarm, each in zip(alarms, raised, strict=True):
        if alarm.warning_id:
            by_card.setdefault(alarm.warning_id, []).append((alarm, each))
    for pairs in by_card.values():
        card = pairs[0][0].warning
        if card is None:
            continue
        worst = min(pairs, key=lambda pair: (pair[1].level or rules.BLUE, -pair[1].at.timestamp()))[1]
        worse = worst.level is not None and worst.level < (card.suggested_level or rules.BLUE + 1)
        changes = {"alarm_count": F("alarm_count") + len(pairs), "last_alarm_at": max(p[1].at for p in pairs)}
        if worse:
            changes |= {"suggested_level": worst.level, "value": worst.value, "words": worst.words[:300]}
            changes |= {"level": worst.level} if card.state == "suggested" else {}
            card.suggested_level = worst.level
            card.level = worst.level if card.state == "suggested" else card.level
        Warning.every.filter(pk=card.pk).update(**changes)
        loud = any(alarm.state != "suppressed" for alarm, _ in pairs)
        if loud and (card.pushed_at == at or worse):
            call(card, at=at)
    told = {alarm.warning_id: alarm.warning for alarm in alarms if alarm.warning}
    tell_live([_said(each) for each in told.values() if each], at=at)


def call(card: Warning, *, at: datetime) -> None:
    """Tell who is on duty, and whom to call next when nobody answers in time."""
    day = at.astimezone().date()
    first = list(people_as(Role.DUTY, day)) or list(
        people_in([card.owner_unit_id], day, (*OFFICERS, Role.OFFICE))
    )
    then = [each.pk for each in people_as(Role.COMMANDER, day)] + [
        each.pk for each in people_as(Role.OFFICE, day)
    ]
    known = {each.pk for each in first}
    tell(
        people=first,
        kind="warning.card",
        level="urgent",
        by=PLATFORM,
        at=at,
        subject=card,
        title=f"【{rules.COLOURS[card.level]}建议】{card.title}",
        body=card.words,
        url=card.get_absolute_url(),
        key=f"card:{card.pk}:{card.level}",
        answer_within=rules.answer_within(card.level, at),
        next_people=[each for each in then if each not in known][:6],
    )


def _said(card: Warning) -> Said:
    return Said("card", {"id": card.pk, "state": card.state, "level": card.level}, card.seen_by, card.realm)


def say(card: Warning, *, at: datetime) -> None:
    """Tell browsers that a card changed."""
    tell_live([_said(card)], at=at)
