"""Verbs on credit: gather, rate, and the six stages of the ledger; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import IntegrityError, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import shift
from ancheng.kernel.audit.actions import entry, record, record_all
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.kernel.workflow.calendar import calendar
from ancheng.supervision.credit import rules
from ancheng.supervision.credit.gathering import found
from ancheng.supervision.credit.models import BAD, Field, Listing, Objection, Push, Rating, Record
from ancheng.supervision.credit.queries import known, listed, to_expire
from ancheng.supervision.credit.values import NewRecord

NUMBER = "XY-{year}-{n:04d}"
BATCH = 1000


@transaction.atomic
def gather(*, enterprise_ids: Sequence[int], by: Asker, at: datetime) -> int:
    """Read the other registers for these enterprises, keep what is new, rate them anew; returns how many are new."""
    _only_keepers(by)
    new = keep(records=list(found(enterprise_ids, at)), by=by, at=at)
    rate(enterprise_ids=enterprise_ids, by=by, at=at)
    return new


@transaction.atomic
def keep(*, records: Sequence[NewRecord], by: Asker, at: datetime, synthetic: bool = False) -> int:
    """Write records down; what a source has told before is not told twice."""
    units = Unit.objects.in_bulk(
        {each.enterprise_id for each in records}
        | {each.source_unit_id for each in records if each.source_unit_id}
    )
    wanted = {
        (each.enterprise_id, each.kind.value, each.source_type, each.source_id): each
        for each in records
        if each.source_type
    }
    there = Record.every.filter(enterprise_id__in={key[0] for key in wanted}).exclude(source_type="")
    for key in there.values_list("enterprise_id", "kind", "source_type", "source_id"):
        wanted.pop(key, None)
    fresh = [*wanted.values(), *(each for each in records if not each.source_type)]
    rows = [_row(each, units, at, synthetic) for each in fresh]
    Record.every.bulk_create(rows, batch_size=BATCH)
    record_all(
        entry(by=by, at=at, verb="归集信用信息", subject=each, after={"kind": each.kind, "on": each.on})
        for each in rows
    )
    return len(rows)


def _row(given: NewRecord, units: dict[int, Unit], at: datetime, synthetic: bool) -> Record:
    row = Record(
        enterprise=units[given.enterprise_id],
        kind=given.kind.value,
        on=given.on,
        text=given.text[:300],
        source_unit=units.get(given.source_unit_id) if given.source_unit_id else None,
        source_type=given.source_type,
        source_id=given.source_id,
        gathered_at=at,
        synthetic=synthetic,
    )
    row.derive_scope()
    return row


@transaction.atomic
def note(*, enterprise: Unit, kind: str, on: date, text: str, by: Asker, at: datetime) -> Record:
    """Write down by hand what no register knows, such as an award or a broken promise."""
    _only_keepers(by)
    if enterprise.kind != UnitKind.ENTERPRISE:
        raise Refusal(f"“{enterprise}”不是企业，请重新选择。")
    if kind not in set(rules.Kind):
        raise Refusal("请选择信用信息的类别。")
    if len(text.strip()) < 5 or on > beijing_day(at):
        raise Refusal("请写明内容和依据（不少于5个字），日期不能晚于今天。")
    row = _row(
        NewRecord(enterprise.pk, rules.Kind(kind), on, text.strip(), by.unit_id),
        _units(enterprise.pk, by.unit_id),
        at,
        False,
    )
    row.save(force_insert=True)
    record(by=by, at=at, verb="登记信用信息", subject=row, why=text, after={"kind": kind, "on": on})
    rate(enterprise_ids=[enterprise.pk], by=by, at=at)
    return row


@transaction.atomic
def repair(*, row: Record, why: str, by: Asker, at: datetime) -> None:
    """Take a record out of the score after repair or correction; it stays readable with the reason."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("信用修复和更正由安委办办理。")
    if len(why.strip()) < 5:
        raise Refusal("请写明修复或更正的理由（不少于5个字）。")
    if not Record.every.filter(pk=row.pk, repaired_at=None).update(
        repaired_at=at, repaired_why=why.strip()[:300]
    ):
        raise Conflict("该条信息已经修复或更正。")
    record(by=by, at=at, verb="信用修复", subject=row, why=why)
    rate(enterprise_ids=[row.enterprise_id], by=by, at=at)


@transaction.atomic
def rate(*, enterprise_ids: Iterable[int], by: Asker, at: datetime) -> int:
    """Score enterprises by the edition of the day; a row only where something changed. Returns how many did."""
    ids, on = sorted(set(enterprise_ids)), beijing_day(at)
    facts, names = known(ids), listed(ids, on)
    now = {
        each.enterprise_id: each
        for each in Rating.every.select_for_update().filter(enterprise_id__in=ids, current=True)
    }
    changed = []
    for unit in Unit.objects.filter(pk__in=ids, kind=UnitKind.ENTERPRISE):
        rated = rules.rate(facts.get(unit.pk, []), listed=bool(names.get(unit.pk, set()) & set(BAD)), on=on)
        lines = [{**asdict(line), "kind": line.kind.value} for line in rated.lines]
        before = now.get(unit.pk)
        if before and (before.score, before.grade, before.lines) == (rated.score, rated.grade.value, lines):
            continue
        row = Rating(
            enterprise=unit,
            at=at,
            score=rated.score,
            grade=rated.grade.value,
            lines=lines,
            citation=rated.citation,
        )
        row.derive_scope()
        changed.append(row)
    Rating.every.filter(enterprise_id__in=[each.enterprise_id for each in changed], current=True).update(
        current=False
    )
    Rating.every.bulk_create(changed, batch_size=BATCH)
    record_all(_rated(each, now.get(each.enterprise_id), by, at) for each in changed)
    return len(changed)


def _rated(row: Rating, former: Rating | None, by: Asker, at: datetime) -> Entry:
    before = {"score": former.score, "grade": former.grade} if former else {}
    after = {"score": row.score, "grade": row.grade}
    return entry(by=by, at=at, verb="信用评级", subject=row, before=before, after=after)


@transaction.atomic
def collect(
    *,
    enterprise: Unit,
    list_: str,
    behaviour: str,
    facts: str,
    by: Asker,
    at: datetime,
    field: str = Field.SAFETY,
) -> Listing:
    """Open a row of the ledger: 采集."""
    _only_keepers(by)
    on = beijing_day(at)
    if enterprise.kind != UnitKind.ENTERPRISE:
        raise Refusal(f"“{enterprise}”不是企业，请重新选择。")
    if list_ not in set(rules.List):
        raise Refusal("请选择名单种类。")
    if field not in Field.values:
        raise Refusal("请选择所属领域。")
    rules.check_listing(rules.List(list_), behaviour, on, facts=facts)
    unit = Unit.objects.filter(pk=by.unit_id).first() if by.unit_id else None
    office = Unit.objects.in_use().filter(kind=UnitKind.COORDINATION).order_by("order", "pk").first()
    owner = unit or office
    if owner is None:
        raise Refusal("平台尚未建立安委办，无法建立台账。")
    listing = Listing(
        number=next_number(kind="credit_listing", pattern=NUMBER, at=at),
        list=list_,
        enterprise=enterprise,
        behaviour=behaviour if list_ != rules.List.RED else "",
        facts=facts.strip(),
        field=field,
        collected_on=on,
        owner_unit=owner,
        issuer_unit=office or owner,
    )
    try:
        with transaction.atomic():
            open_cases(cases=[listing], verb="采集", by=by, at=at)
    except IntegrityError as fault:
        raise Conflict(f"“{enterprise}”在该名单中已有一项在办或在列，请在原项中办理。") from fault
    return listing


@transaction.atomic
def report(*, listing: Listing, by: Asker, at: datetime) -> None:
    move(listing, "report", by=by, at=at, changes={"reported_on": beijing_day(at)})


@transaction.atomic
def review(*, listing: Listing, opinion: str, by: Asker, at: datetime) -> None:
    """The joint review finds that the ground holds."""
    if len(opinion.strip()) < 5:
        raise Refusal("请写明会审意见（不少于5个字）。")
    move(listing, "review", by=by, at=at, changes={"reviewed_on": beijing_day(at), "review": opinion.strip()})


@transaction.atomic
def notify(*, listing: Listing, by: Asker, at: datetime) -> None:
    """Tell the enterprise what is intended, on which facts, and until when it may defend itself."""
    if listing.list == rules.List.RED:
        raise Refusal("红名单无需告知申辩，会审通过后直接报批。")
    on = beijing_day(at)
    until = shift(on, rules.DEFENCE_DAYS.in_force(on).value, calendar())
    move(listing, "notify", by=by, at=at, changes={"notified_on": on, "defence_until": until})
    _show_to_enterprise(listing)


def _show_to_enterprise(listing: Listing) -> None:
    listing.derive_scope()
    Listing.every.filter(pk=listing.pk).update(seen_by=listing.seen_by)


@transaction.atomic
def defend(*, listing: Listing, text: str, waived: bool, by: Asker, at: datetime) -> None:
    """The enterprise's defence, once and in time; or its word that it waives one."""
    _only_subject(listing, by)
    if not waived and len(text.strip()) < 5:
        raise Refusal("请写明陈述申辩意见（不少于5个字），或选择放弃申辩。")
    if listing.state == "notified" and listing.defence_until and beijing_day(at) > listing.defence_until:
        raise Refusal(f"陈述申辩期限至{listing.defence_until:%Y-%m-%d}，已经届满；列入后仍可提出异议。")
    changes = {"defence": text.strip()[:4000], "waived": waived, "defended_at": at}
    if not Listing.every.filter(pk=listing.pk, state="notified", defended_at=None).update(**changes):
        raise Conflict("该项不在申辩期，或已提交过申辩意见。")
    for name, value in changes.items():
        setattr(listing, name, value)
    record(
        by=by,
        at=at,
        verb="放弃申辩" if waived else "陈述申辩",
        subject=listing,
        after={"defence": text.strip()},
    )


@transaction.atomic
def hear(*, listing: Listing, opinion: str, by: Asker, at: datetime) -> None:
    """Answer the defence; without one not before its days are over."""
    now = Listing.every.get(pk=listing.pk)
    if now.defended_at is None and now.defence_until and beijing_day(at) <= now.defence_until:
        raise Refusal(f"申辩期至{now.defence_until:%Y-%m-%d}，当事人尚未申辩，期满后才能复核。")
    if len(opinion.strip()) < 5:
        raise Refusal("请写明申辩复核意见（不少于5个字）；未申辩的写明“期满未申辩”。")
    move(listing, "hear", by=by, at=at, changes={"hearing": opinion.strip()})


@transaction.atomic
def submit(*, listing: Listing, by: Asker, at: datetime) -> None:
    """报批: nobody goes onto a list of bad credit unheard."""
    if listing.list != rules.List.RED and listing.state == "reviewed":
        raise Refusal("列入失信名单前须先书面告知并听取申辩。")
    changes = {"submitted_on": beijing_day(at), "submitted_by_id": by.person_id}
    move(listing, "submit", by=by, at=at, changes=changes)


@transaction.atomic
def approve(*, listing: Listing, decision: str, by: Asker, at: datetime) -> None:
    """Approve with a numbered decision; not by who submitted it."""
    if not decision.strip():
        raise Refusal("请填写列入决定文号。")
    if by.person_id is not None and by.person_id == listing.submitted_by_id:
        raise NotAllowed("不能批准本人报批的事项。")
    move(
        listing,
        "approve",
        by=by,
        at=at,
        changes={"decision": decision.strip()[:60], "approved_by_id": by.person_id},
    )


@transaction.atomic
def push(*, listing: Listing, units: Sequence[Unit], by: Asker, at: datetime) -> None:
    """公布并推送: from this day the period runs by the edition in force; the named bodies are told."""
    if not units:
        raise Refusal("请选择至少一个推送单位，由其落实惩戒或激励措施。")
    on = beijing_day(at)
    end = rules.expires_on(rules.List(listing.list), on)
    move(listing, "push", by=by, at=at, changes={"published_on": on, "expires_on": end})
    Push.objects.bulk_create(
        [Push(listing=listing, unit=each, at=at) for each in units], ignore_conflicts=True
    )
    listing.derive_scope()
    listing.seen_by = sorted({*listing.seen_by, *(number for each in units for number in each.line)})
    Listing.every.filter(pk=listing.pk).update(seen_by=listing.seen_by)
    rate(enterprise_ids=[listing.enterprise_id], by=by, at=at)


@transaction.atomic
def answer_push(*, told: Push, measure: str, by: Asker, at: datetime) -> None:
    """A body says what it did with the listing."""
    if not by.may_write or (by.unit_id != told.unit_id and not by.holds(Role.OFFICE)):
        raise NotAllowed(f"该推送由{told.unit}反馈措施。")
    if len(measure.strip()) < 5:
        raise Refusal("请写明采取的措施（不少于5个字）。")
    if not Push.objects.filter(pk=told.pk, answered_at=None).update(measure=measure.strip(), answered_at=at):
        raise Conflict("该推送已经反馈。")
    after = {"unit": str(told.unit), "measure": measure.strip()}
    record(by=by, at=at, verb="反馈惩戒措施", subject=told.listing, after=after)


@transaction.atomic
def ask_removal(*, listing: Listing, ground: str, by: Asker, at: datetime) -> None:
    """The enterprise asks to be removed, within its window."""
    _only_subject(listing, by)
    if listing.published_on is None:
        raise Conflict("该项尚未公布，没有可以申请移出的名单。")
    rules.check_removal(rules.List(listing.list), listing.published_on, beijing_day(at), ground)
    move(listing, "ask_removal", by=by, at=at, changes={"removal_ground": ground.strip()})


@transaction.atomic
def remove(*, listing: Listing, by: Asker, at: datetime, why: str = "") -> None:
    """Grant the removal."""
    move(listing, "remove", by=by, at=at, why=why, changes={"removed_on": beijing_day(at)})
    rate(enterprise_ids=[listing.enterprise_id], by=by, at=at)


@transaction.atomic
def refuse_removal(*, listing: Listing, by: Asker, at: datetime, why: str) -> None:
    move(listing, "refuse", by=by, at=at, why=why)


@transaction.atomic
def drop(*, listing: Listing, by: Asker, at: datetime, why: str) -> None:
    move(listing, "drop", by=by, at=at, why=why)


@transaction.atomic
def restore(*, listing: Listing, by: Asker, at: datetime, why: str) -> None:
    """Put back who was removed early by deceit; the original end stays, and must not be over."""
    if listing.expires_on is None or listing.expires_on < beijing_day(at):
        raise Conflict("原列入期限已经届满，不能恢复；确有新的失信行为请重新采集。")
    move(listing, "restore", by=by, at=at, why=why, changes={"removed_on": None})
    rate(enterprise_ids=[listing.enterprise_id], by=by, at=at)


@transaction.atomic
def object_to(*, listing: Listing, text: str, by: Asker, at: datetime) -> Objection:
    """The enterprise objects to a listing that is public."""
    _only_subject(listing, by)
    if listing.state not in ("pushed", "removal_asked"):
        raise Conflict("该项不在公布期间；列入前请在申辩期内陈述申辩。")
    if len(text.strip()) < 10:
        raise Refusal("请写明异议的事实和理由（不少于10个字）。")
    if listing.objections.filter(decided_at=None).exists():
        raise Conflict("已有一项异议正在处理。")
    made: Objection = Objection.objects.create(listing=listing, at=at, by_name=by.name, text=text.strip())
    record(by=by, at=at, verb="提出异议", subject=listing, why=text.strip())
    return made


@transaction.atomic
def answer_objection(*, made: Objection, upheld: bool, answer: str, by: Asker, at: datetime) -> None:
    """Uphold an objection, which revokes the listing, or refuse it with a reason."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("异议由安委办答复。")
    if len(answer.strip()) < 5:
        raise Refusal("请写明答复理由（不少于5个字）。")
    decided = Objection.objects.filter(pk=made.pk, decided_at=None)
    if not decided.update(decided_at=at, upheld=upheld, answer=answer.strip()):
        raise Conflict("该异议已经答复。")
    listing = Listing.every.select_related("enterprise", "owner_unit", "issuer_unit").get(pk=made.listing_id)
    if not upheld:
        record(by=by, at=at, verb="异议不成立", subject=listing, why=answer)
        return
    move(
        listing,
        "revoke",
        by=by,
        at=at,
        why=f"异议成立：{answer.strip()}",
        changes={"removed_on": beijing_day(at)},
    )
    rate(enterprise_ids=[listing.enterprise_id], by=by, at=at)


def expire_due(*, at: datetime, by: Asker = PLATFORM) -> int:
    """Remove whose period is over, each in a transaction of its own; returns how many."""
    removed = 0
    for listing in to_expire(at, beijing_day(at)).select_related("enterprise", "owner_unit", "issuer_unit"):
        try:
            with transaction.atomic():
                move(listing, "expire", by=by, at=at, why="列入期满", changes={"removed_on": beijing_day(at)})
                rate(enterprise_ids=[listing.enterprise_id], by=by, at=at)
        except Conflict:
            # Somebody removed it meanwhile, which is what was wanted.
            continue
        removed += 1
    return removed


def _units(*ids: int | None) -> dict[int, Unit]:
    return Unit.objects.in_bulk([each for each in ids if each])


def _only_keepers(by: Asker) -> None:
    if not by.holds(Role.OFFICE, *OFFICERS):
        raise NotAllowed("您的岗位不能归集或采集信用信息。")


def _only_subject(listing: Listing, by: Asker) -> None:
    if by.role != Role.ENTERPRISE or by.unit_id != listing.enterprise_id:
        raise NotAllowed("只有该企业自己可以提出。")
