"""Verbs on what is planned: the catalogue, requirement plans, contracts for capacity; the nightly watch over dates."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed
from ancheng.base.roles import Role
from ancheng.command.resources import rules
from ancheng.command.resources.models import Batch, CapacityContract, Item, Requirement
from ancheng.command.resources.queries import lapsing
from ancheng.command.resources.stock_actions import KEEPERS, only_keeper
from ancheng.kernel.audit.actions import record
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.people.queries import people_in

CATALOGUE = Path(__file__).with_name("catalogue.csv")


@transaction.atomic
def load_catalogue(*, by: Asker, at: datetime) -> int:
    """Enter the shipped catalogue; what is there already stays as it is."""
    if not by.holds(Role.OFFICE, Role.ADMINISTRATOR):
        raise NotAllowed("物资目录由安委办维护。")
    known = set(Item.objects.values_list("code", flat=True)) | set(
        Item.objects.values_list("name", flat=True)
    )
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] not in known and row["name"] not in known]
    made = Item.objects.bulk_create(
        Item(
            code=row["code"],
            name=row["name"],
            division=row["division"],
            measure=row["measure"],
            shelf_months=int(row["shelf_months"]) if row["shelf_months"] else None,
            source=rules.GB_38565,
            verified=False,
        )
        for row in rows
    )
    for each in made[:1]:
        record(by=by, at=at, verb="装入物资目录", subject=each, after={"number": len(made)})
    return len(made)


@transaction.atomic
def keep_item(*, item: Item, by: Asker, at: datetime) -> Item:
    if not by.holds(Role.OFFICE, Role.ADMINISTRATOR):
        raise NotAllowed("物资目录由安委办维护。")
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as fault:
        raise Conflict(f"编码“{item.code}”或名称“{item.name}”已在目录中，请修改原条目。") from fault
    record(by=by, at=at, verb="维护物资目录", subject=item)
    return item


@transaction.atomic
def plan_requirement(*, requirement: Requirement, by: Asker, at: datetime) -> Requirement:
    """Say how much of an item a unit needs in a year; said again, it replaces what was said."""
    only_keeper(by, requirement.unit, "编制需求计划")
    if requirement.minimum > requirement.required:
        raise Conflict("最低库存不能大于需求数量，请核对。")
    requirement.derive_scope()
    values = {
        "required": requirement.required,
        "minimum": requirement.minimum,
        "basis": requirement.basis,
        "seen_by": requirement.seen_by,
    }
    kept, _ = Requirement.every.update_or_create(
        year=requirement.year, unit=requirement.unit, item=requirement.item, defaults=values
    )
    record(
        by=by,
        at=at,
        verb="编制需求计划",
        subject=kept,
        after={"required": kept.required, "minimum": kept.minimum},
    )
    return kept


@transaction.atomic
def contract_capacity(*, contract: CapacityContract, by: Asker, at: datetime) -> CapacityContract:
    """Write down what a firm promised to make or bring."""
    only_keeper(by, contract.unit, "登记能力储备协议")
    rules.check_term(contract.starts_on, contract.ends_on, "协议")
    contract.derive_scope()
    try:
        with transaction.atomic():
            contract.save(force_insert=True)
    except IntegrityError as fault:
        raise Conflict(f"协议编号“{contract.number}”已登记，请核对。") from fault
    record(by=by, at=at, verb="登记能力储备协议", subject=contract)
    return contract


@transaction.atomic
def warn_of_lapsing(*, at: datetime) -> int:
    """Tell each store's people once a month which lots have expired or must be rotated; returns how many stores."""
    on = beijing_day(at)
    by_unit: dict[int, list[Batch]] = defaultdict(list)
    for each in lapsing(on).order_by("expires_on", "pk"):
        by_unit[each.warehouse.unit_id].append(each)
    for unit_id, found in by_unit.items():
        body = "\n".join(
            f"{each.warehouse} {each}：{each.quantity}{each.item.measure}，有效期至{each.expires_on:%Y-%m-%d}"
            for each in found[:20]
        )
        tell(
            people=people_in([unit_id], on, KEEPERS),
            kind="resources.lapsing",
            title=f"{len(found)} 批应急物资已过期或须轮换",
            body=body,
            url="/resources/?shelf=soon",
            level="attention",
            key=f"lapsing:{unit_id}:{on:%Y-%m}",
            by=PLATFORM,
            at=at,
        )
    return len(by_unit)
