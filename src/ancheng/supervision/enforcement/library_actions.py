"""Verbs on the libraries: items, inspectors, interests; and on the yearly plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.science.fair_draw.library import how_many
from ancheng.supervision.dangers.models import Checklist
from ancheng.supervision.enforcement import rules
from ancheng.supervision.enforcement.gathering import groups_of
from ancheng.supervision.enforcement.models import Inspector, Interest, Item, Plan, Quota, Tie
from ancheng.supervision.enforcement.values import NewInspector, NewItem, NewQuota


def only_keepers(by: Asker, department_id: int | None = None) -> None:
    """The office keeps all of it; a department what is its own."""
    own = department_id is not None and by.unit_id == department_id and by.holds(*rules.DRAWERS)
    if not (by.holds(*rules.KEEPERS) or own):
        raise NotAllowed("该名录由安委办和本部门维护，请联系安委办。")


@transaction.atomic
def add_item(*, item: NewItem, by: Asker, at: datetime) -> Item:
    """Enter an item with its legal basis into the list of what may be inspected."""
    only_keepers(by, item.department_id)
    rules.check_item(item)
    kind, _, name = item.target.partition(":")
    if kind not in ("industry", "asset") or not name:
        raise Refusal("请选择检查对象的类别。")
    department = Unit.objects.in_use().exclude(kind=UnitKind.ENTERPRISE).filter(pk=item.department_id).first()
    if department is None:
        raise Refusal("没有找到该部门，请重新选择。")
    checklist = Checklist.objects.filter(pk=item.checklist_id).first() if item.checklist_id else None
    try:
        with transaction.atomic():
            made = Item.objects.create(
                code=item.code.strip()[:40],
                title=item.title.strip()[:200],
                basis=item.basis.strip()[:300],
                verified=item.verified,
                department=department,
                field=item.field.strip()[:40],
                target=item.target[:60],
                checklist=checklist,
                valid_from=item.valid_from or beijing_day(at),
            )
    except IntegrityError:
        raise Conflict(f"编码“{item.code}”已在检查事项清单中，请核对。") from None
    after = {"basis": made.basis, "field": made.field, "target": made.target}
    record(by=by, at=at, verb="列入检查事项清单", subject=made, after=after)
    return made


@transaction.atomic
def end_item(*, item: Item, why: str, by: Asker, at: datetime) -> None:
    """Take an item off the list from tomorrow on; what was inspected under it stays."""
    only_keepers(by, item.department_id)
    if len(why.strip()) < 4:
        raise Refusal("请写明调出清单的理由。")
    today = beijing_day(at)
    if not Item.objects.filter(pk=item.pk, valid_to=None).update(valid_to=max(today, item.valid_from)):
        raise Conflict("该事项已调出清单。")
    record(by=by, at=at, verb="调出检查事项清单", subject=item, why=why)


@transaction.atomic
def add_inspector(*, inspector: NewInspector, by: Asker, at: datetime) -> Inspector:
    only_keepers(by, inspector.department_id)
    rules.check_inspector(inspector)
    try:
        with transaction.atomic():
            made = Inspector.objects.create(
                person_id=inspector.person_id,
                name=inspector.name.strip()[:60],
                certificate=inspector.certificate.strip()[:40],
                department_id=inspector.department_id,
                fields=list(inspector.fields),
                valid_from=inspector.valid_from,
                valid_to=inspector.valid_to,
            )
    except IntegrityError:
        raise Conflict("该执法证号或账号已在执法人员库中，请核对。") from None
    after = {"certificate": made.certificate, "fields": made.fields, "valid_to": made.valid_to}
    record(by=by, at=at, verb="列入执法人员库", subject=made, after=after)
    return made


@transaction.atomic
def renew(*, inspector: Inspector, valid_to: date | None, by: Asker, at: datetime) -> None:
    """Note that the certificate was renewed."""
    only_keepers(by, inspector.department_id)
    if valid_to is None or valid_to <= inspector.valid_to:
        raise Refusal(f"新的有效期应晚于现有的 {inspector.valid_to:%Y-%m-%d}。")
    before = {"valid_to": inspector.valid_to}
    if not Inspector.objects.filter(pk=inspector.pk, valid_to=inspector.valid_to).update(valid_to=valid_to):
        raise Conflict("该执法证已由他人更新，请刷新后核对。")
    inspector.valid_to = valid_to
    record(by=by, at=at, verb="更新执法证", subject=inspector, before=before, after={"valid_to": valid_to})


@transaction.atomic
def leave(*, inspector: Inspector, why: str, by: Asker, at: datetime) -> None:
    only_keepers(by, inspector.department_id)
    if not why.strip():
        raise Refusal("请写明离岗理由。")
    if not Inspector.objects.filter(pk=inspector.pk, left_on=None).update(left_on=beijing_day(at)):
        raise Conflict("该人员已登记离岗。")
    record(by=by, at=at, verb="执法人员离岗", subject=inspector, why=why)


@transaction.atomic
def note_interest(*, inspector: Inspector, enterprise: Unit, tie: Tie, by: Asker, at: datetime) -> Interest:
    """Write down what binds an inspector to an enterprise; told by the inspector himself or by who keeps the list."""
    if by.person_id is None or by.person_id != inspector.person_id:
        only_keepers(by, inspector.department_id)
    if enterprise.kind != UnitKind.ENTERPRISE:
        raise Refusal(f"“{enterprise}”不是企业，请重新选择。")
    made, new = Interest.objects.get_or_create(
        inspector=inspector, enterprise=enterprise, ended_on=None, defaults={"tie": tie, "noted_at": at}
    )
    if new:
        after = {"enterprise": enterprise.name, "tie": tie.value}
        record(by=by, at=at, verb="登记利害关系", subject=inspector, after=after)
    return made


@transaction.atomic
def end_interest(*, interest: Interest, by: Asker, at: datetime) -> None:
    only_keepers(by, interest.inspector.department_id)
    if not Interest.objects.filter(pk=interest.pk, ended_on=None).update(ended_on=beijing_day(at)):
        raise Conflict("该利害关系已解除。")
    told = {"enterprise": interest.enterprise.name}
    record(by=by, at=at, verb="解除利害关系", subject=interest.inspector, before=told)


@transaction.atomic
def draft_plan(*, year: int, title: str, text: str, by: Asker, at: datetime) -> Plan:
    """Begin the plan of a year for the own unit."""
    if not by.holds(*rules.DRAWERS) or by.unit_id is None:
        raise NotAllowed("年度执法计划由执法部门和安委办编制。")
    if not 2000 < year < 2100 or len(title.strip()) < 4:
        raise Refusal("请填写年度和计划名称（不少于4个字）。")
    if Plan.every.filter(owner_unit_id=by.unit_id, year=year).exclude(state="dropped").exists():
        raise Conflict(f"本单位{year}年度执法计划已经建立，请在原计划上修改。")
    office = Unit.objects.in_use().filter(kind=UnitKind.COORDINATION).order_by("order", "pk").first()
    plan = Plan(
        year=year,
        title=title.strip()[:120],
        text=text.strip(),
        owner_unit=Unit.objects.get(pk=by.unit_id),
        issuer_unit=office,
        drafted_by_id=by.person_id,
    )
    open_cases(cases=[plan], verb="编制年度执法计划", by=by, at=at)
    return plan


@transaction.atomic
def set_quotas(*, plan: Plan, quotas: Sequence[NewQuota], by: Asker, at: datetime) -> None:
    """Write the lines of a draft anew; no ratio lies below the floor of the year."""
    if Plan.every.select_for_update().get(pk=plan.pk).state != "draft":
        raise Conflict("计划已报批，不能再修改指标；如需修改请先退回。")
    if not (by.holds(*rules.DRAWERS) and by.unit_id in (plan.owner_unit_id, plan.issuer_unit_id)):
        raise NotAllowed("计划指标由编制单位修改。")
    items = Item.objects.in_bulk([each.item_id for each in quotas])
    sizes: dict[int, dict[str, int]] = {}
    rows = []
    for each in quotas:
        rules.check_quota(each, year=plan.year)
        item = items.get(each.item_id)
        if item is None:
            raise Refusal("计划指标须对应检查事项清单中的事项。")
        known = sizes.setdefault(item.pk, dict(groups_of(item)))
        if each.industry not in known:
            raise Refusal(f"事项“{item.title}”的检查对象中没有“{each.industry}”这一类别。")
        least = how_many(each.ratio_bp, known[each.industry])
        rows.append(
            Quota(
                plan=plan,
                department_id=each.department_id,
                item=item,
                industry=each.industry,
                ratio_bp=each.ratio_bp,
                number=max(each.number, least),
            )
        )
    plan.quotas.all().delete()
    try:
        with transaction.atomic():
            Quota.objects.bulk_create(rows)
    except IntegrityError:
        raise Refusal("同一部门、事项和类别只能有一条指标，请合并。") from None
    after = {"lines": len(rows), "number": sum(each.number for each in rows)}
    record(by=by, at=at, verb="编制计划指标", subject=plan, after=after)


@transaction.atomic
def submit_plan(*, plan: Plan, by: Asker, at: datetime) -> None:
    if not plan.quotas.exists():
        raise Refusal("请先填写计划指标，再报批。")
    move(plan, "submit", by=by, at=at, changes={"drafted_by_id": by.person_id})


@transaction.atomic
def approve_plan(*, plan: Plan, by: Asker, at: datetime) -> None:
    """Approve what somebody else drew up."""
    if by.person_id is None or by.person_id == plan.drafted_by_id:
        raise NotAllowed("不能批准本人编制的计划，请由其他负责人批准。")
    move(plan, "approve", by=by, at=at, changes={"approved_by_id": by.person_id})


@transaction.atomic
def publish_plan(*, plan: Plan, by: Asker, at: datetime) -> None:
    move(plan, "publish", by=by, at=at, changes={"published_on": beijing_day(at)})


@transaction.atomic
def turn_plan(*, plan: Plan, verb: str, why: str, by: Asker, at: datetime) -> None:
    """Send a plan back to its author, or drop a draft."""
    if verb not in ("send_back", "drop"):
        raise Refusal("没有这个操作，请刷新页面后重试。")
    move(plan, verb, by=by, at=at, why=why)
