"""Risks of the demonstration district over 18 months: drawn the same way every time, all marked 演示数据."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import MultiPolygon
from django.db import transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing, beijing_day
from ancheng.base.roles import Role
from ancheng.kernel.copying import copy_in
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.models import Membership
from ancheng.kernel.places.models import Boundary
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved
from ancheng.supervision.assets.models import Asset, Level, Status
from ancheng.supervision.risks import map_actions, rules
from ancheng.supervision.risks.aggregation import refresh
from ancheng.supervision.risks.checklist_actions import publish_standard
from ancheng.supervision.risks.drawing import area_owner
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
OF_ASSETS, OF_SITES, OF_LINES, OF_COMMUNITIES, OF_EVENTS = 2120, 1600, 240, 260, 40
LINES = ("pipe_gas", "long_pipeline", "pipe_heat", "utility_tunnel")
ZONES = {
    "CBD管委会": ("建外街道", "呼家楼街道"),
    "奥林匹克公园管委会": ("奥运村街道", "亚运村街道"),
    "中关村朝阳园管委会": ("望京街道", "酒仙桥街道"),
}
ACCIDENTS = ("火灾", "坍塌", "高处坠落", "中毒窒息", "燃气爆炸", "拥挤踩踏", "机械伤害", "触电")
EVENTS = ("灯会", "马拉松", "音乐节", "展销会", "庙会", "足球联赛")
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


@dataclass
class District:
    """What the drawing knows of the district."""

    units: dict[int, Unit]
    officers: dict[int, Asker]
    office: Asker
    second: Asker
    zones: list[tuple[int, Any]]

    def officer(self, unit_id: int) -> Asker:
        return self.officers.get(unit_id, self.second)


@transaction.atomic
def load(*, at: datetime) -> int:
    """Draw risks and their past; units, people and objects must be there already. Returns the assessments."""
    publish_standard(by=PLATFORM, at=at - timedelta(days=DAYS))
    _bound_zones()
    district, random = _district(), Random(SEED + 31)  # noqa: S311  # nosec B311
    sources = sorted(
        ((at - timedelta(days=random.uniform(3, DAYS)), each) for each in _sources(district, random)),
        key=lambda pair: pair[0],
    )
    numbers: dict[int, int] = {}
    courses = [_course(risk, begun, numbers, district, random, at) for begun, risk in sources]
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


def _bound_zones() -> None:
    """Areas for the functional zones: communities of the subdistricts around them, for illustration only."""
    for name, streets in ZONES.items():
        zone = Unit.objects.filter(kind=UnitKind.ZONE, short_name=name).first()
        if zone is None or Boundary.objects.filter(pk=zone.pk).exists():
            continue
        communities = Boundary.objects.filter(kind=UnitKind.COMMUNITY, unit__parent__short_name__in=streets)
        ids = list(communities.order_by("unit_id").values_list("pk", flat=True)[::2])
        area = Boundary.objects.filter(pk__in=ids).aggregate(whole=Union("area"))["whole"]
        if area is None:
            continue
        whole = area if area.geom_type == "MultiPolygon" else MultiPolygon(area, srid=4326)
        source = "演示数据：示意边界，非法定边界"
        Boundary.objects.create(unit=zone, kind=UnitKind.ZONE, area=whole, schematic=True, source=source)


def _sources(district: District, random: Random) -> Iterator[Risk]:
    kinds = rules.REQUIRED_KINDS.all[-1].value
    objects = Asset.objects.exclude(status=Status.RETIRED).filter(subdistrict__isnull=False).order_by("pk")
    groups = (
        (objects.filter(enterprise__isnull=False), OF_SITES),
        (objects.filter(kind__in=kinds, enterprise=None), OF_ASSETS),
        (objects.filter(kind__in=LINES, enterprise=None), OF_LINES),
    )
    for wanted, count in groups:
        ids = list(wanted.values_list("pk", flat=True))
        chosen = random.sample(ids, min(count, len(ids)))
        for asset in objects.filter(pk__in=chosen).defer("words", "attributes"):
            yield _of_asset(asset, district, random)
    areas = dict(
        Boundary.objects.filter(kind__in=(UnitKind.SUBDISTRICT, UnitKind.ZONE)).values_list("pk", "area")
    )
    communities = list(
        Boundary.objects.filter(kind=UnitKind.COMMUNITY).order_by("pk").values_list("pk", "area")
    )
    areas.update(random.sample(communities, min(OF_COMMUNITIES, len(communities))))
    for pk, area in areas.items():
        yield _of_area(district.units[pk], area, district, random)
    streets = [each for each in areas if district.units[each].kind == UnitKind.SUBDISTRICT]
    for _ in range(OF_EVENTS if streets else 0):
        yield _of_event(district.units[random.choice(streets)], areas, random)


def _of_asset(asset: Asset, district: District, random: Random) -> Risk:
    units = district.units
    enterprise = units.get(asset.enterprise_id or 0)
    street = units[asset.subdistrict_id]  # type: ignore[index]
    registered = getattr(enterprise, "enterprise", None)
    spot = asset.geometry.point_on_surface if asset.geometry else None
    zone = next((pk for pk, area in district.zones if spot and area.contains(spot)), None)
    return Risk(
        title=f"{asset.name}{random.choice(ACCIDENTS)}风险"[:200],
        subject=Subject.ASSET,
        industry=rules.industry_of(registered.industry)
        if registered
        else random.choice(rules.KEY_INDUSTRIES),
        asset=asset,
        enterprise=enterprise,
        owner_unit=enterprise or units[asset.unit_id],
        issuer_unit=street,
        geometry=asset.geometry,
        subdistrict=street,
        community=units.get(asset.community_id or 0),
        grid=units.get(asset.grid_id or 0),
        zone=units.get(zone or 0),
        address=asset.address,
    )


def _of_area(unit: Unit, area: Any, district: District, random: Random) -> Risk:
    line = {district.units[each].kind: district.units[each] for each in unit.line if each in district.units}
    return Risk(
        title=f"{unit}区域整体安全风险",
        subject=Subject.AREA,
        industry="其他",
        area=unit,
        owner_unit=area_owner(unit) or unit,
        issuer_unit=line.get(UnitKind.SUBDISTRICT) or district.units[district.office.unit_id],  # type: ignore[index]
        geometry=area,
        subdistrict=line.get(UnitKind.SUBDISTRICT),
        community=line.get(UnitKind.COMMUNITY),
        zone=line.get(UnitKind.ZONE),
    )


def _of_event(street: Unit, areas: dict[int, Any], random: Random) -> Risk:
    return Risk(
        title=f"{street}{random.choice(EVENTS)}活动拥挤踩踏风险",
        subject=Subject.EVENT,
        industry="文化旅游",
        owner_unit=street,
        issuer_unit=street,
        geometry=areas[street.pk].point_on_surface,
        subdistrict=street,
    )


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
