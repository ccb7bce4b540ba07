"""How long a notice waits: to be approved, to be issued, and how long it stands open; defaults that nobody checked."""

from __future__ import annotations

from datetime import date

from ancheng.base.editions import Edition, Editions
from ancheng.base.words import msgid
from ancheng.base.working_days import Deadline, hours

DEFAULT = msgid("产品默认（未核对）")
WITHIN = Editions(
    "信息发布各环节时限（小时）",
    [Edition({"approve": 2, "issue": 1, "archive": 30 * 24}, "信息发布", "产品默认", date(2000, 1, 1))],
)


def within(verb: str, on: date) -> Deadline:
    """The time for a step on a day."""
    return hours(WITHIN.in_force(on).value[verb], DEFAULT)
