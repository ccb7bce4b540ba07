"""Verbs on call orders: ask, approve, send, receive, account, settle; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.command.authority import commanding_unit
from ancheng.command.incidents.actions import note
from ancheng.command.incidents.rules import Sort
from ancheng.command.resources import rules
from ancheng.command.resources.models import (
    Allocation,
    Batch,
    CallOrder,
    Item,
    MovementKind,
    OrderLine,
    Warehouse,
)
from ancheng.command.resources.stock_actions import move_stock
from ancheng.command.resources.values import Accounted, Asked
from ancheng.command.resources.workflows.call_order import REQUESTERS
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.language import as_recorded, in_record_language
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.people.queries import people_in
from ancheng.kernel.workflow.actions import move, open_cases

NUMBER = "DY-{year}-{n:05d}"


@transaction.atomic
@in_record_language
def request_supplies(
    *, asked: Asked, nonce: str, by: Asker, at: datetime, realm: Realm = Realm.ACTUAL
) -> CallOrder:
    """Ask a store for supplies; the same form sent twice is one order."""
    if not by.holds(*REQUESTERS):
        raise NotAllowed("您的岗位不能申请调用物资，请联系街乡或部门值班人员。")
    known: CallOrder | None = CallOrder.every.filter(nonce=nonce).first()
    if known:
        return known
    rules.check_lines(list(asked.lines.values()))
    warehouse = Warehouse.every.select_related("unit").get(pk=asked.warehouse_id)
    if warehouse.closed_on:
        raise Refusal(f"“{warehouse}”已停用，请选择其他物资库。")
    requester = Unit.objects.filter(pk=by.unit_id or 0).first() or commanding_unit()
    items = Item.objects.in_bulk(list(asked.lines))
    if len(items) < len(asked.lines):
        raise Refusal("所选物资不在目录中，请重新选择。")
    order = CallOrder(
        number=next_number(kind="call_order", pattern=NUMBER, at=at, realm=realm),
        nonce=nonce,
        warehouse=warehouse,
        requester_unit=requester,
        purpose=asked.purpose.strip(),
        address=asked.address.strip(),
        contact=asked.contact.strip(),
        owner_unit=warehouse.unit,
        issuer_unit=commanding_unit(),
        realm=realm,
        incident_id=asked.incident_id,
    )
    try:
        with transaction.atomic():
            open_cases(cases=[order], verb="申请调用物资", by=by, at=at)
    except IntegrityError as fault:
        raise Conflict("这份申请刚刚已经提交，请在调用单列表中查看。") from fault
    OrderLine.objects.bulk_create(
        OrderLine(order=order, item=items[key], asked=number) for key, number in asked.lines.items()
    )
    _tell(order, order.issuer_unit, f"待批准：{order.purpose}", by=by, at=at)
    tell_incident(order, by=by, at=at)
    return order


def tell_incident(order: CallOrder, *, by: Asker, at: datetime) -> None:
    """Let the log of the incident for which supplies are called tell how far they are, each step once."""
    if order.incident_id is None:
        return
    lines = order.lines.select_related("item")
    what = "、".join(f"{each.item}{each.asked}{each.item.measure}" for each in lines)
    text = f"物资调用{order.number}：{order.warehouse} {what}，{as_recorded(order.state_label)}"
    note(
        incident_id=order.incident_id, sort=Sort.RESOURCE, text=text, by=by, at=at,
        key=f"call-order:{order.pk}:{order.state}", facts={"order": order.pk},
    )  # fmt: skip


@transaction.atomic
def approve(order: CallOrder, *, by: Asker, at: datetime, why: str = "") -> None:
    """Let the store give what was asked for."""
    move(order, "approve", by=by, at=at, why=why)
    _tell(order, order.owner_unit, f"请出库：{order.purpose}", by=by, at=at)


@transaction.atomic
def refuse(order: CallOrder, *, by: Asker, at: datetime, why: str) -> None:
    move(order, "refuse", by=by, at=at, why=why)
    _tell(order, order.requester_unit, f"不予调用：{order.purpose}", by=by, at=at)


@transaction.atomic
def withdraw(order: CallOrder, *, by: Asker, at: datetime, why: str) -> None:
    move(order, "withdraw", by=by, at=at, why=why)


@transaction.atomic
def dispatch(
    order: CallOrder, *, picks: Mapping[int, int], carrier: str, by: Asker, at: datetime, why: str = ""
) -> None:
    """Send pieces from batches (batch id → pieces) of the order's store; an exercise leaves the stock alone."""
    chosen = {key: number for key, number in picks.items() if number > 0}
    if not chosen:
        raise Refusal("请至少从一个批次出库；无货可发的，请由批准单位改为“不予调用”并说明。")
    lines = {each.item_id: each for each in order.lines.all()}
    batches = Batch.every.select_related("item", "warehouse").in_bulk(chosen)
    _check_picks(order, chosen, lines, batches, at)
    move(order, "dispatch", by=by, at=at, why=why, changes={"carrier": carrier.strip()[:80]})
    # Always in the order of the keys: two dispatchers who take from the same batches wait, and do not block.
    for key in sorted(chosen):
        batch = batches[key]
        if order.actual:
            move_stock(batch, -chosen[key], MovementKind.OUT, by=by, at=at, order=order, why=order.number)
        elif batch.quantity < chosen[key]:
            raise Conflict(f"“{batch}”现存 {batch.quantity}，不足 {chosen[key]}（演练不扣减库存）。")
        Allocation.objects.create(line=lines[batch.item_id], batch=batch, sent=chosen[key])
    _tell(order, order.requester_unit, f"已发运：{order.purpose}", by=by, at=at)


def _check_picks(
    order: CallOrder,
    chosen: Mapping[int, int],
    lines: Mapping[int, OrderLine],
    batches: Mapping[int, Batch],
    at: datetime,
) -> None:
    """Refuse batches of another store or item, what has expired, and more than was asked for."""
    given: dict[int, int] = {}
    for key, number in chosen.items():
        batch = batches.get(key)
        if batch is None or batch.warehouse_id != order.warehouse_id or batch.item_id not in lines:
            raise Refusal("所选批次不在这张调用单的物资库或物资之内，请刷新后重新选择。")
        if batch.expires_on and batch.expires_on < beijing_day(at):
            raise Refusal(f"“{batch}”已于 {batch.expires_on:%Y-%m-%d} 过期，不能调用，请报废或轮换。")
        given[batch.item_id] = given.get(batch.item_id, 0) + number
        asked = lines[batch.item_id].asked
        if given[batch.item_id] > asked:
            raise Refusal(f"“{batch.item}”出库合计 {given[batch.item_id]} 超过申请的 {asked}，请核对。")


@transaction.atomic
def receive(order: CallOrder, *, received: Mapping[int, int], by: Asker, at: datetime, why: str = "") -> None:
    """Say how many pieces of each allocation arrived."""
    found = _allocations(order)
    for each in found:
        number = received.get(each.pk, each.sent)
        rules.check_received(each.sent, number)
        each.received = number
    if any((each.received or 0) < each.sent for each in found) and not why.strip():
        raise Refusal("签收少于发出时，请写明短少的原因。")
    move(order, "receive", by=by, at=at, why=why)
    Allocation.objects.bulk_update(found, ["received"])


@transaction.atomic
def account(
    order: CallOrder, *, accounted: Mapping[int, Accounted], by: Asker, at: datetime, why: str = ""
) -> None:
    """Say what was used up and what goes back; what is missing needs a word."""
    found, missing = _allocations(order), 0
    for each in found:
        told = accounted.get(each.pk)
        if told is None:
            raise Refusal(f"请填写“{each.batch}”的使用和归还数量。")
        missing += rules.check_accounted(each.received or 0, told.used, told.returned)
        each.used, each.returned = told.used, told.returned
    if missing and not why.strip():
        raise Refusal(f"有 {missing} 件既未使用也未归还，请写明去向。")
    move(order, "account", by=by, at=at, why=why, changes={"remarks": why.strip()[:300]})
    Allocation.objects.bulk_update(found, ["used", "returned"])


@transaction.atomic
def settle(order: CallOrder, *, by: Asker, at: datetime, why: str = "") -> None:
    """Take back what comes back, and close the order."""
    move(order, "settle", by=by, at=at, why=why)
    if not order.actual:
        return
    for each in sorted(_allocations(order), key=lambda one: one.batch_id):
        if each.returned:
            move_stock(
                each.batch, each.returned, MovementKind.BACK, by=by, at=at, order=order, why=order.number
            )


def _allocations(order: CallOrder) -> list[Allocation]:
    rows = Allocation.objects.filter(line__order=order)
    return list(rows.select_related("batch", "batch__item").order_by("pk"))


def _tell(order: CallOrder, unit: Unit | None, title: str, *, by: Asker, at: datetime) -> None:
    if unit is None:
        return
    tell(
        people=people_in([unit.pk], beijing_day(at), REQUESTERS),
        kind="resources.order",
        title=f"{order.number} {title}",
        url=order.get_absolute_url(),
        subject=order,
        level="attention",
        key=f"order:{order.pk}:{order.state}:{unit.pk}",
        by=by,
        at=at,
    )
