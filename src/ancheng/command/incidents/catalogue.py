"""All classes and kinds of incidents, as their files declare them."""

from __future__ import annotations

from datetime import date

from ancheng.base.errors import Refusal
from ancheng.base.registry import load
from ancheng.command.incidents.declare import GRADES, Grade, IncidentClass, Kind

__all__ = [
    "CLASSES",
    "GRADES",
    "KINDS",
    "Grade",
    "check_grade",
    "class_of",
    "hint",
    "kind",
    "suggested_grade",
]

CLASSES = load("ancheng.command.incidents.kinds", "CLASS", IncidentClass)
IN_ORDER = sorted(CLASSES.items(), key=lambda each: each[1].order)
KINDS: dict[str, Kind] = {key: each for _, of in IN_ORDER for key, each in of.kinds.items()}
# The kinds of warnings and the kinds of incidents that they foretell.
OF_WARNING = {
    "crowd": "crowd", "elevator": "elevator", "fire": "fire", "flood": "flood", "gas_leak": "gas",
    "geology": "geology", "hazard_site": "chemical", "operation": "work", "pipe": "pipe", "power": "outage",
    "radiation": "chemical", "rainstorm": "flood", "waste_soil": "collapse", "waterlogging": "flood", "wind": "wind",
}  # fmt: skip


def kind(key: str) -> Kind:
    if key not in KINDS:
        raise Refusal("请选择事件类型。")
    return KINDS[key]


def class_of(key: str) -> IncidentClass:
    kind(key)
    return next(each for each in CLASSES.values() if key in each.kinds)


def suggested_grade(key: str, *, deaths: int, injured: int, loss_yuan: int | None, on: date) -> Grade | None:
    """What the figures say by the stated criteria; None where the figures do not decide."""
    if deaths < 0 or injured < 0 or (loss_yuan is not None and loss_yuan < 0):
        raise Refusal("死亡人数、受伤人数和损失不能为负数。")
    return class_of(key).grade(deaths, injured, loss_yuan, on)


def check_grade(
    key: str, grade: int | None, *, deaths: int, injured: int, loss_yuan: int | None, on: date
) -> None:
    """A person may grade higher than the figures, never lower; a class that is not graded has none."""
    if not class_of(key).graded:
        if grade is not None:
            raise Refusal("社会安全事件不适用四级分级，请将等级留空。")
        return
    if grade is not None and grade not in GRADES:
        raise Refusal("请选择事件等级。")
    least = suggested_grade(key, deaths=deaths, injured=injured, loss_yuan=loss_yuan, on=on)
    if least is not None and grade is not None and grade > least:
        raise Refusal(f"按已填人数和损失，等级不得低于“{GRADES[least]}”。")


def hint(text: str) -> str:
    """The kind that words of a call point to; '' where none does."""
    found = [(len(word), key) for key, each in KINDS.items() for word in each.words if word in text]
    return max(found)[1] if found else ""
