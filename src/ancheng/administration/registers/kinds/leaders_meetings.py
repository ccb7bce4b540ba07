"""Meetings on the city's safety that the leaders of Party and government hold."""

from __future__ import annotations

from django.db.models import Q

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Duty,
    Number,
    Register,
    choice,
    day,
    no_more,
    text,
    whole,
)


def _demo(draw: Draw) -> Drawn:
    for number, month in enumerate(draw.months):
        if number % 2 == 0 and (on := draw.in_month(month)):
            yield draw.district, _meeting(draw, "district", on, 0.9)
    for street in draw.streets:
        for month in draw.months[::3]:
            if draw.likely(0.95) and (on := draw.in_month(month)):
                yield street, _meeting(draw, "subdistrict", on, 0.8)


def _meeting(draw: Draw, level: str, on: str, share: float) -> dict[str, object]:
    asked = draw.random.randint(2, 8)
    done = asked if draw.likely(share) else asked - 1
    return {
        "level": level,
        "meeting": draw.random.choice(("committee", "executive", "safety")),
        "chair": draw.random.choice(("secretary", "head")),
        "held_on": on,
        "subject": draw.random.choice(
            ("研究部署城市安全工作", "通报安全形势", "部署汛期安全", "研究重大隐患治理")
        ),
        "decisions": asked,
        "done": done,
        **({"followed_on": draw.day(-2, 0)} if done == asked else {}),
    }


REGISTER = Register(
    "党政主要负责人会议",
    "Meetings of leaders",
    Chapter.DUTY,
    "区安全生产委员会办公室",
    "二(三)8#1",
    "党政主要负责人主持召开的城市安全会议，每次登记一条；议定事项三个月内落实。",
    "One row for each meeting on safety chaired by a principal leader; what was decided is carried out within three months.",
    (
        choice(
            "level",
            "层级",
            "Level",
            ("district", "区级", "District"),
            ("subdistrict", "街道、地区", "Subdistrict"),
            required=True,
        ),
        choice(
            "meeting",
            "会议",
            "Meeting",
            ("committee", "党委（工委）会议", "Party committee"),
            ("executive", "政府（办公）会议", "Executive"),
            ("safety", "安委会全体会议", "Safety committee"),
            required=True,
        ),
        choice(
            "chair",
            "主持人",
            "Chaired by",
            ("secretary", "党委主要负责人", "Party secretary"),
            ("head", "政府主要负责人", "Head of government"),
            required=True,
        ),
        day("held_on", "召开日期", "Held on", required=True),
        text("subject", "议题", "Subject", required=True, max_length=160),
        whole("decisions", "议定事项", "Decisions", "项"),
        whole("done", "已落实", "Carried out", "项"),
        day("followed_on", "落实完毕日期", "All carried out on"),
    ),
    key=("meeting", "held_on"),
    title=("meeting", "subject"),
    columns=("meeting", "chair", "held_on", "decisions"),
    prefix="HY",
    demo=_demo,
    dated="held_on",
    clocks=(Clock("follow", "议定事项应落实", "Decisions to be carried out", "held_on", 3, "followed_on"),),
    fault=no_more("done", "decisions"),
    duties=(
        Duty(
            "每季度至少召开一次",
            "At least one each quarter",
            ("district", "subdistrict"),
            3,
            clause="《北京市安全生产条例》（2011）第五十二条（未核对）",
        ),
    ),
    numbers=(
        Number(
            "district",
            "本年区级会议",
            "District meetings this year",
            scope=Q(attributes__level="district"),
            happened="starts_on",
            unit="次",
            share=False,
        ),
        Number(
            "all",
            "本年各级会议",
            "All meetings this year",
            happened="starts_on",
            split="attributes__level",
            unit="次",
            share=False,
        ),
        Number(
            "done",
            "议定事项落实率",
            "Decisions carried out",
            happened="starts_on",
            weight="attributes__decisions",
            held="attributes__done",
        ),
    ),
)
