"""Formulas that another desk or a register answers for the district as a whole, and thresholds that are not the plan’s."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ancheng.administration.indicators.declare import ADOPTED, Count
from ancheng.administration.indicators.rules import Threshold
from ancheng.administration.registers import measures as registers
from ancheng.base.asker import PLATFORM
from ancheng.base.editions import Edition
from ancheng.command import public as command
from ancheng.supervision.public import measures


def _whole(met: int, of: int, part: str = "") -> Count:
    return Count(None, part, Decimal(met), Decimal(of))


def reserve(days: Sequence[date]) -> list[list[Count]]:
    """IND-041: lines of the requirement plan whose usable reserve suffices."""
    found = [command.reserve_completeness(PLATFORM, on) for on in days]
    return [[_whole(each.met, each.all)] for each in found]


def shelter_distance(days: Sequence[date]) -> list[list[Count]]:
    """IND-049: metres from the worst-placed community to its shelter; nothing where it is not known."""
    found = [command.shelter_distance(PLATFORM, on) for on in days]
    return [
        [] if each is None else [Count(None, "", Decimal(str(round(each, 1))), Decimal(1))] for each in found
    ]


def shelters_complete(days: Sequence[date]) -> list[list[Count]]:
    """IND-050: shelters with all eight functions."""
    found = [command.shelters_complete(PLATFORM, on) for on in days]
    return [[_whole(each.met, each.all)] for each in found]


def gridded(days: Sequence[date]) -> list[list[Count]]:
    """IND-042: communities with a worker in each grid."""
    return [[_whole(*walked)] for walked, _inspected in measures.grid_rates(days)]


def inspected(days: Sequence[date]) -> list[list[Count]]:
    """IMP-06: communities with a safety inspector."""
    return [[_whole(*seen)] for _walked, seen in measures.grid_rates(days)]


def industries(days: Sequence[date]) -> list[list[Count]]:
    """IMP-15: enterprises of the key industries with a valid assessment."""
    return [
        [_whole(valid, required, part) for part, valid, required in found]
        for found in measures.industries_assessed(days)
    ]


PLATFORMS = ("tv", "website", "new_media")
AREAS = ("supervision", "monitoring", "command", "decision", "administration")
PLACES = 6


def weakest_platform(days: Sequence[date]) -> list[list[Count]]:
    """IND-044 read as a demand on each platform: the minutes of the platform with the fewest this year."""
    found = [registers.sums(registers.of_year("publicity", on), "platform", "minutes") for on in days]
    nothing = Decimal(0)
    return [
        [Count(None, "", min(sums.get(each, nothing) for each in PLATFORMS), Decimal(1))] if sums else []
        for sums in found
    ]


def places_entered(days: Sequence[date], places: Sequence[set[str]]) -> list[list[Count]]:
    """IMP-22: of the six kinds of places, those with an activity this year."""
    found = [each - {""} for each in places]
    return [[_whole(len(each), PLACES)] if each else [] for each in found]


def areas_used(days: Sequence[date], together: Sequence[set[str]]) -> list[list[Count]]:
    """IMP-20: of the five business areas, those that any unit used in the month; each row tells which it used."""
    return [[_whole(_used(rows), len(AREAS))] if rows else [] for rows in together]


def _used(rows: set[str]) -> int:
    return sum(any(row[place] == registers.USED for row in rows) for place in range(len(AREAS)))


def national_outage(on: date) -> Edition[Threshold] | None:
    """The national average outage time per customer of the latest year that is registered; None where none is."""
    found = registers.figure("national_outage", on)
    if found is None:
        return None
    value, year, source = found
    return Edition(Threshold("<", value), f"{year}年", source, date(year, 1, 1), None, verified=False)


def quarters_passed(on: date) -> Edition[Threshold]:
    """One meeting in each quarter: as many as quarters of the year have passed."""
    wanted = Threshold(">=", Decimal(max(on.month // 3, 1)))
    return Edition(wanted, "第五十二条", "《北京市安全生产条例》（2011）", ADOPTED, None, verified=False)
