"""Verbs on stock: take in, rotate out, scrap, count; every change of a batch is a line of its card."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import OFFICERS, Role
from ancheng.command.resources.models import Batch, CallOrder, Item, Movement, MovementKind, Warehouse
from ancheng.kernel.audit.actions import record
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.queries import put_in_place

KEEPERS = (*OFFICERS, Role.OFFICE, Role.DUTY)
LARGEST = 10_000_000


def only_keeper(by: Asker, unit: Unit, what: str) -> None:
    """Refuse unless the seat may keep what `unit` has: its own unit, one above it, or the office."""
    if not by.holds(*KEEPERS, Role.ADMINISTRATOR):
        raise NotAllowed(f"您的岗位不能{what}，请联系{unit}的保管人员。")
    if by.role in (None, Role.OFFICE, Role.ADMINISTRATOR) or by.unit_id in unit.line:
        return
    raise NotAllowed(f"只有{unit}及其上级可以{what}。")


@transaction.atomic
def take_in(
    *,
    warehouse: Warehouse,
    item: Item,
    lot: str,
    quantity: int,
    by: Asker,
    at: datetime,
    produced_on: date | None = None,
    expires_on: date | None = None,
    shelf_place: str = "",
    why: str = "",
) -> Batch:
    """Take pieces of a lot into a store; a lot that is known there grows."""
    only_keeper(by, warehouse.unit, "办理入库")
    _check(quantity)
    if not lot.strip():
        raise Refusal("请填写批号；没有批号的用入库日期，如 20260305。")
    if produced_on and expires_on and expires_on < produced_on:
        raise Refusal("有效期早于生产日期，请核对。")
    if warehouse.closed_on:
        raise Refusal(f"“{warehouse}”已停用，不能入库。")
    values = {"produced_on": produced_on, "expires_on": expires_on, "shelf_place": shelf_place.strip()}
    batch = Batch(warehouse=warehouse, item=item, lot=lot.strip(), realm=warehouse.realm, **values)
    batch.derive_scope()
    found, _new = Batch.every.get_or_create(
        warehouse=warehouse,
        item=item,
        lot=lot.strip(),
        defaults={**values, "seen_by": batch.seen_by, "realm": warehouse.realm},
    )
    if (found.produced_on, found.expires_on) != (produced_on, expires_on):
        raise Conflict(f"批号“{lot}”已登记的生产日期或有效期不同，请核对，或换一个批号。")
    move_stock(found, quantity, MovementKind.IN, by=by, at=at, why=why)
    record(by=by, at=at, verb="物资入库", subject=found, why=why, after={"quantity": quantity})
    return found


@transaction.atomic
def take_out(*, batch: Batch, quantity: int, kind: str, why: str, by: Asker, at: datetime) -> None:
    """Take pieces out for another reason than a call: rotated or scrapped."""
    only_keeper(by, batch.warehouse.unit, "办理出库")
    _check(quantity)
    if kind not in (MovementKind.ROTATED, MovementKind.SCRAPPED):
        raise Refusal("请选择轮换出库或报废；调用出库请走物资调用单。")
    if not why.strip():
        raise Refusal("请写明去向或原因。")
    move_stock(batch, -quantity, MovementKind(kind), by=by, at=at, why=why)
    label = str(MovementKind(kind).label)
    record(by=by, at=at, verb=label, subject=batch, why=why, after={"quantity": -quantity})


@transaction.atomic
def count(*, batch: Batch, found: int, why: str, by: Asker, at: datetime) -> None:
    """Set a batch to what was counted; the difference is a line of the card, with its reason."""
    only_keeper(by, batch.warehouse.unit, "盘点")
    if not 0 <= found <= LARGEST:
        raise Refusal("盘点数量应为 0 或正整数。")
    if not why.strip():
        raise Refusal("请写明盘盈或盘亏的原因。")
    held = Batch.every.select_for_update(of=("self",)).get(pk=batch.pk).quantity
    if found == held:
        raise Refusal(f"盘点数量与账面一致（{held}），无需调整。")
    move_stock(batch, found - held, MovementKind.COUNTED, by=by, at=at, why=why)
    record(
        by=by,
        at=at,
        verb="盘点调整",
        subject=batch,
        why=why,
        before={"quantity": held},
        after={"quantity": found},
    )


def move_stock(
    batch: Batch,
    quantity: int,
    kind: MovementKind,
    *,
    by: Asker,
    at: datetime,
    why: str = "",
    order: CallOrder | None = None,
) -> None:
    """Change what a batch holds by compare-and-set and write its card; it never falls below zero."""
    rows = Batch.every.filter(pk=batch.pk)
    if quantity < 0:
        rows = rows.filter(quantity__gte=-quantity)
    if not rows.update(quantity=F("quantity") + quantity):
        held = Batch.every.filter(pk=batch.pk).values_list("quantity", flat=True).first() or 0
        raise Conflict(f"“{batch}”现存 {held}，不足 {-quantity}，可能已由他人出库；请按现存数量重新分配。")
    # The row is locked by the update, so nobody else changes the balance before it is written down.
    batch.quantity = Batch.every.values_list("quantity", flat=True).get(pk=batch.pk)
    Movement.objects.create(
        batch=batch,
        kind=kind,
        quantity=quantity,
        balance=batch.quantity,
        order=order,
        at=at,
        by_id=by.person_id,
        by_name=by.name,
        why=why.strip()[:200],
    )


@transaction.atomic
def keep_warehouse(*, warehouse: Warehouse, by: Asker, at: datetime) -> Warehouse:
    """Open a store, or correct what is known of it."""
    only_keeper(by, warehouse.unit, "管理物资库")
    new = warehouse.pk is None
    put_in_place(warehouse)
    warehouse.derive_scope()
    try:
        with transaction.atomic():
            warehouse.save()
    except IntegrityError as fault:
        raise Conflict(f"“{warehouse.unit}”已有名为“{warehouse.name}”的物资库，请换一个名称。") from fault
    Batch.every.filter(warehouse=warehouse).update(seen_by=warehouse.seen_by)
    record(by=by, at=at, verb="登记物资库" if new else "修改物资库", subject=warehouse)
    return warehouse


def _check(quantity: int) -> None:
    if not 1 <= quantity <= LARGEST:
        raise Refusal("数量应为正整数，请核对。")
