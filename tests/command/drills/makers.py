"""Small makers for the tests of drills."""

from datetime import timedelta

from ancheng.base.asker import PLATFORM
from ancheng.command.drills import actions, exercise_actions, rules
from ancheng.command.drills.actions import Planned
from tests.factories import NOW

SHEET = {each.key: each.points for each in rules.SHEET.in_force(NOW.date()).value}
HELD = {"held_on": NOW.date(), "place": "办公楼", "people": 30, "course": "按方案实施"}


def make_drill(owner, *, plan=None, by=PLATFORM, days=10, **values):
    line = Planned(
        **{"title": "测试演练", "mode": "practical", "breadth": "comprehensive", "plan": plan,
           "planned_on": (NOW + timedelta(days=days)).date(), **values}
    )  # fmt: skip
    return actions.schedule(lines=[line], owner=owner, by=by, at=NOW)[0]


def make_held(owner, *, by=PLATFORM, **values):
    drill = make_drill(owner, by=by, **values)
    actions.hold(drill, **HELD, by=by, at=NOW)
    return drill


def make_running(drill, key="gas_leak", *, by=PLATFORM, at=NOW):
    exercise = exercise_actions.prepare(drill=drill, key=key, by=by, at=at)
    exercise_actions.start(exercise=exercise, by=by, at=at)
    return exercise
