"""Enterprises that are to close, move or change their trade, and what they are paid for it."""

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
    number,
    yesno,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for enterprise in draw.enterprises[-110:]:
        due = draw.random.randint(-600, 200)
        left = due < -20 and draw.likely(0.95)
        yield (
            enterprise,
            {
                "reason": draw.random.choice(("process", "location", "licence", "safety")),
                "mode": draw.random.choice(("close", "move", "change")),
                "listed_on": draw.day(due - 200, due - 200),
                "leave_by": draw.day(due, due),
                **(
                    {
                        "left_on": draw.day(due - 30, due - 1),
                        "reward": draw.random.randint(10, 200) / 10,
                        "verified": draw.likely(0.97),
                    }
                    if left
                    else {}
                ),
                **({"reward_paid_on": draw.day(due - 1, due + 15)} if left and draw.likely(0.9) else {}),
            },
        )


REGISTER = Register(
    "不符合安全要求企业退出",
    "Enterprises to be phased out",
    Chapter.SOURCE,
    "区发展改革委",
    "二(一)2#1",
    "列入退出、搬迁或转型计划的企业每家登记一条，按期退出并兑现奖励。",
    "One row for each enterprise that is to close, move or change; it leaves in time and is paid its reward.",
    (
        choice(
            "reason",
            "原因",
            "Reason",
            ("process", "工艺设备淘汰", "Outdated process"),
            ("location", "位于人口密集区", "In a crowded area"),
            ("licence", "证照不全", "Licence missing"),
            ("safety", "安全条件不达标", "Unsafe"),
            required=True,
        ),
        choice(
            "mode",
            "方式",
            "How",
            ("close", "关停", "Close"),
            ("move", "搬迁", "Move"),
            ("change", "转型", "Change"),
            required=True,
        ),
        day("listed_on", "列入日期", "Listed on", required=True),
        day("leave_by", "退出时限", "To leave by", required=True),
        day("left_on", "实际退出日期", "Left on"),
        yesno("verified", "已现场核验", "Verified on site"),
        number("reward", "奖励金额", "Reward", "万元"),
        day("reward_paid_on", "奖励兑现日期", "Reward paid on"),
    ),
    key=("listed_on",),
    title=("reason", "mode"),
    columns=("reason", "leave_by", "left_on", "reward"),
    prefix="TC",
    demo=_demo,
    dated="listed_on",
    fault=after("listed_on", "leave_by"),
    clocks=(
        Clock("leave", "应退出", "To leave", "leave_by", 0, "left_on"),
        Clock("pay", "应兑现奖励", "Reward to be paid", "left_on", 6, "reward_paid_on"),
    ),
    numbers=(
        Number(
            "left",
            "到期退出率",
            "Left in time",
            (Need("left", "已退出", "Left", since="attributes__left_on"),),
            begins=("attributes__leave_by",),
            split="attributes__mode",
        ),
        Number(
            "reward",
            "本年兑现奖励",
            "Rewards paid this year",
            happened="attributes__reward_paid_on",
            weight="attributes__reward",
            unit="万元",
            share=False,
        ),
    ),
)
