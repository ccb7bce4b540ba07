"""Verbs on activations: put a plan to use, end it; a whole activation is one transaction, there or not there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import OFFICERS, Role
from ancheng.command.activation import rules
from ancheng.command.activation.models import Activation, Need, OrderedStep
from ancheng.command.contingency.models import Plan
from ancheng.command.contingency.rules import Means
from ancheng.command.duty.call_actions import call_down
from ancheng.command.duty.models import CallDown, CallList
from ancheng.command.incidents.actions import add_need, note
from ancheng.command.incidents.lanes import abilities
from ancheng.command.incidents.models import Incident
from ancheng.command.incidents.rules import Sort
from ancheng.command.resources.actions import request_supplies
from ancheng.command.resources.models import Batch, CallOrder, Item
from ancheng.command.resources.values import Asked
from ancheng.kernel.audit.actions import record
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.actions import set_due

CALLERS = (*OFFICERS, Role.OFFICE, Role.DUTY, Role.COMMANDER)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a plan is activated for; `list_id` is the call list that is called (None: nobody is called)."""

    matter: str
    level: int
    place: str = ""
    incident_id: int | None = None
    list_id: int | None = None


@transaction.atomic
@in_record_language
def activate(
    *, plan: Plan, occasion: Occasion, nonce: str, by: Asker, at: datetime, realm: Realm = Realm.ACTUAL
) -> Activation:
    """Put a plan to use: tasks, call-down and call orders in one commit; the same form sent twice is one."""
    only_caller(plan, by)
    known: Activation | None = Activation.every.filter(nonce=nonce).first()
    if known:
        return known
    if not occasion.matter.strip():
        raise Refusal("请写明启动预案的事由。")
    version = plan.current
    if plan.state not in ("valid", "revision_due") or version is None:
        raise Refusal("只有已备案生效的预案可以启动；该预案尚未生效或已废止。")
    content = version.read()
    ordered = rules.steps(content, level=occasion.level, at=at)
    if not ordered:
        raise Refusal("该预案在所选响应级别下没有处置步骤，请核对响应级别或先修订预案。")
    made = Activation(
        realm=realm, plan=plan, version=version, nonce=nonce, matter=occasion.matter.strip()[:200],
        place=occasion.place.strip()[:200], level=occasion.level, incident_id=occasion.incident_id,
        by_unit=Unit.objects.filter(pk=by.unit_id or 0).first() or plan.owner_unit, by_name=by.name[:80], at=at,
    )  # fmt: skip
    made.derive_scope()
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as fault:
        raise Conflict("该预案刚刚已经启动，请刷新页面查看。") from fault
    _tasks(made, ordered, by=by, at=at)
    made.call = _call(made, occasion.list_id, by=by, at=at)
    _needs(made, content.means, by=by, at=at)
    made.derive_scope()
    made.save(update_fields=["seen_by", "call"])
    record(
        by=by, at=at, verb="启动预案", subject=made, why=made.matter,
        after={"level": made.level, "version": version.number, "steps": len(ordered)},
    )  # fmt: skip
    if made.incident_id:
        said = f"启动{plan}：任务{len(ordered)}项" + ("，已发起紧急呼叫" if made.call else "")
        note(
            incident_id=made.incident_id, sort=Sort.ORDER, text=said, by=by, at=at, key=f"activation:{made.pk}",
            facts={"activation": made.pk, "level": made.level},
        )  # fmt: skip
    return made


def _tasks(made: Activation, ordered: list[rules.Ordered], *, by: Asker, at: datetime) -> None:
    units = by_name(sorted({each.unit for each in ordered if each.unit}))
    owner = made.plan.owner_unit
    for number, each in enumerate(ordered):
        task = Task(
            realm=made.realm, title=f"{each.post}：{each.text}"[:200], text=f"{made.plan} · {made.matter}",
            source_type=Activation._meta.label_lower, source_id=made.pk, source_label=str(made)[:200],
            ends_on=beijing_day(each.due_at), owner_unit=units.get(each.unit) or owner, issuer_unit=made.by_unit,
        )  # fmt: skip
        assign(tasks=[task], by=by, at=at)
        set_due(task, due_at=each.due_at, by=by, at=at, why="预案规定的时限")
        OrderedStep.objects.create(
            activation=made, order=number, post=each.post[:40], due_at=each.due_at, task=task
        )


def _call(made: Activation, list_id: int | None, *, by: Asker, at: datetime) -> CallDown | None:
    if list_id is None:
        return None
    chosen = CallList.objects.select_related("unit").filter(pk=list_id).first()
    if chosen is None:
        raise Refusal("所选呼叫名单不存在，请重新选择。")
    reason = f"启动{made.plan}：{made.matter}"
    return call_down(
        call_list=chosen, reason=reason[:200], nonce=f"a{made.pk}:{made.realm}"[:36], by=by, at=at,
        realm=Realm(made.realm),
    )  # fmt: skip


def _needs(made: Activation, means: tuple[Means, ...], *, by: Asker, at: datetime) -> None:
    """Ask the stores for what the plan counts on; one order per store."""
    items = dict(Item.objects.filter(name__in=[each.name for each in means]).values_list("name", "pk"))
    allotted = rules.allot(means, items, _shelves(made, list(items.values()), at))
    lines: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for taken in allotted:
        for shelf in taken.shelves:
            lines[shelf.warehouse_id][shelf.item_id] += shelf.pieces
    orders: dict[int, CallOrder] = {}
    for key in sorted(lines):
        asked = Asked(
            key,
            dict(lines[key]),
            made.matter[:120],
            (made.place or str(made.by_unit))[:120],
            by.name[:40],
            made.incident_id,
        )
        orders[key] = request_supplies(
            asked=asked, nonce=f"a{made.pk}:{key}"[:36], by=by, at=at, realm=Realm(made.realm)
        )
    for taken in allotted:
        need = Need.objects.create(
            activation=made, name=taken.means.name[:60], source=taken.means.source[:80],
            quantity=taken.means.quantity, asked=taken.means.quantity - taken.short,
            why_short=rules.why_short(taken, items),
        )  # fmt: skip
        need.orders.set(orders[key] for key in {each.warehouse_id for each in taken.shelves})
        if made.incident_id and taken.short:
            _lacks(made.incident_id, taken.means.name, taken.short, need.why_short, at)


def _lacks(incident_id: int, name: str, short: int, why: str, at: datetime) -> None:
    """What the stores do not give is a need of the incident: by the name of an ability, crews fill it."""
    incident = Incident.every.filter(pk=incident_id).first()
    if incident is None:
        return
    ability = next((key for key, label in abilities().items() if label in name), "")
    add_need(
        incident=incident, kind=name, amount=short, unit="" if ability else "件", ability=ability, reason=why,
        by=PLATFORM, at=at,
    )  # fmt: skip


def _shelves(made: Activation, items: list[int], at: datetime) -> list[rules.Shelf]:
    """What stores in use hold and has not expired, those of the units nearest to the plan's owner first."""
    rows = Batch.objects.filter(item_id__in=items, quantity__gt=0, warehouse__closed_on=None)
    rows = rows.exclude(expires_on__lt=beijing_day(at))
    counted = (
        rows.order_by()
        .values_list("warehouse_id", "item_id", "warehouse__unit_id")
        .annotate(n=Sum("quantity"))
    )
    line = made.plan.owner_unit.line[::-1]

    def near(row: tuple[int, int, int, int]) -> tuple[int, int]:
        return (line.index(row[2]) if row[2] in line else len(line), -row[3])

    return [rules.Shelf(store, item, n) for store, item, _, n in sorted(counted, key=near)]


@transaction.atomic
def end(*, activation: Activation, why: str, by: Asker, at: datetime) -> None:
    """End the response; the tasks that are open stay, each with its unit."""
    only_caller(activation.plan, by)
    if not why.strip():
        raise Refusal("终止响应须写明理由。")
    if not Activation.every.filter(pk=activation.pk, ended_at=None).update(
        ended_at=at, ended_why=why.strip()[:200]
    ):
        raise Conflict("该响应已经终止。")
    record(by=by, at=at, verb="终止响应", subject=activation, why=why.strip())
    if activation.incident_id:
        note(
            incident_id=activation.incident_id, sort=Sort.ORDER, text=f"终止{activation.plan}：{why.strip()}",
            by=by, at=at, key=f"activation-end:{activation.pk}", facts={"activation": activation.pk},
        )  # fmt: skip


def only_caller(plan: Plan, by: Asker) -> None:
    """Refuse who may not activate a plan: the command, or an officer of its unit or of one above."""
    if by.holds(Role.OFFICE, Role.DUTY, Role.COMMANDER) or (
        by.holds(*CALLERS) and by.unit_id in plan.owner_unit.line
    ):
        return
    raise NotAllowed(f"该预案由{plan.owner_unit}启动，请联系其值班人员。")
