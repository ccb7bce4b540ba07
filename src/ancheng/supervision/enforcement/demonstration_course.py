"""The course that an inspection of the demonstration takes, with realistic lateness."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.kernel.workflow.replay import Moved
from ancheng.supervision.enforcement.models import Inspection

DEMO = "（演示数据）"


class Over(Exception):
    """The next step lies in the future: here the inspection stands today."""


class Course:
    """Steps one after the other until one would lie after now."""

    def __init__(self, by: Asker, at: datetime) -> None:
        self.by, self.now, self.moves = by, at, list[Moved]()

    def go(self, verb: str, at: datetime, why: str = "") -> datetime:
        last = self.moves[-1].at if self.moves else None
        at = max(at, last + timedelta(minutes=5)) if last else at
        if at > self.now:
            raise Over
        self.moves.append(Moved(verb, self.by, at, why))
        return at


def course(
    inspection: Inspection,
    by: Asker,
    opened: datetime,
    visit: datetime,
    counts: tuple[int, int, int],
    penalised: bool,
    random: Random,
    at: datetime,
    *,
    drawn: bool = False,
) -> list[Moved]:
    """The steps up to now; what they leave behind is written on the inspection."""
    steps = Course(by, at)
    try:
        steps.go("assign", opened + timedelta(hours=random.uniform(1, 70)))
        # One that was drawn is replaced by the draw, not cancelled.
        if not drawn and random.random() < 0.012:
            steps.go("cancel", opened + timedelta(days=1.5), "任务合并。" + DEMO)
            return steps.moves
        _visit(inspection, steps, visit, counts, random, at)
        if counts[1]:
            _order(inspection, steps, penalised, random)
        last = steps.moves[-1].at
        inspection.ended_at = steps.go("close", last + timedelta(days=random.uniform(0.1, 2.5)))
        late = random.random() < 0.06
        wait = random.uniform(29, 50) if late else random.uniform(0.5, 24)
        inspection.published_at = steps.go("publish", inspection.ended_at + timedelta(days=wait))
    except Over:
        pass
    return steps.moves


def _visit(
    inspection: Inspection,
    steps: Course,
    visit: datetime,
    counts: tuple[int, int, int],
    random: Random,
    at: datetime,
) -> None:
    arrived = steps.go("arrive", visit - timedelta(minutes=random.randint(40, 150)))
    inspection.arrived_at = arrived
    known, failed, spared = counts
    recorded = steps.go("record", visit)
    inspection.recorded_at = recorded
    inspection.passed, inspection.failed, inspection.not_applicable = known - failed - spared, failed, spared
    inspection.attended_by = random.choice(("安全负责人", "值班经理", "主要负责人"))
    inspection.opinion = ("发现问题，已当场告知。" if failed else "未发现问题。") + DEMO
    # The phone spreads over the 18 months.
    age = (at - visit).days / 548
    inspection.by_phone = random.random() < 0.99 - 0.3 * age
    if inspection.by_phone and inspection.geometry is not None:
        far = 0.02 if random.random() < 0.015 else 0.0006
        inspection.longitude = inspection.geometry.x + random.uniform(-far, far)
        inspection.latitude = inspection.geometry.y + random.uniform(-far, far)
        inspection.accuracy_m = round(random.uniform(4, 40), 1)
        inspection.mocked = True if random.random() < 0.006 else None


def _order(inspection: Inspection, steps: Course, penalised: bool, random: Random) -> None:
    """Order, re-check, sometimes twice; one in ten comes after its day."""
    rounds = 2 if random.random() < 0.1 else 1
    for number in range(rounds):
        days = random.choice((3, 7, 7, 15, 15, 30))
        ordered = steps.go("order", steps.moves[-1].at + timedelta(hours=random.uniform(0.2, 40)))
        inspection.requirement = "对照不合格事项立即整改，整改期间落实防范措施。" + DEMO
        inspection.order_due_on = beijing_day(ordered + timedelta(days=days))
        late = random.uniform(1.1, 1.8) if random.random() < 0.1 else random.uniform(0.4, 1.0)
        passed = number == rounds - 1
        opinion = ("整改合格。" if passed else "整改不到位，继续整改。") + DEMO
        steps.go("pass_recheck" if passed else "fail_recheck", ordered + timedelta(days=days * late), opinion)
        inspection.rechecks, inspection.recheck_opinion = number + 1, opinion
        if not passed:
            inspection.order_due_on = None
