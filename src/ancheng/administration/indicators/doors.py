"""Formulas that another desk answers for the district as a whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ancheng.administration.indicators.declare import Count
from ancheng.base.asker import PLATFORM
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
