"""Activities that carry safety into six kinds of places."""

from __future__ import annotations

from django.db.models import Q

from ancheng.administration.registers.declare import (
    Chapter,
    Draw,
    Drawn,
    Duty,
    Number,
    Register,
    choice,
    day,
    text,
    whole,
    yesno,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for street in draw.streets:
        for month in draw.months:
            if not draw.likely(0.55) or not (on := draw.in_month(month)):
                continue
            yield (
                street,
                {
                    "place": draw.random.choice(
                        ("enterprise", "office", "school", "community", "family", "public_place")
                    ),
                    "held_on": on,
                    "subject": draw.random.choice(
                        ("消防安全", "燃气安全", "防汛避险", "交通安全", "生产安全")
                    ),
                    "form": draw.random.choice(("lecture", "exhibition", "drill", "visit")),
                    "people": draw.random.randint(20, 260),
                    "photos": draw.likely(0.93),
                },
            )


REGISTER = Register(
    "安全宣传“六进”活动",
    "Safety publicity in six kinds of places",
    Chapter.AWARENESS,
    "区应急局",
    "二(八)25#3",
    "企业、机关、学校、社区、家庭、公共场所六类场所，每开展一次活动登记一条。",
    "One row for each activity in an enterprise, office, school, community, family or public place.",
    (
        choice(
            "place",
            "场所类别",
            "Kind of place",
            ("enterprise", "企业", "Enterprise"),
            ("office", "机关", "Office"),
            ("school", "学校", "School"),
            ("community", "社区", "Community"),
            ("family", "家庭", "Family"),
            ("public_place", "公共场所", "Public place"),
            required=True,
        ),
        day("held_on", "开展日期", "Held on", required=True),
        text("subject", "主题", "Subject", required=True, max_length=120),
        choice(
            "form",
            "形式",
            "Form",
            ("lecture", "讲座", "Lecture"),
            ("exhibition", "展览", "Exhibition"),
            ("drill", "演练体验", "Drill"),
            ("visit", "入户宣传", "Home visit"),
        ),
        whole("people", "参加人次", "Participants", "人次"),
        yesno("photos", "有影像资料", "Photographs kept"),
    ),
    key=("place", "held_on", "subject"),
    title=("place", "subject"),
    columns=("place", "held_on", "form", "people"),
    prefix="LJ",
    demo=_demo,
    dated="held_on",
    duties=(Duty("每季度至少开展一次“六进”活动", "At least one activity each quarter", ("subdistrict",), 3),),
    numbers=(
        Number(
            "activities",
            "本年活动次数",
            "Activities this year",
            happened="starts_on",
            split="attributes__place",
            unit="次",
            share=False,
        ),
        Number(
            "people",
            "本年参加人次",
            "Participants this year",
            happened="starts_on",
            weight="attributes__people",
            unit="人次",
            share=False,
        ),
        Number(
            "photos",
            "有影像资料的比例",
            "With photographs",
            (Need("photos", "有影像资料", "Photographs kept", Q(attributes__photos=True)),),
            happened="starts_on",
        ),
    ),
)
