"""Two years of drills of the demonstration district, and three exercises by script; drawn the same way every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from ancheng.base.clock import beijing_day
from ancheng.base.realm import Realm
from ancheng.command.contingency.models import Matter, Plan, Tier
from ancheng.command.demonstration_places import seat
from ancheng.command.drills import rules
from ancheng.command.drills.actions import NUMBER
from ancheng.command.drills.exercise_actions import prepare
from ancheng.command.drills.models import Breadth, Defect, Drill, Exercise, Inject, Mark, Mode
from ancheng.command.drills.script import scripts
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved

SEED, SPAN_DAYS, AHEAD_DAYS, DRILLS = 110105, 730, 60, 240
DEMO = "（演示数据）"
WANTING = (
    "对讲机通信不畅",
    "疏散引导人员不足",
    "应急照明损坏",
    "信息报告超时",
    "物资出库手续不熟",
    "警戒区设置不及时",
)


def load(*, at: datetime) -> int:
    """Write the drills with their past, what was found wanting, and the exercises; returns how many drills."""
    random = Random(SEED + 91)  # noqa: S311  # nosec B311
    plans = list(
        Plan.objects.filter(synthetic=True, state__in=("valid", "revision_due"))
        .select_related("owner_unit", "issuer_unit")
        .order_by("pk")
    )
    plans = sorted(plans, key=lambda each: (each.tier != Tier.GOVERNMENT, random.random()))[:DRILLS]
    pasts, numbers = [], dict[int, int]()
    days = sorted(random.uniform(-AHEAD_DAYS, SPAN_DAYS) for _ in plans)[::-1]
    random.shuffle(plans)
    for back, plan in zip(days, plans, strict=True):
        planned = at - timedelta(days=back)
        opened = min(planned - timedelta(days=40), at - timedelta(hours=1))
        year = beijing_day(opened).year
        numbers[year] = numbers.get(year, 0) + 1
        drill = _drill(plan, NUMBER.format(year=year, n=numbers[year]), planned, random)
        pasts.append(Past(drill, seat(plan.owner_unit), opened, list(_course(drill, planned, random, at))))
    drills = [
        each for each in write_past(pasts=pasts, verb="列入演练计划", until=at) if isinstance(each, Drill)
    ]
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="drill", year=year, defaults={"last": last})
    _sheets([each for each in drills if each.points is not None], random, at)
    _remember(drills)
    _exercises(drills, at)
    return len(drills)


def _drill(plan: Plan, number: str, planned: datetime, random: Random) -> Drill:
    day = beijing_day(planned)
    return Drill(
        number=number,
        title=f"{plan.title.removesuffix(DEMO)}演练"[:110] + DEMO,
        year=day.year,
        plan=plan,
        mode=random.choice((Mode.TABLETOP, Mode.PRACTICAL)),
        breadth=random.choice((Breadth.SINGLE, Breadth.COMPREHENSIVE)),
        planned_on=day,
        owner_unit=plan.owner_unit,
        issuer_unit=plan.issuer_unit,
        synthetic=True,
    )


def _course(drill: Drill, planned: datetime, random: Random, at: datetime) -> Iterator[Moved]:
    """Most are held within days of the plan, evaluated and closed; a few are late, a few are cancelled."""
    if planned > at or random.random() < 0.06:
        return
    owner = seat(drill.owner_unit)
    if random.random() < 0.03:
        yield Moved("cancel", seat(drill.issuer_unit or drill.owner_unit), planned, "与防汛任务冲突" + DEMO)
        return
    held = min(planned + timedelta(hours=random.uniform(0, 60)), at - timedelta(minutes=30))
    drill.held_on, drill.people = beijing_day(held), random.randint(12, 260)
    drill.place, drill.course = (
        f"{drill.owner_unit}辖区",
        "按方案组织，完成报告、启动、处置、疏散和讲评" + DEMO,
    )
    yield Moved("hold", owner, held)
    done = held + timedelta(days=random.uniform(1, 9))
    if done > at:
        return
    drill.points = min(100, max(52, round(random.gauss(86, 7))))
    drill.conclusion = rules.conclusion(drill.points, beijing_day(done))
    drill.evaluated_by = owner.name
    if drill.must_report and random.random() < 0.8:
        drill.reported_on = beijing_day(done)
    yield Moved("evaluate", owner, done)
    closed = done + timedelta(days=random.uniform(15, 50))
    if closed < at and (not drill.must_report or drill.reported_on) and drill.points >= 80:
        yield Moved("close", owner, closed)


def _sheets(drills: list[Drill], random: Random, at: datetime) -> None:
    """The sheet of each evaluated drill; what was wanting in those that are open still is a task."""
    items = rules.SHEET.in_force(beijing_day(at)).value
    marks = []
    for drill in drills:
        left = rules.full_score(beijing_day(at)) - (drill.points or 0)
        lost = dict.fromkeys((each.key for each in items), 0)
        while left:
            each = random.choice(items)
            if lost[each.key] < each.points:
                lost[each.key] += 1
                left -= 1
        marks += [Mark(drill=drill, key=each.key, points=each.points - lost[each.key]) for each in items]
    Mark.objects.bulk_create(marks, batch_size=1000)
    for drill in [each for each in drills if each.state == "evaluated"]:
        text, due_on = random.choice(WANTING) + DEMO, beijing_day(at) + timedelta(days=random.randint(5, 40))
        task = Task(
            title=f"演练问题整改：{text}", text=f"{drill.number} {drill}", source_type="drills.drill",
            source_id=drill.pk, source_label=str(drill)[:200], ends_on=due_on, owner_unit=drill.owner_unit,
            issuer_unit=drill.issuer_unit,
        )  # fmt: skip
        assign(tasks=[task], by=seat(drill.issuer_unit or drill.owner_unit), at=at - timedelta(days=1))
        Defect.objects.create(drill=drill, text=text, unit=drill.owner_unit, due_on=due_on, task=task)


def _remember(drills: list[Drill]) -> None:
    """The plans know when they were drilled last."""
    last: dict[int, Drill] = {}
    for each in drills:
        known = last.get(each.plan_id or 0)
        if each.held_on and (known is None or (known.held_on or each.held_on) < each.held_on):
            last[each.plan_id or 0] = each
    plans = list(Plan.objects.filter(pk__in=last))
    for plan in plans:
        plan.last_drill_on = max(filter(None, (plan.last_drill_on, last[plan.pk].held_on)))
    Plan.objects.bulk_update(plans, ["last_drill_on"], batch_size=1000)


def _exercises(drills: list[Drill], at: datetime) -> None:
    """Each script: two were played, one lies ready."""
    government = [each for each in drills if each.plan and each.plan.tier == Tier.GOVERNMENT]
    for number, (key, script) in enumerate(sorted(scripts().items())):
        wanted = [each for each in government if each.plan and each.plan.matter == Matter(script.matter)]
        drill = next(iter(wanted or government or drills), None)
        if drill is None or hasattr(drill, "exercise"):
            continue
        if drill.state == "planned":
            prepare(drill=drill, key=key, by=seat(drill.issuer_unit or drill.owner_unit), at=at)
        elif drill.held_on:
            _played(drill, key, number, at)


def _played(drill: Drill, key: str, number: int, at: datetime) -> None:
    """A run that lies behind: what was given and how fast it was answered."""
    script, random = scripts()[key], Random(SEED + number)  # noqa: S311  # nosec B311
    began = drill.state_since - timedelta(days=1)
    exercise = Exercise(
        realm=Realm.EXERCISE, drill=drill, script=key, state="ended", started_at=began,
        ended_at=began + timedelta(minutes=script.length),
    )  # fmt: skip
    exercise.derive_scope()
    exercise.save(force_insert=True)
    injects = []
    for order, each in enumerate(script.steps):
        given = began + timedelta(minutes=each.minute)
        answered = given + timedelta(minutes=each.minutes * random.uniform(0.3, 1.2))
        injects.append(
            Inject(
                exercise=exercise, order=order, minute=each.minute, kind=each.gives.value, title=each.title,
                text=each.text, settings=dict(each.settings), expects=each.expects, minutes=each.minutes,
                given_at=given, answered_at=answered, answered_by="演示人员", answer="已按要求处置" + DEMO,
            )
        )  # fmt: skip
    Inject.objects.bulk_create(injects)
    record(by=seat(drill.owner_unit), at=began, verb="开始推演", subject=exercise)
