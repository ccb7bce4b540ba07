"""The order of a day's visits: nearest neighbour improved by 2-opt, on straight lines, which roads are not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]
EARTH_M = 6_371_008.8


def metres(a: Point, b: Point) -> float:
    """Great-circle distance of two points (longitude, latitude in degrees; WGS 84)."""
    (west, south), (east, north) = ((radians(each[0]), radians(each[1])) for each in (a, b))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def length(start: Point, order: Sequence[int], stops: Sequence[Point]) -> float:
    """Metres from the start over all stops in their order, without the way back."""
    path = [start, *(stops[each] for each in order)]
    return sum(metres(a, b) for a, b in pairwise(path))


def tour(start: Point, stops: Sequence[Point]) -> list[int]:
    """The positions of the stops in the order of the visits; the same stops give the same order."""
    left, here, order = set(range(len(stops))), start, []
    while left:
        nearest = min(left, key=lambda each: (metres(here, stops[each]), each))
        left.remove(nearest)
        order.append(nearest)
        here = stops[nearest]
    return _improved(start, order, stops)


def _improved(start: Point, order: list[int], stops: Sequence[Point]) -> list[int]:
    """Turn stretches round while that shortens the way."""
    best = length(start, order, stops)
    shorter = True
    while shorter:
        shorter = False
        for first in range(len(order) - 1):
            for last in range(first + 1, len(order)):
                turned = [*order[:first], *order[first : last + 1][::-1], *order[last + 1 :]]
                now = length(start, turned, stops)
                if now < best - 0.01:
                    order, best, shorter = turned, now, True
    return order
