"""Three hundred hazards over eighteen months for the demonstration, drawn the same way every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.files.actions import store
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.people.models import Membership
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.hazards import rules
from ancheng.supervision.hazards.actions import BUREAU, GAS, GAS_BUREAU, NUMBER, identification, substances
from ancheng.supervision.hazards.models import (
    Drill,
    Hazard,
    Identification,
    MonitoringPoint,
    Responsible,
    SpecialPlan,
    Substance,
)
from ancheng.supervision.hazards.notices import filing_context
from ancheng.supervision.hazards.queries import SOURCE, authority
from ancheng.supervision.hazards.surroundings import exposed
from ancheng.supervision.hazards.values import Amount, Exercise, Post, Regime, Sort, Verdict

SEED, DAYS, COUNT = 110105, 548, 300
CERTIFICATES = 3
DEMO = "（演示数据）"
SITES = ("hazardous_chemical_unit", "warehouse", "pressure_vessel", "enterprise_site")
# Unit, sort, and the range of each substance in tonnes.
UNITS: tuple[tuple[str, Sort, tuple[tuple[str, float, float], ...]], ...] = (
    ("液氨制冷机房", Sort.PRODUCTION, (("氨", 4, 60),)),
    ("液氨储罐区", Sort.STORAGE, (("氨", 12, 120),)),
    ("氯气库房", Sort.STORAGE, (("氯", 3, 45),)),
    ("汽油储罐区", Sort.STORAGE, (("汽油", 150, 2600), ("乙醇", 20, 900))),
    ("液化石油气储罐区", Sort.STORAGE, (("液化石油气", 30, 500),)),
    ("甲醇罐区", Sort.STORAGE, (("甲醇", 300, 2400), ("甲苯", 50, 900))),
    ("危险化学品专用库房", Sort.STORAGE, (("丙酮", 80, 900), ("乙醚", 2, 30), ("苯", 5, 90))),
    ("过氧化物车间", Sort.PRODUCTION, (("环氧乙烷", 3, 40),)),
    ("氧气充装站", Sort.PRODUCTION, (("氧", 120, 700),)),
    ("氢气站", Sort.PRODUCTION, (("氢", 3, 30),)),
)
TOWN_GAS = ("天然气储配站", Sort.STORAGE, (("天然气", 40, 260),))
SURNAMES, GIVEN = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨",
    ("建平", "晓岚", "志强", "海燕", "国栋", "文静", "立新", "春梅"),
)
FILES = {"plan": "专项应急预案", "evidence": "安全评估报告"}


@dataclass
class Drawn:
    """One hazard with what belongs to it, before it is written."""

    hazard: Hazard
    amounts: tuple[Amount, ...]
    verdict: Verdict
    moves: list[Moved] = field(default_factory=list)
    drills: list[Drill] = field(default_factory=list)

    def reached(self, verb: str) -> datetime | None:
        return next((each.at for each in self.moves if each.verb == verb), None)


def load(*, at: datetime, count: int = COUNT) -> int:
    """Write hazards with their course, inventories, plans, persons, drills; returns how many."""
    sites = _sites(count)
    if not sites:
        return 0
    random = Random(SEED + 2)  # noqa: S311  # nosec B311
    seats = Membership.objects.filter(person__demonstration=True).select_related("unit", "person")
    officers = {seat.unit_id: seat.asker() for seat in seats.order_by("-pk")}
    bureau = seats.get(person__username="enforcement").asker()
    supervisors = {name: authority(name) for name in (BUREAU, GAS_BUREAU)}
    begins = sorted(at - timedelta(days=random.uniform(1, DAYS)) for _ in sites)
    numbers: dict[int, int] = {}
    drawn = []
    for site, begun in zip(sites, begins, strict=True):
        each = _draw(site, begun, numbers, supervisors, random)
        street = officers.get(site.subdistrict_id or 0, bureau)
        each.moves = list(_course(each, street, bureau, random, at))
        drawn.append(each)
    _file_numbers(drawn)
    _plans(drawn)
    pasts = [
        Past(
            each.hazard,
            officers.get(each.hazard.subdistrict_id or 0, bureau),
            each.hazard.identified_at,
            each.moves,
        )
        for each in drawn
    ]
    write_past(pasts=pasts, verb="辨识重大危险源", until=at)
    _belongings(drawn, bureau, random, at)
    _certificates(drawn, bureau, at)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="hazard", year=year, defaults={"last": last})
    return len(drawn)


def _sites(count: int) -> list[Asset]:
    """As many objects of enterprises, chemical units first; the demonstration's own enterprise has two."""
    rows = (
        Asset.objects.filter(geometry__isnull=False, enterprise__isnull=False, kind__in=SITES)
        .select_related("enterprise__enterprise", "subdistrict", "community", "grid")
        .defer("words")
    )
    found: list[Asset] = []
    own = Membership.objects.filter(person__username="enterprise").values_list("unit_id", flat=True).first()
    if own:
        found += rows.filter(enterprise_id=own).order_by("pk")[:2]
    for kind in SITES:
        left = count - len(found)
        if left > 0:
            taken = [each.pk for each in found]
            found += rows.filter(kind=kind).exclude(pk__in=taken).order_by("pk")[:left]
    return found


def _draw(
    site: Asset,
    begun: datetime,
    numbers: dict[int, int],
    supervisors: dict[str, Unit | None],
    random: Random,
) -> Drawn:
    year = beijing_day(begun).year
    numbers[year] = numbers.get(year, 0) + 1
    gas = random.random() < 0.03
    name, sort, ranges = TOWN_GAS if gas else random.choice(UNITS)
    chosen = ranges[: random.randint(1, len(ranges))]
    amounts = tuple(Amount(each, round(random.uniform(low, high), 1)) for each, low, high in chosen)
    around = exposed(site.geometry, own_enterprise=site.enterprise_id)
    adjusted = around.people is None or random.random() < 0.2
    people = random.choice((0, 12, 35, 60, 140)) if adjusted else around.people or 0
    verdict = rules.judge(amounts, people)
    hazard = Hazard(
        number=NUMBER.format(year=year, n=numbers[year]),
        name=name,
        sort=sort.value,
        regime=(Regime.TOWN_GAS if gas else Regime.ORDER_40).value,
        enterprise=site.enterprise,
        asset=site,
        boundary="以防火堤或独立建筑外墙为界" if sort == Sort.STORAGE else "以进出料切断阀为界",
        s=verdict.s,
        r=verdict.r,
        alpha=verdict.alpha,
        level=verdict.level,
        people=people,
        people_from_map=around.people,
        people_why="入户核实常住人口" + DEMO if people != around.people else "",
        people_source="社区台账" + DEMO if people != around.people else "",
        identified_at=begun,
        address=(site.address or site.name)[:200],
        geometry=site.geometry,
        subdistrict=site.subdistrict,
        community=site.community,
        grid=site.grid,
        owner_unit=site.enterprise,
        issuer_unit=supervisors[GAS_BUREAU if gas else BUREAU],
        synthetic=True,
    )
    return Drawn(hazard, amounts, verdict)


def _course(each: Drawn, street: Asker, bureau: Asker, random: Random, now: datetime) -> Iterator[Moved]:
    """As far as the time has come; one in seven steps takes longer than it should."""
    hazard = each.hazard
    if hazard.regime == Regime.TOWN_GAS:
        yield Moved("hand_over", street, hazard.identified_at, GAS)
        return
    if not each.verdict.is_major:
        yield Moved("close_minor", street, hazard.identified_at + timedelta(hours=3))
        return
    when = hazard.identified_at
    late = 0.14
    for verb, days in (("assess", 24), ("declare", 12), ("register", 8), ("supervise", 4), ("reassess", 400), ("apply_cancel", 30), ("cancel", 20)):  # fmt: skip
        if (verb == "reassess" and random.random() > 0.25) or (
            verb == "apply_cancel" and random.random() > 0.4
        ):
            return
        when += timedelta(days=days * (random.uniform(0.4, 1.0) if random.random() > late else random.uniform(1.2, 2.4)))  # fmt: skip
        if when > now - timedelta(hours=2):
            return
        _note(hazard, verb, when, random)
        why = {"reassess": "储量调整，重新辨识" + DEMO, "apply_cancel": "储罐已清空拆除" + DEMO}.get(verb, "")
        yield Moved(verb, bureau if verb in ("register", "supervise", "cancel") else street, when, why)


def _note(hazard: Hazard, verb: str, when: datetime, random: Random) -> None:
    day = beijing_day(when)
    match verb:
        case "assess":
            # Some came with a report of an earlier year, and are soon due for the next.
            back = random.randint(600, 1160) if random.random() < 0.12 else random.randint(0, 9)
            hazard.reported_on = day - timedelta(days=back)
            hazard.report_number = f"PG-{day.year}-{random.randint(1, 999):03d}"
            hazard.report_by = "演示安全评价机构"
            hazard.reassess_due_on = rules.reassess_on(hazard.reported_on)
        case "declare":
            hazard.declared_at = when
        case "register":
            hazard.filed_at, hazard.filed_level = when, hazard.level
        case "cancel":
            hazard.cancelled_on = day


def _file_numbers(drawn: Sequence[Drawn]) -> None:
    """Certificates are numbered in the order of their filing, year by year."""
    last: dict[int, int] = {}
    for each in sorted((row for row in drawn if row.hazard.filed_at), key=lambda row: row.hazard.filed_at or row.hazard.identified_at):  # fmt: skip
        year = beijing_day(each.hazard.filed_at or each.hazard.identified_at).year
        last[year] = last.get(year, 0) + 1
        each.hazard.filing_number = f"演示危备〔{year}〕{last[year]}号"


def _plans(drawn: Sequence[Drawn]) -> None:
    """One plan for each that was declared, approved some days before."""
    with_plan = [each for each in drawn if each.reached("declare")]
    plans = SpecialPlan.objects.bulk_create(
        SpecialPlan(
            number=f"ZX-{each.hazard.number}",
            title=f"{each.hazard.name}专项应急预案{DEMO}",
            approved_on=beijing_day(each.reached("declare") or each.hazard.identified_at) - timedelta(days=6),
        )
        for each in with_plan
    )
    for each, plan in zip(with_plan, plans, strict=True):
        each.hazard.plan = plan


def _belongings(drawn: Sequence[Drawn], bureau: Asker, random: Random, now: datetime) -> None:
    """Inventories, runs, persons, points, drills and papers."""
    Substance.objects.bulk_create(
        [line for each in drawn for line in substances(each.hazard, each.amounts, each.verdict)]
    )
    Identification.objects.bulk_create(
        Identification(
            **identification(
                each.hazard, each.amounts, each.verdict, by=bureau, at=each.hazard.identified_at, why=""
            )
        )
        for each in drawn
    )
    with_plan = [each for each in drawn if each.hazard.plan]
    Responsible.objects.bulk_create(
        Responsible(
            hazard=each.hazard,
            post=post.value,
            name=random.choice(SURNAMES) + random.choice(GIVEN),
            phone=f"138{random.randint(0, 99_999_999):08d}",
        )
        for each in with_plan
        for post in Post
    )
    MonitoringPoint.objects.bulk_create(
        MonitoringPoint(
            hazard=each.hazard, asset=each.hazard.asset, measures="液位、压力、可燃或有毒气体浓度"
        )
        for each in with_plan
        if each.hazard.asset and random.random() < 0.8
    )
    drills = [drill for each in with_plan for drill in _drills(each, random, beijing_day(now))]
    Drill.objects.bulk_create(drills)
    _papers(with_plan, bureau)
    Hazard.every.bulk_update(
        [each.hazard for each in with_plan], ["special_drill_due_on", "on_site_drill_due_on"], batch_size=500
    )


def _drills(each: Drawn, random: Random, today: date) -> Iterator[Drill]:
    """Drills at their intervals; most in time, some missed."""
    plan = each.hazard.plan
    if plan is None:
        return
    for exercise, interval in ((Exercise.SPECIAL, 340), (Exercise.ON_SITE, 165)):
        last = plan.approved_on
        while True:
            held_on = last + timedelta(days=int(interval * random.uniform(0.6, 1.12)))
            if held_on >= today or random.random() < 0.06:
                break
            last = held_on
            yield Drill(
                hazard=each.hazard,
                exercise=exercise.value,
                held_on=held_on,
                people=random.randint(12, 80),
                summary="按预案完成处置、疏散和通信科目，问题已列整改清单。" + DEMO,
                by_name="演示安全员",
            )
        setattr(each.hazard, f"{exercise.value}_drill_due_on", rules.next_drill_on(exercise, last))


def _papers(with_plan: Sequence[Drawn], bureau: Asker) -> None:
    """The plan and the report of each: one made-up file of each sort is kept once."""
    rows = []
    for purpose, title in FILES.items():
        first = min((each.hazard.identified_at for each in with_plan), default=None)
        if first is None:
            return
        blob = store(chunks=[f"{title}{DEMO}".encode()], name=f"{title}.txt", purpose=purpose, at=first)
        rows += [
            Attachment(
                blob=blob,
                name=f"{title}-{each.hazard.number}.txt",
                purpose=purpose,
                subject_type=SOURCE,
                subject_id=str(each.hazard.pk),
                by_id=bureau.person_id,
                by_name=bureau.name,
                at=each.reached("declare") or each.hazard.identified_at,
            )
            for each in with_plan
        ]
    Attachment.objects.bulk_create(rows, batch_size=1000)


def _certificates(drawn: Sequence[Drawn], bureau: Asker, now: datetime) -> None:
    """The newest few are printed, so that there is a certificate to open."""
    filed = [each.hazard for each in drawn if each.hazard.state in ("filed", "supervised")]
    for hazard in sorted(filed, key=lambda each: each.filed_at or now)[-CERTIFICATES:]:
        at = hazard.filed_at or now
        document = produce(
            kind="hazard_filing", subject=hazard, context=filing_context(hazard, bureau, at), by=bureau, at=at
        )
        Hazard.every.filter(pk=hazard.pk).update(filing_number=document.number)
