"""Sources of the default rules, and shapes that several kinds share."""

from __future__ import annotations

from datetime import date

from ancheng.monitoring.sensors.declare import DefaultRule, Degree, rule
from ancheng.science.signals.declare import Condition, Held, Level

# What no standard fixes: a proposal of this product, to be confirmed by the department that answers for it.
PRODUCT = "产品默认值（非标准）"
PRODUCT_SINCE = date(2026, 1, 1)
LEL_PETROCHEMICAL = ("GB/T 50493-2019《石油化工可燃气体和有毒气体检测报警设计标准》", date(2020, 1, 1))
GAS_CITY = ("CJJ/T 146-2011《城镇燃气报警控制系统技术规程》", date(2011, 12, 1))
RAIN_BEIJING = ("北京市气象灾害预警信号与防御指南（暴雨）", date(2023, 7, 1))
COLOURS = {
    Degree.BLUE: ("蓝色", "blue"),
    Degree.YELLOW: ("黄色", "yellow"),
    Degree.ORANGE: ("橙色", "orange"),
    Degree.RED: ("红色", "red"),
}


def product(key: str, zh: str, en: str, suggests: Degree, condition: Condition) -> DefaultRule:
    """A rule by this product's own default, which says so."""
    return rule(key, zh, en, suggests, condition, source=PRODUCT, clause="", since=PRODUCT_SINCE)


def state(key: str, zh: str, en: str, suggests: Degree, at_least: float, held_s: float = 0) -> DefaultRule:
    """Raised by a state code of `at_least`, once it has held for `held_s`."""
    condition = Level(above=at_least)
    return product(key, zh, en, suggests, Held(condition, held_s) if held_s else condition)


def ladder(
    unit_margin: float, *steps: tuple[Degree, float], clear_for_s: float = 0.0
) -> tuple[DefaultRule, ...]:
    """One rule per colour, each at or above its threshold, by this product's own default."""
    return tuple(
        product(
            f"level_{COLOURS[degree][1]}",
            f"达到{COLOURS[degree][0]}阈值",
            f"At the {COLOURS[degree][1]} threshold",
            degree,
            Held(Level(above=above, clear_margin=unit_margin), 0.0, clear_for_s)
            if clear_for_s
            else Level(above=above, clear_margin=unit_margin),
        )
        for degree, above in steps
    )


def toxic(first_mg_m3: float, second_mg_m3: float) -> tuple[DefaultRule, ...]:
    """Two levels of a toxic gas: 100 % and 200 % of its occupational exposure limit."""
    source, since = LEL_PETROCHEMICAL
    return (
        rule(
            "first", "一级报警（100% OEL）", "Level 1 (100 % OEL)", Degree.YELLOW,
            Level(above=first_mg_m3, clear_margin=first_mg_m3 * 0.1),
            source=source, clause="第5.5.2条", since=since,
        ),
        rule(
            "second", "二级报警（200% OEL）", "Level 2 (200 % OEL)", Degree.ORANGE,
            Level(above=second_mg_m3, clear_margin=second_mg_m3 * 0.1),
            source=source, clause="第5.5.2条", since=since,
        ),
    )  # fmt: skip


def rain(hours: int, *steps: tuple[Degree, float]) -> tuple[DefaultRule, ...]:
    """Levels that the platform may suggest; the signal itself is issued by the weather office."""
    source, since = RAIN_BEIJING
    return tuple(
        rule(
            f"rain_{COLOURS[degree][1]}",
            f"{hours}小时雨量达暴雨{COLOURS[degree][0]}（建议）",
            f"{hours} h rain at {COLOURS[degree][1]} (suggested)",
            degree,
            Level(above=mm),
            source=source,
            clause=f"{hours}小时降雨量",
            since=since,
        )
        for degree, mm in steps
    )
