"""Which shelters lie nearest to an incident, how far that is on foot, and how many people still find room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Refusal
from ancheng.base.realm import Realm
from ancheng.command.dispatch.coverage import on_foot_m
from ancheng.command.shelters import queries, rules
from ancheng.command.shelters.models import Opening, Shelter
from ancheng.command.shelters.rules import Stay

# So many by straight line are measured on foot, so many of them are shown.
MEASURED, SHOWN = 24, 6
WALK_M_S = 1.2


@dataclass(frozen=True, slots=True)
class Near:
    """A shelter, the way to it in metres (None: no way on foot), how many still find room (None: not known)."""

    shelter: Shelter
    metres: float | None
    on_foot: bool
    left: int | None
    opening: Opening | None

    @property
    def minutes(self) -> int:
        return max(1, round((self.metres or 0) / WALK_M_S / 60))


def near(asker: Asker, lon: float, lat: float, *, at: datetime, realm: Realm) -> tuple[list[Near], str]:
    """The nearest with room first, those without a way or without room after them; and why roads could not be asked."""
    here = rules.Place(0, lon, lat)
    rows = queries.shelters(asker).filter(geometry__isnull=False)
    straight = sorted(
        (
            (rules.distance_m(here, rules.Place(each.pk, each.geometry.x, each.geometry.y)), each)
            for each in rows
        ),
        key=lambda pair: pair[0],
    )[:MEASURED]
    found = [each for _, each in straight]
    opened = {each.shelter_id: each for each in queries.now_open(found, realm)}
    fault, walked = "", [far for far, _ in straight]
    ways: Sequence[float | None] = walked
    try:
        ways = on_foot_m((lon, lat), [(each.geometry.x, each.geometry.y) for each in found], at)
    except Refusal as refusal:
        fault = refusal.sentence
    lines = [
        Near(each, way, not fault, _left(each, opened.get(each.pk), at), opened.get(each.pk))
        for each, way in zip(found, ways, strict=True)
    ]
    lines.sort(key=lambda each: (each.left == 0, each.metres is None, each.metres or 0.0))
    return lines[:SHOWN], fault


def _left(shelter: Shelter, opening: Opening | None, at: datetime) -> int | None:
    room = opening.room if opening else shelter.room(Stay.EMERGENCY, beijing_day(at))
    return None if room is None else max(room - (opening.head_count if opening else 0), 0)
