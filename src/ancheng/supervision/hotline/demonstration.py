"""Eighteen months of reports for the demonstration, drawn the same way every time; names and numbers are made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.contrib.gis.geos import Point

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.people.models import Membership
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.hotline.actions import NUMBER, PUBLIC
from ancheng.supervision.hotline.challenge import code_hash, query_code
from ancheng.supervision.hotline.models import (
    Channel,
    Matter,
    Report,
    Reporter,
    Reward,
    Satisfaction,
    Verdict,
)
from ancheng.supervision.hotline.queries import receiving_unit
from ancheng.supervision.hotline.sealing import Identity, seal

SEED, DAYS = 110105, 548
MATTERS = (
    ("楼道堆放杂物堵塞疏散通道", Matter.DANGER),
    ("电动自行车在楼梯间飞线充电", Matter.DANGER),
    ("安全出口上锁", Matter.DANGER),
    ("消火栓无水、灭火器过期", Matter.DANGER),
    ("后厨燃气软管老化未更换", Matter.DANGER),
    ("外墙广告牌松动有坠落危险", Matter.DANGER),
    ("工地临边没有防护栏杆", Matter.DANGER),
    ("动火作业没有人监护", Matter.VIOLATION),
    ("电梯超过检验日期仍在使用", Matter.VIOLATION),
    ("仓库里住人，电线私拉乱接", Matter.DANGER),
    ("无证储存油漆稀料等易燃品", Matter.VIOLATION),
    ("工人未经培训从事高处作业", Matter.VIOLATION),
    ("发生工伤没有上报", Matter.CONCEALED),
    ("排烟道长期不清洗油污很厚", Matter.DANGER),
)
PLACES = ("东侧楼梯间", "地下一层", "后院", "三层走廊", "正门口", "库房", "北侧围墙边", "屋顶")
SOURCES = (
    (0.42, Channel.WEB),
    (0.3, Channel.CITY),
    (0.18, Channel.SAFETY),
    (0.05, Channel.LETTER),
    (0.05, Channel.VISIT),
)
ENDINGS = ((0.84, "handled"), (0.06, "reject"), (0.05, "transfer"), (0.05, "dispatch"))
VERDICTS = ((0.52, Verdict.TRUE), (0.2, Verdict.PARTLY), (0.2, Verdict.FALSE), (0.08, Verdict.OPEN))
LEFT_OUT = "不属于安全生产举报事项，已建议向主管部门反映。（演示数据）"


def load(*, count: int, at: datetime) -> int:
    """Write `count` reports of the last eighteen months; returns how many."""
    sites = list(
        Asset.objects.filter(geometry__isnull=False, enterprise__isnull=False)
        .select_related("enterprise", "subdistrict", "community", "grid")
        .defer("words")
        .order_by("pk")[: count * 2 : 2]
    )
    if not sites:
        return 0
    random, staff = Random(SEED + 21), _Staff()  # noqa: S311  # nosec B311
    begins = sorted(at - timedelta(days=random.uniform(0.05, DAYS)) for _ in range(count))
    numbers: dict[int, int] = {}
    pasts = []
    for order, begun in enumerate(begins):
        report = _report(random.choice(sites), begun, order, numbers, staff.receiving, random)
        by = PUBLIC if report.channel == Channel.WEB else staff.of(staff.receiving)
        pasts.append(Past(report, by, begun, list(_course(report, random, staff, begun, at))))
    write_past(pasts=pasts, verb="接收举报", until=at)
    _seal(pasts, random)
    _rewards(pasts, staff, random, at)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="hotline", year=year, defaults={"last": last})
    return len(pasts)


class _Staff:
    """The demonstration's officers by unit."""

    def __init__(self) -> None:
        seats = Membership.objects.filter(person__demonstration=True).select_related("unit", "person")
        self.seats = {seat.unit_id: seat.asker() for seat in seats.order_by("-pk")}
        self.receiving = receiving_unit()
        self.office = (
            Membership.objects.select_related("unit", "person").get(person__username="office").asker()
        )

    def of(self, unit: Unit) -> Asker:
        return self.seats.get(unit.pk, self.office)


def _report(
    site: Asset, begun: datetime, order: int, numbers: dict[int, int], unit: Unit, random: Random
) -> Report:
    year = beijing_day(begun).year
    numbers[year] = numbers.get(year, 0) + 1
    words, matter = random.choice(MATTERS)
    place = random.choice(PLACES)
    channel = _pick(SOURCES, random)
    point = site.geometry.centroid
    return Report(
        number=NUMBER.format(year=year, n=numbers[year]),
        code_hash=code_hash(query_code(f"demo-{order}", "demonstration")),
        channel=channel,
        matter=matter,
        title=f"{site.name}{words}"[:80],
        content=f"{site.address or site.name}{place}，{words}，已经有一段时间，请尽快处理。（演示数据）",
        named_party=site.name[:120],
        enterprise=site.enterprise if random.random() < 0.7 else None,
        address=(site.address or site.name)[:200],
        geometry=Point(point.x, point.y, srid=4326),
        subdistrict=site.subdistrict,
        community=site.community,
        grid=site.grid,
        received_at=begun,
        real_name=random.random() < 0.55,
        order_number=f"GD{year}{order:06d}" if channel == Channel.CITY else "",
        order_due_at=begun + timedelta(days=random.choice((7, 15, 15, 30)))
        if channel == Channel.CITY
        else None,
        owner_unit=unit,
        issuer_unit=unit,
        synthetic=True,
    )


def _course(report: Report, random: Random, staff: _Staff, begun: datetime, now: datetime) -> Iterator[Moved]:
    by, ending = staff.of(report.owner_unit), _pick(ENDINGS, random)
    when = begun + timedelta(days=random.choice((0.2, 0.5, 1, 1, 2, 2, 3, 6)))
    if when > now:
        return
    if ending in ("reject", "transfer"):
        report.told = LEFT_OUT
        report.transferred_to = "市住房城乡建设委" if ending == "transfer" else ""
        yield Moved(ending, by, when, LEFT_OUT)
        return
    if ending == "dispatch" and report.subdistrict:
        yield Moved("dispatch", by, when, "由属地核查（演示数据）")
        report.owner_unit = report.subdistrict
        report.derive_scope()
        by, when = staff.of(report.owner_unit), when + timedelta(days=1)
    yield from _handled(report, by, when, random, now)


def _handled(report: Report, by: Asker, when: datetime, random: Random, now: datetime) -> Iterator[Moved]:
    """Accepted, verified (one in fifteen late), fed back, closed: as far as the time has come."""
    waits = {
        "accept": 0.0,
        "verify": random.triangular(2, 70, 12),
        "feed_back": random.choice((1, 2, 3, 5, 8, 9, 12)),
        "close": random.choice((1, 3, 5, 10, 16)),
    }
    for verb, days in waits.items():
        when += timedelta(days=days)
        if when > now - timedelta(minutes=30):
            return
        match verb:
            case "accept":
                report.accepted_at = when
            case "verify":
                report.verdict, report.verified_at = _pick(VERDICTS, random), when
                report.result = "已到现场核查并拍照，当场提出整改要求。（演示数据）"
            case "feed_back":
                report.fed_back_at = when
                report.told = "您反映的问题已到现场核查，结论见上；属实的已责令限期整改。（演示数据）"
            case "close" if random.random() < 0.4:
                report.satisfaction = random.choices(list(Satisfaction.values), (7, 2, 1))[0]
                report.rated_at = when
        yield Moved(verb, by, when)


def _seal(pasts: list[Past], random: Random) -> None:
    rows = []
    for each in pasts:
        report = each.case
        if isinstance(report, Report) and report.real_name:
            identity = Identity(name=f"演示举报人{report.pk}", phone=f"1380000{random.randrange(10_000):04d}")
            sealed, mark = seal(identity, subject=report.number)
            rows.append(Reporter(report=report, sealed=sealed, key_mark=mark))
    Reporter.objects.bulk_create(rows, batch_size=1000)


def _rewards(pasts: list[Past], staff: _Staff, random: Random, now: datetime) -> None:
    granted = []
    for report in (each.case for each in pasts):
        if not isinstance(report, Report) or report.verdict != Verdict.TRUE or report.fed_back_at is None:
            continue
        if random.random() > 0.12:
            continue
        begun = report.fed_back_at
        reward = Reward(
            report=report,
            amount_yuan=random.choice((3000, 3000, 4500, 7500, 15000)),
            basis=f"处罚决定书（演）第{report.pk}号",
            proposed_at=begun,
            owner_unit=report.owner_unit,
            issuer_unit=report.issuer_unit,
        )
        moves = list(_paid(reward, staff, begun, random, now))
        granted.append(Past(reward, staff.of(report.owner_unit), begun, moves))
    write_past(pasts=granted, verb="提出奖励", until=now)


def _paid(reward: Reward, staff: _Staff, begun: datetime, random: Random, now: datetime) -> Iterator[Moved]:
    granted = begun + timedelta(days=random.choice((2, 4, 9, 15)))
    if granted > now:
        return
    yield Moved("grant", staff.office, granted)
    paid = granted + timedelta(days=random.choice((3, 10, 25, 50)))
    if paid < now:
        reward.voucher, reward.paid_at = f"PZ{random.randrange(10**6):06d}", paid
        yield Moved("pay", staff.of(reward.owner_unit), paid)


def _pick(table, random: Random):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    return random.choices([value for _, value in table], [share for share, _ in table])[0]
