"""Storm sewers below the ground by EPA's SWMM, through pyswmm (an extra): what overflows, and what they take in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from ancheng.science.model import BadInput
from ancheng.science.needed import engine

# SWMM keeps one simulation per process.
_one = Lock()
FLOW_M3_S = {
    "CFS": 0.028316847,
    "GPM": 6.30902e-5,
    "MGD": 0.0438126,
    "CMS": 1.0,
    "LPS": 1e-3,
    "MLD": 0.0115741,
}
LONGEST_INP = 5_000_000
FT3 = 0.028316847
EXCHANGE_S = 30.0
# Broad weir round a manhole of 0.7 m; thinner water than this stays on the street.
WEIR, PERIMETER_M, LEAST_M = 1.7, 2.2, 0.005


def _engine() -> Any:
    return engine("pyswmm", "ancheng[sewers]", "计算排水管网")


@dataclass(frozen=True, slots=True)
class Volumes:
    """What SWMM accounts for over a whole run, cubic metres; its own continuity errors in percent."""

    outflow_m3: float
    flooding_m3: float
    runoff_error_percent: float
    routing_error_percent: float


@contextmanager
def running(inp: str) -> Iterator[Any]:
    """A SWMM simulation of this input file; a file that SWMM cannot read is refused with its reason."""
    if not inp.strip() or len(inp) > LONGEST_INP:
        raise BadInput("管网文件为空或过大，请给出 SWMM 的 .inp 文件内容。")
    swmm = _engine()
    with _one, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.inp"
        path.write_text(inp, encoding="utf-8")
        try:
            with swmm.Simulation(str(path)) as simulation:
                yield simulation
        except BadInput:
            raise
        except Exception as fault:  # noqa: BLE001 - the engine's own errors have no common class
            raise BadInput(f"SWMM 不能计算该管网：{_reason(path, fault)}，请核对 .inp 文件。") from None


def _reason(path: Path, fault: Exception) -> str:
    """The first error that SWMM's own report names."""
    report = path.with_suffix(".rpt")
    if report.exists():
        for line in report.read_text(encoding="utf-8", errors="replace").splitlines():
            if "ERROR" in line:
                return " ".join(line.split())[:160]
    return " ".join(str(fault).split())[:160] or type(fault).__name__


def volumes(inp: str) -> Volumes:
    """Run the network alone, from its own start to its own end."""
    swmm = _engine()
    with running(inp) as simulation:
        metric = simulation.system_units != "US"
        for _ in simulation:
            pass
        routed = swmm.SystemStats(simulation).routing_stats
        # pyswmm gives cubic feet or cubic metres by the units of the file.
        unit = 1.0 if metric else FT3
        return Volumes(
            routed["outflow"] * unit,
            routed["flooding"] * unit,
            float(swmm.SystemStats(simulation).runoff_stats["routing_error"]),
            float(routed["routing_error"]),
        )


@dataclass(slots=True)
class Manhole:
    """A node of the network that meets the surface in a cell, and what came out of it so far (cubic metres)."""

    name: str
    row: int
    column: int
    node: Any
    came_out: float = 0.0


class Sewer:
    """A running network that exchanges water with the surface every EXCHANGE_S."""

    def __init__(self, simulation: Any, manholes: Sequence[tuple[str, int, int]]) -> None:
        nodes = _engine().Nodes(simulation)
        known = {each.nodeid for each in nodes}
        missing = [name for name, _, _ in manholes if name not in known]
        if missing:
            raise BadInput(f"管网文件中没有节点“{missing[0][:40]}”，请核对检查井编号。")
        self.flow_unit = FLOW_M3_S[str(simulation.flow_units)]
        self.volume_unit = FT3 if simulation.system_units == "US" else 1.0
        self.manholes = [Manhole(name, row, column, nodes[name]) for name, row, column in manholes]
        self.seconds = float((simulation.end_time - simulation.start_time).total_seconds())
        simulation.step_advance(int(EXCHANGE_S))
        self.steps = iter(simulation)

    def step(self) -> bool:
        """Move on by EXCHANGE_S; false at the end of the network's own time."""
        return next(self.steps, None) is not None

    def overflow_m3(self, manhole: Manhole) -> float:
        """What came out of a manhole since it was last asked."""
        whole = float(manhole.node.statistics["flooding_volume"]) * self.volume_unit
        new, manhole.came_out = whole - manhole.came_out, whole
        return max(new, 0.0)

    def takes_m3(self, manhole: Manhole, surface_m: float) -> float:
        """What a manhole would take in EXCHANGE_S from water of this depth above it: nothing when it is full.

        The weir round a shaft of 0.7 m; what the pipe cannot carry on comes out again and is counted as overflow.
        """
        if surface_m < LEAST_M or float(manhole.node.depth) >= float(manhole.node.full_depth):
            return 0.0
        return float(WEIR * PERIMETER_M * surface_m**1.5 * EXCHANGE_S)

    def pour(self, manhole: Manhole, volume_m3: float) -> None:
        """Water from the surface that runs into a manhole during the next EXCHANGE_S."""
        manhole.node.generated_inflow(volume_m3 / EXCHANGE_S / self.flow_unit)
