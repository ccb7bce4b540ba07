"""Evacuation of an area to shelters by road: when the last arrives, where it jams, who has no place."""

from __future__ import annotations

from typing import Any

import numpy as np

from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.roads.evacuate import Cleared, Stretch, Trip, assign, clear
from ancheng.science.roads.graph import Floats
from ancheng.science.roads.inputs import PLACE, ROADS, Ground, ground_of, mode_input
from ancheng.science.roads.speeds import Mode
from ancheng.science.shapes import line

LANE_M = 3.0
CURVES = ("at_once", "uniform", "s_curve")
WORST, DRAWN, MOMENTS = 10, 400, 60
# The logistic curve is cut where 0.7 % are still to come, and stretched to reach everybody.
STEEPNESS = 10.0
MOST_ORIGINS = 5000


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Clearance time, arrivals by time and shelter, bottlenecks, and the people left over."""
    origins, shelters = values["origins"], values["shelters"]
    people = np.array([each["people"] for each in origins])
    if not len(people) or not people.sum() or not shelters:
        raise BadInput("请至少给出一处待疏散人口（人数大于零）和一处避难场所。")
    if len(origins) > MOST_ORIGINS:
        raise BadInput(f"一次最多计算 {MOST_ORIGINS} 处人口，请先按社区合并。")
    ground = ground_of(values)
    starts = [ground.node(each) for each in origins]
    ends = [ground.node(each) for each in shelters]
    room = np.array([each["capacity"] for each in shelters])
    told = assign(ground.travel.table(starts, ends), people, room)
    spread = 0.0 if values["departure"] == "at_once" else values["departure_min"] * 60
    done = clear(
        ground.travel,
        starts,
        ends,
        told.trips,
        _per_second(values, ground),
        lambda at: departed(values["departure"], spread, at),
        spread,
    )
    leaving = sum(each.people for each in told.trips)
    return {
        "people": float(people.sum()),
        "sheltered_people": leaving,
        "without_room_people": float(told.without_room.sum()),
        "cut_off_people": float(told.cut_off.sum()),
        "clearance_min": done.seconds / 60 if told.trips else None,
        "mean_travel_min": _mean_travel(told.trips, done),
        # Below a millionth of a minute it is the rounding of the sums.
        "mean_wait_min": round(done.waited / leaving / 60, 6) if leaving else None,
        "shelters": _by_shelter(shelters, told.trips, done),
        "origins": _by_origin(origins, told.trips, told.without_room, told.cut_off),
        "arrivals": _arrivals(done),
        "bottlenecks": _bottlenecks(ground, done.stretches),
        "cautions": _cautions(ground, told.without_room, told.cut_off),
        "map": _drawn(ground, done.stretches),
    }


def departed(curve: str, spread_s: float, at: Floats) -> Floats:
    """The share of people who have set out by each time."""
    if curve == "at_once":
        return (at >= 0).astype(np.float64)
    share: Floats = np.clip(at / spread_s, 0.0, 1.0)
    if curve == "uniform":
        return share
    raw = 1 / (1 + np.exp(-STEEPNESS * (share - 0.5)))
    low = 1 / (1 + np.exp(STEEPNESS * 0.5))
    return np.asarray((raw - low) / (1 - 2 * low))


def _per_second(values: dict[str, Any], ground: Ground) -> Floats:
    """People who may pass each arc in a second."""
    if ground.mode == Mode.FOOT:
        per_lane = LANE_M * values["foot_per_m_s"]
    else:
        per_lane = values["vehicles_per_lane_h"] / 3600 * values["per_vehicle"]
    return np.asarray(ground.net.graph.lanes * (per_lane * values["capacity_factor"]), dtype=np.float64)


def _mean_travel(trips: tuple[Trip, ...], done: Cleared) -> float | None:
    leaving = sum(each.people for each in trips)
    return (
        (sum(each.people * each.seconds for each in trips) + done.waited) / leaving / 60 if leaving else None
    )


def _by_shelter(
    shelters: list[dict[str, Any]], trips: tuple[Trip, ...], done: Cleared
) -> list[dict[str, Any]]:
    rows = []
    for n, each in enumerate(shelters):
        people = sum(trip.people for trip in trips if trip.shelter == n)
        last = done.by_shelter.get(n)
        rows.append(
            {
                "name": each["name"] or f"避难场所{n + 1}",
                "people": people,
                "capacity": each["capacity"],
                "last_min": None if last is None else last / 60,
            }
        )
    return rows


def _by_origin(
    origins: list[dict[str, Any]], trips: tuple[Trip, ...], without_room: Floats, cut_off: Floats
) -> list[dict[str, Any]]:
    goes: dict[int, list[dict[str, Any]]] = {}
    for trip in trips:
        row = {"shelter": trip.shelter, "people": trip.people, "free_min": trip.seconds / 60}
        goes.setdefault(trip.origin, []).append(row)
    return [
        {
            "name": each["name"] or f"人口{n + 1}",
            "to": goes.get(n, []),
            "without_room": float(without_room[n]),
            "cut_off": float(cut_off[n]),
        }
        for n, each in enumerate(origins)
    ]


def _arrivals(done: Cleared) -> list[dict[str, float]]:
    end = int(np.searchsorted(done.times, done.seconds)) + 1
    picked = np.unique(np.linspace(0, min(end, len(done.times) - 1), MOMENTS).astype(np.int64))
    return [
        {"minutes": float(done.times[n]) / 60, "people": round(float(done.arrived[n]), 3)}
        for n in picked.tolist()
    ]


def _bottlenecks(ground: Ground, stretches: tuple[Stretch, ...]) -> list[dict[str, Any]]:
    worst = sorted(stretches, key=lambda each: (-each.waited, each.narrowest))[:WORST]
    graph = ground.net.graph
    return [
        {
            "lon": float(graph.lon[graph.tail[each.narrowest]]),
            "lat": float(graph.lat[graph.tail[each.narrowest]]),
            "people": each.people,
            "people_per_hour": each.rate * 3600,
            "longest_queue": each.longest_queue,
            "mean_wait_min": each.waited / each.people / 60,
        }
        for each in worst
        if each.longest_queue >= 1
    ]


def _drawn(ground: Ground, stretches: tuple[Stretch, ...]) -> dict[str, Any]:
    most = sorted(stretches, key=lambda each: (-each.people, each.narrowest))[:DRAWN]
    features = [
        line(
            ground.net.graph.line(each.arcs),
            people=round(each.people, 1),
            longest_queue=round(each.longest_queue, 1),
        )
        for each in most
    ]
    return {"type": "FeatureCollection", "frame": "WGS84", "features": features}


def _cautions(ground: Ground, without_room: Floats, cut_off: Floats) -> list[str]:
    found = ground.notes()
    if without_room.sum() >= 0.5:
        found.append(f"避难场所容量不足，尚有 {without_room.sum():.0f} 人没有去处，请增加避难场所。")
    if cut_off.sum() >= 0.5:
        found.append(f"有 {cut_off.sum():.0f} 人没有开放的道路通往任何避难场所，请核对封闭范围并安排救援。")
    return found


LINE = [{"from_lon": 116.40, "from_lat": 40.0, "to_lon": 116.42, "to_lat": 40.0}]
FORK = [*LINE, {"from_lon": 116.38, "from_lat": 40.0, "to_lon": 116.40, "to_lat": 40.0}]

MODEL = Model(
    title="区域疏散",
    title_en="Evacuation of an area",
    version="1.0",
    inputs=(
        *ROADS,
        mode_input(Mode.FOOT),
        Input(
            "origins",
            "待疏散人口",
            "People to move",
            InputKind.LIST,
            rows=(
                *PLACE,
                Input("name", "名称", "Name", InputKind.TEXT, default=""),
                Input("people", "人数", "People", unit="人", minimum=0, maximum=1e6),
            ),
        ),
        Input(
            "shelters",
            "避难场所",
            "Shelters",
            InputKind.LIST,
            rows=(
                *PLACE,
                Input("name", "名称", "Name", InputKind.TEXT, default=""),
                Input("capacity", "可容纳人数", "Capacity", unit="人", minimum=0, maximum=1e7),
            ),
        ),
        Input("departure", "出发曲线", "Departure", InputKind.CHOICE, choices=CURVES, default="s_curve"),
        Input(
            "departure_min",
            "全部出发所需时间",
            "Time until all have left",
            unit="min",
            minimum=1,
            maximum=1440,
            default=30.0,
        ),
        Input(
            "foot_per_m_s",
            "步行通行能力",
            "Walking capacity",
            unit="人/(m·s)",
            minimum=0.1,
            maximum=2,
            default=1.0,
        ),
        Input(
            "vehicles_per_lane_h",
            "每车道通行能力",
            "Capacity per lane",
            unit="辆/h",
            minimum=10,
            maximum=2400,
            default=600.0,
        ),
        Input("per_vehicle", "每车人数", "People per vehicle", minimum=1, maximum=80, default=2.5),
        Input("capacity_factor", "通行能力折减", "Capacity factor", minimum=0.01, maximum=3, default=1.0),
    ),
    compute=compute,
    assumptions=(
        "每人走到避难场所的最快路线；由近及远安排，满员后去下一处。",
        "排队为点队列：不计排队长度占用上游路口，因而拥堵严重时偏乐观。",
        "多处避难场所共用的路段，按各自人数分配通行能力；步行每车道按 3 m 宽计。",
        "不计老弱行动不便者的差别、家庭集结和反向车流。",
    ),
    citations=(
        "Vickrey 1969, American Economic Review 59:251（点队列）",
        "Le Boudec & Thiran 2001, Network Calculus, LNCS 2050（到达曲线与服务曲线）",
        "Fruin 1971, Pedestrian Planning and Design（步行通行能力）；Radwan et al. 1985（S 形出发曲线）",
    ),
    cases=(
        Case(
            "手算：1000 人同时出发，宽 3 m、1 人/(m·s)，行 1703.5 m，4.3 km/h：1426 s + 1000/3 s = 29.32 min",
            {
                "roads": LINE,
                "departure": "at_once",
                "origins": [{"lon": 116.40, "lat": 40, "people": 1000}],
                "shelters": [{"lon": 116.42, "lat": 40, "capacity": 5000}],
            },
            {"clearance_min": 29.32, "sheltered_people": 1000.0},
            0.005,
        ),
        Case(
            "手算：远近各 900 人同路同时出发，近者 300 s 走完，远者到时已无人排队：2×1426 s + 900/3 s = 52.54 min",
            {
                "roads": FORK,
                "departure": "at_once",
                "origins": [
                    {"lon": 116.38, "lat": 40, "people": 900},
                    {"lon": 116.40, "lat": 40, "people": 900},
                ],
                "shelters": [{"lon": 116.42, "lat": 40, "capacity": 5000}],
            },
            {"clearance_min": 52.54, "sheltered_people": 1800.0},
            0.005,
        ),
    ),
    verified="手算直路、合流与分流算例",
    unverified=("通行能力、出发曲线与行程速度为平台缺省值，未与实际疏散比对",),
)
