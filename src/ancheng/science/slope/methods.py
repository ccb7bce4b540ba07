"""Factors of safety by slices: ordinary (Fellenius), simplified Bishop, and Spencer and Morgenstern-Price by GLE.

Fredlund and Krahn 1977, Can. Geotech. J. 14, 429: all methods as cases of the general limit equilibrium.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ancheng.science.slope.section import Circles, Floats, Section, Slices

ROUNDS, TOLERANCE = 60, 1e-6
# Below this the base of a slice leans so much that Bishop's normal force means nothing (Whitman and Bailey 1967).
LEAST_M_ALPHA = 0.2
# Factors beyond this are of no interest, and one that never settles is not given.
GREATEST = 100.0
# λ that are tried one after the other: first those that slopes have, then the unusual ones.
SHARES = ((0.0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0, 1.2, 1.4), (0.0, -0.1, -0.2, -0.4))
HALVINGS = 18


def driving(slices: Slices, seismic: float) -> Floats:
    """Sum of the overturning moments over the radius, per surface."""
    return np.asarray(np.sum(slices.weight * (slices.sine + seismic * slices.lever), axis=1))


def ordinary(slices: Slices, seismic: float = 0.0) -> Floats:
    """Fellenius' factor per surface; a base in tension carries no friction."""
    normal = slices.weight * (slices.cosine - seismic * slices.sine) - slices.pore_kpa * slices.length
    holding = slices.cohesion * slices.length + np.maximum(normal, 0.0) * slices.friction
    return _over(np.sum(holding, axis=1), driving(slices, seismic), slices)


def bishop(slices: Slices, seismic: float = 0.0) -> Floats:
    """Bishop's simplified factor per surface; infinite where it does not exist."""
    moment = driving(slices, seismic)
    own = slices.cohesion * slices.width + (slices.weight - slices.pore_kpa * slices.width) * slices.friction
    sloped = slices.sine * slices.friction
    safe = np.where(moment > 0, moment, 1.0)
    factor = np.ones(moment.size)
    least = np.full(moment.size, np.inf)
    for _ in range(ROUNDS):
        m_alpha = slices.cosine + sloped / factor[:, None]
        # Only towards the toe does a leaning base push without limit; at the crest it merely stands steep.
        least = np.where(slices.sine < 0, m_alpha, 1.0).min(axis=1)
        after = np.sum(own / np.maximum(m_alpha, 1e-3), axis=1) / safe
        after = np.clip(after, 1e-3, GREATEST)
        change = np.abs(after - factor).max(initial=0.0)
        factor = after
        if change < TOLERANCE:
            break
    factor = np.where((least >= LEAST_M_ALPHA) & (factor < GREATEST), factor, np.inf)
    return np.where(slices.sound & (moment > 0), factor, np.inf)


def _over(holding: Floats, moment: Floats, slices: Slices) -> Floats:
    good = slices.sound & (moment > 0)
    return np.where(good, holding / np.where(good, moment, 1.0), np.inf)


Shape = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Balanced:
    """A factor that satisfies both moments and forces, and the λ at which it does."""

    factor: float
    share: float


def spencer(slices: Slices, seismic: float = 0.0) -> Balanced | None:
    """Spencer 1967: all forces between slices are parallel; None where no balance is found."""
    return _balance(slices, seismic, np.ones_like)


def morgenstern_price(slices: Slices, seismic: float = 0.0) -> Balanced | None:
    """Morgenstern and Price 1965 with a half sine between the ends; None where no balance is found."""
    return _balance(slices, seismic, lambda part: np.asarray(np.sin(np.pi * part)))


def janbu_simplified(slices: Slices, seismic: float = 0.0) -> float | None:
    """Janbu's simplified factor (forces only, no shear between slices), without his correction."""
    return _Surface.of(slices, seismic, np.ones_like).factor(0.0, moments=False)


def janbu_correction(slices: Slices, circle: Circles, section: Section) -> float:
    """Janbu's correction f0 = 1 + b·(d/L − 1.4·(d/L)²); b by whether the soil has cohesion, friction or both."""
    ends = section.ground(circle.left), section.ground(circle.right)
    chord = float(np.hypot(circle.right - circle.left, ends[1] - ends[0])[0])
    r = float(circle.r[0])
    part = (r - (r**2 - chord**2 / 4) ** 0.5) / chord
    b = 0.69 if not slices.friction.any() else 0.31 if not slices.cohesion.any() else 0.5
    return float(1 + b * (part - 1.4 * part**2))


def _balance(slices: Slices, seismic: float, shape: Shape) -> Balanced | None:
    """The λ at which moments and forces give one factor, first bracketed and then halved."""
    surface = _Surface.of(slices, seismic, shape)

    def gap(share: float) -> float | None:
        moments, forces = surface.factor(share, moments=True), surface.factor(share, moments=False)
        return None if moments is None or forces is None else moments - forces

    bracket = _bracket(gap)
    if bracket is None:
        return None
    a, b, low = bracket
    for _ in range(HALVINGS):
        middle = (a + b) / 2
        here = gap(middle)
        if here is None:
            return None
        a, b, low = (middle, b, here) if here * low > 0 else (a, middle, low)
    factor = surface.factor((a + b) / 2, moments=True)
    return None if factor is None else Balanced(factor, (a + b) / 2)


def _bracket(gap: Callable[[float], float | None]) -> tuple[float, float, float] | None:
    """Two neighbouring λ between which the gap changes sign, and the gap at the first; common values come first."""
    for row in SHARES:
        before: tuple[float, float] | None = None
        for share in row:
            here = gap(share)
            if here is not None and before is not None and here * before[1] <= 0:
                return before[0], share, before[1]
            before = None if here is None else (share, here)
    return None


@dataclass(frozen=True, slots=True)
class _Surface:
    """One slip circle, its slices in order from crest to toe."""

    weight: Floats
    sine: Floats
    cosine: Floats
    length: Floats
    cohesion: Floats
    friction: Floats
    pore: Floats
    lever: Floats
    seismic: float
    between: Floats

    @classmethod
    def of(cls, slices: Slices, seismic: float, shape: Shape) -> _Surface:
        """The first surface of `slices`; `shape` gives the share of shear between slices over 0 to 1."""
        downhill = slice(None, None, -1 if slices.sine[0, -1] > slices.sine[0, 0] else 1)
        fields = (slices.weight, slices.sine, slices.cosine, slices.length, slices.cohesion, slices.friction)
        weight, sine, cosine, length, cohesion, friction = (each[0][downhill] for each in fields)
        pore, lever = slices.pore_kpa[0][downhill], slices.lever[0][downhill]
        between = shape(np.linspace(0.0, 1.0, weight.size + 1))
        return cls(weight, sine, cosine, length, cohesion, friction, pore, lever, seismic, between)

    def factor(self, share: float, *, moments: bool) -> float | None:
        """The factor by moments or by forces for one λ; None where the iteration does not settle."""
        factor, shear = 1.5, np.zeros(self.weight.size + 1)
        pull = self.seismic * self.weight
        for _ in range(200):
            m_alpha = self.cosine + self.sine * self.friction / factor
            if m_alpha.min() < 1e-3 or m_alpha[self.sine < 0].min(initial=1.0) < LEAST_M_ALPHA / 2:
                return None
            lost = (self.cohesion - self.pore * self.friction) * self.length * self.sine / factor
            normal = (self.weight + shear[:-1] - shear[1:] - lost) / m_alpha
            holding = self.cohesion * self.length + (normal - self.pore * self.length) * self.friction
            if moments:
                against = float(np.sum(self.weight * (self.sine + self.seismic * self.lever)))
                after = float(np.sum(holding)) / against if against > 0 else 0.0
            else:
                against = float(np.sum(normal * self.sine + pull))
                after = float(np.sum(holding * self.cosine)) / against if against > 0 else 0.0
            if not 0 < after < GREATEST:
                return None
            push = np.concatenate(
                ([0.0], np.cumsum(normal * self.sine - holding / factor * self.cosine + pull))
            )
            new_shear = share * self.between * push
            new_shear[-1] = 0.0
            settled = (
                abs(after - factor) < 1e-7 and np.abs(new_shear - shear).max() < 1e-6 * self.weight.sum()
            )
            factor, shear = 0.5 * (factor + after), 0.5 * (shear + new_shear)
            if settled:
                return after
        return None
