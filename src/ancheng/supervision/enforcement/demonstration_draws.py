"""Draws of the demonstration: made by the real verbs, so that every proof holds when it is run again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.kernel.workflow.replay import replay
from ancheng.science.fair_draw.library import how_many
from ancheng.supervision.enforcement import draw_actions
from ancheng.supervision.enforcement.demonstration_course import course
from ancheng.supervision.enforcement.gathering import groups_of
from ancheng.supervision.enforcement.models import Draw, Inspection, Item, ItemResult, Tie
from ancheng.supervision.enforcement.values import Terms

# How long ago each was announced, which item, and how far it has come.
DRAWS = (
    (480, "XF-001", "published"),
    (390, "YJ-003", "published"),
    (300, "YJ-002", "published"),
    (210, "ZJ-001", "published"),
    (120, "XF-002", "published"),
    (75, "JW-001", "cancelled"),
    (14, "YJ-002", "drawn"),
    (2, "YJ-003", "announced"),
)
MOST = 36
FIELDS = (
    "arrived_at", "recorded_at", "ended_at", "published_at", "passed", "failed", "not_applicable", "opinion",
    "attended_by", "by_phone", "longitude", "latitude", "accuracy_m", "mocked", "planned_on",
)  # fmt: skip


def load(items: list[Item], officers: Mapping[int, Asker], random: Random, at: datetime) -> None:
    """Make the draws; a department without people enough for its item makes none."""
    for ago, code, until in DRAWS:
        item = next((each for each in items if each.code == code), None)
        if item is not None:
            _draw(item, officers[item.department_id], at - timedelta(days=ago), until, random, at)
    Draw.every.update(synthetic=True)


def _draw(item: Item, by: Asker, begun: datetime, until: str, random: Random, at: datetime) -> None:
    group, number = next(iter(groups_of(item)), ("", 0))
    if not number:
        return
    ratio = next((each for each in (1000, 800, 600, 500) if how_many(each, number) <= MOST), 500)
    public = until in ("published", "announced")
    terms = Terms(
        title=f"{begun:%Y年%m月}{group}双随机抽查",
        item_id=item.pk,
        ratio_bp={group: ratio},
        public_source=f"双色球第{begun:%Y}{begun.timetuple().tm_yday // 3:03d}期开奖号码（演示）"
        if public
        else "",
        public_known_at=begun + timedelta(days=2, hours=4) if public else None,
    )
    draw = draw_actions.propose(terms=terms, by=by, at=begun)
    draw_actions.announce(draw=draw, by=by, at=begun + timedelta(hours=2))
    if until == "cancelled":
        draw_actions.cancel(
            draw=draw, why="与市级联合检查合并进行。（演示数据）", by=by, at=begun + timedelta(days=1)
        )
    if until in ("cancelled", "announced"):
        return
    value = " ".join(f"{each:02d}" for each in sorted(random.sample(range(1, 34), 6))) if public else ""
    made = draw_actions.make(draw=draw, public_value=value, by=by, at=begun + timedelta(days=3))
    if until == "published":
        _change(draw, made, by, begun + timedelta(days=4))
    _visit(list(draw.inspections.exclude(state="cancelled")), by, begun, until, random, at)
    if until == "published":
        draw_actions.publish(draw=draw, by=by, at=begun + timedelta(days=50))


def _change(draw: Draw, made: list[Inspection], by: Asker, at: datetime) -> None:
    first = made[0].assignments.select_related("inspector").first()
    if first is not None and len(made) > 2:
        draw_actions.recuse(
            draw=draw, inspection=made[0], certificate=first.inspector.certificate, tie=Tie.KIN,
            why="近亲属在该单位任职。（演示数据）", by=by, at=at,
        )  # fmt: skip
        draw_actions.withdraw(draw=draw, inspection=made[1], why="该单位已停业（演示数据）", by=by, at=at)


def _visit(
    made: list[Inspection], by: Asker, begun: datetime, until: str, random: Random, at: datetime
) -> None:
    """Visits without findings; of the draw that is under way only some."""
    histories, results = [], []
    for number, each in enumerate(made):
        if until == "drawn" and number % 3 == 0:
            each.planned_on = beijing_day(at + timedelta(days=number % 9))
            continue
        items = list(each.checklist.items.all()) if each.checklist else []
        visit = begun + timedelta(days=random.uniform(5, 30 if until == "published" else 11), hours=2)
        moves = course(
            each, by, begun + timedelta(days=4), visit, (len(items), 0, 0), False, random, at, drawn=True
        )
        # They were sent by the draw itself.
        moves = [one for one in moves if one.verb != "assign"]
        histories.append((each, moves))
        if any(one.verb == "record" for one in moves):
            results += [ItemResult(inspection=each, item=item, verdict="pass") for item in items]
    replay(histories=histories, fields=FIELDS, until=at)
    Inspection.every.bulk_update(made, ["planned_on"])
    ItemResult.objects.bulk_create(results)
    for each in made:
        each.derive_scope()
        each.synthetic = True
    Inspection.every.bulk_update(made, ["seen_by", "synthetic"])
