"""The inputs of every model that goes by road: a held net or roads given with the question, closures, mode, hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ancheng.science.model import BadInput, Input, InputKind
from ancheng.science.roads.graph import RoadClass, Way, from_ways
from ancheng.science.roads.nets import Net, net
from ancheng.science.roads.speeds import SPEEDS, Mode
from ancheng.science.roads.travel import Travel

CLASSES = {each.name.lower(): each for each in RoadClass}
PLACE = (
    Input("lon", "经度", "Longitude", unit="°", minimum=-180, maximum=180),
    Input("lat", "纬度", "Latitude", unit="°", minimum=-85, maximum=85),
)
ROADS = (
    Input(
        "net",
        "路网编号",
        "Road net",
        InputKind.TEXT,
        default="",
        help="已登记的路网；不填时用“道路”中给出的路段。synthetic 为合成路网。",
    ),
    Input(
        "roads",
        "道路",
        "Roads",
        InputKind.LIST,
        default=(),
        rows=(
            Input("from_lon", "起点经度", "From longitude", unit="°", minimum=-180, maximum=180),
            Input("from_lat", "起点纬度", "From latitude", unit="°", minimum=-85, maximum=85),
            Input("to_lon", "终点经度", "To longitude", unit="°", minimum=-180, maximum=180),
            Input("to_lat", "终点纬度", "To latitude", unit="°", minimum=-85, maximum=85),
            Input(
                "road_class",
                "道路等级",
                "Road class",
                InputKind.CHOICE,
                choices=tuple(CLASSES),
                default="local",
            ),
            Input(
                "lanes", "单向车道数", "Lanes each way", InputKind.INTEGER, minimum=1, maximum=12, default=1
            ),
            Input("one_way", "单行", "One-way", InputKind.BOOLEAN, default=False),
        ),
    ),
    Input(
        "closures",
        "封闭范围",
        "Closures",
        InputKind.LIST,
        default=(),
        rows=(*PLACE, Input("radius_m", "半径", "Radius", unit="m", minimum=1, maximum=20_000, default=20.0)),
        help="圆内的路段全部封闭。",
    ),
    Input("hour", "时刻", "Hour", InputKind.INTEGER, unit="时", minimum=0, maximum=23, default=8),
)


def mode_input(default: Mode) -> Input:
    """The input that asks how one travels."""
    return Input(
        "mode",
        "出行方式",
        "Mode",
        InputKind.CHOICE,
        choices=tuple(Mode),
        default=str(default),
        help="car 社会车辆；emergency 应急车辆；foot 步行。",
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """The roads of one question: the net, the travel times, and the arcs that are shut."""

    net: Net
    travel: Travel
    mode: Mode
    closed: tuple[int, ...]

    def node(self, place: dict[str, Any]) -> int:
        """The node of a row with `lon` and `lat`; one that lies off the net is refused."""
        return self.net.places.one(place["lon"], place["lat"]).node

    def notes(self) -> list[str]:
        """What the reader must know of these roads and speeds."""
        found = [] if SPEEDS[self.mode].verified else ["行程速度为平台缺省值，未与本地实测核对。"]
        if self.net.graph.label:
            found.append(f"所用路网：{self.net.graph.label}。")
        return found


def ground_of(values: dict[str, Any]) -> Ground:
    """Net and travel times that the inputs name or give."""
    if values["net"] and values["roads"]:
        raise BadInput("“路网编号”与“道路”请只填一项。")
    if not values["net"] and not values["roads"]:
        raise BadInput("请填写“路网编号”，或在“道路”中给出路段。")
    chosen = net(values["net"]) if values["net"] else Net(from_ways(_way(row) for row in values["roads"]))
    closed = chosen.places.arcs_in_circles(
        [(each["lon"], each["lat"], each["radius_m"]) for each in values["closures"]]
    )
    mode = Mode(values["mode"])
    return Ground(chosen, chosen.travel(mode, values["hour"], closed), mode, closed)


def _way(row: dict[str, Any]) -> Way:
    points = ((row["from_lon"], row["from_lat"]), (row["to_lon"], row["to_lat"]))
    if points[0] == points[1]:
        raise BadInput("道路的起点与终点相同，请核对。")
    return Way(points, CLASSES[row["road_class"]], row["lanes"], row["one_way"])
