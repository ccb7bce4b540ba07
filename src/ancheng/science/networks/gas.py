"""Gas supply through pandapipes (an extra): pressures when everybody takes what was asked, or the share that can be had."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ancheng.science.model import BadInput
from ancheng.science.needed import engine

GROUND_K = 283.15
HALVINGS = 12


@dataclass(frozen=True, slots=True)
class Pipe:
    """A pipe between two nodes; roughness in millimetres."""

    start: str
    end: str
    length_m: float
    diameter_mm: float
    rough_mm: float


@dataclass(frozen=True, slots=True)
class Gas:
    """Pressure (kPa over air) by node, and the share of all demands that could be met."""

    pressure_kpa: Mapping[str, float]
    share: float


def solve(
    pipes: Mapping[str, Pipe],
    demands_m3_h: Mapping[str, float],
    sources_kpa: Mapping[str, float],
    least_kpa: float,
) -> Gas:
    """Pressures of a net of which every node is fed; demands in cubic metres at 0 °C and 1 atm.

    Where they cannot all be met above `least_kpa`, the largest even share that can is found by halving.
    """
    whole = _pressures(pipes, demands_m3_h, sources_kpa, 1.0)
    if whole is not None and min(whole.values()) >= least_kpa:
        return Gas(whole, 1.0)
    idle = _pressures(pipes, demands_m3_h, sources_kpa, 0.0)
    if idle is None:
        raise BadInput("燃气管网水力计算没有收敛，请核对管径、长度和气源压力。")
    if min(idle.values()) < least_kpa:
        return Gas(whole or idle, 0.0)
    low, high, found = 0.0, 1.0, idle
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        tried = _pressures(pipes, demands_m3_h, sources_kpa, middle)
        if tried is not None and min(tried.values()) >= least_kpa:
            low, found = middle, tried
        else:
            high = middle
    # What people would see is the pressure under the full demand where that can be computed at all.
    return Gas(whole or found, low)


def _pressures(
    pipes: Mapping[str, Pipe],
    demands_m3_h: Mapping[str, float],
    sources_kpa: Mapping[str, float],
    share: float,
) -> dict[str, float] | None:
    """None where no flow meets the demand."""
    pandapipes: Any = engine("pandapipes", "ancheng[gas]", "计算燃气管网")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = pandapipes.create_empty_network(fluid="hgas")
        density = float(net.fluid.get_density(273.15))
        middle = sum(sources_kpa.values()) / len(sources_kpa) / 100
        names = sorted({end for each in pipes.values() for end in (each.start, each.end)} | set(sources_kpa))
        number = {
            name: int(pandapipes.create_junction(net, pn_bar=middle, tfluid_k=GROUND_K)) for name in names
        }
        for name, kpa in sorted(sources_kpa.items()):
            pandapipes.create_ext_grid(net, number[name], p_bar=kpa / 100, t_k=GROUND_K)
        for _, pipe in sorted(pipes.items()):
            pandapipes.create_pipe_from_parameters(
                net,
                number[pipe.start],
                number[pipe.end],
                length_km=pipe.length_m / 1000,
                inner_diameter_mm=pipe.diameter_mm,
                k_mm=pipe.rough_mm,
            )
        for name, demand in sorted(demands_m3_h.items()):
            pandapipes.create_sink(net, number[name], mdot_kg_per_s=demand * share * density / 3600)
        if not pipes:
            return {name: sources_kpa.get(name, 0.0) for name in names}
        try:
            pandapipes.pipeflow(net, friction_model="colebrook", max_iter_hyd=100)
        except Exception:  # noqa: BLE001 - no flow that meets the demand; the engine has several names for it
            return None
        found = net.res_junction["p_bar"] * 100
    values = {name: round(float(found.loc[n]), 6) for name, n in number.items()}
    # A pressure under that of the air means that the demand cannot be met.
    return values if all(each > -1 and each == each for each in values.values()) else None
