"""What the machine does with alarms: raise, return, join them to cards; thousands at once, each only once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.db.models import Max

from ancheng.base.asker import PLATFORM
from ancheng.base.realm import Realm
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.queries import Located, locate_many
from ancheng.kernel.workflow.bulk import move_many, open_many
from ancheng.monitoring.warnings.cards import cards_for, hearing
from ancheng.monitoring.warnings.models import Alarm, Suppression
from ancheng.monitoring.warnings.queries import duty_unit
from ancheng.monitoring.warnings.telling import Said, tell_live
from ancheng.monitoring.warnings.values import Raised, Returned
from ancheng.monitoring.warnings.workflows.alarm import LIVE

# One evaluator at a time writes alarms: two that find no live alarm at once would raise it twice.
LOCK = 0xA1A3
BEFORE = datetime.min.replace(tzinfo=UTC)
QUIET = ("shelved", "suppressed")
TOLD_ONE_BY_ONE = 50


@transaction.atomic
def raise_alarms(
    *, raised: Sequence[Raised], at: datetime, realm: Realm = Realm.ACTUAL, synthetic: bool = False
) -> list[Alarm]:
    """Write down what was raised and join it to cards; what was written before is not written twice.

    Returns the alarms that are new.
    """
    if not raised:
        return []
    _one_at_a_time()
    pairs = {(each.version_id, each.key) for each in raised}
    known, last = live_alarms(pairs, realm), _last_raised(pairs, realm)
    fresh: dict[tuple[int, str], Raised] = {}
    again: list[tuple[Alarm, Raised]] = []
    for each in sorted(raised, key=lambda one: one.at):
        alarm = known.get((each.version_id, each.key))
        if alarm is not None:
            if each.at > alarm.last_at:
                again.append((alarm, each))
        elif each.at > last.get((each.version_id, each.key), BEFORE):
            fresh.setdefault((each.version_id, each.key), each)
    _again(again, at)
    return _write(list(fresh.values()), at, realm, synthetic)


@transaction.atomic
def return_alarms(*, returned: Sequence[Returned], at: datetime, realm: Realm = Realm.ACTUAL) -> int:
    """Note that conditions no longer hold; an acknowledged alarm ends, others wait to be acknowledged."""
    if not returned:
        return 0
    _one_at_a_time()
    known = live_alarms({(each.version_id, each.key) for each in returned}, realm)
    by_verb: dict[str, list[Alarm]] = {"return": [], "clear": []}
    quiet: list[Alarm] = []
    for each in returned:
        alarm = known.get((each.version_id, each.key))
        if alarm is None or each.at < alarm.last_at or alarm.returned_at:
            continue
        alarm.returned_at = alarm.last_at = each.at
        if alarm.state in QUIET:
            alarm.said.append({"at": each.at.isoformat(), "word": "恢复"})
            quiet.append(alarm)
        else:
            by_verb["clear" if alarm.state == "acknowledged" else "return"].append(alarm)
    moved = 0
    for verb, alarms in by_verb.items():
        moved += len(_move_own(alarms, verb, at))
    Alarm.every.bulk_update(quiet, ["said", "returned_at", "last_at"], batch_size=1000)
    _tell(sorted([each for alarms in by_verb.values() for each in alarms], key=lambda one: one.pk), at)
    return moved + len(quiet)


def live_alarms(pairs: set[tuple[int, str]], realm: Realm) -> dict[tuple[int, str], Alarm]:
    """The live alarm of each (rule, source), if there is one."""
    keys = {key for _, key in pairs}
    rows = Alarm.every.filter(
        version_id__in={number for number, _ in pairs}, key__in=keys, state__in=LIVE, realm=realm
    )
    return {(each.version_id, each.key): each for each in rows if (each.version_id, each.key) in pairs}


def _last_raised(pairs: set[tuple[int, str]], realm: Realm) -> dict[tuple[int, str], datetime]:
    """When each (rule, source) was raised last: a log that is read again after a crash says it again."""
    rows = Alarm.every.filter(
        version_id__in={number for number, _ in pairs}, key__in={key for _, key in pairs}, realm=realm
    )
    found = rows.order_by().values_list("version_id", "key").annotate(last=Max("raised_at"))
    return {(number, key): last for number, key, last in found}


def _again(pairs: Sequence[tuple[Alarm, Raised]], at: datetime) -> None:
    back: list[Alarm] = []
    touched: dict[int, Alarm] = {}
    for alarm, each in pairs:
        if alarm.returned_at is None and alarm.state not in QUIET:
            continue
        alarm.times += 1
        alarm.last_at, alarm.returned_at, alarm.value = each.at, None, each.value
        touched[alarm.pk] = alarm
        if alarm.state in QUIET:
            alarm.said.append({"at": each.at.isoformat(), "word": "报警", "value": each.value})
        elif alarm.state == "returned":
            back.append(alarm)
    move_many(model=Alarm, ids=sorted({each.pk for each in back}), verb="again", by=PLATFORM, at=at)
    fields = ["times", "last_at", "returned_at", "value", "said"]
    Alarm.every.bulk_update(list(touched.values()), fields, batch_size=1000)
    for alarm in back:
        alarm.state = "unacknowledged"
    _tell(list({each.pk: each for each in back}.values()), at)


def _move_own(alarms: Sequence[Alarm], verb: str, at: datetime) -> Sequence[Alarm]:
    moved = move_many(model=Alarm, ids=[each.pk for each in alarms], verb=verb, by=PLATFORM, at=at)
    states = {each.pk: each.state for each in moved}
    for each in alarms:
        each.state = states.get(each.pk, each.state)
    Alarm.every.bulk_update(list(alarms), ["returned_at", "last_at"], batch_size=1000)
    return moved


def _write(fresh: Sequence[Raised], at: datetime, realm: Realm, synthetic: bool) -> list[Alarm]:
    if not fresh:
        return []
    places = _places(fresh)
    cards = cards_for(raised=fresh, places=places, at=at, realm=realm, synthetic=synthetic)
    owners = _owners(fresh, places)
    streets = Unit.objects.in_bulk({p.subdistrict_id for p in places if p.subdistrict_id})
    alarms = [
        Alarm(
            realm=realm, version_id=each.version_id, key=each.key, label=each.label[:200], kind=each.kind,
            level=each.level, sensor_kind=each.sensor_kind, asset_id=each.asset_id, value=each.value,
            threshold=each.threshold, unit=each.unit, words=each.words[:300],
            point=Point(*each.point, srid=4326) if each.point else None,
            subdistrict=streets.get(place.subdistrict_id), owner_unit=owner, warning=card,
            raised_at=each.at, judged_at=each.judged_at, last_at=each.at, synthetic=synthetic,
        )
        for each, place, owner, card in zip(fresh, places, owners, cards, strict=True)
    ]  # fmt: skip
    open_many(cases=alarms, verb="报警", by=PLATFORM, at=at)
    _hush(alarms, at)
    hearing(alarms=alarms, raised=fresh, at=at)
    _tell(alarms, at)
    return alarms


def _places(fresh: Sequence[Raised]) -> list[Located]:
    spots = sorted({each.point for each in fresh if each.point})
    found = dict(zip(spots, locate_many(spots), strict=True))
    return [found.get(each.point, Located()) if each.point else Located() for each in fresh]


def _owners(fresh: Sequence[Raised], places: Sequence[Located]) -> list[Unit]:
    """Who answers: the unit of the sensor, else the subdistrict of the place, else the duty office."""
    ids = {each.unit_id for each in fresh if each.unit_id} | {
        p.subdistrict_id for p in places if p.subdistrict_id
    }
    units = Unit.objects.in_bulk(ids)
    fallback = duty_unit()
    return [
        units.get(each.unit_id or 0) or units.get(place.subdistrict_id or 0) or fallback
        for each, place in zip(fresh, places, strict=True)
    ]


def _hush(alarms: Sequence[Alarm], at: datetime) -> None:
    """Suppress what falls into a window; it is written down and shown when the window ends."""
    windows = list(Suppression.every.filter(ended_at=None, starts_at__lte=at, ends_at__gt=at))
    for window in windows:
        hit = [each for each in alarms if each.state == "unacknowledged" and falls_into(window, each)]
        changes = {"until": window.ends_at, "quiet_why": f"{window.title}：{window.reason}"[:200]}
        moved = move_many(
            model=Alarm, ids=[each.pk for each in hit], verb="suppress", by=PLATFORM, at=at,
            why=changes["quiet_why"], changes=changes,
        )  # fmt: skip
        if moved:
            for each in hit:
                each.state, each.until, each.quiet_why = "suppressed", window.ends_at, changes["quiet_why"]
                each.said.append({"at": each.raised_at.isoformat(), "word": "报警", "value": each.value})
            Alarm.every.bulk_update(hit, ["said"], batch_size=1000)


def falls_into(window: Suppression, alarm: Alarm) -> bool:
    """Whether every part of the window that is filled in fits the alarm."""
    asked: list[tuple[Any, Any]] = [
        (window.kind, alarm.kind),
        (window.sensor_kind, alarm.sensor_kind),
        (window.key, alarm.key),
        (window.asset_id, alarm.asset_id),
    ]
    if window.unit_id and window.unit_id not in (alarm.owner_unit_id, alarm.subdistrict_id):
        return False
    return alarm.realm == window.realm and all(not wanted or wanted == has for wanted, has in asked)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _tell(alarms: Sequence[Alarm], at: datetime) -> None:
    """Each alarm by itself, or one word for a whole storm."""
    loud = [each for each in alarms if each.state not in QUIET]
    if len(loud) > TOLD_ONE_BY_ONE:
        seen = sorted({unit for each in loud for unit in each.seen_by})
        tell_live([Said("alarms", {"count": len(loud)}, seen, loud[0].realm)], at=at)
        return
    tell_live(
        [
            Said(
                "alarm",
                {"id": each.pk, "state": each.state, "card": each.warning_id},
                each.seen_by,
                each.realm,
            )
            for each in loud
        ],
        at=at,
    )
