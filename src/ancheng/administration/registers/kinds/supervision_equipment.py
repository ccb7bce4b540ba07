"""What each unit that supervises safety must hold, and what it holds."""

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
            values: dict[str, object] = {
                "checked_on": f"{year}-01-15",
                "standard": "安全监管部门装备配备标准（演示）",
            }
            for part, low, high in (
                ("vehicles", 2, 5),
                ("recorders", 6, 20),
                ("instruments", 4, 12),
                ("protection", 8, 24),
            ):
                required = draw.random.randint(low, high)
                short = number % 9 == 4 and part == "instruments" and year > draw.today.year - 2
                values |= {
                    f"{part}_required": required,
                    f"{part}_held": required - 1 if short else required + draw.random.randint(0, 2),
                }
            yield unit, values


BODIES = ("区应急局", "区住房城乡建设委", "区商务局", "区交通委", "区城管委", "区市场监管局")
PARTS = (
    ("vehicles", "执法车辆", "Vehicles", "辆"),
    ("recorders", "执法记录设备", "Recorders", "台"),
    ("instruments", "检测仪器", "Instruments", "台"),
    ("protection", "个人防护装备", "Protective gear", "套"),
)
REGISTER = Register(
    "安全监管装备配备",
    "Safety supervision equipment",
    Chapter.OVERSIGHT,
    "区应急局",
    "二(三)9#1",
    "负有安全监管职责的单位每年按标准核对一次装备，逐类登记应配和实有。",
    "Each unit with duties of supervision checks its equipment against the standard once a year.",
    (
        day("checked_on", "核对日期", "As of", required=True),
        text("standard", "配备标准", "Standard", required=True, max_length=120),
        *(
            field
            for key, zh, en, unit in PARTS
            for field in (
                whole(f"{key}_required", f"{zh}应配", f"{en} required", unit),
                whole(f"{key}_held", f"{zh}实有", f"{en} held", unit),
            )
        ),
    ),
    key=("checked_on",),
    title=("checked_on", "standard"),
    columns=("checked_on", "vehicles_held", "recorders_held", "instruments_held"),
    prefix="ZHU",
    demo=_demo,
    dated="checked_on",
    period="year",
    clocks=(Clock("check", "应重新核对", "To be checked again", "checked_on", 12, renewed=True),),
    duties=(Duty("每年核对一次", "Checked each year", ("subdistrict",), 12),),
    numbers=(
        Number(
            "meets",
            "装备配备达标",
            "Equipment to standard",
            tuple(
                Need(
                    key,
                    f"{zh}达标",
                    f"{en} to standard",
                    Q(**{f"attributes__{key}_held__gte": KeyTransform(f"{key}_required", "attributes")}),
                )
                for key, zh, en, _unit in PARTS
            ),
            ends=("ends_on", "closed_on"),
        ),
    ),
)
