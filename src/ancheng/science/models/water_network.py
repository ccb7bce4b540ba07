"""A burst water main or a shut valve: which valves to close, who loses supply, where the pressure is too low."""

from __future__ import annotations

from typing import Any

from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.networks.isolation import Cut, fed, isolate
from ancheng.science.networks.water import Network, State, read, solve

SHOWN = 500
# A pressure within a thousandth of what is required is met: the solver is no finer.
SHORT_SHARE = 0.999


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Pressures before and after, the cut, junctions without water or with too little, and the demand lost."""
    network = read(values["inp"])
    burst = [each["id"] for each in values["pipes"]]
    unknown = [each for each in burst if each not in network.links]
    if unknown:
        raise BadInput(f"管网文件中没有管段“{unknown[0][:40]}”，请核对编号。")
    before = solve(network, values["hour"])
    cut = _cut(values, network, burst)
    closed = sorted({*cut.pipes, *burst})
    # Links that end inside the cut carry nothing either.
    closed = sorted({*closed, *(n for n, ends in network.links.items() if set(ends) & set(cut.nodes))})
    reached = fed(network.links, network.sources, (*closed, *network.closed), cut.nodes)
    after = solve(network, values["hour"], closed, values["required_m"]) if closed else before
    rows = [
        _row(network, name, before, after, name in reached, values["required_m"])
        for name in network.junctions
    ]
    without = [each for each in rows if each["state"] == "without"]
    low = [each for each in rows if each["state"] == "low"]
    asked = sum(before.asked_m3_s.values())
    given = sum(min(each["given_m3_h"], each["asked_m3_h"]) for each in rows) / 3600
    return {
        "junctions": len(rows),
        "without_supply": [each["id"] for each in without][:SHOWN],
        "without_supply_count": len(without),
        "low_pressure": sorted(low, key=lambda each: (each["pressure_m"], each["id"]))[:SHOWN],
        "low_pressure_count": len(low),
        "asked_m3_h": asked * 3600,
        "lost_m3_h": max(0.0, asked - given) * 3600 if closed else 0.0,
        "valves_to_close": [{"pipe": pipe, "node": node} for pipe, node in cut.valves],
        "pipes_shut_off": list(cut.pipes),
        "before_pressure_m": dict(sorted(before.pressure_m.items())),
        "before_flow_m3_s": dict(sorted(before.flow_m3_s.items())),
        "lowest_before_m": min(before.pressure_m[each] for each in network.junctions),
        "cautions": _cautions(values, network, burst, cut),
        "unverified": ["所需压力为平台缺省值"],
    }


def _cut(values: dict[str, Any], network: Network, burst: list[str]) -> Cut:
    """What is shut off: up to the valves for a burst, the links themselves for a closure."""
    if values["event"] == "close":
        return Cut((), tuple(sorted(set(burst))), ())
    valves = {(each["pipe"], each["node"]) for each in values["valves"]}
    for pipe, node in sorted(valves):
        if node not in network.links.get(pipe, ()):
            raise BadInput(f"阀门所在的管段“{pipe[:40]}”与节点“{node[:40]}”在管网中并不相连，请核对。")
    if not valves:
        # Without a valve register each pipe is taken to have a valve at both ends.
        valves = {(pipe, node) for pipe, ends in network.links.items() for node in ends}
    return isolate(network.links, valves, burst)


def _row(
    network: Network, name: str, before: State, after: State, reached: bool, required: float
) -> dict[str, Any]:
    asked = before.asked_m3_s[name]
    pressure = after.pressure_m[name] if reached else 0.0
    given = after.given_m3_s[name] if reached else 0.0
    if not reached:
        state = "without"
    elif pressure < required * SHORT_SHARE:
        state = "low"
    else:
        state = "fed"
    return {
        "id": name,
        "state": state,
        "pressure_m": pressure,
        "pressure_before_m": before.pressure_m[name],
        "asked_m3_h": asked * 3600,
        "given_m3_h": given * 3600,
    }


def _cautions(values: dict[str, Any], network: Network, burst: list[str], cut: Cut) -> list[str]:
    found = []
    if values["event"] == "burst" and burst and not values["valves"]:
        found.append("没有给出阀门，按每段管道两端都有阀门计算，实际停水范围可能更大。")
    inside = set(cut.nodes) & set(network.sources)
    if inside:
        found.append(f"关阀范围包含水源 {'、'.join(sorted(inside))}，请核对阀门资料。")
    return found


# A street with one reservoir: R — A — B, 500 m each; Hazen–Williams C 100.
STREET = """[JUNCTIONS]
A 10 0
B 10 20
[RESERVOIRS]
R 50
[PIPES]
P1 R A 500 200 100 0 Open
P2 A B 500 200 100 0 Open
[OPTIONS]
Units LPS
Headloss H-W
[TIMES]
Duration 0
[END]
"""

MODEL = Model(
    title="供水管网事故",
    title_en="Water network failure",
    version="1.0",
    inputs=(
        Input(
            "inp",
            "管网",
            "Network",
            InputKind.TEXT,
            help="EPANET 的 .inp 文件内容；需安装 ancheng[networks]。",
        ),
        Input(
            "event",
            "事件",
            "Event",
            InputKind.CHOICE,
            choices=("burst", "close"),
            default="burst",
            help="burst 爆管，关闭周围阀门；close 只关闭所列管段。",
        ),
        Input(
            "pipes",
            "管段",
            "Pipes",
            InputKind.LIST,
            default=(),
            rows=(Input("id", "编号", "Id", InputKind.TEXT),),
        ),
        Input(
            "valves",
            "阀门",
            "Valves",
            InputKind.LIST,
            default=(),
            rows=(
                Input("pipe", "所在管段", "Pipe", InputKind.TEXT),
                Input("node", "靠近节点", "Node", InputKind.TEXT),
            ),
            help="阀门位于管段靠近该节点的一端；不填按每段两端有阀计算。",
        ),
        Input("hour", "时刻", "Hour", unit="h", minimum=0, maximum=168, default=0.0),
        Input("required_m", "所需压力", "Required pressure", unit="m", minimum=1, maximum=100, default=14.0),
    ),
    compute=compute,
    assumptions=(
        "事件发生在计算开始时，关闭的管段在计算时刻仍未恢复；不计漏失水量和水锤。",
        "压力低于所需压力时用水按压力折减（PDD）；与所有水源断开的节点计为停水。",
    ),
    citations=(
        "Rossman et al. 2020, EPANET 2.2 User Manual, EPA/600/R-20/133",
        "Klise et al. 2017, WNTR, Environmental Modelling & Software 95:420",
        "Wagner, Shamir & Marks 1988, J. Water Resour. Plann. Manage. 114:276 (PDD)",
    ),
    cases=(
        Case(
            "手算：20 L/s 流过 1000 m 的 200 mm 管（C=100），Hazen–Williams 水头损失 10.67·L·Q^1.852/(C^1.852·D^4.871) = 3.83 m",
            {"inp": STREET},
            {"lowest_before_m": 36.17, "asked_m3_h": 72.0, "without_supply_count": 0},
            0.005,
        ),
    ),
    verified="EPANET Net1 的节点压力与管段流量（0、12、24 h）",
    unverified=("所需压力缺省值", "关阀范围未与实际管网比对"),
    needs=("wntr",),
)
