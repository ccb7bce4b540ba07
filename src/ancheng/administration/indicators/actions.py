"""Verbs: count again, lock a month, choose a reading, make a task of a red cell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from ancheng.administration.indicators import engine, queries
from ancheng.administration.indicators.models import LockedMonth, Reading, Result
from ancheng.administration.indicators.registry import indicator
from ancheng.administration.indicators.rules import Verdict, month_ends
from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record
from ancheng.kernel.extract.actions import forget_all, take_touched
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task

KEEPERS = (Role.OFFICE, Role.ADMINISTRATOR)


@transaction.atomic
def recompute(*, by: Asker, at: datetime, months: int = 1, afresh: bool = False) -> int:
    """Count the last `months` months again, as far as they are not locked; `afresh` writes the extract anew before."""
    _only_keepers(by)
    if not 1 <= months <= 36:
        raise Refusal("一次可重新计算1至36个月。")
    if afresh:
        engine.alone()
        forget_all()
    written = engine.recompute(days=month_ends(beijing_day(at), months), at=at)
    district = Unit.objects.filter(kind=UnitKind.DISTRICT).first()
    if district:
        record(
            by=by, at=at, verb="重新计算指标", subject=district, after={"months": months, "results": written}
        )
    return written


@transaction.atomic
def refresh(*, at: datetime) -> int:
    """Count again only what changed objects touch, in the present month; returns how many results were written."""
    day = month_ends(beijing_day(at), 1)
    if not Result.objects.filter(month=day[0]).exists():
        return engine.recompute(days=day, at=at)
    engine.alone()
    formulas = engine.bring_up_to_date()
    changed = take_touched()
    ids = engine.readers_of({kind for kind, _unit in changed})
    placed = all(unit is not None for _kind, unit in changed)
    units = sorted({unit for _kind, unit in changed if unit is not None}) if placed else None
    return engine.recompute(days=day, at=at, ids=ids, units=units, formulas=formulas) if ids else 0


@transaction.atomic
def lock(*, month: date, by: Asker, at: datetime) -> None:
    """Freeze the snapshot of a month that is over."""
    _only_keepers(by)
    day = month_ends(month, 1)[0]
    if day >= beijing_day(at):
        raise Refusal("本月尚未结束，月末之后才能锁定。")
    if not Result.objects.filter(month=day).exists():
        raise Refusal("该月没有指标结果，请先计算再锁定。")
    _row, new = LockedMonth.objects.get_or_create(month=day, defaults={"locked_at": at, "locked_by": by.name})
    if not new:
        raise Conflict("该月已经锁定。")
    district = Unit.objects.get(kind=UnitKind.DISTRICT)
    record(by=by, at=at, verb="锁定指标月度结果", subject=district, after={"month": day})


@transaction.atomic
def choose(*, number: str, key: str, why: str, by: Asker, at: datetime) -> None:
    """Choose one reading of a definition that the plan leaves open; months that are not locked follow."""
    _only_keepers(by)
    declared = indicator(number)
    if key not in {each.key for each in declared.choices}:
        raise Refusal("请选择列出的口径之一。")
    if not why.strip():
        raise Refusal("变更口径须填写理由。")
    Reading.objects.update_or_create(
        indicator=number,
        defaults={"choice": key, "why": why.strip()[:300], "chosen_at": at, "chosen_by": by.name},
    )
    days = list(Result.objects.order_by().values_list("month", flat=True).distinct())
    engine.recompute(days=sorted({*days, *month_ends(beijing_day(at), 1)}), at=at, ids=[number])
    district = Unit.objects.get(kind=UnitKind.DISTRICT)
    record(
        by=by,
        at=at,
        verb="确定指标口径",
        subject=district,
        why=why,
        after={"indicator": number, "choice": key},
    )


@transaction.atomic
def correct(
    *, number: str, unit: Unit, month: date, owner: Unit, ends_on: date, by: Asker, at: datetime
) -> Task:
    """Make a task (立项整改) of a cell that misses its target; one open task for each indicator and unit."""
    if not by.holds(*KEEPERS, Role.SUBDISTRICT, Role.DEPARTMENT):
        raise NotAllowed("立项整改由安委办、责任部门或街道、地区提出。")
    if not by.sees_district and by.unit_id not in unit.line:
        raise NotAllowed("只能对本单位的指标立项整改。")
    declared = indicator(number)
    cell = queries.cell(declared, unit, month)
    if cell.verdict != Verdict.FAILED:
        raise Conflict("该指标当前没有未达标，不需要立项整改。")
    if ends_on <= beijing_day(at):
        raise Refusal("完成时限应晚于今天。")
    # Two officers may press at once: the row of the unit is the lock.
    Unit.objects.select_for_update().get(pk=unit.pk)
    if queries.open_tasks(number, unit).exists():
        raise Conflict("该指标已有未办结的整改任务。")
    issuer = Unit.objects.get(pk=by.unit_id) if by.unit_id else None
    task = Task(
        owner_unit=owner,
        issuer_unit=issuer,
        title=f"整改：{unit}{declared.zh}"[:200],
        text=f"{month:%Y年%m月}{unit}“{declared.zh}”为{cell.text}{declared.unit}，目标{cell.target}。依据实施方案{declared.clause}。",
        source_type=queries.source_of(number),
        source_id=unit.pk,
        source_label=f"指标 {number} {declared.zh}"[:200],
        ends_on=ends_on,
    )
    assign(tasks=[task], by=by, at=at)
    return task


def default_end(at: datetime) -> date:
    """The last day of the next month: the effect then shows in the snapshot after it."""
    this = month_ends(beijing_day(at), 1)[0]
    return month_ends(this + timedelta(days=1), 1)[0]


def _only_keepers(by: Asker) -> None:
    if not by.holds(*KEEPERS):
        raise NotAllowed("指标的计算、锁定和口径由安委办管理。")


def owners(number: str, unit: Unit) -> Iterable[Unit]:
    """Who may be asked to correct it: the unit of the cell, then those that the plan names."""
    named = Unit.objects.filter(short_name__in=indicator(number).responsible).order_by("order")
    return [unit, *(each for each in named if each.pk != unit.pk)]
