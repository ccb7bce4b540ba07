"""One round of the demonstration district: most units are done, some appeal, a few are late; marked 演示数据."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from ancheng.administration.assessment.actions import MOST, open_round, take_step
from ancheng.administration.assessment.declare import Sort
from ancheng.administration.assessment.models import Assessment
from ancheng.administration.indicators.rules import month_ends
from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day

SEED, DAYS = 110105, 24


def load(*, at: datetime) -> int:
    """Assess the last whole month; returns how many units."""
    random = Random(SEED + 90)  # noqa: S311  # nosec B311
    begun = at - timedelta(days=DAYS)
    month = month_ends(beijing_day(at), 2)[0]
    found = open_round(month=month, by=PLATFORM, at=begun, synthetic=True)
    for number, each in enumerate(found):
        if number % 9 == 7:
            continue
        _step(
            each,
            "submit",
            begun + timedelta(days=random.randint(3, 10)),
            random,
            "测算与现场核查一致。（演示数据）",
        )
        if number % 9 == 5:
            continue
        _step(each, "review", begun + timedelta(days=random.randint(11, 15)), random, "")
        if number % 6 == 2:
            _step(
                each,
                "appeal",
                begun + timedelta(days=16),
                random,
                "部分问题已在月末前整改，请予复核。（演示数据）",
            )
            _step(
                each, "decide", begun + timedelta(days=20), random, "经核实，已整改的不再扣分。（演示数据）"
            )
        elif number % 6 != 4:
            _step(each, "conclude", begun + timedelta(days=18), random, "")
    return len(found)


def _step(assessment: Assessment, verb: str, at: datetime, random: Random, why: str) -> None:
    """A review finds a little more, a decision after an appeal a little less."""
    findings: dict[str, str] = {}
    for line in assessment.lines.all():
        known = line.reviewed if verb == "decide" else line.stated
        if (
            verb == "review"
            and known is not None
            and known < MOST
            and line.declared.sort == Sort.POINTS
            and random.random() < 0.12
        ):
            findings[line.item] = str(known + 1)
        elif verb == "decide" and known and random.random() < 0.4:
            findings[line.item] = str(known - 1)
        elif verb == "submit" and line.item == "7.3" and random.random() < 0.3:
            findings[line.item] = "1"
    take_step(assessment=assessment, verb=verb, findings=findings, notes={}, why=why, by=PLATFORM, at=at)
