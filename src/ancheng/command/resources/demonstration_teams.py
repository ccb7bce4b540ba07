"""Teams of the demonstration district: five kinds, with what they have and whom they agreed with."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day
from ancheng.command.authority import commanding_unit
from ancheng.command.demonstration_places import Spot, seat
from ancheng.command.resources.models import Agreement, Equipment, Meeting, MutualAid, Qualification, Team
from ancheng.command.resources.team_actions import AID_NUMBER
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved

TEAMS, AIDS = 300, 24
DEMO = "（演示数据）"
# Kind, how many of 300, names, units that keep them ('' is the subdistrict), strength from and to.
KINDS = (
    ("comprehensive", 52, ("应急救援综合队",), ("", "区应急局"), (15, 60)),
    ("professional", 98, ("防汛排水队", "危化品处置队", "燃气抢修队", "医疗救护队", "供电抢修队", "地震救援队", "工程抢险队"),
     ("区水务局", "区应急局", "区城市管理委", "区卫生健康委", "区住房城乡建设委", "区地震局"), (8, 40)),
    ("expert", 18, ("应急管理专家组",), ("区应急局",), (3, 12)),
    ("volunteer", 92, ("应急志愿服务队",), ("",), (10, 80)),
    ("social", 40, ("社会救援队",), ("",), (6, 50)),
)  # fmt: skip
GEAR = ("移动泵车", "发电机", "破拆工具", "救援艇", "对讲机", "照明灯塔", "急救包", "气体检测仪")
PAPERS = ("应急救援员证", "潜水员证", "急救员证", "特种作业操作证", "无人机驾驶证")


def load_teams(places: list[Spot], random: Random, at: datetime) -> int:
    """Write the teams and what hangs on them; returns how many."""
    units = by_name([name for _, _, _, names, _ in KINDS for name in names if name])
    rows: list[Team] = []
    for kind, share, names, keepers, (least, most) in KINDS:
        for number in range(share):
            spot = places[len(rows) * 13 % len(places)]
            unit = units.get(keepers[number % len(keepers)], spot.subdistrict)
            strength = random.randint(least, most)
            rows.append(_team(kind, names[number % len(names)], number, unit, spot, strength, random, at))
    teams = Team.every.bulk_create(rows[:TEAMS])
    record_all(
        entry(by=PLATFORM, at=at - timedelta(days=200), verb="登记队伍", subject=each) for each in teams
    )
    _equip(teams, random, at)
    _agree(teams, random, at)
    _meet(random, at)
    _aid(places, random, at)
    return len(teams)


def _team(
    kind: str, name: str, number: int, unit: Unit, spot: Spot, strength: int, random: Random, at: datetime
) -> Team:
    row = Team(
        name=f"{spot.subdistrict if unit == spot.subdistrict else unit}{name}{number + 1:02d}{DEMO}",
        kind=kind,
        unit=unit,
        speciality=name.removesuffix("队"),
        strength=strength,
        on_duty=max(1, strength // 5),
        leader="负责人（演示）",
        phone=f"010-8600{random.randrange(10_000):04d}",
        readiness=random.choices(("ready", "out", "resting", "unknown"), (80, 6, 6, 8))[0],
        trained_on=beijing_day(at) - timedelta(days=random.randint(5, 400)),
        geometry=spot.point,
        subdistrict=spot.subdistrict,
        community=spot.community,
        address=f"{spot.community}{random.randint(1, 90)}号",
        synthetic=True,
    )
    row.derive_scope()
    return row


def _equip(teams: list[Team], random: Random, at: datetime) -> None:
    today = beijing_day(at)
    Equipment.objects.bulk_create(
        Equipment(team=team, name=name, quantity=random.randint(1, 20), checked_on=today - timedelta(days=random.randint(1, 200)))
        for team in teams
        for name in random.sample(GEAR, 3)
    )  # fmt: skip
    Qualification.objects.bulk_create(
        Qualification(
            team=team, title=paper, holder="持证人（演示）", number=f"YS{random.randrange(10**6):06d}",
            expires_on=today + timedelta(days=random.randint(-60, 900)),
        )
        for team in teams
        for paper in random.sample(PAPERS, random.randint(0, 2))
    )  # fmt: skip


def _agree(teams: list[Team], random: Random, at: datetime) -> None:
    firms = list(Unit.objects.filter(kind=UnitKind.ENTERPRISE).order_by("pk")[100:220])
    helpers = [each for each in teams if each.kind in ("professional", "comprehensive", "social")]
    rows, today = [], beijing_day(at)
    for firm in firms:
        begun = today - timedelta(days=random.randint(10, 500))
        row = Agreement(
            enterprise=firm, team=random.choice(helpers), scope="火灾、危险化学品、有限空间事故救援" + DEMO,
            starts_on=begun, ends_on=begun + timedelta(days=365), synthetic=True,
        )  # fmt: skip
        row.derive_scope()
        rows.append(row)
    Agreement.every.bulk_create(rows)


def _meet(random: Random, at: datetime) -> None:
    unit, others = commanding_unit(), list(by_name(["区水务局", "区卫生健康委", "区商务局"]).values())
    for number in range(6):
        held = beijing_day(at - timedelta(days=30 + number * 60))
        meeting = Meeting(
            title=f"{held.year}年第{6 - number}次应急救援队伍联席会", held_on=held, unit=unit,
            minutes="通报队伍建设情况，研究联合训练和装备共享。" + DEMO, synthetic=True,
            seen_by=sorted({key for each in (unit, *others) for key in each.line}),
        )  # fmt: skip
        meeting.save(force_insert=True)
        meeting.attending.set(others)


def _aid(places: list[Spot], random: Random, at: datetime) -> None:
    bureau, pasts = commanding_unit(), []
    streets = list({each.subdistrict.pk: each.subdistrict for each in places}.values())
    if len(streets) < 2:
        return
    for number in range(AIDS):
        done = number < AIDS - 5
        begun = (
            at - timedelta(days=random.uniform(3, 300))
            if done
            else at - timedelta(minutes=random.uniform(5, 200))
        )
        asks, gives = random.sample(streets, 2)
        owner = bureau if number % 3 == 0 else gives
        aid = MutualAid(
            number=f"演{number + 1:03d}", nonce=str(UUID(int=random.getrandbits(128))), requester_unit=asks,
            owner_unit=owner, kind=random.choice(("team", "supplies", "equipment")),
            text=random.choice(("请求排水队1支", "请求照明灯塔2台", "请求帐篷50顶", "请求急救队1支")) + DEMO,
            address="现场（演示）", contact="联系人（演示）", level="district" if owner == bureau else "subdistrict",
            synthetic=True,
        )  # fmt: skip
        pasts.append(Past(aid, seat(asks), begun, list(_course(aid, begun)) if done else []))
    pasts.sort(key=lambda each: each.at)
    years: dict[int, int] = {}
    for past in pasts:
        year = beijing_day(past.at).year
        years[year] = years.get(year, 0) + 1
        past.case.number = AID_NUMBER.format(year=year, n=years[year])  # type: ignore[attr-defined]
    write_past(pasts=pasts, verb="请求支援", until=at)
    for year, last in years.items():
        NumberSeries.objects.update_or_create(key="mutual_aid", year=year, defaults={"last": last})


def _course(aid: MutualAid, begun: datetime) -> list[Moved]:
    aid.answer = "派出1队12人" + DEMO
    giver, asker = seat(aid.owner_unit), seat(aid.requester_unit)
    minutes = (("accept", giver, 12), ("send", giver, 35), ("arrive", asker, 80), ("end", asker, 600))
    return [Moved(verb, by, begun + timedelta(minutes=after)) for verb, by, after in minutes]
