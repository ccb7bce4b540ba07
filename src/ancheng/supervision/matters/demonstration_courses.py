"""How matters of each kind go in the demonstration: steps with the days they take and the facts they state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

DEMO = "（演示数据）"
Made = Callable[[Random, date], dict[str, Any]]


def _nothing(random: Random, day: date) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Taken:
    """A step, its usual days, what it states, and which share of the matters goes on to it."""

    verb: str
    days: int
    states: Made = _nothing
    share: float = 1.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """How many matters of a kind are drawn, what they state when opened, and their usual courses."""

    count: int
    opens: Made
    # Each with its weight; one is chosen for a matter.
    ways: tuple[tuple[int, tuple[Taken, ...]], ...]


def _on(day: date) -> str:
    return day.isoformat()


def _after(day: date, low: int, high: int, random: Random) -> str:
    return _on(day + timedelta(days=random.randint(low, high)))


def _appraised(grade: str) -> Made:
    def states(random: Random, day: date) -> dict[str, Any]:
        number = f"JD-{day.year}-{random.randint(1, 999):03d}"
        return {
            "grade": grade,
            "appraiser": "演示房屋鉴定机构",
            "report_number": number,
            "appraised_on": _on(day),
        }

    return states


SURVEY = Taken("survey", 20, lambda random, day: {"surveyed_on": _on(day), "survey": "墙体局部开裂" + DEMO, "residents": random.randint(2, 120)})  # fmt: skip
TREATMENT = (
    Taken("finish", 120, lambda random, day: {"treated_on": _on(day), "result": "已按方案完成治理" + DEMO}),
    Taken("check", 8, lambda random, day: {"finding": "核查属实" + DEMO}),
)
REVIEW = Taken("review", 8, lambda random, day: {"reviewer": "演示总工", "reviewed_on": _on(day)})
SITE = (
    Taken("permit", 4),
    Taken("start", 12, lambda random, day: {"supervisor": "演示总监"}),
    Taken("accept", 80, lambda random, day: {"accepted_on": _on(day), "finding": "验收合格" + DEMO}),
)
VERIFY = Taken("verify", 4, lambda random, day: {"area_m2": round(random.uniform(6, 320), 1), "people_inside": False, "grounds": "未取得规划许可" + DEMO})  # fmt: skip
ORDER = Taken("order", 8, lambda random, day: {"until": _after(day, 15, 40, random)})
CLOSING = (Taken("check", 4, lambda random, day: {"finding": "已核查" + DEMO}), Taken("close", 4))
TOLD = Taken(
    "tell",
    3,
    lambda random, day: {
        "pipes": random.choice(("gas", "gas", "water", "drain", "power", "several")),
        "owner": "演示管线权属单位",
        "told_on": _on(day),
    },
)
AGREED = Taken("agree", 4, lambda random, day: {"measures": "人工探沟，管线两侧一米内不用机械" + DEMO, "agreed_on": _on(day)})  # fmt: skip
DUG = (
    Taken("allow", 2),
    Taken("dig", 5, lambda random, day: {"watcher": "演示监护人"}),
    Taken("fill", 34, lambda random, day: {"filled_on": _on(day), "damaged": random.random() < 0.04}),
    Taken("check", 3, lambda random, day: {"finding": "管线完好，已恢复路面" + DEMO}),
)
NOTIFY = Taken("notify", 2, lambda random, day: {"notified_on": _on(day), "contact": "演示联系人"})


def _passed(random: Random, day: date) -> dict[str, Any]:
    return {
        "result": "passed",
        "report_number": f"TJ-{day.year}-{random.randint(1, 9999):04d}",
        "inspected_on": _on(day),
        "next_due": _on(day + timedelta(days=365)),
    }


def _manager(random: Random, day: date) -> dict[str, Any]:
    return {
        "post": random.choice(("manager", "manager", "head")),
        "person": random.choice("赵钱孙李周吴郑王") + random.choice(("建平", "晓岚", "志强", "海燕")),
        "phone": f"138{random.randint(0, 99_999_999):08d}",
        "certificate": f"XF{random.randint(10_000, 99_999)}",
        "appointed_on": _on(day),
        "expires_on": _on(day + timedelta(days=random.choice((365, 365, 730, 1095)))),
    }


COURSES: Mapping[str, Course] = {
    "dangerous_works": Course(
        90,
        lambda random, day: {
            "part": random.choice(("基坑支护", "高大模板", "起重吊装", "悬挑脚手架", "暗挖段")),
            "over_scale": False,
            "works_until": _after(day, 60, 160, random),
        },
        (
            (5, (REVIEW, *SITE)),
            (
                3,
                (
                    REVIEW,
                    Taken("argue", 12, lambda random, day: {"over_scale": True, "experts_on": _on(day), "experts_result": "passed"}),
                    *SITE,
                ),
            ),
        ),
    ),
    "old_building": Course(
        90,
        lambda random, day: {"concern": "建成年代久、居民反映" + DEMO},
        (
            (3, (SURVEY, Taken("appraise", 45, _appraised("B")), Taken("keep", 7))),
            (
                4,
                (
                    SURVEY,
                    Taken("appraise", 45, _appraised("C")),
                    Taken("treat", 8, lambda random, day: {"measure": "strengthen", "evacuated": False, "treat_until": _after(day, 90, 200, random)}),
                    *TREATMENT,
                ),
            ),
            (
                1,
                (
                    SURVEY,
                    Taken("appraise", 45, _appraised("D")),
                    Taken("treat", 5, lambda random, day: {"measure": "demolish", "evacuated": True, "treat_until": _after(day, 60, 120, random)}),
                    *TREATMENT,
                ),
            ),
        ),
    ),
    "illegal_construction": Course(
        120,
        lambda random, day: {
            "form": random.choice(("unauthorised", "extra_floors", "expired", "makeshift")),
            "found_on": _on(day),
            "builder": "演示当事人",
        },
        (
            (6, (VERIFY, ORDER, Taken("demolish", 18, lambda random, day: {"done_on": _on(day)}), *CLOSING)),
            (1, (VERIFY, ORDER, Taken("regularise", 18, lambda random, day: {"done_on": _on(day), "permit_number": "规临（演示）"}), *CLOSING)),
            (1, (Taken("dismiss", 3, why="已有规划许可" + DEMO),)),
        ),
    ),
    "fire_manager": Course(
        110,
        _manager,
        (
            (6, (Taken("appoint", 7),)),
            (1, (Taken("appoint", 7), Taken("relieve", 200, why="工作调动" + DEMO))),
        ),
    ),
    "special_equipment": Course(
        120,
        lambda random, day: {"inspection_due": _on(day - timedelta(days=random.randint(2, 60)))},
        (
            (5, (NOTIFY, Taken("pass", 22, _passed))),
            (
                2,
                (
                    NOTIFY,
                    Taken("stop", 40, lambda random, day: {"reason": "告知后仍未检验" + DEMO}),
                    Taken("resume", 45, _passed, share=0.7),
                ),
            ),
        ),
    ),
    "pipe_protection": Course(
        60,
        lambda random, day: {
            "place": random.choice(("主路东侧非机动车道", "小区南门绿地", "路口西北角人行道", "地块北侧红线内")) + DEMO,
            "dig_from": _after(day, 10, 18, random),
            "dig_until": _after(day, 25, 60, random),
        },
        (
            (6, (TOLD, AGREED, *DUG)),
            (1, (TOLD,)),
            (1, (TOLD, Taken("drop", 4, why="改线避让，不再动土" + DEMO))),
        ),
    ),
    "local_standard": Course(
        89,
        lambda random, day: {"requirement": "组织宣贯、对照检查并督促落实" + DEMO, "implement_until": _after(day, 90, 240, random)},
        (
            (
                4,
                (
                    Taken("record", 120, lambda random, day: {"record": "已宣贯并完成对照检查" + DEMO, "covered": random.randint(5, 300), "implemented_on": _on(day)}),
                    Taken("accept", 8, lambda random, day: {"finding": "核查属实" + DEMO}),
                ),
            ),
            (1, ()),
        ),
    ),
}  # fmt: skip
