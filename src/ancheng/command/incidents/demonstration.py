"""A hundred and twenty incidents of the last eighteen months and three of today, drawn the same way every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.command.authority import commanding_unit
from ancheng.command.demonstration_places import Spot, seat, spots
from ancheng.command.dispatch.demonstration_room import send_crews
from ancheng.command.incidents import catalogue, drafting, rules
from ancheng.command.incidents.actions import NUMBER, Wanted, add_tasks, expect_report
from ancheng.command.incidents.case_actions import REPORT_NUMBER
from ancheng.command.incidents.declare import Ask
from ancheng.command.incidents.exposure import exposed
from ancheng.command.incidents.lanes import asks
from ancheng.command.incidents.models import Incident, LogEntry, Need, Report, Reporter, ResponseOrder, Source
from ancheng.command.incidents.rules import ReportSort, Sort, need_words
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved

SEED, DAYS, PAST = 110105, 548, 120
DEMO = "（演示数据）"
# Kind, what happened, how often, how likely it is worse than ordinary.
HAPPENINGS = (
    ("fire", "居民楼厨房起火", 14), ("fire", "底商电气线路起火", 9), ("fire", "仓库冒烟", 4), ("gas", "燃气软管脱落泄漏", 12),
    ("gas", "施工挖断燃气支线", 5), ("flood", "下凹式立交桥积水", 10), ("flood", "地下车库进水", 6), ("elevator", "电梯困人", 16),
    ("pipe", "供水管线爆裂", 8), ("outage", "片区停电", 7), ("traffic", "危险货物运输车追尾", 4), ("collapse", "围墙倒塌", 3),
    ("work", "有限空间作业人员中毒", 3), ("wind", "大风刮落广告牌", 6), ("crowd", "商圈人员聚集超限", 5), ("geology", "路面塌陷", 4),
    ("chemical", "冷库氨泄漏", 2), ("snow", "桥面结冰车辆受阻", 2),
)  # fmt: skip
SITUATIONS = (
    "先期处置力量到场，正在核实人员情况。", "已设置警戒区，疏散周边人员。", "消防、医疗力量到场，现场由消防指挥。",
    "险情得到控制，正在排查周边。", "现场无新增伤亡，相关管线阀门已关闭。", "恢复通行，留守人员继续监护。",
)  # fmt: skip
CAUSES = (
    "设施老化且未按期检修",
    "作业人员未执行操作规程",
    "短时强降雨超过排水能力",
    "使用人安全意识不足，违规用电用气",
    "施工单位未核对地下管线资料",
)
LESSONS = (
    "补齐设施检修台账并逐一复查",
    "完善现场先期处置分工和联络方式",
    "将该点位列入每日巡查",
    "开展同类场所专项排查",
    "增配警戒和排水装备",
)
SHORT = ("路上拥堵，预计二十分钟后到", "就近库存不足，已从邻近街道调剂", "队伍正在另一现场")


def load(*, at: datetime) -> int:
    """Write incidents with log, needs, reports, orders and tasks; returns how many."""
    places = spots()
    if not places:
        return 0
    random = Random(SEED + 131)  # noqa: S311  # nosec B311
    office = commanding_unit()
    by = seat(office)
    drawn = [(kind, words) for kind, words, often in HAPPENINGS for _ in range(often)][:PAST]
    random.shuffle(drawn)
    begins = sorted(at - timedelta(days=random.uniform(1, DAYS)) for _ in drawn)
    numbers: dict[int, int] = {}
    pasts = []
    for begun, (kind, words) in zip(begins, drawn, strict=True):
        incident = _incident(kind, words, random.choice(places), begun, numbers, office, random)
        pasts.append(Past(incident, by, incident.reported_at, list(_course(incident, by, random, at))))
    for minutes, kind, words in (
        (190, "flood", "铁路桥下积水断路"),
        (75, "gas", "小区燃气支线泄漏"),
        (9, "fire", "高层住宅电井冒烟"),
    ):
        incident = _incident(
            kind, words, random.choice(places), at - timedelta(minutes=minutes), numbers, office, random
        )
        moved = [Moved("respond", by, at - timedelta(minutes=minutes - 12))] if minutes > 20 else []
        pasts.append(Past(incident, by, incident.reported_at, moved))
    written = [each for each in write_past(pasts=pasts, verb="接报", until=at) if isinstance(each, Incident)]
    _beside(written, by, random, at)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="incident", year=year, defaults={"last": last})
    return len(written)


def _incident(
    kind: str, words: str, spot: Spot, begun: datetime, numbers: dict[int, int], office: Unit, random: Random
) -> Incident:
    declared = catalogue.kind(kind)
    reported = begun + timedelta(minutes=random.randint(1, 15))
    place = str(spot.community).removesuffix("居民委员会").removesuffix("村民委员会")
    year = beijing_day(reported).year
    numbers[year] = numbers.get(year, 0) + 1
    injured = random.choice((0, 0, 0, 0, 0, 0, 1, 1, 2, 4))
    deaths = 1 if injured > 1 and random.random() < 0.12 else 0
    grade = catalogue.suggested_grade(
        kind, deaths=deaths, injured=injured, loss_yuan=None, on=beijing_day(reported)
    )
    point = spot.point.clone()
    point.x, point.y = point.x + random.uniform(-0.002, 0.002), point.y + random.uniform(-0.002, 0.002)
    return Incident(
        number=NUMBER.format(year=year, n=numbers[year]), title=f"{place}{words}"[:110], kind=kind,
        grade=grade.value if grade else None, source=random.choice((Source.PHONE, Source.PHONE, Source.PHONE, Source.GRID, Source.HOTLINE)),
        happened_at=begun, reported_at=reported, text=f"群众来电反映{words}。{DEMO}", radius_m=declared.radius_m,
        deaths=deaths, injured=injured, address=place, geometry=point, subdistrict=spot.subdistrict,
        community=spot.community if spot.community != spot.subdistrict else None, owner_unit=office, synthetic=True,
    )  # fmt: skip


def _course(incident: Incident, by: Asker, random: Random, now: datetime) -> Iterator[Moved]:
    if random.random() < 0.05:
        yield Moved("dismiss", by, incident.reported_at + timedelta(minutes=25), "现场核实为误报" + DEMO)
        return
    begun = incident.reported_at + timedelta(minutes=random.randint(2, 35))
    yield Moved("respond", by, begun)
    ended = begun + timedelta(hours=random.uniform(0.6, 9))
    if ended > now:
        return
    incident.closed_at = ended
    yield Moved("close", by, ended, "险情排除，现场已移交属地" + DEMO)
    gone_through = ended + timedelta(days=random.uniform(2, 24))
    if gone_through < now and random.random() < 0.9:
        incident.cause, incident.lessons = random.choice(CAUSES) + DEMO, random.choice(LESSONS) + DEMO
        yield Moved("review", by, gone_through, incident.lessons)


@in_record_language
def _beside(incidents: list[Incident], by: Asker, random: Random, now: datetime) -> None:
    """The circle, the callers, needs, orders, reports, tasks, and the log that tells of them all in its order."""
    lines: list[LogEntry] = []
    reports: list[Report] = []
    needs: list[Need] = []
    callers: list[Reporter] = []
    orders: list[ResponseOrder] = []
    numbers: dict[int, int] = {}
    for each in incidents:
        end = each.closed_at or now
        told: list[tuple[datetime, Sort, str, dict[str, Any]]] = [
            (each.reported_at, Sort.CALL, f"{each.get_source_display()}：{each.text}", {})
        ]
        if each.geometry:
            each.exposed = exposed(each.geometry.x, each.geometry.y, each.radius_m, each.reported_at)
        if each.source == Source.PHONE:
            callers.append(
                Reporter(incident=each, name="演示报告人", said=each.text, told_at=each.reported_at)
            )
        asked = rules.joined(catalogue.kind(each.kind).asks, asks(each.kind) if each.open else [])
        for ask in asked:
            told += _need(each, ask, end, needs, random)
        if each.open and each.geometry:
            abilities = [ask.ability for ask in asked if ask.ability for _ in range(ask.amount)]
            told += [
                (row.at, Sort.RESOURCE, row.text, {**row.facts, "key": row.key})
                for row in send_crews(each, abilities, now=now)
            ]
        if each.state not in ("received", "dismissed"):
            told.append((min(each.reported_at + timedelta(minutes=15), end), Sort.STATE, "开始处置", {}))
            span = (end - each.reported_at) / (len(SITUATIONS) + 1)
            told += [
                (each.reported_at + span * (n + 1), Sort.SITUATION, words, {})
                for n, words in enumerate(SITUATIONS)
                if each.closed_at or n < 3
            ]
            if each.kind in ("flood", "gas", "chemical") or each.injured > 1:
                orders.append(_order(each, told, end, by, random))
        if each.closed_at:
            told.append((each.closed_at, Sort.STATE, "处置结束：险情排除，现场已移交属地", {}))
        reports += _reports(each, told, numbers, by, random, now)
        for moment, sort, words, facts in sorted(told, key=lambda line: line[0]):
            lines.append(
                LogEntry(
                    incident=each,
                    sort=sort.value,
                    text=words,
                    facts={name: value for name, value in facts.items() if name != "key"},
                    key=facts.get("key"),
                    at=moment,
                    by_name=by.name,
                    unit_name=by.unit_name,
                )
            )
    Reporter.objects.bulk_create(callers)
    Need.objects.bulk_create(needs)
    ResponseOrder.objects.bulk_create(orders)
    Report.objects.bulk_create(reports)
    LogEntry.objects.bulk_create(lines, batch_size=500)
    # The database counted the lines; what is written back must not put its counters to nought.
    Incident.every.bulk_update(incidents, ["exposed", "response_level"], batch_size=200)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="incident_report", year=year, defaults={"last": last})
    for each in incidents:
        if each.open or (each.state == "closed" and now - (each.closed_at or now) < timedelta(days=40)):
            _tasks(each, by, now)
        if each.open or each.state == "closed":
            expect_report(each, at=now)


def _need(
    incident: Incident, ask: Ask, end: datetime, needs: list[Need], random: Random
) -> list[tuple[datetime, Sort, str, dict[str, Any]]]:
    """What is needed; crews fill what they can themselves, the rest was written down by hand."""
    by_crews = bool(ask.ability) and incident.open
    there = 0 if by_crews else ask.amount if incident.closed_at else random.randint(0, ask.amount)
    reason = random.choice(SHORT) if there < ask.amount and not by_crews else ""
    asked_at = incident.reported_at + timedelta(minutes=1)
    came = min(asked_at + timedelta(minutes=random.randint(10, 50)), end)
    needs.append(
        Need(
            incident=incident, name=ask.name, amount=ask.amount, unit=ask.unit, ability=ask.ability, filled=there,
            reason=reason, asked_at=asked_at, changed_at=came,
        )
    )  # fmt: skip
    facts = {
        "need": ask.name, "amount": ask.amount, "filled": 0, "unit": ask.unit, "reason": "", "ability": ask.ability,
    }  # fmt: skip
    told = [(asked_at, Sort.NEED, need_words(ask.name, ask.amount, ask.unit, 0), facts)]
    if incident.state != "received" and not by_crews:
        facts = {**facts, "filled": there, "reason": reason}
        told.append((came, Sort.NEED, need_words(ask.name, ask.amount, ask.unit, there, reason), facts))
    return told


def _order(
    incident: Incident,
    told: list[tuple[datetime, Sort, str, dict[str, Any]]],
    end: datetime,
    by: Asker,
    random: Random,
) -> ResponseOrder:
    begun = min(incident.reported_at + timedelta(minutes=random.randint(18, 40)), end)
    level = 3 if incident.injured > 2 else 4
    name = rules.LEVELS[rules.Level(level)]
    measures = "属地先期处置，专业力量到场抢险，做好人员疏散和交通引导" + DEMO
    told.append(
        (
            begun,
            Sort.RESPONSE,
            f"启动{name}响应：{incident.title}；预计24小时；措施：{measures}",
            {"level": level},
        )
    )
    if incident.closed_at:
        told.append(
            (
                incident.closed_at - timedelta(minutes=5),
                Sort.RESPONSE,
                "解除应急响应：险情排除",
                {"level": None},
            )
        )
    else:
        incident.response_level = level
    return ResponseOrder(
        incident=incident, level=level, matter=incident.title, measures=measures, duration_hours=24, at=begun, by_name=by.name,
        lifted_at=incident.closed_at - timedelta(minutes=5) if incident.closed_at else None,
        lifted_why="险情排除" if incident.closed_at else "",
    )  # fmt: skip


def _reports(
    incident: Incident, told: list[tuple[datetime, Sort, str, dict[str, Any]]], numbers: dict[int, int], by: Asker, random: Random, now: datetime
) -> list[Report]:  # fmt: skip
    """初报 within its time in nine of ten, 终报 after the end."""
    if incident.state == "dismissed":
        return []
    made: list[Report] = []
    sent = incident.reported_at + timedelta(
        minutes=random.randint(150, 200) if random.random() < 0.1 else random.randint(12, 95)
    )
    moments = [(ReportSort.FIRST, sent)]
    if incident.closed_at:
        moments.append(
            (ReportSort.FINAL, max(sent, incident.closed_at) + timedelta(hours=random.uniform(0.5, 20)))
        )
    last: tuple[ReportSort, datetime] | None = None
    for sort, moment in moments:
        if moment > now:
            break
        due = rules.next_report(
            known_at=incident.reported_at, last=last, closed_at=incident.closed_at if last else None, grade=incident.grade,
            sensitive=False, accident=incident.kind in catalogue.CLASSES["accident"].kinds, on=beijing_day(moment),
        )  # fmt: skip
        year = beijing_day(moment).year
        numbers[year] = numbers.get(year, 0) + 1
        number = REPORT_NUMBER.format(year=year, n=numbers[year])
        made.append(
            Report(
                incident=incident, sort=sort, number=number, to="市应急指挥中心、区总值班室", text=drafting.opening(incident, sort) + DEMO,
                due_at=due.at if due else moment, citation=due.citation if due else "", sent_at=moment, by_name=by.name,
            )
        )  # fmt: skip
        told.append(
            (moment, Sort.REPORT, f"{rules.REPORTS[sort]}已报送市应急指挥中心、区总值班室（{number}）", {})
        )
        last = (sort, moment)
    return made


def _tasks(incident: Incident, by: Asker, now: datetime) -> None:
    owner = incident.subdistrict or incident.owner_unit
    wanted = [Wanted("组织周边人员疏散和安置" + DEMO, owner), Wanted("设置警戒区，引导交通" + DEMO, owner)]
    if not incident.open:
        wanted = [
            Wanted("落实整改措施并报送佐证" + DEMO, owner, ends_on=beijing_day(now) + timedelta(days=10))
        ]
    add_tasks(
        incident=incident,
        wanted=wanted,
        by=by,
        at=max(incident.reported_at, now - timedelta(days=20)) if not incident.open else now,
    )
