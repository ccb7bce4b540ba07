"""Contingency plans of the demonstration district, five tiers of them, drawn the same way every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from random import Random

from django.db import connection

from ancheng.base.clock import beijing_day, from_beijing
from ancheng.command.authority import commanding_unit
from ancheng.command.contingency import rules
from ancheng.command.contingency.actions import NUMBER
from ancheng.command.contingency.demonstration_content import content_of
from ancheng.command.contingency.models import Form, Link, Matter, Plan, Tier, Trigger, Version
from ancheng.command.demonstration_places import seat
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved

SEED, PLANS, SPAN_DAYS = 110105, 900, 1000
DEMO = "（演示数据）"
STREET_MATTERS = (Matter.GENERAL, Matter.FIRE, Matter.FLOOD, Matter.CROWD, Matter.OUTAGE)
FIRM_MATTERS = (Matter.GENERAL, Matter.FIRE, Matter.GAS, Matter.CHEMICAL, Matter.ELEVATOR)
STEPS = ("review", "publish", "file", "register")
# How far plans have come: share, steps taken.
COURSES = ((80, 4), (5, 3), (4, 2), (4, 1), (7, 0))


def load(*, at: datetime) -> int:
    """Write the plans with their versions, links and past; returns how many there are."""
    random = Random(SEED + 81)  # noqa: S311  # nosec B311
    drawn = [(each, _steps(each, random)) for each in islice(_drawn(random), PLANS)]
    begins = [
        at - timedelta(days=random.uniform(45, SPAN_DAYS) if steps == len(STEPS) else random.uniform(30, 40))
        for _, steps in drawn
    ]
    keys = _version_keys(len(drawn))
    numbers: dict[int, int] = {}
    pasts = []
    for begun, key, (plan, steps) in sorted(zip(begins, keys, drawn, strict=True), key=lambda each: each[0]):
        year = beijing_day(begun).year
        numbers[year] = numbers.get(year, 0) + 1
        plan.number = NUMBER.format(year=year, n=numbers[year])
        plan.draft_id = key
        moves = list(_course(plan, begun, steps, random, at))
        pasts.append(Past(plan, seat(plan.owner_unit), begun, moves))
    plans = [each for each in write_past(pasts=pasts, verb="编制预案", until=at) if isinstance(each, Plan)]
    Version.objects.bulk_create(
        (
            Version(
                pk=plan.draft_id,
                plan=plan,
                number=1,
                made_at=past.at,
                content=content_of(
                    Matter(plan.matter), plan.tier, str(plan.owner_unit), whole=plan.state != "drafting"
                ).as_json(),
                frozen_at=from_beijing(plan.published_on, time(10)) if plan.published_on else None,
            )
            for plan, past in zip(plans, pasts, strict=True)
        ),
        batch_size=1000,
    )
    _link(plans, random, at)
    due = [
        each
        for each in plans
        if each.state == "revision_due" and each.expires_on and each.expires_on > beijing_day(at)
    ]
    Trigger.objects.bulk_create(
        Trigger(plan=each, key=random.choice(("risk", "command", "resources", "lesson")), text="情况变化" + DEMO,
                at=each.state_since, by_name="演示人员")
        for each in due
    )  # fmt: skip
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="contingency", year=year, defaults={"last": last})
    return len(plans)


def _drawn(random: Random) -> Iterator[Plan]:
    """All plans, not yet written: the district's, its departments', streets', communities', enterprises'."""
    bureau = commanding_unit()
    streets = {each.pk: each for each in Unit.objects.filter(kind=UnitKind.SUBDISTRICT).order_by("order")}
    for matter in Matter:
        form = Form.OVERALL if matter == Matter.GENERAL else Form.SPECIAL
        yield _plan(bureau, Tier.GOVERNMENT, form, matter, f"朝阳区{matter.label}应急预案", bureau)
    departments = (
        Unit.objects.in_use().filter(kind=UnitKind.DEPARTMENT).exclude(pk=bureau.pk).order_by("order")
    )
    for unit in departments[:30]:
        for matter in (Matter.GENERAL, random.choice(list(Matter)[1:])):
            yield _plan(unit, Tier.DEPARTMENT, Form.SPECIAL, matter, f"{unit}{matter.label}应急预案", bureau)
    for unit in streets.values():
        for matter in STREET_MATTERS:
            if matter == Matter.GENERAL or random.random() < 0.9:
                form = Form.OVERALL if matter == Matter.GENERAL else Form.SPECIAL
                yield _plan(unit, Tier.SUBDISTRICT, form, matter, f"{unit}{matter.label}应急预案", bureau)
    communities = list(Unit.objects.filter(kind=UnitKind.COMMUNITY).order_by("pk"))
    for unit in communities[::2]:
        street = streets.get(unit.parent_id or 0, bureau)
        yield _plan(unit, Tier.COMMUNITY, Form.OVERALL, Matter.GENERAL, f"{unit}综合应急预案", street)
    for number, unit in enumerate(Unit.objects.filter(kind=UnitKind.ENTERPRISE).order_by("pk")[:600]):
        matter = FIRM_MATTERS[number % len(FIRM_MATTERS)]
        form = Form.OVERALL if matter == Matter.GENERAL else random.choice((Form.SPECIAL, Form.ONSITE))
        street = next((streets[key] for key in unit.ancestors if key in streets), bureau)
        yield _plan(unit, Tier.ENTERPRISE, form, matter, f"{unit}{matter.label}应急预案", street)


def _plan(unit: Unit, tier: Tier, form: Form, matter: Matter, title: str, files_with: Unit) -> Plan:
    return Plan(
        title=title[:110] + DEMO,
        tier=tier,
        form=form,
        matter=matter,
        high_risk=tier == Tier.ENTERPRISE and matter in (Matter.CHEMICAL, Matter.GAS),
        upper_outside="北京市突发事件总体应急预案" if tier == Tier.GOVERNMENT else "",
        owner_unit=unit,
        issuer_unit=files_with,
        synthetic=True,
    )


def _steps(plan: Plan, random: Random) -> int:
    """How many steps a plan has taken; those to which others are linked all are in force."""
    if plan.tier in (Tier.GOVERNMENT, Tier.SUBDISTRICT):
        return len(STEPS)
    return random.choices([steps for _, steps in COURSES], [share for share, _ in COURSES])[0]


def _course(plan: Plan, begun: datetime, taken: int, random: Random, now: datetime) -> Iterator[Moved]:
    """The steps of a plan, some days apart, and for a few the case that makes a revision due."""
    when = begun
    for verb in STEPS[:taken]:
        when += timedelta(days=random.uniform(2, 9))
        owner = verb in ("publish", "file")
        if verb == "publish":
            plan.published_on = beijing_day(when)
            plan.expires_on = rules.expires_on(plan.published_on)
        elif verb == "file":
            plan.filed_on = beijing_day(when)
        elif verb == "register":
            plan.filing_number, plan.current_id = f"备案（演）{plan.number}", plan.draft_id
        yield Moved(verb, seat(plan.owner_unit if owner else plan.issuer_unit or plan.owner_unit), when)
    if taken == 4:
        if random.random() < 0.8:
            plan.last_drill_on = beijing_day(now - timedelta(days=random.randint(5, 800)))
        if plan.tier not in (Tier.GOVERNMENT, Tier.SUBDISTRICT) and random.random() < 0.06:
            yield Moved(
                "trigger",
                seat(plan.owner_unit),
                now - timedelta(days=random.uniform(1, 20)),
                "情况变化" + DEMO,
            )


def _link(plans: list[Plan], random: Random, at: datetime) -> None:
    """Each plan to the one above for the same matter, else to the general one; a few stay without."""
    government = {each.matter: each for each in plans if each.tier == Tier.GOVERNMENT}
    streets = {(each.owner_unit_id, each.matter): each for each in plans if each.tier == Tier.SUBDISTRICT}
    rows = []
    for plan in plans:
        if plan.tier == Tier.GOVERNMENT or (
            plan.state in ("drafting", "revision_due") and random.random() < 0.3
        ):
            continue
        upper = None
        if plan.tier in (Tier.COMMUNITY, Tier.ENTERPRISE):
            street = plan.issuer_unit_id or 0
            upper = streets.get((street, plan.matter)) or streets.get((street, Matter.GENERAL))
        else:
            upper = government.get(plan.matter) or government.get(Matter.GENERAL)
        if upper:
            rows.append(Link(lower=plan, upper=upper, at=at))
    Link.objects.bulk_create(rows, batch_size=1000)


def _version_keys(number: int) -> list[int]:
    """Keys drawn first: a plan points to its version, and the version to its plan."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Version._meta.db_table, number],
        )
        return [key for (key,) in cursor.fetchall()]
