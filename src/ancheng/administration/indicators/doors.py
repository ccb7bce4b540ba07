"""Formulas that another desk or a register answers for the district as a whole, and thresholds that are not the plan’s."""

from __future__ import annotations

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


def reserve(on: date) -> list[Count]:
    """IND-041: lines of the requirement plan whose usable reserve suffices."""
    found = command.reserve_completeness(PLATFORM, on)
    return [_whole(found.met, found.all)]


def shelter_distance(on: date) -> list[Count]:
    """IND-049: metres from the worst-placed community to its shelter; nothing where it is not known."""
    found = command.shelter_distance(PLATFORM, on)
    return [] if found is None else [Count(None, "", Decimal(str(round(found, 1))), Decimal(1))]


def shelters_complete(on: date) -> list[Count]:
    """IND-050: shelters with all eight functions."""
    found = command.shelters_complete(PLATFORM, on)
    return [_whole(found.met, found.all)]


def gridded(on: date) -> list[Count]:
    """IND-042: communities with a worker in each grid."""
    return [_whole(*measures.grid_rates(on)[0])]


def inspected(on: date) -> list[Count]:
    """IMP-06: communities with a safety inspector."""
    return [_whole(*measures.grid_rates(on)[1])]


def industries(on: date) -> list[Count]:
    """IMP-15: enterprises of the key industries with a valid assessment."""
    return [_whole(valid, required, part) for part, valid, required in measures.industries_assessed(on)]


PLATFORMS = ("tv", "website", "new_media")
AREAS = ("supervision", "monitoring", "command", "decision", "administration")
PLACES = 6


def weakest_platform(on: date) -> list[Count]:
    """IND-044 read as a demand on each platform: the minutes of the platform with the fewest this year."""
    found = registers.sums(registers.of_year("publicity", on), "platform", "minutes")
    fewest = min(found.get(each, Decimal(0)) for each in PLATFORMS)
    return [Count(None, "", fewest, Decimal(1))] if found else []


def places_entered(on: date) -> list[Count]:
    """IMP-22: of the six kinds of places, those with an activity this year."""
    found = registers.kinds_of(registers.of_year("six_places", on), "place")
    return [_whole(len(found), PLACES)] if found else []


def areas_used(on: date) -> list[Count]:
    """IMP-20: of the five business areas, those that any unit used in the month."""
    found = registers.used("platform_use", on, AREAS)
    return [_whole(len(found), len(AREAS))] if found is not None else []


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
