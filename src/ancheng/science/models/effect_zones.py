"""From a profile of poison, heat or blast to zones, to the people inside them at this hour, and to expected harm."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log
from typing import Any

from ancheng.science.effects.thresholds import (
    EARDRUM,
    LUNG,
    TOXIC_PROBITS,
    bands,
    blast_share,
    guides_for,
    heat_deaths,
    substances,
)
from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.rings import SOURCE, circle, collection, polygon, source_of

# Share of the registered people who are there, by hours of the day. A default of this product, not a standard.
PRESENCE: dict[str, tuple[tuple[int, int, float], ...]] = {
    "home": ((0, 7, 1.0), (7, 9, 0.7), (9, 17, 0.4), (17, 20, 0.7), (20, 24, 0.95)),
    "school": ((0, 7, 0.0), (7, 17, 1.0), (17, 24, 0.05)),
    "hospital": ((0, 8, 0.7), (8, 17, 1.0), (17, 24, 0.7)),
    "office": ((0, 8, 0.02), (8, 19, 0.9), (19, 24, 0.1)),
    "shop": ((0, 9, 0.0), (9, 21, 0.8), (21, 24, 0.1)),
    "care_home": ((0, 24, 1.0),),
}
SENSITIVE = ("school", "hospital", "care_home")
UNIT = {"toxic": "ppm", "heat": "kW/m²", "overpressure": "kPa"}


def present(kind: str, hour: int) -> float:
    """Share of a place's people who are there at this hour."""
    return next(share for start, end, share in PRESENCE[kind] if start <= hour < end)


def level_at(profile: list[tuple[float, float]], distance_m: float) -> float | None:
    """Level at a distance, by straight lines in logarithms; the nearest value nearer, unknown beyond the profile."""
    if distance_m <= profile[0][0]:
        return profile[0][1]
    for (x0, v0), (x1, v1) in pairwise(profile):
        if distance_m <= x1:
            share = log(distance_m / x0) / log(x1 / x0)
            return exp(log(v0) + share * (log(v1) - log(v0)))
    return None


def reach_of(profile: list[tuple[float, float]], level: float) -> tuple[float, bool]:
    """The farthest distance at which the level is met, and whether the profile ends before it falls below it."""
    if profile[-1][1] >= level:
        return profile[-1][0], True
    for (x0, v0), (x1, v1) in reversed(list(pairwise(profile))):
        if v0 >= level > v1:
            return exp(log(x0) + log(v0 / level) / log(v0 / v1) * log(x1 / x0)), False
    return 0.0, False


def _profile(values: dict[str, Any]) -> list[tuple[float, float]]:
    rows = sorted((row["distance_m"], row["value"]) for row in values["profile"])
    if len(rows) < 2:
        raise BadInput("“影响随距离的变化”至少需要两个点，可取自扩散、爆炸或火灾模型的结果。")
    if any(near[0] == far[0] for near, far in pairwise(rows)):
        raise BadInput("“影响随距离的变化”中有重复的距离，请删去一个。")
    return rows


def _levels(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, value, source and whether it was verified, lowest first."""
    if values["kind"] != "toxic":
        found = [each for each in bands() if each.kind == values["kind"]]
        return [
            {"name": each.zh, "value": each.value, "source": each.source, "verified": each.verified}
            for each in found
        ]
    if values["substance"] is None:
        raise BadInput("毒性影响请填写“物质”，以选用相应的急性暴露指导值。")
    return [
        {
            "name": f"{each.guide}（{each.minutes:g} 分钟）",
            "value": each.ppm,
            "source": each.source,
            "verified": each.verified,
        }
        for each in guides_for(values["substance"], values["exposure_min"])
    ]


def _harm(values: dict[str, Any], level: float) -> float | None:
    """Share of people who die (poison, heat, blast of the lungs); None where no probit function is known."""
    if values["kind"] == "heat":
        return heat_deaths(level, values["exposure_min"] * 60)
    if values["kind"] == "overpressure":
        return blast_share(level, LUNG)
    probit = TOXIC_PROBITS.get(values["substance"])
    return None if probit is None else probit.share(level, values["exposure_min"])


def _place(
    values: dict[str, Any], place: dict[str, Any], profile: list[tuple[float, float]]
) -> dict[str, Any]:
    """One place: people there at this hour, level met (None: beyond the profile), share and number who would die."""
    people = place["people"] * present(place["kind"], values["hour"])
    aside = place["across_m"] is not None and place["half_width_m"] is not None
    outside = aside and abs(place["across_m"]) > place["half_width_m"]
    level = None if outside else level_at(profile, max(place["distance_m"], 1e-3))
    share = None if level is None else _harm(values, level)
    found = {
        "name": place["name"],
        "kind": place["kind"],
        "people_now": people,
        "level": level,
        "deaths_share": share,
    }
    if values["kind"] == "overpressure" and level is not None:
        found["eardrum_share"] = blast_share(level, EARDRUM)
    return found | {"deaths": None if share is None else people * share}


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Zones with the people, schools, hospitals and care homes inside at this hour, and expected deaths."""
    source, profile, levels = source_of(values), _profile(values), _levels(values)
    places = [_place(values, each, profile) for each in values["places"]]
    zones, features = [], []
    for level in levels:
        reach, cut = reach_of(profile, level["value"])
        inside = [each for each in places if each["level"] is not None and each["level"] >= level["value"]]
        zones.append(
            {
                **level,
                "unit": UNIT[values["kind"]],
                "reach_m": reach,
                "beyond_profile": cut,
                "people": sum(each["people_now"] for each in inside),
                "sensitive": [each["name"] for each in inside if each["kind"] in SENSITIVE],
            }
        )
        if reach and values["rings"]:
            features.append(
                polygon([circle(reach)], source, name=level["name"], value=level["value"], kind="zone")
            )
    known = [each["deaths"] for each in places if each["deaths"] is not None]
    return {
        "zones": zones,
        "places": places,
        "people_now": sum(each["people_now"] for each in places),
        "expected_deaths": sum(known) if known else None,
        "unverified": [
            f"{each['name']} {each['value']:g}（{each['source']}）" for each in levels if not each["verified"]
        ],
        "map": collection(features, source),
    }


MODEL = Model(
    title="影响分区与人员",
    title_en="Effect zones and people",
    version="1.0",
    inputs=(
        Input("kind", "影响类型", "Kind", InputKind.CHOICE, choices=tuple(UNIT)),
        Input("substance", "物质", "Substance", InputKind.CHOICE, choices=substances(), required=False),
        Input("exposure_min", "暴露时间", "Exposure", unit="min", minimum=0.05, maximum=1440, default=30.0),
        Input(
            "profile",
            "影响随距离的变化",
            "Level over distance",
            InputKind.LIST,
            rows=(
                Input("distance_m", "距离", "Distance", unit="m", minimum=0.1, maximum=100_000),
                Input("value", "数值", "Level", minimum=1e-9, maximum=1e9),
            ),
        ),
        Input(
            "hour", "时刻", "Hour of the day", InputKind.INTEGER, unit="时", minimum=0, maximum=23, default=10
        ),
        Input(
            "places",
            "场所",
            "Places",
            InputKind.LIST,
            default=(),
            rows=(
                Input("name", "名称", "Name", InputKind.TEXT),
                Input("kind", "场所类型", "Kind of place", InputKind.CHOICE, choices=tuple(PRESENCE)),
                Input("distance_m", "下风向或径向距离", "Distance", unit="m", minimum=0, maximum=100_000),
                Input("people", "登记人数", "People", unit="人", minimum=0, maximum=10_000_000),
                Input(
                    "across_m",
                    "横向距离",
                    "Distance across",
                    unit="m",
                    minimum=-1e5,
                    maximum=1e5,
                    required=False,
                ),
                Input(
                    "half_width_m",
                    "该处影响半宽",
                    "Half-width",
                    unit="m",
                    minimum=0,
                    maximum=1e5,
                    required=False,
                ),
            ),
        ),
        Input("rings", "按圆形显示", "Show as circles", InputKind.BOOLEAN, default=True),
        *SOURCE,
    ),
    compute=compute,
    assumptions=(
        "AEGL 取不短于暴露时间的最短一档（偏保守）；ERPG 为 60 分钟、IDLH 为 30 分钟值，不随暴露时间换算。",
        "死亡比例按无防护的室外人员在恒定水平下暴露计算，室内人员通常更低。",
        "各时段在场比例为平台默认值，不是标准规定，应按实际调整。",
    ),
    citations=(
        "US EPA AEGL；AIHA ERPG；NIOSH IDLH 1994",
        "Withers and Lees 1985；Crowl and Louvar 2011, 表2-5；Eisenberg 1975",
        "Clancey 1972；World Bank 1985；API 521",
    ),
    cases=(
        Case(
            "Withers–Lees 1985：氯 250 ppm 暴露 30 分钟，一般人群半数致死",
            {
                "kind": "toxic",
                "substance": "氯",
                "exposure_min": 30,
                "profile": [{"distance_m": 10, "value": 2500}, {"distance_m": 1000, "value": 25}],
                "places": [{"name": "养老院", "kind": "care_home", "distance_m": 100, "people": 100}],
            },
            {"expected_deaths": 50.0, "people_now": 100.0},
            0.1,
        ),
    ),
    verified="氯的 AEGL 与概率函数与公开来源一致",
    unverified=("除氯以外的毒性指导值和概率函数未与原文核对", "在场比例为平台默认值"),
)
