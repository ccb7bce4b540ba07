"""A broken gas pipe or a shut valve: which valves to close, who loses gas, where the pressure is too low."""

from __future__ import annotations

from typing import Any

from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.networks.gas import Gas, Pipe, solve
from ancheng.science.networks.isolation import Cut, fed, isolate


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """The cut, nodes without gas or with too little pressure, the demand lost, pressures before and after."""
    pipes = _pipes(values)
    demands, sources = _demands(values), _sources(values)
    links = {name: (pipe.start, pipe.end) for name, pipe in pipes.items()}
    nodes = {end for ends in links.values() for end in ends}
    loose = sorted({*demands, *sources} - nodes)
    if loose:
        raise BadInput(f"节点“{loose[0][:40]}”没有与任何管段相连，请核对编号。")
    burst = [each["id"] for each in values["broken"]]
    unknown = [each for each in burst if each not in pipes]
    if unknown:
        raise BadInput(f"管段中没有“{unknown[0][:40]}”，请核对编号。")
    at_first = fed(links, sources, ())
    cut = _cut(values, links, burst)
    reached = fed(links, sources, cut.pipes, cut.nodes)
    before = _solved(pipes, demands, sources, at_first, (), values["least_kpa"])
    after = _solved(pipes, demands, sources, reached, cut.pipes, values["least_kpa"])
    without = sorted((at_first & set(demands)) - reached)
    low = sorted(
        name for name in demands if name in reached and after.pressure_kpa[name] < values["least_kpa"] * 0.999
    )
    lost = sum(demands[name] for name in without)
    lost += (1 - after.share) * sum(demands[name] for name in demands if name in reached)
    return {
        "nodes": len(nodes),
        "without_supply": without,
        "without_supply_count": len(without),
        "low_pressure": [{"id": name, "pressure_kpa": after.pressure_kpa[name]} for name in low],
        "low_pressure_count": len(low),
        "asked_m3_h": sum(demands.values()),
        "lost_m3_h": lost,
        "share_that_can_be_met": after.share,
        "valves_to_close": [{"pipe": pipe, "node": node} for pipe, node in cut.valves],
        "pipes_shut_off": list(cut.pipes),
        "lowest_before_kpa": min(before.pressure_kpa.values()),
        "pressure_after_kpa": dict(sorted(after.pressure_kpa.items())),
        "cautions": _cautions(values, at_first, nodes, sources, cut, after),
        "unverified": ["管壁粗糙度与最低压力为平台缺省值"],
    }


def _pipes(values: dict[str, Any]) -> dict[str, Pipe]:
    found: dict[str, Pipe] = {}
    for each in values["pipes"]:
        if each["id"] in found:
            raise BadInput(f"管段编号“{each['id'][:40]}”重复，请核对。")
        if each["start"] == each["end"]:
            raise BadInput(f"管段“{each['id'][:40]}”的两端相同，请核对。")
        found[each["id"]] = Pipe(
            each["start"], each["end"], each["length_m"], each["diameter_mm"], values["rough_mm"]
        )
    if not found:
        raise BadInput("请至少给出一条管段。")
    return found


def _demands(values: dict[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in values["demands"]:
        found[each["node"]] = found.get(each["node"], 0.0) + each["m3_h"]
    return found


def _sources(values: dict[str, Any]) -> dict[str, float]:
    found = {each["node"]: each["kpa"] for each in values["sources"]}
    if not found:
        raise BadInput("请至少给出一处气源及其压力。")
    return found


def _cut(values: dict[str, Any], links: dict[str, tuple[str, str]], burst: list[str]) -> Cut:
    if values["event"] == "close":
        return Cut((), tuple(sorted(set(burst))), ())
    valves = {(each["pipe"], each["node"]) for each in values["valves"]}
    for pipe, node in sorted(valves):
        if node not in links.get(pipe, ()):
            raise BadInput(f"阀门所在的管段“{pipe[:40]}”与节点“{node[:40]}”并不相连，请核对。")
    return isolate(links, valves or {(name, node) for name, ends in links.items() for node in ends}, burst)


def _solved(
    pipes: dict[str, Pipe],
    demands: dict[str, float],
    sources: dict[str, float],
    reached: set[str],
    shut: tuple[str, ...],
    least_kpa: float,
) -> Gas:
    """The part of the net that has gas."""
    if not reached:
        return Gas(dict.fromkeys(sources, 0.0), 0.0)
    kept = {
        name: pipe
        for name, pipe in pipes.items()
        if name not in shut and pipe.start in reached and pipe.end in reached
    }
    return solve(
        kept,
        {name: demand for name, demand in demands.items() if name in reached},
        {name: kpa for name, kpa in sources.items() if name in reached},
        least_kpa,
    )


def _cautions(
    values: dict[str, Any],
    at_first: set[str],
    nodes: set[str],
    sources: dict[str, float],
    cut: Cut,
    after: Gas,
) -> list[str]:
    found = []
    if nodes - at_first:
        found.append(
            f"事故前已有 {len(nodes - at_first)} 个节点与气源不相连（如 {min(nodes - at_first)[:40]}），请核对管网。"
        )
    if values["event"] == "burst" and values["broken"] and not values["valves"]:
        found.append("没有给出阀门，按每段管道两端都有阀门计算，实际停气范围可能更大。")
    if set(cut.nodes) & set(sources):
        found.append("关阀范围包含气源，请核对阀门资料。")
    if after.share < 1:
        found.append(f"其余管网在最低压力之上只能供应需求的 {after.share:.0%}，请限制用气或调整气源。")
    return found


STREET = [
    {"id": "G1", "start": "S", "end": "A", "length_m": 500, "diameter_mm": 100},
    {"id": "G2", "start": "A", "end": "B", "length_m": 500, "diameter_mm": 100},
]

MODEL = Model(
    title="燃气管网事故",
    title_en="Gas network failure",
    version="1.0",
    inputs=(
        Input(
            "pipes",
            "管段",
            "Pipes",
            InputKind.LIST,
            rows=(
                Input("id", "编号", "Id", InputKind.TEXT),
                Input("start", "起点", "From", InputKind.TEXT),
                Input("end", "终点", "To", InputKind.TEXT),
                Input("length_m", "长度", "Length", unit="m", minimum=0.1, maximum=100_000),
                Input("diameter_mm", "内径", "Diameter", unit="mm", minimum=5, maximum=2000),
            ),
        ),
        Input(
            "demands",
            "用气",
            "Demands",
            InputKind.LIST,
            rows=(
                Input("node", "节点", "Node", InputKind.TEXT),
                Input("m3_h", "用气量（标准状态）", "Demand", unit="m³/h", minimum=0, maximum=1e6),
            ),
        ),
        Input(
            "sources",
            "气源",
            "Sources",
            InputKind.LIST,
            rows=(
                Input("node", "节点", "Node", InputKind.TEXT),
                Input("kpa", "表压", "Pressure", unit="kPa", minimum=0.5, maximum=10_000),
            ),
        ),
        Input(
            "event",
            "事件",
            "Event",
            InputKind.CHOICE,
            choices=("burst", "close"),
            default="burst",
            help="burst 管道破损，关闭周围阀门；close 只关闭所列管段。",
        ),
        Input(
            "broken",
            "受损管段",
            "Broken pipes",
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
        ),
        Input("least_kpa", "最低压力", "Least pressure", unit="kPa", minimum=0.1, maximum=5000, default=1.0),
        Input("rough_mm", "管壁粗糙度", "Roughness", unit="mm", minimum=0.001, maximum=5, default=0.1),
    ),
    compute=compute,
    assumptions=(
        "稳态、等温（10 ℃）、高热值天然气，摩阻按 Colebrook；不计高差、漏气和管存。",
        "供应不足时各处按同一比例减供，所得比例为保证最低压力的最大比例。",
    ),
    citations=(
        "Lohmeier, Cronbach, Drauz, Braun & Kneiske 2020, pandapipes, Sustainability 12:9899",
        "Colebrook 1939, Journal of the ICE 11:133",
    ),
    cases=(
        Case(
            "手算：100 m³/h 过 1000 m 的 100 mm 管，Darcy–Weisbach 与 Colebrook，气源 5 kPa，f=0.0270，压降 1.23 kPa，末端 3.77 kPa",
            {
                "pipes": STREET,
                "demands": [{"node": "B", "m3_h": 100}],
                "sources": [{"node": "S", "kpa": 5}],
            },
            {"lowest_before_kpa": 3.77, "without_supply_count": 0},
            0.005,
        ),
    ),
    verified="单管 Darcy–Weisbach（Colebrook）手算",
    unverified=("未与实际燃气管网的压力记录比对",),
    needs=("pandapipes",),
)
