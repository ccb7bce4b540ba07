"""Verbs on contingency plans: draft, link, review, publish, file, revise; the state changes through `move` alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.command.authority import commanding_unit
from ancheng.command.contingency import queries, rules
from ancheng.command.contingency.models import Form, Link, Matter, Plan, Tier, Trigger, Version
from ancheng.command.contingency.workflows.plan import KEEPERS
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.supervision import public as supervision

NUMBER = "YA-{year}-{n:05d}"
TIER_OF = {
    UnitKind.SUBDISTRICT: Tier.SUBDISTRICT,
    UnitKind.ZONE: Tier.SUBDISTRICT,
    UnitKind.COMMUNITY: Tier.COMMUNITY,
    UnitKind.GRID: Tier.COMMUNITY,
    UnitKind.ENTERPRISE: Tier.ENTERPRISE,
}


@transaction.atomic
@in_record_language
def draft(
    *, title: str, tier: str, form: str, matter: str, owner: Unit, by: Asker, at: datetime, high_risk: bool = False,
    upper_outside: str = "",
) -> Plan:  # fmt: skip
    """Begin a plan of a unit; who files it follows from whose it is."""
    _only_keeper(owner, by)
    if tier not in Tier.values or form not in Form.values or matter not in Matter.values:
        raise Refusal("请选择预案的层级、类型和事件类别。")
    if not title.strip():
        raise Refusal("请填写预案名称。")
    fitting = TIER_OF.get(UnitKind(owner.kind))
    if (fitting is not None and tier != fitting) or (
        fitting is None and tier not in (Tier.GOVERNMENT, Tier.DEPARTMENT)
    ):
        raise Refusal(f"“{owner}”不能编制“{Tier(tier).label}”，请核对层级或编制单位。")
    plan = Plan(
        number=next_number(kind="contingency", pattern=NUMBER, at=at),
        title=title.strip()[:120],
        tier=tier,
        form=form,
        matter=matter,
        high_risk=high_risk,
        upper_outside=upper_outside.strip()[:120],
        owner_unit=owner,
        issuer_unit=filed_with(owner),
        drafted_by_id=by.person_id,
    )
    open_cases(cases=[plan], verb="编制预案", by=by, at=at)
    _new_version(plan, rules.Content(), at=at)
    return plan


def filed_with(owner: Unit) -> Unit:
    """Who reviews and files a plan: the subdistrict for its communities and enterprises, else who commands."""
    if owner.kind in (UnitKind.ENTERPRISE, UnitKind.COMMUNITY, UnitKind.GRID):
        street = Unit.objects.filter(
            pk__in=owner.ancestors, kind__in=(UnitKind.SUBDISTRICT, UnitKind.ZONE)
        ).first()
        if street:
            return street
    return commanding_unit()


def _new_version(plan: Plan, content: rules.Content, *, at: datetime, note: str = "") -> Version:
    last = plan.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = Version.objects.create(
        plan=plan, number=last + 1, content=content.as_json(), made_at=at, note=note[:300]
    )
    Plan.every.filter(pk=plan.pk).update(draft=version)
    plan.draft = version
    return version


@transaction.atomic
def write(*, plan: Plan, content: rules.Content, by: Asker, at: datetime, read: int | None = None) -> None:
    """Set down what the plan says, while it is being drafted; refused when another changed it since it was `read`."""
    _only_keeper(plan.owner_unit, by)
    rules.check_actions(content.actions)
    locked = Plan.every.select_for_update(of=("self",)).get(pk=plan.pk)
    if locked.state != "drafting" or locked.draft_id is None:
        raise Conflict("预案不在编制中，不能修改内容；已生效的预案请先登记修订情形。")
    version = Version.objects.get(pk=locked.draft_id)
    if read is not None and read != changes(version):
        raise Conflict("您填写期间他人已修改该预案；您填写的内容仍在下面，请打开最新内容核对后再保存。")
    version.content = {**content.as_json(), "changes": changes(version) + 1}
    version.save(update_fields=["content"])
    Plan.every.filter(pk=plan.pk).update(drafted_by=by.person_id)
    record(
        by=by,
        at=at,
        verb="编制内容",
        subject=plan,
        after={"version": version.number, "lacks": rules.lacks(content)},
    )


def changes(version: Version) -> int:
    """How often the content of a version was set down."""
    return int(version.content.get("changes", 0))


@transaction.atomic
def link(*, plan: Plan, upper: Plan, by: Asker, at: datetime) -> None:
    """Join a plan to one above it."""
    _only_keeper(plan.owner_unit, by)
    rules.check_link(rules.Tier(plan.tier), rules.Tier(upper.tier), same=plan.pk == upper.pk)
    try:
        with transaction.atomic():
            Link.objects.create(lower=plan, upper=upper, at=at)
    except IntegrityError as fault:
        raise Conflict(f"已与“{upper}”衔接。") from fault
    record(by=by, at=at, verb="衔接上级预案", subject=plan, after={"upper": upper.title})


@transaction.atomic
def unlink(*, plan: Plan, upper: Plan, by: Asker, at: datetime) -> None:
    _only_keeper(plan.owner_unit, by)
    gone, _ = Link.objects.filter(lower=plan, upper=upper).delete()
    if not gone:
        raise Conflict("该衔接已不存在，请刷新。")
    record(by=by, at=at, verb="取消衔接", subject=plan, before={"upper": upper.title})


@transaction.atomic
def tie(*, plan: Plan, hazard_id: int, by: Asker, at: datetime) -> None:
    """Make a plan of an enterprise the special plan of one of its major hazards, one to one."""
    _only_keeper(plan.owner_unit, by)
    hazard = supervision.hazard(by, hazard_id)
    if plan.owner_unit_id != hazard.enterprise_id or plan.form == Form.OVERALL:
        raise Refusal(f"请选择{hazard.enterprise}的专项预案或现场处置方案。")
    try:
        with transaction.atomic():
            held = Plan.every.filter(pk=plan.pk, hazard_id=None).update(hazard_id=hazard_id)
    except IntegrityError as fault:
        raise Conflict("该重大危险源已关联另一个预案，请先解除。") from fault
    if not held:
        raise Conflict(f"“{plan}”已关联重大危险源；专项预案须“一对一”，请先解除。")
    record(by=by, at=at, verb="关联重大危险源", subject=plan, after={"hazard": hazard.number})


@transaction.atomic
def untie(*, plan: Plan, by: Asker, at: datetime) -> None:
    _only_keeper(plan.owner_unit, by)
    if not Plan.every.filter(pk=plan.pk, hazard_id__isnull=False).update(hazard_id=None):
        raise Conflict("该关联已不存在，请刷新。")
    record(by=by, at=at, verb="解除重大危险源关联", subject=plan, before={"hazard": plan.hazard_id})


@transaction.atomic
def review(plan: Plan, *, by: Asker, at: datetime, why: str = "") -> None:
    """Find the plan good: it is whole, it joins those above it, and another reads it than wrote it."""
    locked = Plan.every.select_for_update(of=("self",)).get(pk=plan.pk)
    version = Version.objects.get(pk=locked.draft_id)
    rules.check_complete(version.read())
    if by.person_id is not None and by.person_id == locked.drafted_by_id:
        raise NotAllowed("编制人不能评审本人编制的预案，请由他人评审。")
    found = [each for each in queries.gaps(locked) if each.startswith("没有")]
    if found:
        raise Refusal("衔接有缺口：" + "".join(found) + "请先衔接上级预案。")
    move(plan, "review", by=by, at=at, why=why, changes={"reviewed_by_id": by.person_id})


@transaction.atomic
def publish(plan: Plan, *, by: Asker, at: datetime, why: str = "") -> None:
    """Publish the draft: from now on nobody changes this version."""
    on = beijing_day(at)
    draft_id = Plan.every.values_list("draft_id", flat=True).get(pk=plan.pk)
    Version.objects.filter(pk=draft_id, frozen_at=None).update(frozen_at=at)
    move(
        plan,
        "publish",
        by=by,
        at=at,
        why=why,
        changes={"published_on": on, "expires_on": rules.expires_on(on)},
    )


@transaction.atomic
def file(plan: Plan, *, by: Asker, at: datetime, why: str = "") -> None:
    move(plan, "file", by=by, at=at, why=why, changes={"filed_on": beijing_day(at)})


@transaction.atomic
def register(plan: Plan, *, filing_number: str, by: Asker, at: datetime, why: str = "") -> None:
    """Take the plan into the file; its draft is what holds from now on."""
    if not filing_number.strip():
        raise Refusal("请填写备案编号。")
    draft_id = Plan.every.values_list("draft_id", flat=True).get(pk=plan.pk)
    fields: dict[str, Any] = {"filing_number": filing_number.strip()[:60], "current_id": draft_id}
    move(plan, "register", by=by, at=at, why=why, changes=fields)


@transaction.atomic
def trigger(plan: Plan, *, key: str, why: str, by: Asker, at: datetime) -> None:
    """Say which of the six cases has come about, so that the plan must be revised."""
    known = {each for each, _ in rules.TRIGGERS.in_force(beijing_day(at)).value}
    if key not in known:
        raise Refusal("请选择修订情形。")
    move(plan, "trigger", by=by, at=at, why=why)
    Trigger.objects.create(plan=plan, key=key, text=why.strip()[:300], at=at, by_name=by.name)


@transaction.atomic
def revise(plan: Plan, *, by: Asker, at: datetime, why: str = "") -> None:
    """Begin the next version from the one that holds; the old one stays readable."""
    move(
        plan, "revise", by=by, at=at, why=why, changes={"drafted_by_id": by.person_id, "reviewed_by_id": None}
    )
    last = plan.current or plan.draft
    _new_version(plan, last.read() if last else rules.Content(), at=at, note=why)


@transaction.atomic
def send_back(plan: Plan, *, why: str, by: Asker, at: datetime) -> None:
    """Return a plan for further work; a version that was published already is followed by a new one."""
    move(plan, "send_back", by=by, at=at, why=why, changes={"reviewed_by_id": None})
    version = plan.draft
    if version is not None and version.frozen_at is not None:
        _new_version(plan, version.read(), at=at, note=why)


@transaction.atomic
def withdraw(plan: Plan, *, why: str, by: Asker, at: datetime) -> None:
    move(plan, "withdraw", by=by, at=at, why=why)


@transaction.atomic
def note_drill(*, plan: Plan, on: date, by: Asker, at: datetime) -> None:
    """Write down when the plan was last drilled."""
    _only_keeper(plan.owner_unit, by)
    if on > beijing_day(at):
        raise Refusal("演练日期不能晚于今天。")
    Plan.every.filter(pk=plan.pk).update(last_drill_on=on)
    record(
        by=by, at=at, verb="登记演练日期", subject=plan, before={"on": plan.last_drill_on}, after={"on": on}
    )


def lapse_due(*, at: datetime) -> int:
    """Let every plan whose period is over fall due for revision, each in a transaction of its own."""
    done = 0
    for plan in queries.lapsed(beijing_day(at)):
        try:
            move(plan, "lapse", by=PLATFORM, at=at, why="有效期满，须评估修订")
        except Conflict:
            continue
        done += 1
    return done


def _only_keeper(owner: Unit, by: Asker) -> None:
    if by.role in (None, Role.OFFICE) or (by.holds(*KEEPERS) and by.unit_id in owner.line):
        return
    raise NotAllowed(f"该预案由{owner}编制，请联系其工作人员。")
