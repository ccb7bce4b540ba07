"""Water supply by EPANET's equations through wntr (an extra): pressures and flows before and after a closure."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ancheng.science.model import BadInput
from ancheng.science.needed import engine

LONGEST_INP = 20_000_000
NODES_LIMIT = 20_000
# Decimals that are told: a millimetre of water, a millilitre in a second.
PRESSURE, FLOW = 3, 6


def _engine() -> Any:
    return engine("wntr", "ancheng[networks]", "计算供水管网")


@dataclass(frozen=True, slots=True)
class State:
    """Pressure (m of water), demand asked for and delivered (m³/s) by junction; flow (m³/s) by link."""

    pressure_m: Mapping[str, float]
    asked_m3_s: Mapping[str, float]
    given_m3_s: Mapping[str, float]
    flow_m3_s: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Network:
    """A network as read: ends of every link, the pipes among them, sources, places; `inp` to solve it again."""

    inp: str
    links: Mapping[str, tuple[str, str]]
    pipes: Mapping[str, tuple[str, str]]
    junctions: tuple[str, ...]
    sources: tuple[str, ...]
    places: Mapping[str, tuple[float, float]]
    closed: tuple[str, ...]


def read(inp: str) -> Network:
    """The network of an EPANET input file; one that cannot be read is refused with the reason."""
    model = _model(inp)
    links = {name: (link.start_node_name, link.end_node_name) for name, link in model.links()}
    sources = (*model.reservoir_name_list, *model.tank_name_list)
    if not model.junction_name_list or not links:
        raise BadInput("管网文件中没有节点或管段，请核对 .inp 文件。")
    if not sources:
        raise BadInput("管网文件中没有水源（水库或水池），请核对 .inp 文件。")
    if len(model.node_name_list) > NODES_LIMIT:
        raise BadInput(f"管网超过 {NODES_LIMIT} 个节点，请先简化。")
    return Network(
        inp,
        links,
        {name: links[name] for name in model.pipe_name_list},
        tuple(model.junction_name_list),
        tuple(sources),
        {name: tuple(node.coordinates) for name, node in model.nodes()},
        tuple(name for name, link in model.links() if str(link.initial_status) == "Closed"),
    )


def _model(inp: str) -> Any:
    if not inp.strip() or len(inp) > LONGEST_INP:
        raise BadInput("管网文件为空或过大，请给出 EPANET 的 .inp 文件内容。")
    epanet = _engine()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "network.inp"
        path.write_text(inp, encoding="utf-8")
        try:
            return epanet.network.WaterNetworkModel(str(path))
        except Exception as fault:  # noqa: BLE001 - the reader's own errors have no common class
            raise BadInput(f"EPANET 管网文件不能读取：{short(fault)}，请核对 .inp 文件。") from None


def short(fault: Exception) -> str:
    """An engine's own words in one line, without the folder of this computation."""
    text = " ".join(str(fault).split()).replace(tempfile.gettempdir() + os.sep, "")
    return text[:160] or type(fault).__name__


def solve(
    network: Network,
    hour: float,
    closed: Collection[str] = (),
    required_m: float = 0.0,
) -> State:
    """Pressures and flows at that hour with these links shut from the start; demand falls off under `required_m`.

    With `required_m` nought every demand is met whatever the pressure, as EPANET does by default.
    """
    epanet, model = _engine(), _model(network.inp)
    # Controls that open a shut link again would undo the closure.
    for name in list(model.control_name_list):
        acts = {action.target()[0].name for action in model.get_control(name).actions()}
        if acts & set(closed):
            model.remove_control(name)
    for name in closed:
        model.get_link(name).initial_status = epanet.network.LinkStatus.Closed
    if required_m > 0:
        model.options.hydraulic.demand_model = "PDD"
        model.options.hydraulic.required_pressure = required_m
        model.options.hydraulic.minimum_pressure = 0.0
    model.options.time.duration = int(hour * 3600)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = epanet.sim.WNTRSimulator(model).run_sim(convergence_error=True)
            asked = epanet.metrics.expected_demand(model)
        except Exception as fault:  # noqa: BLE001 - the solver's own errors have no common class
            raise BadInput(f"管网水力计算没有收敛：{short(fault)}，请核对管网资料。") from None
    junctions = network.junctions
    pressure, demand, flow = (
        found.node["pressure"].iloc[-1],
        found.node["demand"].iloc[-1],
        found.link["flowrate"].iloc[-1],
    )
    # The solver sums in an order of its own; what lies under its accuracy is cut off, so that a run can be made again.
    return State(
        {each: round(float(pressure[each]), PRESSURE) for each in (*junctions, *network.sources)},
        {each: round(float(asked[each].iloc[-1]), FLOW) for each in junctions},
        {each: round(float(demand[each]), FLOW) for each in junctions},
        {each: round(float(flow[each]), FLOW) for each in network.links},
    )
