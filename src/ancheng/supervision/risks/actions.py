"""Verbs on risks; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.workflow.actions import may_take, move, open_cases
from ancheng.supervision.risks import rules
from ancheng.supervision.risks.aggregation import recolour, touched
from ancheng.supervision.risks.drawing import drawn
from ancheng.supervision.risks.models import Assessment, Measure, Risk, RiskPerson
from ancheng.supervision.risks.values import Answerable, Grade, NewMeasure, NewRisk, Stated, Trigger
from ancheng.supervision.risks.workflows.risk import WATCHED

NUMBER = "FX-{year}-{n:06d}"


@transaction.atomic
def register(*, new: NewRisk, by: Asker, at: datetime) -> Risk:
    """Open the case of a risk source."""
    rules.check_new(new, role=by.role, unit_id=by.unit_id)
    risk = drawn(new, by, at)
    risk.number = next_number(kind="risk", pattern=NUMBER, at=at)
    open_cases(cases=[risk], verb="辨识风险源", by=by, at=at)
    recolour(units=touched(risk), at=at)
    return risk


@transaction.atomic
def begin(*, risk: Risk, trigger: Trigger, by: Asker, at: datetime, why: str = "") -> None:
    """Begin an assessment; the grade in force stays until the new one is there."""
    if risk.unmitigated == Grade.NEVER:
        trigger = Trigger.FIRST
    elif trigger == Trigger.FIRST:
        raise Refusal("该风险已经评估过，请选择复评原因。")
    move(risk, "begin", by=by, at=at, why=why, changes={"trigger": trigger.value})


@transaction.atomic
def submit(*, risk: Risk, stated: Stated, by: Asker, at: datetime) -> Assessment:
    """Hand in an assessment for review."""
    before, after = rules.assess_both(stated, beijing_day(at))
    move(risk, "submit", by=by, at=at, why=stated.basis)
    return Assessment.objects.create(
        risk=risk,
        method=stated.method.value,
        inputs=dict(stated.inputs),
        residual_inputs=dict(stated.residual or stated.inputs),
        score=before.score,
        residual_score=after.score,
        unmitigated=before.grade.value,
        residual=after.grade.value,
        citation=before.citation[:200],
        trigger=risk.trigger,
        basis=stated.basis.strip(),
        assessor_id=by.person_id,
        assessor_name=by.name,
        submitted_at=at,
    )


@transaction.atomic
def review(*, risk: Risk, by: Asker, at: datetime, opinion: str = "") -> None:
    """Find the assessment sound; never by who made it."""
    made = pending(risk)
    rules.check_other(by.person_id, made.assessor_id, verb="审核")
    move(risk, "review", by=by, at=at, why=opinion)
    Assessment.objects.filter(pk=made.pk).update(reviewer_id=by.person_id)


@transaction.atomic
def send_back(*, risk: Risk, why: str, by: Asker, at: datetime) -> None:
    """Return the assessment with what is to be done again; it stays in the file, without force."""
    move(risk, "send_back", by=by, at=at, why=why)


@transaction.atomic
def grade(*, risk: Risk, by: Asker, at: datetime, opinion: str = "") -> Assessment:
    """Put the assessment in force: grade, period, and the colour of every area in which the risk lies."""
    made, today = pending(risk), beijing_day(at)
    rules.check_other(by.person_id, made.assessor_id, verb="核定")
    rules.check_grader(Grade(made.unmitigated), by.role)
    until = rules.valid_until(today)
    changes = {
        "unmitigated": made.unmitigated,
        "residual": made.residual,
        "assessed_on": today,
        "valid_until": until,
    }
    move(risk, "grade", by=by, at=at, why=opinion, changes=changes)
    Assessment.objects.filter(risk=risk, in_force_from__isnull=False, in_force_to=None).update(
        in_force_to=today
    )
    made.in_force_from, made.valid_until = today, until
    made.save(update_fields=["in_force_from", "valid_until"])
    recolour(units=touched(risk), at=at)
    return made


def pending(risk: Risk) -> Assessment:
    """The assessment that waits for a judgement."""
    found = Assessment.objects.filter(risk=risk, in_force_from=None).order_by("-pk").first()
    if found is None:
        raise Conflict("没有待审核的评估，请刷新页面后查看。")
    return found


@transaction.atomic
def control(*, risk: Risk, by: Asker, at: datetime) -> None:
    """Put the risk under control: measures are stated, and who answers for them."""
    _check_control(risk)
    move(risk, "control", by=by, at=at)


@transaction.atomic
def downgrade(*, risk: Risk, why: str, by: Asker, at: datetime) -> None:
    """Watch a risk as a lesser one, when a new assessment found it less than the one before."""
    grades = list(
        Assessment.objects.filter(risk=risk, in_force_from__isnull=False)
        .order_by("-pk")
        .values_list("unmitigated", flat=True)[:2]
    )
    rules.check_downgrade(Grade(grades[1]) if len(grades) > 1 else Grade.NEVER, Grade(risk.unmitigated))
    _check_control(risk)
    move(risk, "downgrade", by=by, at=at, why=why)


def _check_control(risk: Risk) -> None:
    kinds = risk.measures.values_list("kind", flat=True)
    rules.check_control(Grade(risk.unmitigated), kinds, risk.people.values_list("level", flat=True))


@transaction.atomic
def fall_due(*, risk: Risk, trigger: Trigger, why: str, by: Asker, at: datetime) -> None:
    """Demand a new assessment: the year is over, or something changed."""
    move(risk, "fall_due", by=by, at=at, why=why, changes={"trigger": trigger.value})


@transaction.atomic
def trigger_many(*, risk_ids: Sequence[int], trigger: Trigger, why: str, by: Asker, at: datetime) -> int:
    """Demand a new assessment of many risks for one reason; returns of how many."""
    if trigger in (Trigger.FIRST, Trigger.YEARLY) and by.role is not None:
        raise Refusal("请选择触发复评的原因。")
    if not why.strip():
        raise Refusal("请写明触发复评的具体情况。")
    rows: list[Risk] = list(
        Risk.every.visible_to(by)
        .filter(pk__in=list(risk_ids), state__in=WATCHED)
        .select_related("owner_unit")
    )
    rows = [each for each in rows if may_take(each, each.WORKFLOW.step("fall_due"), by)]
    for each in rows:
        fall_due(risk=each, trigger=trigger, why=why, by=by, at=at)
    return len(rows)


def fall_due_by(*, day: date, at: datetime, at_most: int = 2000) -> int:
    """Demand the yearly assessment of everything whose period has ended before `day`."""
    ids = Risk.objects.filter(state__in=WATCHED, valid_until__lt=day).order_by("pk")
    why = "评估有效期届满，应当复评。"
    return trigger_many(
        risk_ids=list(ids.values_list("pk", flat=True)[:at_most]),
        trigger=Trigger.YEARLY,
        why=why,
        by=PLATFORM,
        at=at,
    )


@transaction.atomic
def close(*, risk: Risk, why: str, by: Asker, at: datetime) -> None:
    """Strike a risk off that is no longer there."""
    today = beijing_day(at)
    move(risk, "close", by=by, at=at, why=why, changes={"closed_on": today})
    in_force = Assessment.objects.filter(risk=risk, in_force_from__isnull=False, in_force_to=None)
    in_force.update(in_force_to=today)
    recolour(units=touched(risk), at=at)


@transaction.atomic
def reopen(*, risk: Risk, why: str, by: Asker, at: datetime) -> None:
    """Take a risk up again; what was known of it before counts no more until it is assessed anew."""
    changes: dict[str, Any] = {
        "closed_on": None,
        "unmitigated": 0,
        "residual": 0,
        "assessed_on": None,
        "valid_until": None,
        "trigger": Trigger.FIRST.value,
    }
    move(risk, "reopen", by=by, at=at, why=why, changes=changes)
    recolour(units=touched(risk), at=at)


@transaction.atomic
def keep_control(
    *, risk: Risk, measures: Sequence[NewMeasure], people: Sequence[Answerable], by: Asker, at: datetime
) -> None:
    """State the measures and who answers for them at the four levels, in place of those before."""
    may_keep(risk, by)
    rules.check_measures(measures)
    rules.check_people(people)
    Risk.every.select_for_update().get(pk=risk.pk)
    before = told(risk)
    risk.measures.all().delete()
    risk.people.all().delete()
    Measure.objects.bulk_create(
        Measure(risk=risk, kind=each.kind.value, text=each.text.strip()[:300], unit=each.unit.strip()[:60])
        for each in measures
    )
    RiskPerson.objects.bulk_create(
        RiskPerson(risk=risk, level=each.level, name=each.name.strip()[:60], phone=each.phone.strip()[:30])
        for each in people
        if each.name.strip()
    )
    after = told(risk)
    if after != before:
        record(by=by, at=at, verb="修改管控措施和责任人", subject=risk, before=before, after=after)


def told(risk: Risk) -> dict[str, list[str]]:
    """Measures and people as the audit keeps them."""
    return {
        "measures": [f"{each.get_kind_display()}：{each.text}" for each in risk.measures.all()],
        "people": [str(each) for each in risk.people.all()],
    }


def may_keep(risk: Risk, by: Asker) -> None:
    """Refuse whoever neither answers for the risk nor supervises it."""
    if risk.ended:
        raise Conflict("该风险已销号，不能再修改管控措施。")
    steps = [risk.WORKFLOW.step("control"), risk.WORKFLOW.step("review")]
    if not any(may_take(risk, each, by) for each in steps):
        raise NotAllowed("管控措施由责任单位或监管单位填写。")
