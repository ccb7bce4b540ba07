"""Verbs on inspections but those on the spot; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.db.models import Case, F, When

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import may_take, move, open_cases
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.enforcement import rules
from ancheng.supervision.enforcement.gathering import Candidate
from ancheng.supervision.enforcement.models import Assignment, Draw, Inspection, Inspector, Item, Source
from ancheng.supervision.enforcement.values import NewInspection
from ancheng.supervision.enforcement.values import Source as Given
from ancheng.supervision.penalties.actions import open_case
from ancheng.supervision.penalties.models import PenaltyCase

NUMBER = "JC-{year}-{n:06d}"
SOURCE_TYPE = "enforcement.inspection"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an enterprise is, as its site in the register says."""

    geometry: GEOSGeometry | None
    address: str
    subdistrict_id: int | None
    community_id: int | None
    grid_id: int | None


NOWHERE = Spot(None, "", None, None, None)


def spots(enterprise_ids: Iterable[int]) -> dict[int, Spot]:
    """The first placed object of each enterprise, its own site before all others."""
    site_first = Case(When(kind="enterprise_site", then=0), default=1)
    rows = Asset.objects.filter(enterprise_id__in=set(enterprise_ids), geometry__isnull=False)
    found = rows.order_by("enterprise_id", site_first, "pk").distinct("enterprise_id").defer("words")
    return {each.enterprise_id: _spot_of(each) for each in found}


def _spot_of(asset: Asset) -> Spot:
    geometry = asset.geometry if asset.geometry is None or asset.geometry.geom_type == "Point" else asset.geometry.point_on_surface  # fmt: skip
    return Spot(geometry, asset.address, asset.subdistrict_id, asset.community_id, asset.grid_id)


@transaction.atomic
def open_inspection(*, new: NewInspection, by: Asker, at: datetime) -> Inspection:
    """Open an inspection under a legal item that holds today; the same source is one open inspection."""
    if not by.holds(*rules.INSPECTORS):
        raise NotAllowed("检查任务由执法部门、街乡和安委办下达。")
    today = beijing_day(at)
    item = Item.objects.on(today).select_related("department", "checklist").filter(pk=new.item_id).first()
    if item is None:
        raise Refusal("请选择检查事项清单中现行有效的事项；没有法定依据的事项不得检查。")
    if new.planned_on < today:
        raise Refusal("计划完成日期不能早于今天。")
    if new.source in (Given.SPECIAL, Given.COMPLAINT) and len(new.reason.strip()) < 4:
        raise Refusal("专项检查和举报核查须写明检查事由。")
    enterprise = Unit.objects.in_use().filter(pk=new.enterprise_id, kind=UnitKind.ENTERPRISE).first()
    if enterprise is None:
        raise Refusal("没有找到该企业，请从列表中重新选择。")
    asset = Asset.objects.filter(pk=new.asset_id).defer("words").first() if new.asset_id else None
    spot = _spot_of(asset) if asset else spots([enterprise.pk]).get(enterprise.pk, NOWHERE)
    known = Inspection.every.exclude(state__in=Inspection.WORKFLOW.ends).filter(
        source_type=new.source_type, source_id=str(new.source_id), enterprise=enterprise
    )
    if new.source_type and (there := known.first()):
        return there  # type: ignore[no-any-return]
    inspection = _built(item, enterprise, spot, new.source.value, new.planned_on, at, by)
    inspection.asset, inspection.reason = asset, new.reason.strip()[:300]
    inspection.source_type, inspection.source_id = new.source_type, str(new.source_id)
    open_cases(cases=[inspection], verb="下达检查任务", by=by, at=at)
    return inspection


def _built(
    item: Item, enterprise: Unit | None, spot: Spot, source: str, planned_on: date, at: datetime, by: Asker
) -> Inspection:
    return Inspection(
        number=next_number(kind="inspection", pattern=NUMBER, at=at),
        source=source,
        item=item,
        checklist=item.checklist,
        enterprise=enterprise,
        planned_on=planned_on,
        owner_unit=item.department,
        issuer_unit=(Unit.objects.filter(pk=by.unit_id).first() if by.unit_id else None) or item.department,
        geometry=spot.geometry,
        address=spot.address or (enterprise.enterprise.address if enterprise else ""),
        subdistrict_id=spot.subdistrict_id,
        community_id=spot.community_id,
        grid_id=spot.grid_id,
    )


def open_drawn(
    *,
    draw: Draw,
    drawn: Sequence[tuple[Candidate, Sequence[str]]],
    planned_on: date,
    by: Asker,
    at: datetime,
) -> list[Inspection]:
    """Open and man the inspections that a draw demands, in the caller's transaction."""
    enterprises = Unit.objects.select_related("enterprise").in_bulk(
        [each.enterprise_id for each, _ in drawn if each.enterprise_id]
    )
    assets = Asset.objects.defer("words").in_bulk([each.asset_id for each, _ in drawn if each.asset_id])
    places = spots(enterprises)
    people = {each.certificate: each for each in Inspector.objects.filter(certificate__in={who for _, team in drawn for who in team})}  # fmt: skip
    made = []
    for each, _team in drawn:
        asset = assets.get(each.asset_id) if each.asset_id else None
        spot = _spot_of(asset) if asset else places.get(each.enterprise_id or 0, NOWHERE)
        enterprise = enterprises.get(each.enterprise_id) if each.enterprise_id else None
        inspection = _built(draw.item, enterprise, spot, Source.DRAW, planned_on, at, by)
        inspection.draw, inspection.asset = draw, asset
        made.append(inspection)
    open_cases(cases=made, verb="抽取检查任务", by=by, at=at)
    Assignment.objects.bulk_create(
        Assignment(inspection=inspection, inspector=people[who], since=at)
        for inspection, (_, team) in zip(made, drawn, strict=True)
        for who in team
    )
    for inspection in made:
        move(inspection, "assign", by=by, at=at)
    return made


@transaction.atomic
def assign(*, inspection: Inspection, inspectors: Sequence[Inspector], by: Asker, at: datetime) -> None:
    """Send at least two inspectors with a valid certificate, the field, and no interest."""
    on = beijing_day(at)
    rules.check_team([each.certificate for each in inspectors], on=on)
    for each in inspectors:
        if not each.holds_on(on):
            raise Refusal(f"{each.name}的执法证在{on:%Y-%m-%d}无效，不能派出，请另选人员或更新执法证。")
        if inspection.item.field not in each.fields:
            raise Refusal(f"{each.name}的执法领域不含“{inspection.item.field}”，请另选人员。")
        if each.interests.filter(enterprise_id=inspection.enterprise_id, ended_on=None).exists():
            raise Refusal(f"{each.name}与{inspection.enterprise}有利害关系，应当回避，请另选人员。")
    move(inspection, "assign", by=by, at=at)
    Assignment.objects.bulk_create(
        Assignment(inspection=inspection, inspector=each, since=at) for each in inspectors
    )
    after = {"inspectors": [each.certificate for each in inspectors]}
    record(by=by, at=at, verb="派出执法人员", subject=inspection, after=after)


def replace_inspector(
    *, inspection: Inspection, gone: str, chosen: str, why: str, by: Asker, at: datetime
) -> None:
    """Note in the caller's transaction who withdrew and who comes instead; not after the visit was recorded."""
    locked = Inspection.every.select_for_update().get(pk=inspection.pk)
    if locked.state not in ("planned", "assigned", "on_site"):
        raise Conflict(f"该检查处于“{locked.state_label}”，不能再更换执法人员。")
    left = Assignment.objects.filter(
        inspection=inspection, inspector__certificate=gone, recused_at=None
    ).update(recused_at=at, recused_why=why.strip()[:200])
    if not left:
        raise Conflict("该执法人员不在本次检查的派员中，或已回避。")
    inspector = Inspector.objects.get(certificate=chosen)
    Assignment.objects.create(inspection=inspection, inspector=inspector, since=at)
    bump(inspection)
    told = {"gone": gone, "chosen": chosen}
    # The reason is private: it stands on the assignment and the draw, not where the enterprise reads.
    record(by=by, at=at, verb="回避更换人员", subject=inspection, after=told)


def withdraw_drawn(*, inspection: Inspection, why: str, by: Asker, at: datetime) -> None:
    move(inspection, "cancel", by=by, at=at, why=why)


@transaction.atomic
def cancel(*, inspection: Inspection, why: str, by: Asker, at: datetime) -> None:
    """Call off an inspection that nobody drew; a drawn one is replaced by the next on the page of its draw."""
    if inspection.draw_id:
        raise Refusal("抽中的检查不能直接取消；对象确已注销、搬离的，请在抽查页面办理递补。")
    move(inspection, "cancel", by=by, at=at, why=why)


@transaction.atomic
def close(*, inspection: Inspection, by: Asker, at: datetime) -> None:
    """End the task; from here the days until the publication run."""
    if (
        inspection.state == "recorded"
        and inspection.failed
        and not (inspection.rechecks or _penalised(inspection))
    ):
        raise Refusal("检查有不合格事项，请先责令限期整改或移交立案，再办结。")
    move(inspection, "close", by=by, at=at, changes={"ended_at": at})


def _penalised(inspection: Inspection) -> bool:
    return PenaltyCase.every.filter(source_type=SOURCE_TYPE, source_id=str(inspection.pk)).exists()


@transaction.atomic
def publish(*, inspection: Inspection, by: Asker, at: datetime) -> None:
    """Make the result public; nothing of an exercise leaves the house."""
    if inspection.realm != Realm.ACTUAL:
        raise Refusal("演练中的检查结果不对外公示。")
    move(inspection, "publish", by=by, at=at, changes={"published_at": at})


@transaction.atomic
def penalise(*, inspection: Inspection, matter: str, clause: str, by: Asker, at: datetime) -> PenaltyCase:
    """Hand what was found to the penalty cases; the same clause twice is one case."""
    if inspection.recorded_at is None:
        raise Conflict("尚未提交现场检查记录，不能立案。")
    if inspection.enterprise is None:
        raise Refusal("该检查没有对应的企业，不能立案。")
    if not inspection.failed:
        raise Refusal("检查没有不合格事项，不能据此立案。")
    if not may_take(inspection, inspection.WORKFLOW.step("close"), by):
        raise NotAllowed("立案由实施检查的部门提出。")
    case = open_case(
        source_type=SOURCE_TYPE,
        source_id=inspection.pk,
        source_label=str(inspection),
        enterprise=inspection.enterprise,
        matter=matter,
        clause=clause,
        found_on=beijing_day(inspection.recorded_at),
        by=by,
        at=at,
    )
    told = {"case": case.number, "matter": matter}
    record(by=by, at=at, verb="移交立案", subject=inspection, after=told)
    return case


def bump(inspection: Inspection) -> None:
    """Give an inspection a new version, so that a phone with an older one is told."""
    Inspection.every.filter(pk=inspection.pk).update(version=F("version") + 1)
    inspection.version += 1


def tell_enterprise(inspection: Inspection) -> None:
    """From the arrival on the enterprise may read its own inspection."""
    inspection.derive_scope()
    Inspection.every.filter(pk=inspection.pk).update(seen_by=inspection.seen_by)


def step(
    inspection: Inspection, verb: str, *, by: Asker, at: datetime, why: str = "", **changes: Any
) -> None:
    """Take a step and give the inspection a new version with it."""
    changes["version"] = inspection.version + 1
    move(inspection, verb, by=by, at=at, why=why, changes=changes)
