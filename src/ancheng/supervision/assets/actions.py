"""Verbs on objects: register, amend, retire, reinstate, assign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import entry, record, record_all
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.queries import put_in_place
from ancheng.supervision.assets import facts, revision
from ancheng.supervision.assets.models import Asset, ResponsiblePerson, SavedView, Status
from ancheng.supervision.assets.queries import visible
from ancheng.supervision.assets.registry import kind as kind_called
from ancheng.supervision.assets.rules import condition_of
from ancheng.supervision.assets.values import Answerable, BadValues, Stated

KEEPERS = (
    Role.ADMINISTRATOR,
    Role.OFFICE,
    Role.DEPARTMENT,
    Role.SUBDISTRICT,
    Role.ENFORCEMENT,
    Role.GRID,
)
BULK_LIMIT = 5000


class Overtaken(Conflict):
    """Somebody else changed the object meanwhile; `theirs` tells what, so that nothing typed is lost."""

    def __init__(self, theirs: dict[str, tuple[str, str]], by: str, *, version: int) -> None:
        changes = "；".join(
            f"{label}：{old or '（空）'} → {new or '（空）'}" for label, (old, new) in theirs.items()
        )
        super().__init__(
            f"您填写期间，{by or '他人'}已修改该对象（{changes}）。您填写的内容仍在表单中，请核对后再次保存。"
        )
        self.theirs = theirs
        self.version = version


@transaction.atomic
def register(*, stated: Stated, by: Asker, at: datetime, synthetic: bool = False) -> Asset:
    """Open the file of a new object; its code is drawn when none is given."""
    _only_keepers(by)
    asset = Asset(kind=stated.kind, created_at=at, updated_at=at, synthetic=synthetic)
    _apply(asset, stated, at)
    asset.code = asset.code or next_code(stated.kind)
    _within_reach(asset, by)
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
    except IntegrityError as error:
        raise facts.taken(asset) from error
    _seat_people(asset, stated)
    record(by=by, at=at, verb="登记对象", subject=asset, to_state=asset.status, after=facts.snapshot(asset))
    revision.advance()
    return asset


@transaction.atomic
def amend(*, asset_id: int, version: int, stated: Stated, by: Asker, at: datetime, why: str = "") -> Asset:
    """Change an object that the person read in `version`; refused when another change came between."""
    _only_keepers(by)
    asset = _locked(asset_id, by)
    before = facts.snapshot(asset)
    if asset.version != version:
        raise Overtaken(*facts.since(asset, version), version=asset.version)
    if stated.kind != asset.kind:
        raise Refusal("对象的类别登记后不能更改；请注销本对象，再按正确类别登记。")
    was = asset.status
    _apply(asset, stated, at)
    asset.version, asset.updated_at = version + 1, at
    _within_reach(asset, by)
    try:
        with transaction.atomic():
            asset.save()
    except IntegrityError as error:
        raise facts.taken(asset) from error
    _seat_people(asset, stated)
    old, new = facts.difference(before, facts.snapshot(asset))
    if old or new:
        moved = {"from_state": was, "to_state": asset.status} if was != asset.status else {}
        record(
            by=by,
            at=at,
            verb="修改对象",
            subject=asset,
            why=why,
            before=old,
            after=new | {"version": asset.version},
            **moved,
        )
    revision.advance()
    return asset


@transaction.atomic
def state_attributes(
    *, asset_id: int, attributes: Mapping[str, Any], by: Asker, at: datetime, why: str
) -> Asset:
    """Put attributes that a calculation or a check found on an object; all else in its file stays as it is."""
    _only_keepers(by)
    asset = _locked(asset_id, by)
    now = facts.stated_of(asset)
    people = tuple(Answerable(each.level, each.name, each.phone) for each in asset.people.all())
    stated = replace(now, attributes=now.attributes | dict(attributes), people=people)
    return amend(asset_id=asset_id, version=asset.version, stated=stated, by=by, at=at, why=why)


@transaction.atomic
def retire(*, asset_ids: Sequence[int], by: Asker, at: datetime, why: str) -> int:
    """Take objects out of the register's running stock; their files stay readable."""
    if not why.strip():
        raise Refusal("请填写注销原因。")
    return _set_status(asset_ids, Status.RETIRED, verb="注销对象", by=by, at=at, why=why)


@transaction.atomic
def reinstate(*, asset_ids: Sequence[int], by: Asker, at: datetime, why: str = "") -> int:
    """Put retired or suspended objects back into use."""
    return _set_status(asset_ids, Status.IN_USE, verb="恢复在用", by=by, at=at, why=why)


@transaction.atomic
def suspend(*, asset_ids: Sequence[int], by: Asker, at: datetime, why: str) -> int:
    """Note that objects are out of use for a time."""
    if not why.strip():
        raise Refusal("请填写停用原因。")
    return _set_status(asset_ids, Status.SUSPENDED, verb="停用对象", by=by, at=at, why=why)


@transaction.atomic
def assign(*, asset_ids: Sequence[int], unit: Unit, by: Asker, at: datetime, why: str = "") -> int:
    """Make `unit` responsible for all of the objects, or for none."""
    _only_keepers(by)
    if unit.closed_on or unit.kind in (UnitKind.COLLECTIVE, UnitKind.DISTRICT):
        raise Refusal(f"“{unit}”不能作为责任单位，请选择具体的单位。")
    rows: list[Any] = []
    changed: list[Asset] = []
    for asset in _many(asset_ids, by):
        if asset.unit_id == unit.pk:
            continue
        old = asset.unit
        asset.unit = unit
        _touch(asset, at)
        changed.append(asset)
        rows.append(
            entry(
                by=by,
                at=at,
                verb="指定责任单位",
                subject=asset,
                why=why,
                before={"unit": str(old)},
                after={"unit": str(unit), "unit_id": unit.pk, "version": asset.version},
            )
        )
    Asset.objects.bulk_update(changed, ["unit", "seen_by", "version", "updated_at"], batch_size=1000)
    record_all(rows)
    revision.advance()
    return len(changed)


@transaction.atomic
def keep_view(*, name: str, query: str, by: Asker, at: datetime) -> SavedView:
    """Keep a filter under a name; the same name again replaces it."""
    if by.person_id is None or not name.strip():
        raise Refusal("请填写视图名称。")
    if SavedView.objects.filter(person_id=by.person_id).exclude(name=name.strip()[:40]).count() >= 50:
        raise Refusal("保存的视图已有 50 个，请先删除不用的视图。")
    view, _ = SavedView.objects.update_or_create(
        person_id=by.person_id, name=name.strip()[:40], defaults={"query": query[:1000], "created_at": at}
    )
    return view


def drop_view(*, view_id: int, by: Asker) -> None:
    if by.person_id is not None:
        SavedView.objects.filter(pk=view_id, person_id=by.person_id).delete()


@transaction.atomic
def refresh_conditions(*, at: datetime) -> int:
    """Look again at the objects with a day that has passed since: certificates and inspections run out by themselves."""
    today = facts.day_of(at)
    changed: list[Asset] = []
    for asset in facts.with_lapsed_days(today).iterator(chunk_size=2000):
        now = condition_of(asset.declared, asset.attributes, today)
        if now != asset.condition:
            asset.condition = now
            changed.append(asset)
    Asset.every.bulk_update(changed, ["condition"], batch_size=2000)
    if changed:
        revision.advance()
    return len(changed)


def next_code(kind: str) -> str:
    """The next free code of a kind, such as XHS-0000123."""
    prefix = kind_called(kind).prefix
    with connection.cursor() as cursor:
        # One at a time per kind, so that two people registering at once do not draw the same number.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"assets.code.{kind}"])
        cursor.execute(
            "SELECT max(substr(code, %s)::bigint) FROM assets_asset WHERE kind = %s AND code ~ %s",
            [len(prefix) + 2, kind, f"^{prefix}-[0-9]{{7}}$"],
        )
        highest = cursor.fetchone()[0] or 0
    return f"{prefix}-{highest + 1:07d}"


def _apply(asset: Asset, stated: Stated, at: datetime) -> None:
    facts.apply(asset, stated, at)
    put_in_place(asset)
    fault = facts.outside_fault(asset)
    if fault:
        raise BadValues({"outside_accepted": fault})
    asset.derive_scope()


def _set_status(ids: Sequence[int], status: Status, *, verb: str, by: Asker, at: datetime, why: str) -> int:
    _only_keepers(by)
    rows: list[Any] = []
    changed: list[Asset] = []
    for asset in _many(ids, by):
        if asset.status == status:
            continue
        was, asset.status = asset.status, status
        _touch(asset, at)
        changed.append(asset)
        rows.append(
            entry(
                by=by,
                at=at,
                verb=verb,
                subject=asset,
                from_state=was,
                to_state=status,
                why=why,
                before={"status": was},
                after={"status": status, "version": asset.version},
            )
        )
    Asset.objects.bulk_update(changed, ["status", "seen_by", "version", "updated_at"], batch_size=1000)
    record_all(rows)
    revision.advance()
    return len(changed)


def _touch(asset: Asset, at: datetime) -> None:
    asset.version += 1
    asset.updated_at = at
    asset.derive_scope()


def _seat_people(asset: Asset, stated: Stated) -> None:
    wanted = {each.level: each for each in stated.people if each.name.strip()}
    asset.people.exclude(level__in=wanted).delete()
    ResponsiblePerson.objects.bulk_create(
        [
            ResponsiblePerson(asset=asset, level=each.level, name=each.name.strip(), phone=each.phone.strip())
            for each in wanted.values()
        ],
        update_conflicts=True,
        unique_fields=["asset", "level"],
        update_fields=["name", "phone"],
    )


def _locked(asset_id: int, by: Asker) -> Asset:
    found = list(_many([asset_id], by))
    return found[0]


def _many(ids: Iterable[int], by: Asker) -> list[Asset]:
    """The objects, locked in one order; refused as a whole when one of them is out of the asker's sight."""
    wanted = sorted(set(ids))
    if len(wanted) > BULK_LIMIT:
        raise Refusal(f"一次最多处理 {BULK_LIMIT} 个对象，请缩小选择范围。")
    related = ("unit", "department", "enterprise", "subdistrict", "community", "grid")
    found = list(
        visible(by)
        .filter(pk__in=wanted)
        .select_related(*related)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not wanted or len(found) != len(wanted):
        raise Refusal("所选对象中有的不存在或当前岗位无权处理，未作任何改动。请刷新列表后重新选择。")
    return found


def _within_reach(asset: Asset, by: Asker) -> None:
    """A unit keeps the files of what it answers for, supervises or has in its area; not those of others."""
    if not by.sees_district and by.unit_id not in asset.seen_by:
        raise NotAllowed(
            "该对象的责任单位、监管部门和所在区域都不属于本单位，不能登记。请改选责任单位或核对位置。"
        )


def _only_keepers(by: Asker) -> None:
    if not by.holds(*KEEPERS):
        raise NotAllowed("当前岗位只能查看对象档案，不能登记或修改。请由责任单位或监管部门的工作人员处理。")
