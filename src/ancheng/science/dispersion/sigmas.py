"""Dispersion parameters σy, σz (m) over downwind distance (m) by Pasquill class, as published sets.

briggs_rural, briggs_urban: Briggs 1973, ATDL-79, as in CCPS 1999 (Guidelines for Consequence Analysis) table 2.12.
isc3_rural: EPA-454/B-95-003b (ISC3 User's Guide vol. II), tables 1-1 and 1-2, fits of the Pasquill-Gifford curves.
turner: Turner 1970 (Workbook of Atmospheric Dispersion Estimates), fits in Lees 1996.
tno: TNO Yellow Book, CPR 14E 2005, ch. 4, roughness 0.1 m.
seinfeld: σy of Spicer and Havens 1988, σz of Seinfeld 1986, the default of CCPS's worked plume.
slade: puffs, Slade 1968 (TID-24190) as in CCPS 1999 table 2.13.  tno_puff: TNO Yellow Book, puffs.
All plume sets are averages over ten minutes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Curve = Callable[[Floats], Floats]

CLASSES = ("A", "B", "C", "D", "E", "F")
AVERAGING_S = 600.0
# Concentrations nearer than this are not computed: every set is an extrapolation there.
NEAREST_M = 1.0


def _root(a: float, b: float, power: float = 0.5) -> Curve:
    return lambda x: np.asarray(a * x / (1 + b * x) ** power)


def _power(a: float, b: float) -> Curve:
    return lambda x: np.asarray(a * x**b)


def _log_square(a: float, b: float, c: float) -> Curve:
    return lambda x: np.asarray(10 ** (a + b * np.log10(x) + c * np.log10(x) ** 2))


def _joined(near: Curve, far: Curve, limit: float) -> Curve:
    return lambda x: np.asarray(np.where(x <= limit, near(x), far(x)))


def _seinfeld(a: float, b: float, c: float) -> Curve:
    return lambda x: np.asarray(a * x**b * np.exp(c * np.log(x) ** 2))


def _angle(a: float, b: float) -> Curve:
    return lambda x: np.asarray(465.11628 * x / 1000 * np.tan(0.017453293 * (a - b * np.log(x / 1000))))


def _half(curve: Curve) -> Curve:
    return lambda x: 0.5 * curve(x)


def _pieces(*pieces: tuple[float, float, float]) -> Curve:
    """a·x^b, x in km, with (upper limit in km, a, b) per piece; σz never exceeds 5,000 m."""
    limits = np.array([limit for limit, _, _ in pieces[:-1]])
    a, b = (np.array([each[n] for each in pieces]) for n in (1, 2))

    def curve(x: Floats) -> Floats:
        km = x / 1000
        n = np.searchsorted(limits, km, side="left")
        return np.asarray(np.minimum(a[n] * km ** b[n], 5000.0))

    return curve


FAR = float("inf")
BRIGGS_RURAL_Y = {
    k: _root(a, 1e-4) for k, a in zip(CLASSES, (0.22, 0.16, 0.11, 0.08, 0.06, 0.04), strict=True)
}
BRIGGS_RURAL_Z = {
    "A": _root(0.20, 0.0),
    "B": _root(0.12, 0.0),
    "C": _root(0.08, 2e-4),
    "D": _root(0.06, 1.5e-3),
    "E": _root(0.03, 3e-4, 1.0),
    "F": _root(0.016, 3e-4, 1.0),
}
BRIGGS_URBAN_Y = {
    k: _root(a, 4e-4) for k, a in zip(CLASSES, (0.32, 0.32, 0.22, 0.16, 0.11, 0.11), strict=True)
}
BRIGGS_URBAN_Z = {
    "A": _root(0.24, 1e-3, -0.5),
    "B": _root(0.24, 1e-3, -0.5),
    "C": _root(0.20, 0.0),
    "D": _root(0.14, 3e-4),
    "E": _root(0.08, 1.5e-3),
    "F": _root(0.08, 1.5e-3),
}
ISC3_Y = {
    "A": _angle(24.1670, 2.5334),
    "B": _angle(18.3330, 1.8096),
    "C": _angle(12.5000, 1.0857),
    "D": _angle(8.3330, 0.72382),
    "E": _angle(6.2500, 0.54287),
    "F": _angle(4.1667, 0.36191),
}
ISC3_Z = {
    "A": _pieces(
        (0.10, 122.800, 0.94470), (0.15, 158.080, 1.05420), (0.20, 170.220, 1.09320), (0.25, 179.520, 1.12620),
        (0.30, 217.410, 1.26440), (0.40, 258.890, 1.40940), (0.50, 346.750, 1.72830), (FAR, 453.850, 2.11660),
    ),
    "B": _pieces((0.20, 90.673, 0.93198), (0.40, 98.483, 0.98332), (FAR, 109.300, 1.09710)),
    "C": _pieces((FAR, 61.141, 0.91465)),
    "D": _pieces(
        (0.30, 34.459, 0.86974), (1.00, 32.093, 0.81066), (3.00, 32.093, 0.64403), (10.0, 33.504, 0.60486),
        (30.0, 36.650, 0.56589), (FAR, 44.053, 0.51179),
    ),
    "E": _pieces(
        (0.10, 24.260, 0.83660), (0.30, 23.331, 0.81956), (1.00, 21.628, 0.75660), (2.00, 21.628, 0.63077),
        (4.00, 22.534, 0.57154), (10.0, 24.703, 0.50527), (20.0, 26.970, 0.46713), (40.0, 35.420, 0.37615),
        (FAR, 47.618, 0.29592),
    ),
    "F": _pieces(
        (0.20, 15.209, 0.81558), (0.70, 14.457, 0.78407), (1.00, 13.953, 0.68465), (2.00, 13.953, 0.63227),
        (3.00, 14.823, 0.54503), (7.00, 16.187, 0.46490), (15.0, 17.836, 0.41507), (30.0, 22.651, 0.32681),
        (60.0, 27.074, 0.27436), (FAR, 34.219, 0.21716),
    ),
}  # fmt: skip
TURNER_Y = {
    "A": _power(0.493, 0.88),
    "B": _power(0.337, 0.88),
    "C": _power(0.195, 0.90),
    "D": _power(0.128, 0.90),
    "E": _power(0.091, 0.91),
    "F": _power(0.067, 0.90),
}
TURNER_Z = {
    "A": _joined(_power(0.087, 1.10), _log_square(-1.67, 0.902, 0.181), 300),
    "B": _joined(_power(0.135, 0.95), _log_square(-1.25, 1.09, 0.0018), 500),
    "C": _power(0.112, 0.91),
    "D": _joined(_power(0.093, 0.85), _log_square(-1.22, 1.08, -0.061), 500),
    "E": _joined(_power(0.082, 0.82), _log_square(-1.18, 1.04, -0.070), 500),
    "F": _joined(_power(0.057, 0.80), _log_square(-1.91, 1.37, -0.119), 500),
}
TNO_Y = {
    k: _power(a, b)
    for k, a, b in zip(
        CLASSES,
        (0.527, 0.371, 0.209, 0.128, 0.098, 0.065),
        (0.865, 0.866, 0.897, 0.905, 0.902, 0.902),
        strict=True,
    )
}
TNO_Z = {
    k: _power(a, b)
    for k, a, b in zip(
        CLASSES, (0.28, 0.23, 0.22, 0.20, 0.15, 0.12), (0.90, 0.85, 0.80, 0.76, 0.73, 0.67), strict=True
    )
}
SEINFELD_Y = {
    k: _power(a, 0.9) for k, a in zip(CLASSES, (0.423, 0.313, 0.210, 0.136, 0.102, 0.0674), strict=True)
}
SEINFELD_Z = {
    "A": _seinfeld(107.7, -1.7172, 0.2770),
    "B": _seinfeld(0.1355, 0.8752, 0.0136),
    "C": _seinfeld(0.09623, 0.9477, -0.0020),
    "D": _seinfeld(0.04134, 1.1737, -0.0316),
    "E": _seinfeld(0.02275, 1.3010, -0.0450),
    "F": _seinfeld(0.01122, 1.4024, -0.0540),
}
SLADE_Y = {
    k: _power(a, b)
    for k, a, b in zip(
        CLASSES, (0.18, 0.14, 0.10, 0.06, 0.04, 0.02), (0.92, 0.92, 0.92, 0.92, 0.92, 0.89), strict=True
    )
}
SLADE_Z = {
    k: _power(a, b)
    for k, a, b in zip(
        CLASSES, (0.60, 0.53, 0.34, 0.15, 0.10, 0.05), (0.75, 0.73, 0.71, 0.70, 0.65, 0.61), strict=True
    )
}
TNO_PUFF_Y = {k: _half(curve) for k, curve in TNO_Y.items()}
TNO_PUFF_Z = {k: _power(a, 1.0) for k, a in zip(CLASSES, (0.28, 0.23, 0.22, 0.20, 0.15, 0.12), strict=True)}

Curves = tuple[dict[str, Curve], dict[str, Curve]]
PLUME_SETS: dict[str, Curves] = {
    "briggs_rural": (BRIGGS_RURAL_Y, BRIGGS_RURAL_Z),
    "briggs_urban": (BRIGGS_URBAN_Y, BRIGGS_URBAN_Z),
    "isc3_rural": (ISC3_Y, ISC3_Z),
    "turner": (TURNER_Y, TURNER_Z),
    "tno": (TNO_Y, TNO_Z),
    "seinfeld": (SEINFELD_Y, SEINFELD_Z),
}
PUFF_SETS: dict[str, Curves] = {"slade": (SLADE_Y, SLADE_Z), "tno_puff": (TNO_PUFF_Y, TNO_PUFF_Z)}


def sigmas(
    set_name: str, stability: str, x: Floats, averaging_s: float = AVERAGING_S
) -> tuple[Floats, Floats]:
    """σy and σz (m) at `x` (m ≥ 1); a plume's σy grows with the averaging time to the power 0.2 (CCPS 1999, 2.1.3)."""
    across, upright = (PLUME_SETS | PUFF_SETS)[set_name]
    meander = (averaging_s / AVERAGING_S) ** 0.2 if set_name in PLUME_SETS else 1.0
    return meander * across[stability](x), upright[stability](x)
