"""Automatic search for the critical slip circle: circles through pairs of ground points, then finer about the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ancheng.science.slope.methods import bishop
from ancheng.science.slope.section import Circles, Floats, Section, cut

COARSE_SLICES, FINE_SLICES = 20, 60
# Circles are cut in batches that stay in the processor's cache.
BATCH = 3000
# Rise of the arc over its chord; beyond 0.45 an arc overhangs at its upper end.
RISES = (0.04, 0.45)
KEPT, FINER_ROUNDS = 6, 7


@dataclass(frozen=True, slots=True)
class Found:
    """The critical circle, its factor (Bishop), and how many circles were looked at."""

    circle: Circles
    factor: float
    tried: int


def through(section: Section, left: Floats, right: Floats, rise: Floats) -> Circles:
    """Circles through the ground at `left` and `right` whose arc lies `rise` chords below the chord."""
    y_left, y_right = section.ground(left), section.ground(right)
    chord = np.hypot(right - left, y_right - y_left)
    depth = rise * chord
    radius = chord**2 / (8 * depth) + depth / 2
    up = (radius - depth) / chord
    xc = (left + right) / 2 - (y_right - y_left) * up
    yc = (y_left + y_right) / 2 + (right - left) * up
    return Circles(xc, yc, radius, left, right)


def factors(section: Section, circles: Circles, slices: int, min_depth: float) -> Floats:
    """Bishop's factor of each circle; infinite for those that are no slip surface."""
    found = [
        bishop(cut(section, circles[start : start + BATCH], slices, min_depth), section.seismic)
        for start in range(0, circles.size, BATCH)
    ]
    return np.concatenate(found) if found else np.empty(0)


def search(section: Section, min_depth: float, points: int = 60, rises: int = 20) -> Found | None:
    """The circle with the least factor; None where no circle slides. Deterministic."""
    stations = np.unique(np.concatenate((np.linspace(section.x[0], section.x[-1], points), section.x)))
    i, j = np.triu_indices(stations.size, k=1)
    y = section.ground(stations)
    sloped = np.abs(y[j] - y[i]) > 1e-9
    pairs = np.column_stack((stations[i[sloped]], stations[j[sloped]]))
    steps = np.linspace(*RISES, rises)
    left, right = (np.repeat(pairs[:, n], rises) for n in (0, 1))
    circles = through(section, left, right, np.tile(steps, len(pairs)))
    level = factors(section, circles, COARSE_SLICES, min_depth)
    tried = circles.size
    if not np.isfinite(level).any():
        return None
    span, turn = float(np.diff(stations).max()), float(steps[1] - steps[0])
    best = np.argsort(level, kind="stable")[:KEPT]
    keys = np.column_stack((left[best], right[best], np.tile(steps, len(pairs))[best]))
    for _ in range(FINER_ROUNDS):
        keys, count = _finer(section, keys, span, turn, min_depth)
        tried += count
        span, turn = span / 2.2, turn / 2.2
    circle = through(section, *(keys[:1, n] for n in range(3)))
    return Found(circle, float(factors(section, circle, FINE_SLICES, min_depth)[0]), tried)


def _finer(section: Section, keys: Floats, span: float, turn: float, min_depth: float) -> tuple[Floats, int]:
    """The best circles among neighbours of `keys` within one step, and how many were tried."""
    offsets = np.linspace(-1.0, 1.0, 7)
    a, b, c = (
        each.ravel() for each in np.meshgrid(offsets * span, offsets * span, offsets * turn, indexing="ij")
    )
    near = (keys[:, None, :] + np.column_stack((a, b, c))[None]).reshape(-1, 3)
    near[:, :2] = np.clip(near[:, :2], section.x[0], section.x[-1])
    near[:, 2] = np.clip(near[:, 2], 0.01, RISES[1])
    near = near[near[:, 1] - near[:, 0] > 1e-6]
    near = np.vstack((keys, near))
    level = factors(section, through(section, *near.T), FINE_SLICES // 2, min_depth)
    order = np.argsort(level, kind="stable")[:KEPT]
    return near[order], len(near)
