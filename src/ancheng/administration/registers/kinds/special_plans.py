"""The eleven plans: drawn up, reviewed by experts, evaluated at mid-term."""

from __future__ import annotations

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Number,
    Register,
    after,
    choice,
    day,
    whole,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for number, (key, _zh, _en) in enumerate(PLANS):
        yield (
            draw.office(OWNERS.get(key, "区应急局")),
            {
                "plan": key,
                "from_on": "2021-01-01",
                "to_on": "2025-12-31" if number % 3 else "2035-12-31",
                "drawn_on": f"2020-{number % 6 + 4:02d}-15",
                "reviewed_on": f"2020-{number % 6 + 5:02d}-20",
                "experts": 5 + number % 4,
                "approved_on": "2020-12-20",
                **({"midterm_on": f"2023-{number % 6 + 4:02d}-10"} if number not in (4, 9) else {}),
            },
        )


PLANS = (
    ("economy", "国民经济和社会发展规划", "Economic and social development"),
    ("overall", "城市总体规划", "Overall city plan"),
    ("disaster", "综合防灾减灾规划", "Disaster prevention and reduction"),
    ("earthquake", "防震减灾规划", "Earthquakes"),
    ("geology", "地质灾害防治规划", "Geological hazards"),
    ("flood", "防洪规划", "Flood control"),
    ("work_safety", "安全生产规划", "Work safety"),
    ("fire", "消防规划", "Fire safety"),
    ("traffic", "道路交通安全管理规划", "Road safety"),
    ("drainage", "排水防涝规划", "Drainage"),
    ("occupational", "职业病防治规划", "Occupational disease"),
)
OWNERS = {
    "economy": "区发展改革委",
    "overall": "市规划自然资源委朝阳分局",
    "earthquake": "区地震局",
    "geology": "市规划自然资源委朝阳分局",
    "flood": "区水务局",
    "fire": "朝阳消防救援支队",
    "traffic": "朝阳交通支队",
    "drainage": "区水务局",
    "occupational": "区卫生健康委",
}
REGISTER = Register(
    "11项规划",
    "The eleven plans",
    Chapter.SOURCE,
    "区发展改革委",
    "二(一)1#1",
    "总体规划和各专项规划每项每期登记一条，记载编制、专家论证评审和中期评估。",
    "One row for each plan and term: drawn up, reviewed by experts, evaluated at mid-term.",
    (
        choice("plan", "规划", "Plan", *PLANS, required=True),
        day("from_on", "规划期起", "Term from", required=True),
        day("to_on", "规划期止", "Term to"),
        day("drawn_on", "编制完成日期", "Drawn up on"),
        day("reviewed_on", "专家论证评审日期", "Expert review on"),
        whole("experts", "参加评审专家", "Experts", "人"),
        day("approved_on", "批准日期", "Approved on"),
        day("midterm_on", "中期评估日期", "Mid-term evaluation on"),
    ),
    key=("plan", "from_on"),
    by_unit=False,
    title=("plan",),
    columns=("drawn_on", "reviewed_on", "midterm_on"),
    prefix="GH",
    demo=_demo,
    dated="from_on",
    fault=after("from_on", "to_on"),
    clocks=(
        Clock("review", "应专家论证评审", "Expert review due", "drawn_on", 3, "reviewed_on"),
        Clock("midterm", "应中期评估", "Mid-term evaluation due", "from_on", 30, "midterm_on"),
    ),
    numbers=(
        Number(
            "drawn",
            "已编制",
            "Drawn up",
            (Need("drawn", "已编制", "Drawn up", since="attributes__drawn_on"),),
            part="drawn",
        ),
        Number(
            "reviewed",
            "已专家论证评审",
            "Reviewed by experts",
            (Need("reviewed", "已专家论证评审", "Reviewed by experts", since="attributes__reviewed_on"),),
            part="reviewed",
        ),
        Number(
            "midterm",
            "已中期评估",
            "Evaluated at mid-term",
            (Need("midterm", "已中期评估", "Evaluated at mid-term", since="attributes__midterm_on"),),
            part="midterm",
        ),
    ),
)
