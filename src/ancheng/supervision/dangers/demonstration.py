"""Dangers of the demonstration district over 18 months: drawn the same way every time, all marked 演示数据."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing, beijing_day
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.models import Membership
from ancheng.supervision.dangers.checklist_actions import publish_standard
from ancheng.supervision.dangers.demonstration_listings import list_some, penalise_some
from ancheng.supervision.dangers.demonstration_rows import Journal, Shadow, allocate, copy_in
from ancheng.supervision.dangers.models import ChecklistItem, Danger
from ancheng.supervision.dangers.workflows.danger import WORKFLOW

SEED = 110105
COUNT = 20_000
DAYS = 548
SOURCES = {"self_check": 45, "inspection": 31, "patrol": 14, "hotline": 5, "sensor": 2, "supervision": 2, "accident": 1}  # fmt: skip
WITHOUT_ENTERPRISE = {"patrol": 70, "hotline": 20, "supervision": 10}
# Days that an order gives: 一般 and 重大.
PERIODS = {"general": (1, 3, 7, 7, 15, 15), "major": (30, 45, 60, 90)}
RESULT = "已按要求完成整改，现场复核无误。（演示数据）"
COLUMNS = (
    "id", "realm", "seen_by", "state", "state_since", "due_at", "owner_unit_id", "issuer_unit_id", "geometry",
    "source_crs", "subdistrict_id", "community_id", "grid_id", "address", "number", "title", "grade", "source",
    "description", "clause", "requirement", "interim", "result", "enterprise_id", "asset_id", "item_id",
    "source_type", "source_id", "source_label", "found_at", "found_by_id", "found_by_name", "found_unit_id",
    "due_on", "rectified_by_id", "rectified_at", "accepted_by_id", "accepted_at", "rechecked_by_id", "closed_at",
    "sent_back", "reopened", "extended", "listed", "account_since", "account_due_on", "synthetic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a danger may be: an object of the register."""

    asset_id: int
    subdistrict_id: int
    community_id: int | None
    grid_id: int | None
    address: str
    enterprise_id: int | None
    geometry: str


@dataclass
class District:
    """What the drawing knows of the district."""

    lines: dict[int, list[int]] = field(default_factory=dict)
    enterprises: list[tuple[int, int, str, str]] = field(default_factory=list)
    spots: dict[int, list[Spot]] = field(default_factory=dict)
    items: dict[str, list[ChecklistItem]] = field(default_factory=dict)
    officers: dict[int, Asker] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    office: list[Asker] = field(default_factory=list)
    bureau: Asker = PLATFORM

    def officer(self, unit_id: int) -> Asker:
        return self.officers.get(unit_id, self.office[0])


@dataclass
class Drawn:
    """One danger with the steps that it has taken."""

    shadow: Shadow
    row: dict[str, Any]
    worker: Asker
    officer: Asker
    times: dict[str, datetime] = field(default_factory=dict)


@transaction.atomic
def load(*, at: datetime, count: int = COUNT) -> int:
    """Draw and copy `count` dangers; units, people and objects must be there already."""
    district = _district(at)
    random = Random(SEED)  # noqa: S311  # nosec B311
    journal = Journal(at)
    moments = sorted(_moment(random, at) for _ in range(count))
    keys = allocate(Danger, count)
    numbers: dict[int, int] = {}
    drawn: list[Drawn] = []
    for pk, found_at in zip(keys, moments, strict=True):
        year = beijing(found_at).year
        numbers[year] = numbers.get(year, 0) + 1
        number = f"YH-{year}-{numbers[year]:06d}"
        drawn.append(_draw(pk, number, found_at, random, district, journal))
    listings = list_some(drawn, district, random, journal)
    _account(drawn, district, random, journal)
    copy_in("dangers_danger", COLUMNS, ([each.row[name] for name in COLUMNS] for each in drawn))
    listings.write()
    penalise_some(drawn, random, at)
    journal.write()
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="danger", year=year, defaults={"last": last})
    return len(drawn)


def _district(at: datetime) -> District:
    publish_standard(by=PLATFORM, at=at - timedelta(days=DAYS))
    found = District()
    rows = Unit.objects.order_by("pk").values_list(
        "pk", "ancestors", "kind", "name", "short_name", "parent_id", "enterprise__industry"
    )
    streets: set[int] = set()
    for pk, ancestors, kind, name, short, parent, industry in rows:
        found.lines[pk] = [*ancestors, pk]
        found.names[pk] = short or name
        if kind in (UnitKind.SUBDISTRICT, UnitKind.ZONE):
            streets.add(pk)
        elif kind == UnitKind.ENTERPRISE:
            found.enterprises.append((pk, parent, name, industry or ""))
    found.enterprises = [each for each in found.enterprises if each[1] in streets]
    for each in ChecklistItem.objects.select_related("checklist").order_by("pk"):
        found.items.setdefault(each.checklist.industry, []).append(each)
    seats = Membership.objects.filter(person__demonstration=True).select_related("unit", "person")
    for seat in seats.order_by("-pk"):
        if seat.role in (Role.SUBDISTRICT, Role.DEPARTMENT, Role.ENFORCEMENT):
            found.officers[seat.unit_id] = seat.asker()
        if seat.role == Role.OFFICE and seat.person.username in ("office", "office2"):
            found.office.append(seat.asker())
        if seat.role == Role.ENFORCEMENT:
            found.bureau = seat.asker()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, subdistrict_id, community_id, grid_id, address, enterprise_id,"
            " encode(ST_AsEWKB(ST_PointOnSurface(geometry)), 'hex') FROM assets_asset"
            " WHERE geometry IS NOT NULL AND subdistrict_id IS NOT NULL AND status <> 'retired' ORDER BY id"
        )
        for row in cursor.fetchall():
            found.spots.setdefault(row[1], []).append(Spot(*row))
    return found


def _moment(random: Random, at: datetime) -> datetime:
    """A moment in the 18 months, more of them lately (the platform spread), at working hours."""
    day = at - timedelta(days=DAYS * random.random() ** 1.25)
    return min(_office_hours(day, random), at - timedelta(minutes=random.randint(5, 600)))


def _office_hours(moment: datetime, random: Random) -> datetime:
    local = beijing(moment)
    if local.weekday() >= 5 and random.random() < 0.85:
        local += timedelta(days=2)
    return local.replace(hour=random.randint(8, 17), minute=random.randint(0, 59)).astimezone(moment.tzinfo)


def _draw(
    pk: int, number: str, found_at: datetime, random: Random, district: District, journal: Journal
) -> Drawn:
    enterprise = None
    if random.random() < 0.82:
        enterprise = district.enterprises[int(random.betavariate(0.7, 1.6) * len(district.enterprises))]
        street = enterprise[1]
    else:
        street = random.choice(sorted(district.spots))
    spots = district.spots.get(street) or district.spots[min(district.spots)]
    spot = random.choice(spots)
    sources = SOURCES if enterprise else WITHOUT_ENTERPRISE
    source = random.choices(list(sources), list(sources.values()))[0]
    items = district.items.get(enterprise[3] if enterprise else "") or district.items["通用"]
    item = random.choice(items if random.random() < 0.7 else district.items["通用"])
    major = random.random() < (0.09 if item.grade == "major" else 0.012)
    grade = "major" if major else "general"
    owner = enterprise[0] if enterprise else street
    title = f"{item.part}：未做到“{item.text}”"[:200]
    officer = district.officer(street)
    worker = (
        Asker(None, "演示企业负责人", owner, district.names[owner], Role.ENTERPRISE)
        if enterprise
        else officer
    )
    finder = {
        "self_check": worker,
        "sensor": PLATFORM,
        "inspection": district.bureau if random.random() < 0.35 else officer,
        "patrol": Asker(None, "演示网格员", spot.grid_id or street, district.names[spot.grid_id or street], Role.GRID),
    }.get(source, officer)  # fmt: skip
    units = (owner, street, finder.unit_id, spot.subdistrict_id, spot.community_id, spot.grid_id)
    row: dict[str, Any] = {
        "id": pk, "realm": Realm.ACTUAL.value, "geometry": spot.geometry, "source_crs": "wgs84",
        "seen_by": sorted({line for unit in units if unit for line in district.lines[unit]}),
        "owner_unit_id": owner, "issuer_unit_id": street, "subdistrict_id": spot.subdistrict_id,
        "community_id": spot.community_id, "grid_id": spot.grid_id, "address": spot.address,
        "number": number, "title": title, "grade": grade, "source": source,
        "description": "演示数据：由系统生成的历史记录。", "clause": item.clause, "requirement": "", "interim": "",
        "result": "", "enterprise_id": enterprise[0] if enterprise else None,
        "asset_id": spot.asset_id if spot.enterprise_id in (None, owner) and random.random() < 0.5 else None,
        "item_id": item.pk, "source_type": "", "source_id": "", "source_label": "", "found_at": found_at,
        "found_by_id": finder.person_id, "found_by_name": finder.name, "found_unit_id": finder.unit_id,
        "due_on": None, "rectified_by_id": None, "rectified_at": None, "accepted_by_id": None,
        "accepted_at": None, "rechecked_by_id": None, "closed_at": None, "sent_back": 0, "reopened": 0,
        "extended": 0, "listed": False, "account_since": None, "account_due_on": None, "synthetic": True,
    }  # fmt: skip
    shadow = Shadow(pk, f"{number} {title}", owner, street, grade=grade)
    drawn = Drawn(shadow, row, worker, officer)
    journal.open(Danger, WORKFLOW, shadow, "发现隐患", finder, found_at)
    _live(drawn, random, district, journal)
    row.update(state=shadow.state, state_since=shadow.state_since, due_at=shadow.due_at)
    return drawn


def _live(drawn: Drawn, random: Random, district: District, journal: Journal) -> None:
    """Carry the danger through its steps until one lies in the future: that is where it stands today."""
    row, shadow = drawn.row, drawn.shadow

    def go(verb: str, days: float, by: Asker, why: str = "") -> bool:
        since = shadow.state_since or row["found_at"]
        at = _office_hours(since + timedelta(days=days), random)
        at = max(at, since + timedelta(minutes=random.randint(7, 90)))
        if at > journal.now:
            return False
        journal.take(Danger, WORKFLOW, shadow, verb, by, at, why)
        drawn.times[verb] = at
        return True

    if random.random() < 0.02:
        go("reject", random.uniform(0.1, 2), drawn.officer, "经核实不属于隐患。（演示数据）")
        return
    days = random.choice(PERIODS[row["grade"]])
    own = row["source"] == "self_check" and row["grade"] == "general" and random.random() < 0.6
    begun = beijing_day(shadow.state_since or journal.now)
    if own:
        shadow.due_on = begun + timedelta(days=min(days, 7) + 1)
        if not go("undertake", random.uniform(0, 0.8), drawn.worker):
            shadow.due_on = None
            return
    else:
        late = random.random() < 0.1
        if not go("grade", random.uniform(2, 4) if late else random.uniform(0, 0.9), drawn.officer):
            return
        shadow.due_on = beijing_day(shadow.state_since or journal.now) + timedelta(days=days + 1)
        if not go("order", random.uniform(0, 1), drawn.officer):
            shadow.due_on = None
            return
    row.update(due_on=shadow.due_on, requirement="按依据条款立即整改，整改期间落实防范措施。（演示数据）")
    if row["grade"] == "major":
        row["interim"] = "停止使用相关部位，撤出人员，设专人看护。（演示数据）"
    _rectify(drawn, random, district, journal, go, days)


def _rectify(drawn: Drawn, random: Random, district: District, journal: Journal, go: Any, days: int) -> None:
    row = drawn.row
    luck = random.random()
    if luck < 0.007:
        referred = go("refer", days + random.uniform(5, 15), drawn.officer, "逾期未整改。（演示数据）")
        why = "依法关闭。（演示数据）"
        if referred and random.random() < 0.2 and go("shut", random.uniform(20, 60), district.office[0], why):
            row["closed_at"] = drawn.shadow.state_since
        return
    share = random.uniform(0.1, 0.97) if luck < 0.86 else random.uniform(1.02, 1.7) if luck < 0.975 else random.uniform(2, 6)  # fmt: skip
    wait = days * share
    while go("rectify", wait, drawn.worker, RESULT):
        row.update(
            result=RESULT, rectified_by_id=drawn.worker.person_id, rectified_at=drawn.shadow.state_since
        )
        if not row["sent_back"] and random.random() < 0.08:
            if not go("send_back", random.uniform(0.3, 3), drawn.officer, "整改不彻底。（演示数据）"):
                return
            row["sent_back"], wait = 1, random.uniform(1, 6)
            continue
        # Who rectified for an area without an enterprise does not accept: the office does.
        acceptor = drawn.officer if drawn.worker.person_id is None else district.office[0]
        if not go("accept", _wait(random, 3, 8), acceptor):
            return
        row.update(accepted_by_id=acceptor.person_id, accepted_at=drawn.shadow.state_since)
        checker = district.office[1] if acceptor != district.office[1] else district.office[0]
        if not go("recheck", _wait(random, 5, 12), checker):
            return
        row.update(rechecked_by_id=checker.person_id, closed_at=drawn.shadow.state_since)
        if row["reopened"] or random.random() > 0.015:
            return
        if not go("reopen", random.uniform(15, 90), drawn.officer, "同一部位再次出现。（演示数据）"):
            return
        row.update(reopened=1, closed_at=None, rechecked_by_id=None, accepted_by_id=None, rectified_at=None)
        wait = random.uniform(1, 6)


def _wait(random: Random, usual: float, late: float) -> float:
    return random.uniform(usual, late) if random.random() < 0.1 else random.uniform(0.1, usual * 0.8)


def _account(drawn: list[Drawn], district: District, random: Random, journal: Journal) -> None:
    """A few major dangers stand in the account, some of them removed since."""
    majors = [each for each in drawn if each.row["grade"] == "major" and "order" in each.times]
    for each in random.sample(majors, min(60, len(majors))):
        at = each.times["order"] + timedelta(hours=5)
        if at > journal.now or each.row["state"] == "rejected":
            continue
        since = beijing_day(at)
        each.row.update(account_since=since, account_due_on=since + timedelta(days=180))
        journal.note(
            Danger,
            each.shadow.pk,
            each.shadow.label,
            "挂账",
            district.office[0],
            at,
            why="纳入挂账台账。（演示数据）",
        )
