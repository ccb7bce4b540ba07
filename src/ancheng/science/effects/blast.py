"""Peak side-on overpressure of explosions (kPa) over distance (m).

TNT: Kingery and Bulmash, hemispherical surface burst, as simplified by Swisdak 1994 (Simplified Kingery Airblast
Calculations). Multi-energy: van den Berg 1985 (J. Haz. Mat. 12, 1) and TNO Yellow Book CPR 14E ch. 5, read as the
power laws of Assael and Kakosimos 2010 (Fires, Explosions and Toxic Gas Dispersions) for strengths 1, 4, 5 and 6.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Heat of explosion of TNT, J/kg (Crowl 6-25).
TNT_J_KG = 4.686e6
AIR_PA = 101_325.0
# ln P (kPa) as a polynomial in ln Z (m/kg^(1/3)), up to Z.
SWISDAK = (
    (2.9, (7.2106, -2.1069, -0.3229, 0.1117, 0.0685)),
    (23.8, (7.5938, -3.0523, 0.40977, 0.0261, -0.01267)),
    (float("inf"), (6.0536, -1.4066)),
)
NEAREST_Z = 0.2
# Strength: plateau in units of the air's pressure, then a and b of a·R^b. 2 and 3 take the shape of 1 and 4, whose
# tails are 0.64 of the plateau at R = 1.
PLATEAU = {1: 0.01, 2: 0.02, 3: 0.05, 4: 0.1, 5: 0.2, 6: 0.5, 7: 1.0, 8: 2.0, 9: 5.0, 10: 20.0}
TAIL = {
    1: (0.0064, -0.97),
    2: (0.0128, -0.98),
    3: (0.032, -0.98),
    4: (0.0644, -0.99),
    5: (0.117, -0.99),
    6: (0.301, -1.11),
}
STRONG = 6


def tnt_kpa(tnt_kg: float, distance_m: Floats) -> Floats:
    """Overpressure of so much TNT on the ground; nearer than Z = 0.2 the value there stands."""
    scaled = np.log(np.maximum(distance_m / np.cbrt(tnt_kg), NEAREST_Z))
    limits = np.log([each for each, _ in SWISDAK[:-1]])
    pieces = [np.polynomial.polynomial.polyval(scaled, np.array(terms)) for _, terms in SWISDAK]
    logs = np.where(scaled <= limits[0], pieces[0], np.where(scaled <= limits[1], pieces[1], pieces[2]))
    return np.asarray(np.exp(logs))


def multi_energy_kpa(energy_j: float, strength: int, distance_m: Floats) -> Floats:
    """Overpressure of a congested cloud of strength 1 to 10; above 6 the near field is that of TNT of equal energy."""
    scaled = np.maximum(distance_m, 1e-6) / np.cbrt(energy_j / AIR_PA)
    a, b = TAIL[min(strength, STRONG)]
    level = a * scaled**b
    if strength > STRONG:
        level = np.maximum(level, tnt_kpa(energy_j / TNT_J_KG, distance_m) * 1000 / AIR_PA)
    return np.asarray(np.minimum(level, PLATEAU[strength]) * AIR_PA / 1000)


def distance_to(
    effect: Callable[[Floats], Floats], level: float, nearest: float = 0.1, farthest: float = 1e5
) -> float:
    """The greatest distance (m) at which a falling `effect` reaches `level`; 0 where it never does."""
    x = np.geomspace(nearest, farthest, 4000)
    values = effect(x)
    above = np.flatnonzero(values >= level)
    if not above.size:
        return 0.0
    last = int(above[-1])
    if last == x.size - 1:
        return float(x[-1])
    low, high = np.log(values[last]), np.log(max(float(values[last + 1]), 1e-300))
    share = (np.log(level) - low) / (high - low) if high != low else 0.0
    return float(x[last] * (x[last + 1] / x[last]) ** share)
