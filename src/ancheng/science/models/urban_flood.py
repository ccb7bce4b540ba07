"""Flooding by rain, burst mains or breaches over a terrain: how deep, when, which roads are cut, who stands in water."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from ancheng.science.flood.inertial import Wave
from ancheng.science.flood.pipes import Sewer, running
from ancheng.science.flood.report import cautions, course, drawn, object_in, roads_cut, spread, totals, zones
from ancheng.science.flood.run import Spring, Weather, run
from ancheng.science.flood.terrain import Terrain, read_grid
from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.rain import BEIJING, profile

STORM_STEP_MIN = 5


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Depth and arrival by cell as zones, roads and objects, and the account of the water."""
    terrain = read_grid(values["terrain"], _corner(values), values["gaps"])
    weather, rained = _weather(values)
    if not rained and not values["springs"] and not values["sewer"]:
        raise BadInput("没有降雨、没有涌水点、也没有管网，请至少给出一项。")
    wave = Wave(
        terrain.height_m, terrain.gap, terrain.cell_m, values["manning"], open_edges=values["edges"] == "open"
    )
    springs = [_spring(terrain, each, n) for n, each in enumerate(values["springs"], start=1)]
    manholes = [(each["node"], *_cell(terrain, each, "检查井")) for each in values["manholes"]]
    if values["sewer"] and not manholes:
        raise BadInput("给出管网时还须给出检查井的位置（manholes）。")
    with running(values["sewer"]) if values["sewer"] else nullcontext() as simulation:
        sewer = Sewer(simulation, manholes) if simulation is not None else None
        done = run(terrain, wave, weather, springs, values["hours"] * 3600, sewer)
    roads, lines = roads_cut(values, terrain, done)
    return {
        **totals(terrain, done),
        "rain_mm": rained,
        "zones": zones(terrain, done),
        "course": course(terrain, done),
        "spread": spread(terrain, done),
        "objects": [object_in(terrain, done, each) for each in values["objects"]],
        "roads_cut": roads,
        "cautions": cautions(values, terrain, done),
        "unverified": ["积水分级与道路中断水深为平台缺省值"],
        "map": drawn(terrain, done, lines),
    }


def _corner(values: dict[str, Any]) -> tuple[float, float] | None:
    if (values["lon"] is None) != (values["lat"] is None):
        raise BadInput("地形西南角的经度与纬度要么都填，要么都不填。")
    return None if values["lon"] is None else (values["lon"], values["lat"])


def _weather(values: dict[str, Any]) -> tuple[Weather, float]:
    """The rain over time, and all of it in millimetres."""
    steps: list[tuple[float, float]] = []
    if values["rain"] == "design":
        depths = profile(
            BEIJING.value, values["years"], values["storm_min"], STORM_STEP_MIN, values["peak_share"]
        )
        rows = [(STORM_STEP_MIN, mm) for mm in depths]
    elif values["rain"] == "series":
        if not values["series"]:
            raise BadInput("选择降雨过程时请在“降雨过程”中逐段给出历时和雨量。")
        rows = [(each["minutes"], each["mm"]) for each in values["series"]]
    else:
        rows = []
    at = 0.0
    for minutes, mm in rows:
        steps.append((at, mm / minutes * 60))
        at += minutes * 60
    steps.append((at, 0.0))
    fell = sum(
        mm * min(1.0, max(0.0, values["hours"] * 3600 - start) / (minutes * 60))
        for (start, _), (minutes, mm) in zip(steps, rows, strict=False)
    )
    return Weather(steps, values["loss_mm_h"]), fell


def _cell(terrain: Terrain, place: dict[str, Any], what: str) -> tuple[int, int]:
    cell = terrain.cell_of(place["x"], place["y"])
    if cell is None:
        raise BadInput(f"{what}（{place['x']:g}，{place['y']:g}）不在地形范围内，请核对位置。")
    return cell


def _spring(terrain: Terrain, row: dict[str, Any], n: int) -> Spring:
    if row["to_min"] <= row["from_min"]:
        raise BadInput(f"第 {n} 个涌水点的结束时间应晚于开始时间。")
    return Spring(*_cell(terrain, row, "涌水点"), row["m3_s"], row["from_min"] * 60, row["to_min"] * 60)


XY = (
    Input("x", "经度（或距西南角以东米数）", "Longitude or metres east", minimum=-1e6, maximum=1e6),
    Input("y", "纬度（或距西南角以北米数）", "Latitude or metres north", minimum=-1e6, maximum=1e6),
)


def flat(rows: int, columns: int, cell_m: float) -> str:
    """An ASCII grid at height nought."""
    head = f"ncols {columns}\nnrows {rows}\nxllcorner 0\nyllcorner 0\ncellsize {cell_m}\nNODATA_value -9999\n"
    return head + "\n".join(" ".join(["0"] * columns) for _ in range(rows))


MODEL = Model(
    title="城市内涝",
    title_en="Urban flood",
    version="1.1",
    inputs=(
        Input(
            "terrain",
            "地形",
            "Terrain",
            InputKind.TEXT,
            help="ESRI ASCII 格网（.asc）的内容，格距与高程均为米。",
        ),
        Input(
            "gaps",
            "无高程处",
            "Gaps",
            InputKind.CHOICE,
            choices=("refuse", "fill", "wall"),
            default="refuse",
            help="refuse 拒绝计算；fill 由周边补齐；wall 视为不过水。",
        ),
        Input(
            "lon", "地形西南角经度", "Corner longitude", unit="°", minimum=-180, maximum=180, required=False
        ),
        Input("lat", "地形西南角纬度", "Corner latitude", unit="°", minimum=-85, maximum=85, required=False),
        Input(
            "rain", "降雨", "Rain", InputKind.CHOICE, choices=("design", "series", "none"), default="design"
        ),
        Input("years", "重现期", "Return period", unit="年", minimum=1, maximum=200, default=20.0),
        Input(
            "storm_min",
            "暴雨历时",
            "Storm duration",
            InputKind.INTEGER,
            unit="min",
            minimum=30,
            maximum=1440,
            default=120,
        ),
        Input("peak_share", "雨峰系数", "Peak position", minimum=0.1, maximum=0.9, default=0.4),
        Input(
            "series",
            "降雨过程",
            "Rain series",
            InputKind.LIST,
            default=(),
            rows=(
                Input("minutes", "历时", "Minutes", unit="min", minimum=1, maximum=1440),
                Input("mm", "雨量", "Depth", unit="mm", minimum=0, maximum=500),
            ),
        ),
        Input("hours", "计算时长", "Duration", unit="h", minimum=0.05, maximum=48, default=3.0),
        Input(
            "loss_mm_h",
            "下渗与排水能力",
            "Infiltration and drainage",
            unit="mm/h",
            minimum=0,
            maximum=500,
            default=0.0,
            help="没有管网文件时，可把管网排水能力折成 mm/h 一并填入。",
        ),
        Input("manning", "糙率", "Manning", minimum=0.01, maximum=0.5, default=0.03),
        Input("edges", "边界", "Edges", InputKind.CHOICE, choices=("open", "closed"), default="open"),
        Input(
            "springs",
            "涌水点",
            "Springs",
            InputKind.LIST,
            default=(),
            rows=(
                *XY,
                Input("m3_s", "流量", "Flow", unit="m³/s", minimum=0, maximum=10_000),
                Input("from_min", "开始", "From", unit="min", minimum=0, maximum=2880, default=0.0),
                Input("to_min", "结束", "To", unit="min", minimum=0, maximum=2880, default=2880.0),
            ),
        ),
        Input(
            "sewer",
            "排水管网",
            "Sewer",
            InputKind.TEXT,
            default="",
            help="EPA SWMM 的 .inp 文件内容，需安装 ancheng[sewers]。",
        ),
        Input(
            "manholes",
            "检查井",
            "Manholes",
            InputKind.LIST,
            default=(),
            rows=(*XY, Input("node", "管网节点编号", "Node", InputKind.TEXT)),
        ),
        Input(
            "objects",
            "关注对象",
            "Objects",
            InputKind.LIST,
            default=(),
            rows=(*XY, Input("name", "名称", "Name", InputKind.TEXT)),
        ),
        Input("net", "路网编号", "Road net", InputKind.TEXT, default=""),
        Input(
            "road_cut_m",
            "道路中断水深",
            "Depth that cuts a road",
            unit="m",
            minimum=0.05,
            maximum=2,
            default=0.3,
        ),
    ),
    compute=compute,
    assumptions=(
        "局部惯性近似，略去对流加速度：适于渐变水流；溃坝前锋偏慢，水跃被抹平。",
        "建筑物须已在地形中抬高，否则按可过水的地面计算；最高水位每分钟取一次。",
        "设计暴雨为北京公式的芝加哥雨型；下渗与排水按常数扣除。",
        "与管网每 30 s 交换一次：溢流进入所在格，地面水按井口堰流进入未满的井。",
    ),
    citations=(
        "Bates, Horritt & Fewtrell 2010, Journal of Hydrology 387:33",
        "de Almeida, Bates, Freer & Souvignet 2012, Water Resources Research 48:W05528",
        "Hunter et al. 2005, Advances in Water Resources 28:975（水平面上行进波的解析解）",
        "Stoker 1957；Ritter 1892（溃坝解析解）；EPA SWMM 5 Reference Manual",
        "《给水排水设计手册》第5册（北京暴雨强度公式，未核对现行 DB11/T 969）",
    ),
    cases=(
        Case(
            "手算：四周封闭的平地，36 mm/h 下 1 h，水深处处 0.036 m，体积 10000 m² × 0.036 m",
            {
                "terrain": flat(10, 10, 10),
                "rain": "series",
                "series": [{"minutes": 60, "mm": 36}],
                "hours": 1,
                "edges": "closed",
            },
            {"deepest_m": 0.036, "stored_m3": 360.0, "rain_m3": 360.0},
            1e-6,
        ),
    ),
    verified=(
        "水平面行进波：RMSE 0.018 m（水深 0.97 m，格距 50 m）；Stoker 溃坝水深比 0.8：RMSE 0.009 m，0.5：0.045 m；"
        "Ritter 干底溃坝：0.125 m（前锋偏慢，见适用条件）；EPA SWMM 例 1、例 2 的出流与溢流体积"
    ),
    unverified=("与本地历史积水未比对", "井口堰流系数与积水分级为平台缺省值"),
)
