"""Verbs on knowledge and cases: submit, import, review, publish, supersede; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.decision.knowledge import rules
from ancheng.decision.knowledge.models import Article, Item, Link, Precedent, Reviewed, Target
from ancheng.decision.knowledge.reading import Clause
from ancheng.decision.knowledge.workflows.item import WRITERS
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import may_take, move, open_cases
from ancheng.supervision.public import AccidentFacts

PRECEDENT_NUMBER = "AL-{year}-{n:04d}"


def index(found: Item | Precedent, clauses: Iterable[str] = ()) -> None:
    """Set by what `found` can be found; to be saved with it."""
    found.initials = rules.short_initials(found.title)
    if isinstance(found, Item):
        found.number_key = rules.number_key(found.number)[:80]
        middle = " ".join((found.issuer, found.summary, *found.industries))
        found.words = rules.vector(f"{found.title} {found.number}", middle, "\n".join(clauses))
    else:
        found.number_key = rules.number_key(found.number)[:80]
        middle = " ".join((found.get_kind_display(), found.place, found.substance))
        body = "\n".join(
            (found.brief, found.direct_cause, found.indirect_cause, found.response, found.lessons)
        )
        found.words = rules.vector(found.title, middle, body)


@transaction.atomic
@in_record_language
def submit(*, item: Item, clauses: Sequence[Clause] = (), by: Asker, at: datetime) -> Item:
    """Hand in a new item, with its articles where its text was uploaded, for review."""
    _own(item, by)
    if not item.title.strip():
        raise Refusal("请填写名称。")
    index(item, [each.text for each in clauses])
    open_cases(cases=[item], verb="提交", by=by, at=at)
    Article.objects.bulk_create(
        [
            Article(item=item, order=number, heading=each.heading, clause=each.clause, text=each.text)
            for number, each in enumerate(clauses)
        ],
        batch_size=500,
    )
    return item


@transaction.atomic
@in_record_language
def change(*, found: Item | Precedent, by: Asker, at: datetime, values: dict[str, Any]) -> None:
    """Correct what was not yet reviewed; what is published is replaced by a new version instead."""
    if found.state not in ("submitted", "returned"):
        raise Conflict("已审核或已发布的内容不能直接修改，请提交新版本。")
    if not may_take(found, found.WORKFLOW.step("withdraw"), by):
        raise NotAllowed(f"只有提交单位{found.owner_unit}可以修改。")
    before = {name: getattr(found, name) for name in values}
    for name, value in values.items():
        setattr(found, name, value)
    texts = found.articles.values_list("text", flat=True) if isinstance(found, Item) else ()
    index(found, texts)
    found.submitted_by_id = by.person_id
    saved = [*values, "words", "initials", "number_key", "submitted_by"]
    rows = type(found).every.filter(pk=found.pk, state=found.state)
    if not rows.update(**{name: getattr(found, name) for name in saved}):
        raise Conflict("该内容刚刚由他人办理，请刷新后重试。")
    record(by=by, at=at, verb="修改", subject=found, before=before, after=values)


@transaction.atomic
def review(found: Reviewed, *, by: Asker, at: datetime, why: str = "") -> None:
    """Find it right; nobody reviews what he or she handed in."""
    if by.person_id is not None and by.person_id == found.submitted_by_id:
        raise NotAllowed("不能审核本人提交的内容，请由其他人员审核。")
    move(found, "review", by=by, at=at, why=why, changes={"reviewed_by_id": by.person_id})


@transaction.atomic
def send_back(found: Reviewed, *, by: Asker, at: datetime, why: str) -> None:
    move(found, "send_back", by=by, at=at, why=why, changes={"reviewed_by_id": None})


@transaction.atomic
def resubmit(found: Reviewed, *, by: Asker, at: datetime, why: str = "") -> None:
    move(found, "resubmit", by=by, at=at, changes={"submitted_by_id": by.person_id})


@transaction.atomic
def publish(found: Reviewed, *, by: Asker, at: datetime, why: str = "") -> None:
    """Let all find it; the version that it replaces is superseded in the same commit."""
    move(found, "publish", by=by, at=at, changes={"published_on": beijing_day(at)})
    older = found.replaces if isinstance(found, Item) else None
    if older is not None and older.state == "published":
        move(older, "supersede", by=by, at=at, why=f"由“{found}”替代")


@transaction.atomic
def supersede(found: Reviewed, *, by: Asker, at: datetime, why: str) -> None:
    move(found, "supersede", by=by, at=at, why=why)


@transaction.atomic
def withdraw(found: Reviewed, *, by: Asker, at: datetime, why: str) -> None:
    move(found, "withdraw", by=by, at=at, why=why)


@transaction.atomic
@in_record_language
def link(*, to: Item | Precedent, target: str, target_id: str, note: str, by: Asker, at: datetime) -> Link:
    """Say what it has to do with a hazard, a plan or an indicator."""
    _only_writers(by)
    if target not in Target.values or not target_id.strip():
        raise Refusal("请选择关联对象并填写其编号。")
    owner = {"item": to} if isinstance(to, Item) else {"precedent": to}
    try:
        with transaction.atomic():
            made = Link.objects.create(
                target=target, target_id=target_id.strip()[:40], note=note[:200], **owner
            )
    except IntegrityError as fault:
        raise Conflict("该关联已登记。") from fault
    record(by=by, at=at, verb="登记关联", subject=to, after={"target": target, "target_id": target_id})
    return made


@transaction.atomic
@in_record_language
def submit_precedent(*, precedent: Precedent, by: Asker, at: datetime) -> Precedent:
    """Hand in a case for review."""
    _own(precedent, by)
    if not precedent.title.strip() or not precedent.brief.strip():
        raise Refusal("请填写案例名称和经过。")
    precedent.number = next_number(kind="precedent", pattern=PRECEDENT_NUMBER, at=at)
    index(precedent)
    try:
        with transaction.atomic():
            open_cases(cases=[precedent], verb="提交", by=by, at=at)
    except IntegrityError as fault:
        raise Conflict("该事故已编入案例库，请打开已有案例。") from fault
    return precedent


def from_accident(facts: AccidentFacts) -> Precedent:
    """A case as an approved investigation tells it, not yet handed in."""
    if not facts.concluded:
        raise Refusal("事故调查尚未批复，原因和伤亡可能变化，批复后再编入案例库。")
    return Precedent(
        title=facts.title, kind=facts.sort, occurred_on=facts.occurred_on, place=facts.place[:160],
        deaths=facts.deaths, injured=facts.injured, brief=facts.brief, direct_cause=facts.cause,
        response=facts.measures_taken, lessons=facts.advice, source_type="accidents.accident",
        source_id=facts.id, synthetic=facts.synthetic,
    )  # fmt: skip


def _own(found: Reviewed, by: Asker) -> None:
    _only_writers(by)
    found.owner_unit = Unit.objects.get(pk=by.unit_id) if by.unit_id else office()
    found.issuer_unit = office()
    found.submitted_by_id = by.person_id


def _only_writers(by: Asker) -> None:
    if not by.holds(*WRITERS):
        raise NotAllowed("您的岗位不能提交知识库和案例库内容，请联系部门或安委办人员。")


def office() -> Unit:
    """Who reviews: the safety-committee office, else the district."""
    rows = Unit.objects.in_use().filter(kind__in=(UnitKind.COORDINATION, UnitKind.DISTRICT))
    found = rows.order_by("kind", "order", "pk").first()
    if found is None:
        raise Refusal("平台尚未建立单位，请先由系统管理员登记。")
    return found
