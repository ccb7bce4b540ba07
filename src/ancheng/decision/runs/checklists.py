"""What to do after a result: short lists by kind of model, each with where it comes from."""

from __future__ import annotations

Pair = tuple[str, str]
AIR: tuple[Pair, ...] = (
    ("核对泄漏物质、释放速率和现场风向，以现场检测为准", "Check substance, release rate and wind on site"),
    (
        "按最外层影响区设置警戒，引导人员向上风、侧风方向撤离",
        "Cordon the outer zone; move people upwind or crosswind",
    ),
    (
        "通知范围内学校、医院、养老机构，决定就地避险或转移",
        "Tell schools, hospitals and care homes: stay in or move",
    ),
    ("切断气源、电源和火源，禁止车辆进入", "Cut gas, power and ignition; keep vehicles out"),
    ("风向或稳定度变化时重新测算", "Run again when wind or stability changes"),
)
FIRE: tuple[Pair, ...] = (
    ("清空破坏分级内人员，处置力量在安全距离外集结", "Clear the bands; assemble outside them"),
    ("核对邻近储罐、管道是否在多米诺影响范围", "Check tanks and pipes nearby for domino effects"),
    ("通知医院准备烧伤、冲击伤救治", "Tell hospitals to expect burns and blast injuries"),
)
WATER: tuple[Pair, ...] = (
    ("封闭下凹桥区和中断道路，提前劝返车辆", "Close underpasses and cut roads early"),
    ("转移地下空间和低洼院落人员", "Move people out of basements and low yards"),
    ("布设抽排设备，检查排水口和检查井", "Place pumps; check outlets and manholes"),
)
GROUND: tuple[Pair, ...] = (
    ("撤出坡脚和滑动范围内人员，停止加载", "Clear the foot and the slide; stop loading"),
    ("降低地下水位，布设位移和水位监测", "Lower the water; monitor displacement and level"),
    ("安全系数低于要求时发布预警并组织专家会商", "Below the required factor: warn and consult experts"),
)
MOVE: tuple[Pair, ...] = (
    ("确认避难场所已启用、有余位和值守人员", "Confirm that shelters are open, have room and staff"),
    ("在瓶颈路口安排交通疏导", "Direct traffic at the bottlenecks"),
    ("登记离开和到达人数，安排行动不便人员的车辆", "Count out and in; send vehicles for who cannot walk"),
)
STATION: tuple[Pair, ...] = (
    ("两部标准结论不同时，按较严者整改，并请设计单位复核", "Where the codes differ, follow the stricter"),
    ("超过可满足要求的最大人数时启动限流", "Limit entry above the largest load that passes"),
)
LISTS: dict[str, tuple[Pair, ...]] = {
    "gaussian_plume": AIR,
    "gaussian_puff": AIR,
    "dense_gas": AIR,
    "release": AIR,
    "effect_zones": AIR,
    "explosion_fire": FIRE,
    "urban_flood": WATER,
    "rain_frequency": WATER,
    "slope_stability": GROUND,
    "infinite_slope": GROUND,
    "area_evacuation": MOVE,
    "pedestrian_evacuation": MOVE,
    "crowd_level": MOVE,
    "seismic_exposure": MOVE,
    "station_evacuation": STATION,
}
SOURCE = ("平台默认清单（未核对）", "Default list of the platform (not checked)")


def checklist(model: str) -> tuple[Pair, ...]:
    return LISTS.get(model, ())
