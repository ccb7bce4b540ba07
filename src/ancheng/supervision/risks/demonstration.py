"""Risks of the demonstration district over 18 months: drawn the same way every time, all marked 演示数据."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing, beijing_day
from ancheng.base.roles import Role
from ancheng.kernel.copying import analyse, copy_in
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.models import Membership
from ancheng.kernel.places.models import Boundary
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved
from ancheng.supervision.assets.models import Level
from ancheng.supervision.risks import map_actions, rules
from ancheng.supervision.risks.aggregation import refresh
from ancheng.supervision.risks.checklist_actions import publish_standard
from ancheng.supervision.risks.demonstration_sources import ACCIDENTS, District, bound_zones, sources
from ancheng.supervision.risks.models import (
    Assessment,
    MapEdition,
    Measure,
    Risk,
    RiskPerson,
    Subject,
    Trigger,
)
from ancheng.supervision.risks.values import Basis, Grade, Method, Rule, Stated

SEED, DAYS = 110105, 548
# Pairs of inputs from which an assessment is drawn: (before, after), by grade before the measures.
MATRIX = {
    Grade.RED: ((4, 5), (3, 4)), Grade.ORANGE: ((3, 4), (2, 4)), Grade.YELLOW: ((2, 3), (1, 3)), Grade.BLUE: ((1, 3), (1, 2)),
}  # fmt: skip
LEC = {
    Grade.RED: ((6, 6, 15), (3, 3, 15)), Grade.ORANGE: ((3, 6, 15), (1, 6, 15)),
    Grade.YELLOW: ((3, 6, 7), (1, 6, 7)), Grade.BLUE: ((1, 6, 7), (1, 3, 7)),
}  # fmt: skip
# Shares of red, orange, yellow and blue by the temper of a subdistrict, of which one is drawn for each.
TEMPERS = ((0, 0, 34, 66), (0, 5, 38, 57), (0, 12, 42, 46), (3, 15, 42, 40))
GRADES = (Grade.RED, Grade.ORANGE, Grade.YELLOW, Grade.BLUE)
MEASURES = (
    ("engineering", "安装监测报警和联锁装置，定期校验。"),
    ("management", "落实巡查、审批和交接班制度。"),
    ("training", "上岗前和每季度开展安全培训。"),
    ("emergency", "编制现场处置方案，每半年演练一次。"),
    ("protection", "配齐并监督佩戴个体防护用品。"),
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫"
DEMO = "（演示数据）"


@dataclass
class Course:
    """A risk with the steps and assessments of its past, before anything is written."""

    risk: Risk
    begun: datetime
    worker: Asker
    officer: Asker
    moves: list[Moved] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)


@transaction.atomic
def load(*, at: datetime) -> int:
    """Draw risks and their past; units, people and objects must be there already. Returns the assessments."""
    publish_standard(by=PLATFORM, at=at - timedelta(days=DAYS))
    bound_zones()
    district, random = _district(), Random(SEED + 31)  # noqa: S311  # nosec B311
    begins = sorted(
        ((at - timedelta(days=random.uniform(3, DAYS)), each) for each in sources(district, random)),
        key=lambda pair: pair[0],
    )
    numbers: dict[int, int] = {}
    courses = [_course(risk, begun, numbers, district, random, at) for begun, risk in begins]
    pasts = [Past(each.risk, each.worker, each.begun, each.moves) for each in courses]
    write_past(pasts=pasts, verb="辨识风险源", until=at)
    made = [one for each in courses for one in each.assessments]
    for each in courses:
        for one in each.assessments:
            one.risk_id = each.risk.pk
    copy_in(made)
    _controlled([each for each in courses if each.assessments], random)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="risk", year=year, defaults={"last": last})
    analyse(Risk, Assessment)
    refresh(at=at)
    _editions(district, at)
    return len(made)


def _district() -> District:
    units = {
        each.pk: each for each in Unit.objects.exclude(kind=UnitKind.COLLECTIVE).select_related("enterprise")
    }
    seats = Membership.objects.filter(person__demonstration=True).select_related("unit", "person")
    officers, named = {}, {}
    for seat in seats.order_by("-pk"):
        named[seat.person.username] = seat.asker()
        if seat.role in (Role.SUBDISTRICT, Role.DEPARTMENT):
            officers[seat.unit_id] = seat.asker()
    zones = [(each.unit_id, each.area.prepared) for each in Boundary.objects.filter(kind=UnitKind.ZONE)]
    return District(units, officers, named["office"], named["office2"], zones)


def _course(
    risk: Risk, begun: datetime, numbers: dict[int, int], district: District, random: Random, at: datetime
) -> Course:
    year = beijing(begun).year
    numbers[year] = numbers.get(year, 0) + 1
    owner = risk.owner_unit
    if owner.kind == UnitKind.ENTERPRISE:
        worker = Asker(None, f"{str(owner)[:20]}安全员", owner.pk, str(owner), Role.ENTERPRISE)
    else:
        worker = district.officer(owner.pk)
    officer = district.officer(risk.issuer_unit_id)  # type: ignore[arg-type]
    if officer.person_id == worker.person_id:
        officer = district.office if worker.person_id != district.office.person_id else district.second
    risk.number, risk.synthetic = f"FX-{year}-{numbers[year]:06d}", True
    risk.identified_on, risk.identified_by = beijing_day(begun), worker.name
    risk.accident_type = random.choice(ACCIDENTS)
    risk.factors = f"设备设施老化、人员密集或管理不到位，可能引发事故。{DEMO}"
    if risk.subject == Subject.EVENT:
        risk.event_from = beijing_day(begun) + timedelta(days=30)
        risk.event_to = risk.event_from + timedelta(days=random.randint(1, 7))
    course = Course(risk, begun, worker, officer)
    _live(course, district, random, at)
    return course


def _live(course: Course, district: District, random: Random, at: datetime) -> None:
    """Carry a risk from its identification to today: assessed, controlled, due again, now and then late."""
    street = course.risk.subdistrict_id or 0
    grade = random.choices(GRADES, TEMPERS[Random(SEED + street).choice((0, 0, 1, 1, 2, 2, 3))])[0]  # noqa: S311  # nosec B311
    moment, trigger = course.begun, Trigger.FIRST
    if random.random() < 0.02:
        # Nobody has come to assess it.
        return
    while True:
        moment = _assessed(course, grade, trigger, moment, district, random, at)
        if course.risk.state != "controlled" or moment > at:
            return
        until = course.risk.valid_until
        due = moment + timedelta(days=(until - beijing_day(moment)).days + 1) if until else at
        early = random.random() < 0.06
        if early:
            due = moment + timedelta(days=random.uniform(40, 300))
        trigger = random.choice((Trigger.CHANGE, Trigger.LAW)) if early else Trigger.YEARLY
        why = f"{trigger.label}，转入复评。{DEMO}"
        if not _go(course, "fall_due", due, PLATFORM, at, str(why)):
            return
        course.risk.trigger = trigger.value
        moment = due
        if random.random() < 0.18:
            # The review is overdue: nobody has begun it.
            return
        if random.random() < 0.3:
            grade = (
                Grade(max(1, grade.value - 1)) if random.random() < 0.75 else Grade(min(4, grade.value + 1))
            )


def _assessed(
    course: Course,
    grade: Grade,
    trigger: Trigger,
    moment: datetime,
    district: District,
    random: Random,
    at: datetime,
) -> datetime:
    """One assessment from its beginning to control, as far as today permits."""
    late = random.random() < 0.12
    steps = (
        ("begin", random.uniform(1, 60 if late else 20), course.worker, ""),
        ("submit", random.uniform(1, 20), course.worker, f"现场勘查并组织评估。{DEMO}"),
        ("review", random.uniform(0.5, 12 if late else 4), course.officer, ""),
        ("grade", random.uniform(0.5, 4), _grader(course, grade, district), ""),
        ("control", random.uniform(1, 9), course.worker, ""),
    )
    for verb, days, by, why in steps:
        moment += timedelta(days=days)
        if not _go(course, verb, moment, by, at, why):
            return moment
        if verb == "submit":
            course.assessments.append(_made(course, grade, trigger, moment, random))
        elif verb == "review":
            course.assessments[-1].reviewer_id = by.person_id
        elif verb == "grade":
            _put_in_force(course, beijing_day(moment))
    return moment


def _grader(course: Course, grade: Grade, district: District) -> Asker:
    if grade != Grade.RED and course.officer.person_id is not None:
        return course.officer
    return district.office if course.worker.person_id != district.office.person_id else district.second


def _go(course: Course, verb: str, moment: datetime, by: Asker, at: datetime, why: str = "") -> bool:
    if moment > at:
        return False
    course.moves.append(Moved(verb, by, moment, why))
    course.risk.state = course.risk.WORKFLOW.step(verb).target
    return True


def _made(course: Course, grade: Grade, trigger: Trigger, moment: datetime, random: Random) -> Assessment:
    method = Method.LEC if random.random() < 0.4 else Method.MATRIX
    names = tuple(rules.SCALES[method])
    before, after = (LEC if method == Method.LEC else MATRIX)[grade]
    stated = Stated(method, dict(zip(names, before, strict=True)), dict(zip(names, after, strict=True)))
    first, second = rules.assess_both(stated, beijing_day(moment))
    return Assessment(
        method=method.value, inputs=dict(stated.inputs), residual_inputs=dict(stated.residual), score=first.score,
        residual_score=second.score, unmitigated=first.grade.value, residual=second.grade.value,
        citation=first.citation[:200], trigger=trigger.value, basis=f"现场勘查并组织评估。{DEMO}",
        assessor_id=course.worker.person_id, assessor_name=course.worker.name, submitted_at=moment,
    )  # fmt: skip


def _put_in_force(course: Course, day: date) -> None:
    made, risk = course.assessments[-1], course.risk
    if len(course.assessments) > 1:
        course.assessments[-2].in_force_to = day
    made.in_force_from, made.valid_until = day, rules.valid_until(day)
    risk.unmitigated, risk.residual = made.unmitigated, made.residual
    risk.assessed_on, risk.valid_until = day, made.valid_until


def _controlled(courses: list[Course], random: Random) -> None:
    measures, people = [], []
    for each in courses:
        high = each.risk.unmitigated >= Grade.ORANGE
        chosen = MEASURES[: 4 if high else random.randint(1, 3)]
        measures += [Measure(risk=each.risk, kind=kind, text=text) for kind, text in chosen]
        for level in list(Level)[: 4 if high else 2]:
            name = f"{random.choice(SURNAMES)}某（演）"
            people.append(RiskPerson(risk=each.risk, level=level.value, name=name, phone="010-00000000"))
    copy_in(measures)
    copy_in(people)


def _editions(district: District, at: datetime) -> None:
    """One edition is published, the next one is being drawn up."""
    then = at - timedelta(days=62)
    how = {"rule": Rule.HIGHEST, "basis": Basis.UNMITIGATED, "note": f"按平台登记数据编制。{DEMO}"}
    day = beijing_day(then)
    title = f"{day.year}年{day.month}月城市安全风险四色图"
    published = map_actions.draft(title=title, as_of=day, by=district.office, at=then, **how)  # type: ignore[arg-type]
    map_actions.approve(edition=published, by=district.second, at=then + timedelta(days=3), opinion="同意")
    map_actions.publish(edition=published, by=district.office, at=then + timedelta(days=5))
    late, today = at - timedelta(days=2), beijing_day(at - timedelta(days=2))
    title = f"{today.year}年{today.month}月城市安全风险四色图"
    map_actions.draft(title=title, as_of=today, by=district.office, at=late, **how)  # type: ignore[arg-type]
    MapEdition.objects.update(synthetic=True)
