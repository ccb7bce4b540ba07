"""Who supervises safety in each unit: posts, people at work, certificates."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Duty,
    Number,
    Register,
    day,
    text,
    whole,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for number, unit in enumerate(draw.supervisors(BODIES)):
        for year in (draw.today.year - 2, draw.today.year - 1, draw.today.year):
            posts = draw.random.randint(6, 20)
            short = number % 11 == 3
            yield (
                unit,
                {
                    "checked_on": f"{year}-01-10",
                    "posts": posts,
                    "present": posts - 1 if short else posts + draw.random.randint(0, 2),
                    "certified": posts - 1,
                    "basis": "区级监管人员配备要求（演示）",
                },
            )


BODIES = (
    "区应急局",
    "区住房城乡建设委",
    "区商务局",
    "区交通委",
    "区城管委",
    "区市场监管局",
    "区教委",
    "区文化和旅游局",
)
REGISTER = Register(
    "安全监管人员配备",
    "Safety supervision staff",
    Chapter.OVERSIGHT,
    "区应急局",
    "二(三)9#1",
    "负有安全监管职责的单位每年核定一次编制、在岗和持证人数。",
    "Each unit with duties of supervision states once a year its posts, people at work and certificates.",
    (
        day("checked_on", "核定日期", "As of", required=True),
        whole("posts", "应配人数", "Posts", "人", required=True),
        whole("present", "在岗人数", "At work", "人"),
        whole("certified", "持执法证人数", "With a certificate", "人"),
        text("basis", "核定依据", "Basis", max_length=120),
    ),
    key=("checked_on",),
    title=("checked_on", "basis"),
    columns=("checked_on", "posts", "present", "certified"),
    prefix="RY",
    demo=_demo,
    dated="checked_on",
    period="year",
    clocks=(Clock("check", "应重新核定", "To be stated again", "checked_on", 12, renewed=True),),
    duties=(Duty("每年核定一次", "Stated each year", ("subdistrict",), 12),),
    numbers=(
        Number(
            "manned",
            "人员配备达标",
            "At required strength",
            (
                Need(
                    "present",
                    "在岗人数不少于应配人数",
                    "All posts filled",
                    Q(attributes__present__gte=KeyTransform("posts", "attributes")),
                ),
            ),
            ends=("ends_on", "closed_on"),
        ),
        Number(
            "people",
            "在岗人数",
            "At work",
            weight="attributes__present",
            ends=("ends_on", "closed_on"),
            unit="人",
            share=False,
        ),
    ),
)
