"""Safety assessments that the law asks for before a project begins."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Number,
    Register,
    choice,
    day,
    text,
    yesno,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for number in range(150):
        begins = draw.random.randint(-700, 120)
        done = draw.likely(0.97)
        yield (
            draw.random.choice(draw.streets),
            {
                "project": f"演示建设项目{number + 1:04d}号",
                "kind": draw.random.choice(("safety", "earthquake", "geology", "flood", "fire")),
                "begins_on": draw.day(begins, begins),
                **(
                    {
                        "assessed_on": draw.day(begins - 90, begins - 10),
                        "passed": draw.likely(0.98),
                        "document_no": f"演示批{number:04d}",
                    }
                    if done
                    else {}
                ),
            },
        )


REGISTER = Register(
    "建设项目安全评估论证",
    "Safety assessments of projects",
    Chapter.SOURCE,
    "市规划自然资源委朝阳分局",
    "二(一)1#1",
    "依法需要评估的建设项目，每项评估登记一条，应在开工前完成。",
    "One row for each assessment that a project needs; it is to be done before work begins.",
    (
        text("project", "项目", "Project", required=True, max_length=120),
        choice(
            "kind",
            "评估类别",
            "Assessment",
            ("safety", "安全预评价", "Safety"),
            ("earthquake", "地震安全性评价", "Earthquake"),
            ("geology", "地质灾害危险性评估", "Geological hazard"),
            ("flood", "防洪影响评价", "Flood"),
            ("fire", "消防设计审查", "Fire design"),
            required=True,
        ),
        day("begins_on", "开工日期", "Work begins on", required=True),
        day("assessed_on", "完成评估日期", "Assessed on"),
        yesno("passed", "评估通过", "Passed"),
        text("document_no", "批复文号", "Document", max_length=60),
    ),
    key=("project", "kind"),
    by_unit=False,
    title=("project", "kind"),
    columns=("kind", "begins_on", "assessed_on", "passed"),
    prefix="PG",
    demo=_demo,
    dated="begins_on",
    clocks=(
        Clock(
            "assess", "开工前应完成评估", "To be assessed before work begins", "begins_on", 0, "assessed_on"
        ),
    ),
    numbers=(
        Number(
            "before",
            "开工前完成评估",
            "Assessed before work began",
            (
                Need(
                    "before",
                    "开工前完成评估",
                    "Assessed before work began",
                    Q(attributes__assessed_on__lte=KeyTransform("begins_on", "attributes")),
                ),
                Need("passed", "评估通过", "Passed", Q(attributes__passed=True)),
            ),
            split="attributes__kind",
        ),
    ),
)
