"""Verbs on shelters: read the register, open, count, register people, close; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.authority import commanding_unit
from ancheng.command.incidents.actions import note
from ancheng.command.incidents.rules import Sort
from ancheng.command.shelters import queries, rules
from ancheng.command.shelters.models import Entrance, Guest, HeadCount, Opening, Population, Shelter
from ancheng.command.shelters.workflows.opening import KEEPERS
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.language import as_recorded, in_record_language
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.queries import people_in
from ancheng.kernel.workflow.actions import may_take, move, open_cases
from ancheng.supervision.public import Standing, objects_of

NUMBER = "BN-{year}-{n:04d}"


@transaction.atomic
@in_record_language
def read_register(*, by: Asker, at: datetime, synthetic: bool = False) -> tuple[int, int]:
    """Bring the shelters up to what the register of objects says; returns how many are new and how many are gone."""
    if not by.holds(*KEEPERS, Role.ADMINISTRATOR):
        raise NotAllowed("您的岗位不能更新避难场所，请联系指挥或值班人员。")
    objects = objects_of("shelter", PLATFORM)
    known = {each.asset_id: each for each in Shelter.every.select_for_update(of=("self",))}
    units = Unit.objects.in_bulk(
        {key for each in objects for key in (each.unit_id, each.subdistrict_id, each.community_id) if key}
    )
    fresh = []
    for each in objects:
        shelter = known.pop(each.id, None) or Shelter(asset_id=each.id, synthetic=synthetic)
        _state(shelter, each, units, at)
        fresh.append(shelter)
    new = [each for each in fresh if each.pk is None]
    Shelter.every.bulk_create(new, batch_size=500)
    Shelter.every.bulk_update([each for each in fresh if each not in new], FIELDS, batch_size=500)
    gone = Shelter.every.filter(pk__in=[each.pk for each in known.values()], in_service=True).update(
        in_service=False
    )
    if fresh and (new or gone):
        record(by=by, at=at, verb="读取对象档案", subject=fresh[0], after={"new": len(new), "gone": gone})
    return len(new), gone


FIELDS = [
    "code", "name", "unit", "category", "area_m2", "usable_area_m2", "zones", "geometry", "subdistrict", "community",
    "address", "read_at", "in_service", "seen_by",
]  # fmt: skip


def _state(shelter: Shelter, found: Standing, units: dict[int, Unit], at: datetime) -> None:
    told = found.attributes
    shelter.code, shelter.name, shelter.address = found.code, found.name, found.address
    shelter.unit = units[found.unit_id]
    shelter.subdistrict = units.get(found.subdistrict_id or 0)
    shelter.community = units.get(found.community_id or 0)
    shelter.category = str(told.get("class") or "")
    shelter.area_m2, shelter.usable_area_m2 = (
        _number(told.get("area_m2")),
        _number(told.get("usable_area_m2")),
    )
    shelter.zones = {key: told.get(f"zone_{key}") for key, _ in rules.ZONES.in_force(beijing_day(at)).value}
    shelter.geometry = Point(*found.point, srid=4326) if found.point else None
    shelter.read_at, shelter.in_service = at, True
    shelter.derive_scope()


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


@transaction.atomic
def describe(
    *, shelter: Shelter, keeper: str, phone: str, warehouse_id: int | None, by: Asker, at: datetime
) -> None:
    """What the register does not know: who keeps it, by which number, with which store."""
    only_keeper(shelter, by)
    before = {"keeper": shelter.keeper, "phone": shelter.phone, "warehouse_id": shelter.warehouse_id}
    after = {"keeper": keeper.strip()[:40], "phone": phone.strip()[:30], "warehouse_id": warehouse_id}
    Shelter.every.filter(pk=shelter.pk).update(**after)
    record(by=by, at=at, verb="修改避难场所", subject=shelter, before=before, after=after)


@transaction.atomic
def add_entrance(*, shelter: Shelter, entrance: Entrance, by: Asker, at: datetime) -> None:
    only_keeper(shelter, by)
    entrance.shelter = shelter
    try:
        with transaction.atomic():
            entrance.save(force_insert=True)
    except IntegrityError as fault:
        raise Conflict(f"出入口“{entrance}”已登记。") from fault
    record(by=by, at=at, verb="登记出入口", subject=shelter, after={"name": entrance.name})


@transaction.atomic
@in_record_language
def prepare(
    *, shelter: Shelter, reason: str, stay: str, by: Asker, at: datetime, realm: Realm = Realm.ACTUAL,
    incident_id: int | None = None,
) -> Opening:  # fmt: skip
    """Order a shelter to be made ready; for an incident, its log tells of it."""
    if not by.holds(*KEEPERS):
        raise NotAllowed("您的岗位不能启用避难场所，请联系指挥或值班人员。")
    only_keeper(shelter, by)
    if not reason.strip():
        raise Refusal("请写明启用原因，如“7号楼燃气泄漏，转移约120人”。")
    if stay not in set(rules.Stay):
        raise Refusal("请选择安置时长。")
    if not shelter.in_service:
        raise Refusal(f"“{shelter}”已不在用，请选择其他避难场所。")
    found = Opening(
        number=next_number(kind="shelter_opening", pattern=NUMBER, at=at, realm=realm),
        shelter=shelter,
        reason=reason.strip()[:200],
        stay=stay,
        room=shelter.room(stay, beijing_day(at)),
        owner_unit=shelter.unit,
        issuer_unit=commanding_unit(),
        realm=realm,
        incident_id=incident_id,
    )
    try:
        with transaction.atomic():
            open_cases(cases=[found], verb="启用避难场所", by=by, at=at)
    except IntegrityError as fault:
        raise Conflict(f"“{shelter}”已在启用，请打开正在进行的启用办理。") from fault
    tell(
        people=people_in({found.owner_unit_id, *_street(shelter)}, beijing_day(at), KEEPERS),
        kind="shelters.opening",
        title=f"请做好启用准备：{shelter}",
        body=found.reason,
        url=found.get_absolute_url(),
        subject=found,
        level="urgent",
        key=f"shelter:{found.pk}",
        by=by,
        at=at,
    )
    tell_incident(found, by=by, at=at)
    return found


def tell_incident(found: Opening, *, by: Asker, at: datetime) -> None:
    """Let the log of the incident for which a shelter was opened tell how far it is, each step once."""
    if found.incident_id is None:
        return
    room = "容量未掌握" if found.room is None else f"可容纳{found.room}人"
    text = f"避难场所{found.shelter}（{found.number}）{as_recorded(found.state_label)}，{room}"
    note(
        incident_id=found.incident_id, sort=Sort.RESOURCE, text=text, by=by, at=at,
        key=f"shelter:{found.pk}:{found.state}:{found.state_since:%Y%m%d%H%M%S}"[:64], facts={"opening": found.pk},
    )  # fmt: skip


def _street(shelter: Shelter) -> Sequence[int]:
    return [shelter.subdistrict_id] if shelter.subdistrict_id else []


@transaction.atomic
def open_doors(found: Opening, *, by: Asker, at: datetime, why: str = "") -> None:
    move(found, "open", by=by, at=at, why=why)


@transaction.atomic
def begin_closing(found: Opening, *, by: Asker, at: datetime, why: str = "") -> None:
    move(found, "close", by=by, at=at, why=why)


@transaction.atomic
def reopen(found: Opening, *, by: Asker, at: datetime, why: str) -> None:
    move(found, "reopen", by=by, at=at, why=why)


@transaction.atomic
def cancel(found: Opening, *, by: Asker, at: datetime, why: str) -> None:
    move(found, "cancel", by=by, at=at, why=why)


@transaction.atomic
def finish(found: Opening, *, summary: str, by: Asker, at: datetime, why: str = "") -> None:
    """Close for good; who is still registered must have left, and the head count must be nought."""
    Opening.every.select_for_update(of=("self",)).get(pk=found.pk)
    still = found.guests.filter(left_at=None).count()
    if still:
        raise Refusal(f"还有 {still} 户登记人员没有离开，请先登记去向。")
    counted = Opening.every.values_list("head_count", flat=True).get(pk=found.pk)
    if counted:
        raise Refusal(f"最近一次清点在场 {counted} 人，请清点为 0 后再关闭。")
    if not summary.strip():
        raise Refusal("请写明关闭说明（设施、物资、卫生情况）。")
    move(found, "finish", by=by, at=at, why=why, changes={"summary": summary.strip()[:300]})


@transaction.atomic
def count_heads(*, found: Opening, number: int, by: Asker, at: datetime) -> str:
    """Write down how many people are there; returns a warning when they find no room."""
    _only_running(found, by)
    warning = rules.check_head_count(number, found.room)
    Opening.every.filter(pk=found.pk).update(head_count=number, counted_at=at)
    HeadCount.objects.create(opening=found, at=at, number=number, by_name=by.name)
    record(
        by=by,
        at=at,
        verb="清点人数",
        subject=found,
        before={"number": found.head_count},
        after={"number": number},
    )
    found.head_count, found.counted_at = number, at
    return warning


@transaction.atomic
def register(*, found: Opening, guest: Guest, by: Asker, at: datetime) -> Guest:
    """Register somebody who came; no name enters the audit."""
    _only_running(found, by)
    if found.state == "opening":
        raise Refusal("避难场所尚未开放，请先开放再登记人员。")
    if not queries.may_read_names(by, found):
        raise NotAllowed("您的岗位不能登记避难人员，请由管理单位或值班人员登记。")
    guest.opening, guest.came_at = found, at
    guest.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="登记避难人员",
        subject=found,
        after={"household": guest.household, "key": guest.pk},
    )
    return guest


@transaction.atomic
def leave(*, found: Opening, guest: Guest, went_to: str, by: Asker, at: datetime) -> None:
    if not queries.may_read_names(by, found):
        raise NotAllowed("您的岗位不能登记避难人员，请由管理单位或值班人员登记。")
    if not went_to.strip():
        raise Refusal("请填写去向，如“回家”“投亲”“转往某避难场所”。")
    if not Guest.objects.filter(pk=guest.pk, opening=found, left_at=None).update(
        left_at=at, went_to=went_to.strip()[:120]
    ):
        raise Conflict("该户已登记离开。")
    record(by=by, at=at, verb="登记离开", subject=found, after={"key": guest.pk})


@transaction.atomic
def wipe_names(*, at: datetime) -> int:
    """Remove the names of people whose shelter closed longer ago than they may be kept; returns how many."""
    wiped = 0
    day = beijing_day(at)
    limit = at - timedelta(days=rules.KEEP_NAMES_DAYS.in_force(day).value)
    for found in Opening.every.filter(state="closed", state_since__lt=limit, guests__isnull=False).distinct():
        number, _ = found.guests.all().delete()
        record(by=PLATFORM, at=at, verb="到期清除登记信息", subject=found, after={"number": number})
        wiped += number
    return wiped


@transaction.atomic
def state_population(
    *, community: Unit, people: int, source: str, on: date, by: Asker, at: datetime
) -> Population:
    """Say how many people live in a community, and where that number is from."""
    if not by.holds(Role.OFFICE, Role.ADMINISTRATOR, Role.SUBDISTRICT, Role.DUTY):
        raise NotAllowed("您的岗位不能登记社区人口。")
    if community.kind != UnitKind.COMMUNITY:
        raise Refusal(f"“{community}”不是社区或村。")
    if by.role == Role.SUBDISTRICT and by.unit_id not in community.line:
        raise NotAllowed("只能登记本街乡的社区人口。")
    if people < 0 or on > beijing_day(at) or not source.strip():
        raise Refusal("请填写人数、来源和不晚于今天的统计日期。")
    values = {"people": people, "source": source.strip()[:120], "on": on, "seen_by": sorted(community.line)}
    kept, _ = Population.every.update_or_create(community=community, defaults=values)
    record(by=by, at=at, verb="登记社区人口", subject=kept, after={"people": people, "on": on})
    return kept


def only_keeper(shelter: Shelter, by: Asker) -> None:
    if by.role in (None, Role.OFFICE, Role.ADMINISTRATOR, Role.DUTY, Role.COMMANDER):
        return
    streets = {shelter.subdistrict_id, *shelter.unit.line}
    if not by.holds(*KEEPERS) or by.unit_id not in streets:
        raise NotAllowed(f"“{shelter}”由{shelter.unit}管理，请联系其值守人员。")


def _only_running(found: Opening, by: Asker) -> None:
    if found.ended:
        raise Conflict("避难场所已关闭，不能再清点或登记。")
    step = found.WORKFLOW.step("close")
    if by.role in (None, Role.DUTY, Role.COMMANDER) or may_take(found, step, by):
        return
    raise NotAllowed(f"只有{found.owner_unit}和指挥、值班人员可以清点和登记。")
