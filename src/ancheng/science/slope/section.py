"""A section through a slope: ground, soils from the top down, water, firm base, and the slices above slip surfaces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
WATER_KN_M3 = 9.81


@dataclass(frozen=True, slots=True)
class Soil:
    """Cohesion (kPa), friction (tan φ), unit weight (kN/m³); `top` is its upper boundary, None for the ground itself."""

    cohesion: float
    friction: float
    weight: float
    top: tuple[Floats, Floats] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Ground (x rising), soils from the top down, a pore pressure ratio or a piezometric line, base, seismic share."""

    x: Floats
    y: Floats
    soils: tuple[Soil, ...]
    ru: float = 0.0
    water: tuple[Floats, Floats] | None = None
    base_y: float | None = None
    seismic: float = 0.0

    def ground(self, x: Floats) -> Floats:
        """Height of the ground at x."""
        return np.asarray(np.interp(x, self.x, self.y))


@dataclass(frozen=True, slots=True)
class Slices:
    """Slices of many slip surfaces, shape (surfaces, slices); sine and cosine of the base are positive downhill."""

    weight: Floats
    width: Floats
    sine: Floats
    cosine: Floats
    cohesion: Floats
    friction: Floats
    pore_kpa: Floats
    # Height of the slice's centre under the circle's centre, over the radius: the lever of the seismic force.
    lever: Floats
    sound: Flags

    @property
    def length(self) -> Floats:
        """Length of the base of each slice."""
        return np.asarray(self.width / self.cosine)


@dataclass(frozen=True, slots=True)
class Circles:
    """Slip circles by centre and radius, and where they cut the ground on the left and on the right."""

    xc: Floats
    yc: Floats
    r: Floats
    left: Floats
    right: Floats

    def __getitem__(self, which: NDArray[np.intp] | Flags | slice) -> Circles:
        return Circles(self.xc[which], self.yc[which], self.r[which], self.left[which], self.right[which])

    @property
    def size(self) -> int:
        """How many there are."""
        return int(self.xc.size)


def cut(section: Section, circles: Circles, count: int, min_depth: float = 0.0) -> Slices:
    """`count` slices of equal width per circle; `sound` is false where a circle leaves the ground or the base."""
    step = (circles.right - circles.left) / count
    mid = circles.left[:, None] + step[:, None] * (np.arange(count) + 0.5)
    aside = mid - circles.xc[:, None]
    under = np.sqrt(np.maximum(circles.r[:, None] ** 2 - aside**2, 1e-12))
    bottom = circles.yc[:, None] - under
    ends = section.ground(circles.left), section.ground(circles.right)
    downhill = np.where(ends[1] > ends[0], 1.0, -1.0)[:, None]
    ground = section.ground(mid)
    depth = ground - bottom
    sound = (depth > -1e-6).all(axis=1) & (depth.max(axis=1) >= min_depth) & (ends[0] != ends[1])
    sound &= circles.yc >= np.maximum(*ends)
    if section.base_y is not None:
        sound &= circles.yc - circles.r >= section.base_y - 1e-9
    width = np.broadcast_to(step[:, None], mid.shape)
    stress, cohesion, friction = _soils(section, mid, ground, bottom)
    return Slices(
        stress * width,
        width,
        downhill * aside / circles.r[:, None],
        under / circles.r[:, None],
        cohesion,
        friction,
        _pore(section, mid, bottom, stress),
        (circles.yc[:, None] - (ground + bottom) / 2) / circles.r[:, None],
        sound,
    )


def _soils(section: Section, mid: Floats, ground: Floats, bottom: Floats) -> tuple[Floats, Floats, Floats]:
    """Vertical stress at the base (kPa), and cohesion and friction of the soil there."""
    if len(section.soils) == 1:
        only = section.soils[0]
        shape = np.ones_like(mid)
        return np.maximum(ground - bottom, 0.0) * only.weight, shape * only.cohesion, shape * only.friction
    tops = [
        ground if each.top is None else np.minimum(np.interp(mid, *each.top), ground)
        for each in section.soils
    ]
    stress, cohesion, friction = (np.zeros_like(mid) for _ in range(3))
    for n, soil in enumerate(section.soils):
        below = tops[n + 1] if n + 1 < len(tops) else np.full_like(mid, -np.inf)
        stress += np.maximum(tops[n] - np.maximum(bottom, below), 0.0) * soil.weight
        here = tops[n] > bottom - 1e-9 if n else np.ones_like(mid, dtype=bool)
        cohesion[here], friction[here] = soil.cohesion, soil.friction
    return stress, cohesion, friction


def _pore(section: Section, mid: Floats, bottom: Floats, stress: Floats) -> Floats:
    """Pore pressure (kPa) at the base, by ratio or by the height of the piezometric line above it."""
    if section.water is not None:
        return np.maximum(np.interp(mid, *section.water) - bottom, 0.0) * WATER_KN_M3
    return section.ru * stress
