"""Notices and inquiries of the demonstration's incidents, drawn the same way every time."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from ancheng.base.clock import beijing_day
from ancheng.command.authority import commanding_unit
from ancheng.command.demonstration_places import seat
from ancheng.command.incidents.models import Incident
from ancheng.command.information import actions
from ancheng.command.information.models import Inquiry, Notice
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved

SEED, NOTICES = 110105, 40
DEMO = "（演示数据）"
QUESTIONS = ("现场有无人员伤亡？", "预计何时恢复通行？", "事件原因是什么？", "周边居民是否需要转移？")


def load(*, at: datetime) -> int:
    """Write notices with their course and what the media asked; returns how many notices."""
    random = Random(SEED + 151)  # noqa: S311  # nosec B311
    incidents = list(
        Incident.objects.filter(synthetic=True, closed_at__isnull=False).order_by("-pk")[:NOTICES]
    )
    if not incidents:
        return 0
    by = seat(commanding_unit())
    pasts: list[Past] = []
    numbers: dict[int, int] = {}
    for incident in reversed(incidents):
        key = random.choice(("bulletin", "notice", "all_clear", "traffic"))
        drafted = incident.reported_at + timedelta(minutes=random.randint(20, 60))
        title, text = actions.suggested(key, incident, drafted)
        year = beijing_day(drafted).year
        numbers[year] = numbers.get(year, 0) + 1
        issued = drafted + timedelta(minutes=random.randint(8, 40))
        notice = Notice(
            number=actions.NUMBER.format(year=year, n=numbers[year]), kind=key, incident=incident, title=title[:110],
            text=text.replace(actions.OPEN_PLACE, "按现场公告") + DEMO, owner_unit=incident.owner_unit, synthetic=True,
        )  # fmt: skip
        moves = [Moved("approve", by, drafted + timedelta(minutes=5))]
        if random.random() < 0.9:
            moves.append(Moved("issue", by, issued))
            notice.issued_at = issued
            notice.public_at = issued if notice.for_everybody else None
        if notice.issued_at and issued < at - timedelta(days=30):
            moves.append(Moved("archive", by, issued + timedelta(days=random.randint(10, 29))))
        elif notice.issued_at and random.random() < 0.05:
            moves.append(Moved("withdraw", by, issued + timedelta(hours=3), "内容更新，重新发布" + DEMO))
        pasts.append(Past(notice, by, drafted, moves))
    made = write_past(pasts=pasts, verb="起草", until=at)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="notice", year=year, defaults={"last": last})
    asked = [_inquiry(each, random) for each in incidents[:14]]
    for each in asked:
        each.derive_scope()
    Inquiry.every.bulk_create(asked)
    return len(made)


def _inquiry(incident: Incident, random: Random) -> Inquiry:
    asked = incident.reported_at + timedelta(minutes=random.randint(25, 90))
    answered = random.random() < 0.85
    return Inquiry(
        incident=incident, unit=incident.owner_unit, asked_at=asked, outlet=random.choice(("演示日报", "演示电视台", "演示新闻网")),
        question=random.choice(QUESTIONS), answer="以官方通报为准" + DEMO if answered else "",
        answered_at=asked + timedelta(minutes=20) if answered else None, answered_by="演示人员" if answered else "", synthetic=True,
    )  # fmt: skip
