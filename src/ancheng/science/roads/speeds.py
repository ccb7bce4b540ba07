"""How fast one gets along a road, by its class and the hour: planning values until a district measures its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from ancheng.base.editions import Edition
from ancheng.science.roads.graph import Floats, RoadClass, RoadGraph


class Mode(StrEnum):
    CAR = "car"
    EMERGENCY = "emergency"
    FOOT = "foot"


@dataclass(frozen=True, slots=True)
class Speeds:
    """km/h by road class when the roads are empty, and the share that is left in each hour of the day."""

    free_km_h: tuple[float, ...]
    share_by_hour: tuple[float, ...]


# Share of the free speed by hour: morning and evening peaks of a large city.
RUSH = (*(1.0,) * 6, 0.85, 0.6, 0.5, 0.6, *(0.7,) * 6, 0.65, 0.5, 0.5, 0.65, 0.8, 0.9, 1.0, 1.0)
# A vehicle with priority loses about half of what others lose.
PRIORITY = tuple((1 + each) / 2 for each in RUSH)
# 平台缺省值：设计速度取 GB/T 51328-2018 各级道路的中值打折，高峰折减未与实测行程时间核对。
SPEEDS = {
    Mode.CAR: Edition(
        Speeds((65.0, 45.0, 36.0, 26.0, 15.0, 8.0), RUSH), "行程速度·社会车辆", "平台缺省值", date(2019, 1, 1)
    ),
    Mode.EMERGENCY: Edition(
        Speeds((70.0, 50.0, 40.0, 30.0, 18.0, 8.0), PRIORITY),
        "行程速度·应急车辆",
        "平台缺省值；建标152-2017 取 30–35 km/h 为消防车平均车速",
        date(2019, 1, 1),
    ),
    Mode.FOOT: Edition(Speeds((4.3,) * 6, (1.0,) * 24), "行程速度·步行", "平台缺省值", date(2019, 1, 1)),
}


def arc_seconds(graph: RoadGraph, mode: Mode, hour: int) -> Floats:
    """Seconds along each arc in that hour of the day (0–23); infinite where the mode may not go."""
    speeds = SPEEDS[mode].value
    km_h = np.array(speeds.free_km_h)[graph.road_class] * speeds.share_by_hour[hour]
    seconds = graph.length_m / (km_h / 3.6)
    barred = graph.road_class == RoadClass.EXPRESSWAY if mode == Mode.FOOT else graph.against
    if mode != Mode.FOOT:
        barred = barred | (graph.road_class == RoadClass.FOOTWAY)
    return np.where(barred, np.inf, seconds)
