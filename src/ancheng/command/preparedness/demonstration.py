"""Assessments of the demonstration: the command and a dozen subdistricts, counted from the records loaded before."""

from __future__ import annotations

from datetime import datetime
from random import Random

from ancheng.command.authority import commanding_unit
from ancheng.command.demonstration_places import seat
from ancheng.command.preparedness import actions
from ancheng.kernel.orgs.models import Unit, UnitKind

SEED, STREETS = 110105, 12
DEMO = "（演示数据）"


def load(*, at: datetime) -> int:
    """Begin, score, hand in and confirm; the last ones wait for confirmation or scores."""
    random = Random(SEED + 171)  # noqa: S311  # nosec B311
    command = commanding_unit()
    units = [command, *Unit.objects.in_use().filter(kind=UnitKind.SUBDISTRICT).order_by("order")[:STREETS]]
    for number, unit in enumerate(units):
        by = seat(unit)
        made = actions.begin(unit=unit, by=by, at=at, synthetic=True)
        if number == len(units) - 1:
            continue
        given: dict[str, tuple[int | None, str]] = {
            "command_place": (random.randint(3, 7), "现场核查" + DEMO),
            "joint_work": (random.randint(3, 7), "查阅联动协议" + DEMO),
        }
        actions.score(assessment=made, given=given, by=by, at=at)
        actions.submit(made, by=by, at=at)
        if number < len(units) - 3:
            actions.confirm(made, by=seat(command), at=at)
    return len(units)
