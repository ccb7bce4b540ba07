"""Enforcement of the demonstration district over 18 months: drawn the same way every time, all marked 演示数据."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.apps import apps
from django.db import connection, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing, beijing_day, from_beijing
from ancheng.kernel.copying import analyse
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.people.models import Membership
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.supervision.dangers.demonstration_rows import copy_in
from ancheng.supervision.dangers.models import Checklist, ChecklistItem, Danger
from ancheng.supervision.enforcement import demonstration_draws, library_actions
from ancheng.supervision.enforcement.actions import NUMBER, SOURCE_TYPE, Spot, spots
from ancheng.supervision.enforcement.demonstration_course import course
from ancheng.supervision.enforcement.models import Inspection, Inspector, Item, Plan
from ancheng.supervision.enforcement.values import NewInspector, NewItem, NewQuota
from ancheng.supervision.penalties.models import PenaltyCase

SEED, DAYS, COUNT = 110105, 548, 6000
DEMO = "（演示数据）"
# Department, field, industry, code: what is inspected by whom; clauses as they are usually cited, not compared.
ITEMS = (
    ("区应急局", "综合", "*", "YJ-001", "生产经营单位安全生产检查", "《安全生产法》第六十二条、第六十五条"),
    ("区应急局", "危险化学品", "危险化学品", "YJ-002", "危险化学品单位安全检查", "《危险化学品安全管理条例》第六条、第七条"),
    ("区应急局", "工业", "工业制造", "YJ-003", "工业企业安全生产检查", "《安全生产法》第六十五条"),
    ("朝阳消防救援支队", "消防", "餐饮住宿", "XF-001", "餐饮住宿场所消防监督检查", "《消防法》第五十三条"),
    ("朝阳消防救援支队", "消防", "文化娱乐", "XF-002", "文化娱乐场所消防监督检查", "《消防法》第五十三条"),
    ("区住房城乡建设委", "建筑施工", "建筑施工", "ZJ-001", "建筑施工安全监督检查", "《建设工程安全生产管理条例》第四十三条"),
    ("区市场监管局", "特种设备", "商贸零售", "SC-001", "特种设备使用单位监督检查", "《特种设备安全法》第五十七条"),
    ("区教委", "校园安全", "教育培训", "JW-001", "学校与培训机构安全检查", "《安全生产法》第十条、第六十二条"),
)  # fmt: skip
PER_DEPARTMENT = {"区应急局": 14, "朝阳消防救援支队": 12}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("志勇", "建华", "晓峰", "丽娟", "海涛", "文斌", "雪梅", "振国", "思琪", "立群")


@dataclass
class Scene:
    """What the drawing knows."""

    items: list[Item] = field(default_factory=list)
    by_industry: dict[str, list[Item]] = field(default_factory=dict)
    lists: dict[int, list[ChecklistItem]] = field(default_factory=dict)
    inspectors: dict[int, list[Inspector]] = field(default_factory=dict)
    officers: dict[int, Asker] = field(default_factory=dict)
    places: dict[int, Spot] = field(default_factory=dict)
    enterprises: dict[int, Unit] = field(default_factory=dict)
    areas: dict[int, Unit] = field(default_factory=dict)


@dataclass
class Drawn:
    """One inspection with what failed and who went."""

    past: Past
    failed: dict[int, Danger | None]
    team: list[Inspector]
    case: PenaltyCase | None = None


@transaction.atomic
def load(*, at: datetime, count: int = COUNT) -> int:
    """Write `count` inspections with items, inspectors, plans and draws; dangers and penalties must be there."""
    random = Random(SEED + 41)  # noqa: S311  # nosec B311
    scene = _scene(random, at)
    if not scene.items:
        return 0
    drawn = sorted(_all(scene, count, random, at), key=lambda each: each.past.at)
    numbers: dict[int, int] = {}
    for each in drawn:
        inspection, year = each.past.case, beijing(each.past.at).year
        numbers[year] = numbers.get(year, 0) + 1
        inspection.number = NUMBER.format(year=year, n=numbers[year])  # type: ignore[attr-defined]
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="inspection", year=year, defaults={"last": last})
    write_past(pasts=[each.past for each in drawn], verb="下达检查任务", until=at)
    _write_rest(drawn, scene, random)
    analyse(*apps.get_app_config("enforcement").get_models())
    _plans(scene, at)
    demonstration_draws.load(scene.items, scene.officers, random, at)
    return len(drawn)


def _scene(random: Random, at: datetime) -> Scene:
    scene, begun = Scene(), at - timedelta(days=DAYS + 5)
    units = by_name({each[0] for each in ITEMS})
    lists = {each.industry: each for each in Checklist.objects.filter(valid_to=None)}
    number = 0
    for name, kind, industry, code, title, basis in ITEMS:
        unit = units.get(name)
        checklist = lists.get("通用" if industry == "*" else industry) or lists.get("通用")
        if unit is None or checklist is None:
            continue
        new = NewItem(
            code,
            title,
            basis,
            unit.pk,
            kind,
            f"industry:{industry}",
            checklist.pk,
            valid_from=beijing_day(begun),
        )
        item = library_actions.add_item(item=new, by=PLATFORM, at=begun)
        scene.items.append(item)
        scene.by_industry.setdefault(industry, []).append(item)
        if unit.pk not in scene.inspectors:
            number = _people(scene, unit, number, random, begun)
    for each in ChecklistItem.objects.filter(
        checklist__in=[one.checklist_id for one in scene.items]
    ).order_by("order"):
        scene.lists.setdefault(each.checklist_id, []).append(each)
    rows = (
        Unit.objects.filter(enterprise__isnull=False, closed_on=None)
        .select_related("enterprise")
        .order_by("pk")
    )
    scene.enterprises = {each.pk: each for each in rows}
    scene.places = spots(scene.enterprises)
    areas = (UnitKind.SUBDISTRICT, UnitKind.ZONE, UnitKind.COMMUNITY, UnitKind.GRID)
    scene.areas = Unit.objects.filter(kind__in=areas).in_bulk()
    return scene


def _people(scene: Scene, unit: Unit, number: int, random: Random, at: datetime) -> int:
    """Inspectors of a department; those with a demonstration account come first."""
    fields = sorted({each[1] for each in ITEMS if each[0] == unit.short_name})
    seats = Membership.objects.filter(unit=unit, person__demonstration=True).select_related("person", "unit")
    held = [each for each in seats.order_by("pk") if each.role in ("enforcement", "department")]
    made = []
    for place in range(PER_DEPARTMENT.get(unit.short_name, 6)):
        seat = held[place] if place < len(held) else None
        number += 1
        day = beijing_day(at)
        new = NewInspector(
            seat.person.name if seat else random.choice(SURNAMES) + random.choice(GIVEN),
            f"京E{number:05d}",
            unit.pk,
            tuple(fields),
            day - timedelta(days=random.randint(200, 900)),
            day + timedelta(days=DAYS + random.randint(-30, 900) if place > 2 else DAYS + 700),
            seat.person_id if seat else None,
        )
        made.append(library_actions.add_inspector(inspector=new, by=PLATFORM, at=at))
    Inspector.objects.filter(pk__in=[each.pk for each in made]).update(synthetic=True)
    scene.inspectors[unit.pk] = made
    scene.officers[unit.pk] = held[0].asker() if held else Asker(None, "演示执法员", unit.pk, str(unit), None)
    return number


def _all(scene: Scene, count: int, random: Random, at: datetime) -> Iterator[Drawn]:
    """Inspections around known penalty cases and dangers, and as many more in which all was in order."""
    first = beijing_day(at - timedelta(days=DAYS - 3))
    cases = PenaltyCase.every.filter(source_type="", synthetic=True, found_on__gte=first).select_related(
        "enterprise"
    )
    used = 0
    for case in cases.order_by("pk")[: count // 15]:
        moment = from_beijing(case.found_on, time(random.randint(9, 16), random.randint(0, 59)))
        if moment < at - timedelta(hours=8):
            used += 1
            yield _one(scene, case.enterprise, moment, random, at, case=case)
    rows = Danger.objects.filter(
        source="inspection", source_type="", enterprise__isnull=False, item__isnull=False
    )
    dangers = list(rows.select_related("item").defer("words").order_by("pk"))
    for danger in sorted(random.sample(dangers, min(len(dangers), count * 2 // 5)), key=lambda each: each.pk):
        used += 1
        yield _one(scene, scene.enterprises[danger.enterprise_id], danger.found_at, random, at, danger=danger)
    enterprises = list(scene.enterprises.values())
    for _ in range(max(count - used, 0)):
        day = at - timedelta(days=DAYS * random.random() ** 1.15 - random.choice((0, 0, 0, 0, 25)))
        local = beijing(day)
        day = local.replace(hour=random.randint(9, 16), minute=random.randint(0, 59)).astimezone(at.tzinfo)
        yield _one(scene, random.choice(enterprises), day, random, at)


def _one(
    scene: Scene,
    enterprise: Unit,
    visit: datetime,
    random: Random,
    at: datetime,
    *,
    danger: Danger | None = None,
    case: PenaltyCase | None = None,
) -> Drawn:
    """An inspection whose visit is (or will be) at `visit`."""
    industry = enterprise.enterprise.industry
    item = random.choice(scene.by_industry.get(industry, []) + scene.by_industry["*"])
    if danger is not None:
        item = next(
            (each for each in scene.items if danger.item and each.checklist_id == danger.item.checklist_id),
            item,
        )
    known = scene.lists[item.checklist_id or 0]
    failed: dict[int, Danger | None] = {}
    if danger is not None and danger.item_id in {each.pk for each in known}:
        failed[danger.item_id or 0] = danger
    elif danger is not None or case is not None:
        failed[random.choice(known).pk] = danger
    spot = scene.places.get(enterprise.pk, Spot(None, "", None, None, None))
    team = random.sample(scene.inspectors[item.department_id], 2)
    opened = visit - timedelta(days=random.uniform(2, 16))
    inspection = Inspection(
        source=random.choices(("plan", "draw", "special", "complaint"), (50, 0, 38, 12))[0],
        item=item,
        checklist=item.checklist,
        enterprise=enterprise,
        reason="演示数据：由系统生成的历史记录。",
        planned_on=beijing_day(
            visit + timedelta(days=random.choice((0, 1, 2, 5, 9, -1 if random.random() < 0.3 else 3)))
        ),
        owner_unit=item.department,
        issuer_unit=item.department,
        geometry=spot.geometry,
        address=spot.address or enterprise.enterprise.address,
        subdistrict=scene.areas.get(spot.subdistrict_id or 0),
        community=scene.areas.get(spot.community_id or 0),
        grid=scene.areas.get(spot.grid_id or 0),
        synthetic=True,
    )
    counts = (len(known), len(failed), sum(random.random() < 0.08 for _ in range(max(len(known) - 4, 0))))
    by = scene.officers[item.department_id]
    moves = course(inspection, by, opened, visit, counts, bool(case), random, at)
    return Drawn(Past(inspection, by, min(opened, at - timedelta(minutes=5)), moves), failed, team, case)


def _write_rest(drawn: list[Drawn], scene: Scene, random: Random) -> None:
    """Teams, results, and what points back: dangers and penalty cases."""
    teams, results, back = [], [], []
    for each in drawn:
        inspection = each.past.case
        if not isinstance(inspection, Inspection):
            continue
        if inspection.state not in ("planned", "cancelled"):
            teams += [(inspection.pk, one.pk, each.past.at + timedelta(hours=3), "") for one in each.team]
        if inspection.recorded_at is None:
            continue
        spared = inspection.not_applicable
        for item in scene.lists[inspection.checklist_id or 0]:
            danger = each.failed.get(item.pk)
            if item.pk in each.failed:
                note = "现场发现不符合要求。（演示数据）"
                results.append((inspection.pk, item.pk, "fail", note, danger.pk if danger else None))
            elif spared:
                spared -= 1
                results.append((inspection.pk, item.pk, "na", "", None))
            else:
                results.append((inspection.pk, item.pk, "pass", "", None))
        back += [
            (danger.pk, inspection.pk, str(inspection)[:200]) for danger in each.failed.values() if danger
        ]
        if each.case is not None:
            each.case.source_type, each.case.source_id = SOURCE_TYPE, str(inspection.pk)
            each.case.source_label = str(inspection)[:200]
    copy_in("enforcement_assignment", ("inspection_id", "inspector_id", "since", "recused_why"), teams)
    copy_in("enforcement_itemresult", ("inspection_id", "item_id", "verdict", "note", "danger_id"), results)
    cases = [each.case for each in drawn if each.case is not None and each.case.source_type]
    PenaltyCase.every.bulk_update(cases, ["source_type", "source_id", "source_label"])
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE enforcement_back (danger bigint, inspection text, label text) ON COMMIT DROP"
        )
    copy_in("enforcement_back", ("danger", "inspection", "label"), back)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dangers_danger d SET source_type = %s, source_id = b.inspection, source_label = b.label"
            " FROM enforcement_back b WHERE d.id = b.danger",
            [SOURCE_TYPE],
        )
        cursor.execute("DROP TABLE enforcement_back")


def _plans(scene: Scene, at: datetime) -> None:
    """The plans of this year and the year before, drawn up by one and approved by another."""
    seats = Membership.objects.filter(person__username__in=("office", "office2")).select_related(
        "unit", "person"
    )
    office = [each.asker() for each in seats.order_by("person__username")]
    if len(office) < 2:
        return
    this = beijing_day(at).year
    for year in (this - 1, this):
        begun = from_beijing(date(year - 1, 12, 1), time(9))
        title = f"{year}年度区安全生产监督检查计划"
        text = "依法、公开、随机，减少重复检查。" + DEMO
        plan = library_actions.draft_plan(year=year, title=title, text=text, by=office[0], at=begun)
        library_actions.set_quotas(plan=plan, quotas=list(_quotas(scene)), by=office[0], at=begun)
        library_actions.submit_plan(plan=plan, by=office[0], at=begun + timedelta(days=2))
        library_actions.approve_plan(plan=plan, by=office[1], at=begun + timedelta(days=6))
        library_actions.publish_plan(plan=plan, by=office[0], at=begun + timedelta(days=8))
    Plan.every.update(synthetic=True)


def _quotas(scene: Scene) -> Iterator[NewQuota]:
    for item in scene.items:
        known = dict(library_actions.groups_of(item))
        for industry in sorted(known)[:4] if item.target_name == "*" else sorted(known):
            yield NewQuota(item.department_id, item.pk, industry, 1000 if item.target_name != "*" else 500)
