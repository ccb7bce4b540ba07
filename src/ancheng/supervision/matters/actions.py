"""Verbs on matters: open one, take a step of its kind's table; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day, day_text
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number, produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.actions import attach
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.queries import put_in_place
from ancheng.kernel.workflow.actions import move, open_cases, permit
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.outcome import note_outcome
from ancheng.supervision.assets.rules import shown
from ancheng.supervision.matters import rules
from ancheng.supervision.matters.declare import MatterKind
from ancheng.supervision.matters.models import Matter
from ancheng.supervision.matters.queries import authority, facts_of_asset, may_open, siblings, wanting
from ancheng.supervision.matters.registry import kind as kind_called

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Opening:
    """What is stated when a matter is opened; the place of the object is taken where none is drawn."""

    kind: str
    title: str
    facts: Mapping[str, object]
    asset: Asset | None = None
    owner: Unit | None = None
    address: str = ""
    place: tuple[float, float] | None = None


@transaction.atomic
def open_matter(*, opening: Opening, by: Asker, at: datetime, synthetic: bool = False) -> Matter:
    """Open a matter; of what may be open once only, a second is refused by the database."""
    if not may_open(by):
        raise NotAllowed("您的岗位不能登记专项事项，请由责任单位或监管部门登记。")
    kind = kind_called(opening.kind)
    facts = rules.read_facts(kind, rules.OPENING, opening.facts)
    rules.check(kind, rules.OPENING, facts, beijing_day(at))
    asset = opening.asset
    if asset is not None and asset.kind not in kind.assets:
        raise Refusal(f"“{asset.name}”是{asset.declared.zh}，不能作为“{kind.zh}”的对象，请核对对象编号。")
    title = opening.title.strip() or (asset.name if asset else "")
    if not title:
        raise Refusal("请填写名称，或填写对象编号。")
    owner = _owner(kind, opening, by)
    matter = Matter(
        kind=opening.kind,
        number=next_number(
            kind=f"matter:{opening.kind}"[:40], pattern=f"{kind.prefix}-{{year}}-{{n:05d}}", at=at
        ),
        title=title[:160],
        facts=facts,
        asset=asset,
        enterprise=asset.enterprise if asset else None,
        owner_unit=owner,
        issuer_unit=authority(kind) or owner,
        opened_at=at,
        address=(opening.address.strip() or (asset.address if asset else ""))[:200],
        geometry=_place(opening.place) or (asset.geometry if asset else None),
        open_key=rules.open_key(opening.kind, kind, asset.pk if asset else None, owner.pk),
        synthetic=synthetic,
    )
    put_in_place(matter)
    try:
        with transaction.atomic():
            open_cases(cases=[matter], verb=f"登记{kind.zh}", by=by, at=at)
    except IntegrityError as fault:
        raise Conflict(f"该对象已有办理中的“{kind.zh}”事项，请在原事项上办理，不能重复登记。") from fault
    return matter


@transaction.atomic
def open_wanted(*, kind_name: str, asset_ids: Sequence[int], by: Asker, at: datetime) -> list[Matter]:
    """Open a matter for each of the objects that call for one; all or none."""
    kind = kind_called(kind_name)
    wanted = sorted(set(asset_ids))
    if not wanted:
        raise Refusal("请先勾选要登记的对象。")
    if len(wanted) > MOST_AT_ONCE:
        raise Refusal(f"一次最多登记{MOST_AT_ONCE}个，请缩小选择范围。")
    found = list(wanting(by, kind_name, beijing_day(at)).filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise Conflict("所选对象中有的已经登记或不再需要登记，未作任何改动。请刷新列表后重新选择。")
    return [
        open_matter(
            opening=Opening(kind_name, each.name, facts_of_asset(kind, each), asset=each), by=by, at=at
        )
        for each in found
    ]


@transaction.atomic
def take_step(
    *,
    matter: Matter,
    verb: str,
    given: Mapping[str, object],
    by: Asker,
    at: datetime,
    why: str = "",
    uploads: Sequence[UploadedFile[Any]] = (),
) -> Document | None:
    """Take one step: its facts, its file, its order, and what the object learns, in one commit."""
    kind = matter.declared
    step = next((each for each in kind.workflow.steps if each.verb == verb), None)
    if step is None:
        raise Absent("没有这个操作，请刷新页面后重试。")
    # The row is held, so that the facts of two who act at once do not mix.
    held = Matter.every.select_for_update().get(pk=matter.pk)
    matter.state, matter.facts = held.state, held.facts
    permit(matter, step, by=by, why=why)
    values = rules.read_facts(kind, verb, given)
    facts = {**held.facts, **values}
    rules.check(kind, verb, facts, beijing_day(at))
    if verb in kind.evidence and not uploads:
        raise Refusal(f"“{step.label}”须上传佐证材料（报告、照片等）。")
    _state_facts(matter, values, by=by, at=at, verb=str(step.label))
    ends = step.target in kind.workflow.ends
    move(matter, verb, by=by, at=at, why=why, changes={"open_key": None, "ended_at": at} if ends else {})
    for upload in uploads:
        attach(subject=matter, upload=upload, purpose="evidence", by=by, at=at, caption=str(step.label))
    _teach(matter, verb, by=by, at=at)
    if verb not in kind.orders:
        return None
    return produce(
        kind="matter_order",
        subject=matter,
        context=order_context(matter, kind.orders[verb], by, at),
        by=by,
        at=at,
    )


def _state_facts(matter: Matter, values: Mapping[str, Any], *, by: Asker, at: datetime, verb: str) -> None:
    """Write the facts of a step, told in words in the timeline."""
    changed = {key: value for key, value in values.items() if matter.facts.get(key) != value}
    if not changed:
        return
    fields = matter.declared.by_key
    before = {fields[key].zh: shown(fields[key], matter.facts[key]) for key in changed if key in matter.facts}
    matter.facts = {**matter.facts, **changed}
    Matter.every.filter(pk=matter.pk).update(facts=matter.facts)
    after = {fields[key].zh: shown(fields[key], value) for key, value in changed.items()}
    record(by=by, at=at, verb=f"填报（{verb}）", subject=matter, before=before, after=after)


def _teach(matter: Matter, verb: str, *, by: Asker, at: datetime) -> None:
    """Let the object know; of a shared matter only when every unit has come so far."""
    kind = matter.declared
    values = rules.outcome(kind, verb, matter.facts)
    if matter.asset_id is None or not values:
        return
    together = kind.shared and matter.state not in (kind.workflow.start, *kind.workflow.ends)
    if together and siblings(matter).filter(open_key__isnull=False).exclude(state=matter.state).exists():
        return
    note_outcome(asset_id=matter.asset_id, values=values, by=by, at=at, why=f"{kind.zh} {matter.number}")


def order_context(matter: Matter, title: str, by: Asker, at: datetime) -> dict[str, Any]:
    """The values of an order that a step issues."""
    fields = matter.declared.by_key
    return {
        "title": title,
        "unit": matter.facts.get(matter.declared.addressee) or matter.owner_unit.name,
        "matter": matter.title,
        "matter_number": matter.number,
        "place": matter.address or "（未填写）",
        "facts": [
            {"label": fields[key].zh, "text": f"{shown(fields[key], value)} {fields[key].unit}".strip()}
            for key, value in matter.facts.items()
            if key in fields
        ],
        "issuer": by.unit_name,
        "contact": by.name,
        "date": day_text(beijing_day(at)),
    }


def _owner(kind: MatterKind, opening: Opening, by: Asker) -> Unit:
    """Who does it: as stated, else the enterprise or the unit of the object, else the own unit."""
    asset = opening.asset
    if opening.owner is not None:
        return opening.owner
    if asset is not None:
        return asset.enterprise if kind.by_enterprise and asset.enterprise else asset.unit
    own = Unit.objects.filter(pk=by.unit_id).first() if by.unit_id else None
    if own is None:
        raise Refusal("请选择责任单位。")
    return own


def _place(place: tuple[float, float] | None) -> GEOSGeometry | None:
    if place is None:
        return None
    longitude, latitude = place
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Refusal("标绘的位置超出经纬度范围，请在地图上重新点选。")
    return Point(longitude, latitude, srid=4326)
