"""Forty accidents of the last eighteen months for the demonstration, drawn the same way every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.contrib.gis.geos import Point

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.people.models import Membership
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved, replay
from ancheng.supervision.accidents import rules
from ancheng.supervision.accidents.actions import NUMBER
from ancheng.supervision.accidents.models import Accident, Change, KnownDanger, Sort
from ancheng.supervision.accidents.queries import SOURCE, candidates
from ancheng.supervision.assets.models import Asset

SEED, DAYS = 110105, 548
HAPPENINGS = (
    ("高处坠落", Sort.BUILDING, "作业人员在外墙作业时未系安全带，从脚手架坠落。"),
    ("触电", Sort.WORK, "电工带电检修配电箱时触电。"),
    ("物体打击", Sort.BUILDING, "塔吊吊物散落，砸中下方人员。"),
    ("机械伤害", Sort.WORK, "操作人员清理设备时未停机，被卷入。"),
    ("火灾", Sort.FIRE, "库房电气线路短路引燃纸箱。"),
    ("燃气爆燃", Sort.GAS, "后厨燃气软管脱落泄漏，遇明火爆燃。"),
    ("道路交通", Sort.ROAD, "货运车辆右转时与电动自行车相撞。"),
    ("中毒窒息", Sort.WORK, "人员下井清淤未检测有害气体。"),
    ("叉车伤害", Sort.EQUIPMENT, "叉车倒车时碰撞行人。"),
    ("坍塌", Sort.BUILDING, "沟槽未支护，作业中坍塌。"),
)
# Deaths, injured, loss in ten thousand yuan (None: not known), how often.
HARM = (
    (1, 0, 120, 14),
    (0, 1, 30, 9),
    (1, 1, 160, 5),
    (0, 2, None, 4),
    (2, 0, 260, 4),
    (0, 3, 85, 2),
    (3, 1, 520, 1),
    (0, 0, 1100, 1),
)
MEASURES = ("开展同类作业专项排查", "修订作业许可和现场监护制度", "组织全员警示教育")
DEMO = "（演示数据）"


def load(*, at: datetime) -> int:
    """Write forty accidents with their course, measures and links to dangers; returns how many."""
    sites = list(
        Asset.objects.filter(geometry__isnull=False, enterprise__isnull=False, kind="enterprise_site")
        .select_related("enterprise", "subdistrict", "community", "grid")
        .defer("words")
        .order_by("pk")[:800]
    )
    if not sites:
        return 0
    random = Random(SEED + 22)  # noqa: S311  # nosec B311
    bureau = by_name(["区应急局"])["区应急局"]
    office_seat = Membership.objects.select_related("unit", "person").get(person__username="office")
    officer = Membership.objects.select_related("unit", "person").get(person__username="enforcement").asker()
    office = office_seat.asker()
    harms = [each[:3] for each in HARM for _ in range(each[3])]
    random.shuffle(harms)
    begins = sorted(at - timedelta(days=random.uniform(0.5, DAYS)) for _ in harms)
    numbers: dict[int, int] = {}
    pasts = []
    for begun, harm in zip(begins, harms, strict=True):
        accident = _accident(random.choice(sites), begun, harm, numbers, bureau, office_seat.unit, random)
        moves = list(_course(accident, officer, office, random, at))
        pasts.append(Past(accident, officer, accident.received_at, moves))
    write_past(pasts=pasts, verb="接报事故", until=at)
    for accident in (each.case for each in pasts):
        _aftermath(accident, officer, office, random, at)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="accident", year=year, defaults={"last": last})
    return len(pasts)


def _accident(
    site: Asset,
    begun: datetime,
    harm: tuple[int, int, int | None],
    numbers: dict[int, int],
    bureau: Unit,
    office: Unit,
    random: Random,
) -> Accident:
    year = beijing_day(begun).year
    numbers[year] = numbers.get(year, 0) + 1
    words, sort, brief = random.choice(HAPPENINGS)
    deaths, injured, loss = harm
    loss_yuan = None if loss is None else loss * 10_000
    known = begun + timedelta(minutes=random.randint(2, 20))
    late = random.random() < 0.15
    point = site.geometry.centroid
    return Accident(
        number=NUMBER.format(year=year, n=numbers[year]),
        title=f"{site.enterprise}“{beijing_day(begun):%m·%d}”{words}事故"[:120],
        sort=sort,
        grade=rules.grade_of(deaths, injured, loss_yuan, beijing_day(begun)).value,
        enterprise=site.enterprise,
        occurred_at=begun,
        known_at=known,
        received_at=known + timedelta(minutes=random.randint(70, 400) if late else random.randint(10, 55)),
        brief=brief + DEMO,
        deaths=deaths,
        injured=injured,
        loss_yuan=loss_yuan,
        measures_taken="已组织救援、保护现场、停止作业。" + DEMO,
        concealed=late and random.random() < 0.3,
        address=(site.address or site.name)[:200],
        geometry=Point(point.x, point.y, srid=4326),
        subdistrict=site.subdistrict,
        community=site.community,
        grid=site.grid,
        owner_unit=bureau,
        issuer_unit=office,
        synthetic=True,
    )


def _course(
    accident: Accident, officer: Asker, office: Asker, random: Random, now: datetime
) -> Iterator[Moved]:
    """As far as the time has come; one in eight steps takes longer than it should."""
    higher = accident.body != rules.Body.DISTRICT
    steps = (
        (
            ("report_up", 0.05),
            ("hand_up", 1),
            ("conclude", 75),
            ("publish", 20),
            ("evaluate", 300),
            ("archive", 8),
        )
        if higher
        else (
            ("report_up", 0.05),
            ("investigate", 2),
            ("submit", 48),
            ("approve", 11),
            ("publish", 18),
            ("evaluate", 280),
            ("archive", 8),
        )
    )
    when = accident.received_at
    for verb, days in steps:
        when += timedelta(days=days * random.uniform(0.5, 1.0 if random.random() > 0.12 else 1.6))
        if when > now - timedelta(hours=1):
            return
        _note(accident, verb, when)
        why = "达到较大事故等级，移交市级调查" + DEMO if verb == "hand_up" else ""
        yield Moved(verb, office if verb == "approve" else officer, when, why)


def _note(accident: Accident, verb: str, when: datetime) -> None:
    day = beijing_day(when)
    match verb:
        case "report_up":
            accident.reported_up_at = when
        case "investigate":
            accident.team_lead, accident.team = "区应急局负责人", "区应急局、公安朝阳分局、区总工会"
        case "submit" | "conclude":
            accident.cause = "作业人员违章操作，单位安全教育和现场管理缺失。" + DEMO
            accident.nature, accident.responsible = "责任事故", True
            accident.advice, accident.report_received_at = (
                "对责任单位和责任人员依法处罚，落实整改措施。" + DEMO,
                when,
            )
            if verb == "conclude":
                accident.approved_on, accident.approval_number = day, f"京政函（演）{day:%Y%m}"
        case "approve":
            accident.approved_on, accident.approval_number = day, f"朝政函（演）{day:%Y%m%d}"
        case "publish":
            accident.published_on = day
            accident.public_text = (
                f"{accident.title}调查处理情况：事故性质为责任事故，责任单位已依法处罚。{DEMO}"
            )
        case "evaluate":
            accident.evaluated_on = day
            accident.evaluation = "防范和整改措施已经落实，未发现同类隐患。" + DEMO
        case "archive":
            accident.evaluation_public_on = day


def _aftermath(accident: Accident, officer: Asker, office: Asker, random: Random, now: datetime) -> None:
    """Measures as tasks, a supplement where one was made, links to dangers that were known."""
    for danger in candidates(accident)[:1]:
        KnownDanger.objects.create(accident=accident, danger=danger, note="同一部位此前发现的隐患" + DEMO)
    if accident.injured and accident.deaths == 0 and random.random() < 0.2:
        Change.objects.create(
            accident=accident,
            at=accident.received_at + timedelta(days=2),
            by_name=officer.name,
            deaths=0,
            injured=accident.injured,
            loss_yuan=accident.loss_yuan,
            grade_before=accident.grade,
            grade_after=accident.grade,
            why="伤者病情稳定，损失待核定。" + DEMO,
        )
    if accident.approved_on is None or accident.report_received_at is None:
        return
    begun = accident.report_received_at + timedelta(hours=3)
    unit = accident.subdistrict or accident.owner_unit
    tasks = [
        Task(
            owner_unit=unit,
            issuer_unit=accident.issuer_unit,
            title=title,
            text=f"落实{accident.number}防范措施。{DEMO}",
            source_type=SOURCE,
            source_id=accident.pk,
            source_label=f"事故防范措施 {accident.number}",
            ends_on=beijing_day(begun + timedelta(days=120)),
            progress=100 if accident.evaluated_on else 0,
        )
        for title in MEASURES
    ]
    assign(tasks=tasks, by=office, at=begun)
    verbs = ("plan", "start", "submit", "check", "finish") if accident.evaluated_on else ("plan", "start")
    if begun + timedelta(days=8 * len(verbs)) < now:
        course = [Moved(verb, officer, begun + timedelta(days=8 * n)) for n, verb in enumerate(verbs, 1)]
        replay(histories=[(task, course) for task in tasks], until=now)
