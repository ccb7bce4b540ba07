"""Knowledge of the demonstration district: cited titles, cases, experts and catalogues, marked as made up."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.decision.knowledge.actions import PRECEDENT_NUMBER, from_accident, index, office
from ancheng.decision.knowledge.models import Adoption, Expert, Item, Kind, Listing, Precedent, Reviewed
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved
from ancheng.science.chinese import initials
from ancheng.supervision.public import concluded_accidents

SEED, CASES, EXPERTS = 110105, 80, 60
DEMO = "（演示数据）"
PLACES = ("居民小区", "餐饮商户", "建筑工地", "仓库", "地下车库", "商场", "加油站", "学校")
STORIES = {
    Kind.GAS: ("燃气泄漏爆燃", "天然气", "软管老化脱落，燃气泄漏遇明火爆燃。", "未按期更换软管"),
    Kind.FIRE: ("电气火灾", "可燃杂物", "线路过载起火，引燃堆放的可燃物。", "线路长期过载"),
    Kind.CHEMICAL: ("危险化学品泄漏", "氨", "阀门密封失效，液氨泄漏，周边人员疏散。", "密封件未按期更换"),
    Kind.CONFINED: ("有限空间中毒", "硫化氢", "未通风检测即下井，人员中毒。", "未执行先通风、再检测、后作业"),
    Kind.FLOOD: ("雨水倒灌", "雨水", "短时强降雨，雨水倒灌地下空间。", "挡水设施未及时启用"),
    Kind.BUILDING: ("脚手架坍塌", "", "连墙件缺失，脚手架局部坍塌。", "搭设后未验收"),
}
FIELDS = (
    "燃气",
    "消防",
    "危险化学品",
    "建筑施工",
    "特种设备",
    "电气",
    "防汛",
    "地质灾害",
    "应急管理",
    "轨道交通",
)
ENTRIES = (
    "智能燃气报警切断装置",
    "电气火灾监控系统",
    "有限空间气体连续检测仪",
    "老式直排燃气热水器",
    "无熄火保护燃气灶",
    "落后配电箱",
)


def load(*, at: datetime) -> int:
    """Write it all; returns how many items and cases there are."""
    random = Random(SEED + 71)  # noqa: S311  # nosec B311
    keeper = office()
    return (
        _items(keeper, at) + _cases(keeper, random, at) + _experts(keeper, random) + _catalogues(random, at)
    )


def _past(found: Reviewed, keeper: Unit, begun: datetime) -> Past:
    """Handed in, reviewed and published on three days."""
    by = Asker(None, "演示人员", keeper.pk, str(keeper), None)
    found.owner_unit = found.issuer_unit = keeper
    found.synthetic, found.published_on = True, beijing_day(begun + timedelta(days=2))
    index(found)
    moves = [Moved("review", by, begun + timedelta(days=1)), Moved("publish", by, begun + timedelta(days=2))]
    return Past(found, by, begun, moves)


def _items(keeper: Unit, at: datetime) -> int:
    """Numbers and titles of laws, rules and standards of the field; nobody compared them with their texts."""
    with Path(__file__).with_name("demonstration_titles.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    pasts = [
        _past(
            Item(
                sort=each["sort"], number=each["number"], title=each["title"], source="题录，未与原文核对",
                valid_from=_day(each["valid_from"]), valid_to=_day(each["valid_to"]),
            ),
            keeper,
            at - timedelta(days=60),
        )
        for each in rows
    ]  # fmt: skip
    return len(write_past(pasts=pasts, verb="提交", until=at))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _cases(keeper: Unit, random: Random, at: datetime) -> int:
    made = [from_accident(each) for each in concluded_accidents(PLATFORM, CASES // 2)]
    while len(made) < CASES:
        kind = random.choice(list(STORIES))
        what, substance, brief, cause = STORIES[kind]
        place = random.choice(PLACES)
        on = beijing_day(at) - timedelta(days=random.randrange(100, 2000))
        made.append(
            Precedent(
                title=f"某{place}{what}{DEMO}", kind=kind, occurred_on=on, place=place, substance=substance,
                deaths=0, injured=random.randrange(3), brief=brief, direct_cause=cause,
                lessons="排查同类隐患，开展培训和演练。" + DEMO,
            )
        )  # fmt: skip
    begun = at - timedelta(days=50)
    year = beijing_day(begun).year
    for number, each in enumerate(made, 1):
        each.number = PRECEDENT_NUMBER.format(year=year, n=number)
    write_past(pasts=[_past(each, keeper, begun) for each in made], verb="提交", until=at)
    NumberSeries.objects.update_or_create(key="precedent", year=year, defaults={"last": len(made)})
    return len(made)


def _experts(keeper: Unit, random: Random) -> int:
    rows = []
    for number in range(1, EXPERTS + 1):
        name = f"演示专家{number:02d}"
        row = Expert(
            name=name, initials=initials(name), fields=random.sample(FIELDS, random.randint(1, 3)), unit=keeper,
            title="高级工程师" + DEMO, employer="演示单位", availability=random.choice(("any_time", "working_hours", "by_phone")),
            synthetic=True,
        )  # fmt: skip
        row.derive_scope()
        rows.append(row)
    Expert.every.bulk_create(rows)
    return len(rows)


def _catalogues(random: Random, at: datetime) -> int:
    on = beijing_day(at)
    listings = [
        Listing(
            direction="promote" if number < 3 else "phase_out", thing="equipment", code=f"YS-{number + 1:03d}",
            name=name, source="示意目录" + DEMO, valid_from=on - timedelta(days=400), synthetic=True,
        )
        for number, name in enumerate(ENTRIES)
    ]  # fmt: skip
    Listing.objects.bulk_create(listings)
    rows = []
    for enterprise in Unit.objects.filter(kind=UnitKind.ENTERPRISE).order_by("pk")[:40]:
        listing = random.choice(listings[:3])
        row = Adoption(
            listing=listing, enterprise=enterprise, found_on=on - timedelta(days=20), synthetic=True
        )
        row.derive_scope()
        rows.append(row)
    Adoption.every.bulk_create(rows)
    return len(listings)
