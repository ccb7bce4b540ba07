"""What lists, maps and the room ask about roads, crews, missions and rescues, limited to what the asker may see."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ancheng.base.asker import Asker
from ancheng.base.realm import Realm
from ancheng.command.dispatch import live, rules
from ancheng.command.dispatch.models import Closure, Crew, Mission, Rescue, RoadNet, Turnout
from ancheng.command.dispatch.registry import CARDS
from ancheng.command.dispatch.workflows.elevator_rescue import SENT

ENDS = ("done", "declined", "recalled")
RESCUE_OPEN = ("called", "located", *SENT, "arrived")


def nets() -> QuerySet[RoadNet]:
    return RoadNet.objects.defer("graph", "order").order_by("-in_use", "-imported_at")


def closures(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Closure]:
    rows: QuerySet[Closure] = Closure.every.visible_to(asker).in_realm(realm)
    return rows.select_related("unit")


def closures_of_room(asker: Asker, realm: Realm) -> QuerySet[Closure]:
    """What a way heeds: an exercise goes round what is really shut, and never the other way about."""
    rows: QuerySet[Closure] = Closure.every.visible_to(asker).filter(realm__in={Realm.ACTUAL, realm})
    return rows


def out_for(asker: Asker, incident_id: int, realm: Realm) -> QuerySet[Turnout]:
    """Everybody who is out for an incident."""
    rows: QuerySet[Turnout] = Turnout.every.visible_to(asker).in_realm(realm)
    return rows.filter(mission__incident_id=incident_id).exclude(state__in=ENDS).order_by("pk")


def holding(at: datetime) -> Q:
    """Closures that shut roads at a moment."""
    return Q(lifted_at=None, starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))


def crews(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Crew]:
    rows: QuerySet[Crew] = Crew.every.visible_to(asker).in_realm(realm)
    return rows.select_related("team__unit", "subdistrict")


def missions(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Mission]:
    rows: QuerySet[Mission] = Mission.every.visible_to(asker).in_realm(realm)
    return rows.select_related("unit", "subdistrict")


def missions_of_incident(asker: Asker, incident_id: int) -> QuerySet[Mission]:
    rows: QuerySet[Mission] = Mission.every.visible_to(asker)
    return rows.filter(incident_id=incident_id).order_by("pk")


def turnouts(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Turnout]:
    rows: QuerySet[Turnout] = Turnout.every.visible_to(asker).in_realm(realm)
    return rows.select_related("crew", "mission", "owner_unit")


def rescues(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Rescue]:
    rows: QuerySet[Rescue] = Rescue.every.visible_to(asker).in_realm(realm)
    return rows.select_related("owner_unit", "subdistrict")


def count_out(asker: Asker) -> int:
    return turnouts(asker).exclude(state__in=ENDS).count()


def count_rescues(asker: Asker) -> int:
    return rescues(asker).filter(state__in=RESCUE_OPEN).count()


def where_out(crew_ids: Sequence[int]) -> str:
    """In words where those of these crews are that are out."""
    rows = (
        Turnout.every.filter(crew_id__in=crew_ids).exclude(state__in=ENDS).select_related("crew", "mission")
    )
    said = [
        f"{each.crew}正在执行{each.mission.number}（{each.mission.address or each.mission.text}，{each.state_label}）"
        for each in rows
    ]
    return "；".join(said or ["所选出动单元刚被派出"]) + "，不能重复派出，请另选。"


def eta_text(seconds: float | None) -> str:
    return "不可达，没有预计时间" if seconds is None else f"预计 {max(1, round(seconds / 60))} 分钟到达"


@dataclass(frozen=True, slots=True)
class Choice:
    """A crew as it may be chosen: its seconds, or None where no open road leads from it."""

    crew: Crew
    seconds: float | None

    @property
    def minutes(self) -> float | None:
        return None if self.seconds is None else round(self.seconds / 60, 1)


def nearest(
    asker: Asker,
    lon: float,
    lat: float,
    count: int,
    *,
    at: datetime,
    ability: str = "",
    realm: Realm = Realm.ACTUAL,
) -> list[Choice]:
    """The first to arrive by real travel time, then those that cannot, said as such."""
    found, cut = live.nearest(lon, lat, count, at=at, ability=ability, realm=realm)
    by_key = crews(asker, realm).in_bulk([key for key, _ in found] + cut[:count])
    near = [Choice(by_key[key], seconds) for key, seconds in found if key in by_key]
    return near + [Choice(by_key[key], None) for key in cut[:count] if key in by_key]


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the package with its crews."""

    line: rules.Line
    choices: list[Choice]
    sent: int = 0

    @property
    def why(self) -> str:
        return rules.LACKS.get(self.line.why, "")


def package(asker: Asker, mission: Mission, at: datetime) -> list[LineView]:
    """What the run card asks for: who would go, what lacks and why; what was sent counts."""
    gone = gone_by_ability(Turnout.every.filter(mission=mission))
    return package_at(
        asker, CARDS[mission.card].needs, *mission.spot, at=at, realm=Realm(mission.realm), gone=gone
    )


def gone_by_ability(rows: QuerySet[Turnout]) -> Counter[str]:
    """How many were sent for each ability and did not turn round."""
    return Counter(rows.exclude(state__in=("declined", "recalled")).values_list("ability", flat=True))


def package_at(
    asker: Asker,
    needs: Sequence[rules.Need],
    lon: float,
    lat: float,
    *,
    at: datetime,
    realm: Realm,
    gone: Counter[str],
) -> list[LineView]:
    """What is asked for at a place."""
    _where, known, seconds = live.seconds_to(lon, lat, at=at, realm=realm)
    standing = [
        rules.Standing(key, abilities, ready, node >= 0, seconds.get(key))
        for key, abilities, ready, node, of in zip(
            known.keys, known.abilities, known.ready, known.nodes, known.realms, strict=True
        )
        if of == realm
    ]
    lines = []
    left = [
        rules.Need(n.ability, n.number - gone[n.ability], n.minutes)
        for n in needs
        if n.number > gone[n.ability]
    ]
    open_lines = {each.need.ability: each for each in rules.package(left, standing)}
    by_key = crews(asker, realm).in_bulk([key for each in open_lines.values() for key, _ in each.chosen])
    for need in needs:
        line = open_lines.get(need.ability) or rules.Line(need, (), 0, "")
        choices = [Choice(by_key[key], far) for key, far in line.chosen if key in by_key]
        lines.append(
            LineView(
                rules.Line(need, line.chosen, line.short, line.why),
                choices,
                min(gone[need.ability], need.number),
            )
        )
    return lines


def punctuality(asker: Asker, since: datetime) -> rules.Punctual:
    """Estimate against what it took, over turnouts that arrived since a moment; no exercise counts."""
    rows = turnouts(asker).filter(arrived_at__gte=since, eta_s__isnull=False, set_out_at__isnull=False)
    pairs = rows.values_list("eta_s", "set_out_at", "arrived_at")
    return rules.punctuality((eta, (there - left).total_seconds()) for eta, left, there in pairs)


@dataclass(frozen=True, slots=True)
class FaultFigures:
    """Statistics of rescues: how many, how many in time, minutes, by cause, by maintainer, elevators again and again."""

    number: int
    arrived: int
    in_time: int
    median_minutes: float | None
    faults: list[tuple[str, int, float]]
    maintainers: list[tuple[str, int, int, float]]
    repeated: list[tuple[str, int, int]]
    levels: list[tuple[str, int, float]]

    @property
    def percent(self) -> float | None:
        return round(100 * self.in_time / self.arrived, 1) if self.arrived else None


def fault_figures(asker: Asker, since: datetime) -> FaultFigures:
    """Of the rescues since a moment that were no false alarm and no exercise."""
    rows = list(
        rescues(asker)
        .filter(called_at__gte=since)
        .exclude(state="void")
        .annotate(level_count=Count("levels"))
        .select_related(None)
        .only("called_at", "arrived_at", "fault", "maintainer", "asset_id", "elevator")
    )
    minutes = sorted(each.took_minutes for each in rows if each.took_minutes is not None)
    timely = {each.pk for each in rows if each.arrived_at and each.arrived_at <= _due(each)}
    faults = Counter(each.get_fault_display() or "未查明" for each in rows)
    by_maintainer: dict[str, list[Rescue]] = {}
    for each in rows:
        by_maintainer.setdefault(each.maintainer or "未登记", []).append(each)
    known = [(name, [each for each in own if each.arrived_at]) for name, own in by_maintainer.items()]
    again = Counter((each.elevator, each.asset_id) for each in rows if each.asset_id)
    return FaultFigures(
        len(rows), len(minutes), len(timely), minutes[len(minutes) // 2] if minutes else None,
        rules.share({str(key): number for key, number in faults.items()}),
        sorted(
            (
                (name, len(by_maintainer[name]), sum(each.pk in timely for each in there),
                 round(100 * sum(each.pk in timely for each in there) / len(there), 1) if there else 0.0)
                for name, there in known
            ),
            key=lambda row: (-row[1], row[0]),
        )[:20],
        [(name, key, number) for (name, key), number in again.most_common(20) if number > 1],
        rules.share({f"level{n}": sum(each.level_count == n for each in rows) for n in (1, 2, 3)}),
    )  # fmt: skip


def _due(each: Rescue) -> datetime:
    return rules.elevator_due(each.called_at, timezone.localdate(each.called_at))


def shapes(rows: Iterable[tuple[str, object]], look: str = "") -> dict[str, object]:
    """Named geometries as GeoJSON for a map; `look` "shut" is drawn as a closure."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": name, "look": look},
                "geometry": json.loads(shape.geojson),
            }  # type: ignore[attr-defined]
            for name, shape in rows
            if shape is not None
        ],
    }


def together(*parts: dict[str, object]) -> dict[str, object]:
    """Several collections on one map."""
    return {"type": "FeatureCollection", "features": [each for part in parts for each in part["features"]]}  # type: ignore[attr-defined]
