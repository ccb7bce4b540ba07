"""Verbs on draws: promise, draw, withdraw and replace, prove; the outcome follows from the seed alone."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing, beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import may_take, move, open_cases
from ancheng.science.fair_draw import proof as fair
from ancheng.science.fair_draw.library import as_json, canonical, read_library, sha256
from ancheng.science.fair_draw.teams import Roster, TooFew
from ancheng.supervision.enforcement import rules
from ancheng.supervision.enforcement.actions import open_drawn, replace_inspector, withdraw_drawn
from ancheng.supervision.enforcement.gathering import candidates, groups_of, library_of
from ancheng.supervision.enforcement.models import Draw, Inspection, Item, Plan, Tie
from ancheng.supervision.enforcement.values import Terms

NUMBER = "SSJ-{year}-{n:04d}"
# Days that the inspectors have for what was drawn.
TO_INSPECT = timedelta(days=30)


@transaction.atomic
def propose(*, terms: Terms, by: Asker, at: datetime) -> Draw:
    """Write down the terms of a draw under a legal item."""
    if not by.holds(*rules.DRAWERS):
        raise NotAllowed("双随机抽查由执法部门和安委办组织。")
    on = beijing_day(at)
    rules.check_terms(terms, at=at, on=on)
    item = Item.objects.on(on).select_related("department").filter(pk=terms.item_id).first()
    if item is None:
        raise Refusal("请选择检查事项清单中现行有效的事项；没有法定依据的事项不得检查。")
    known = dict(groups_of(item))
    strange = next((each for each in terms.ratio_bp if not known.get(each)), None)
    if strange is not None:
        raise Refusal(f"事项“{item.title}”没有类别为“{strange}”的检查对象，请重新选择。")
    plan = Plan.objects.filter(pk=terms.plan_id, state="published").first() if terms.plan_id else None
    office = Unit.objects.in_use().filter(kind=UnitKind.COORDINATION).order_by("order", "pk").first()
    draw = Draw(
        number=next_number(kind="draw", pattern=NUMBER, at=at),
        title=terms.title.strip()[:120],
        item=item,
        plan=plan,
        ratio_bp=terms.ratio_bp,
        per_subject=terms.per_subject,
        public_source=terms.public_source.strip()[:200],
        public_known_at=terms.public_known_at,
        owner_unit=Unit.objects.get(pk=by.unit_id) if by.unit_id else item.department,
        issuer_unit=office,
    )
    open_cases(cases=[draw], verb="拟定抽查", by=by, at=at)
    return draw


@transaction.atomic
def announce(*, draw: Draw, by: Asker, at: datetime) -> None:
    """Freeze the library and promise a random number; from here on nobody can choose the outcome."""
    if draw.public_known_at and draw.public_known_at <= at:
        raise Refusal("公开随机来源的产生时间已过，请取消后另选以后产生的数值。")
    library, reasons = library_of(draw, at, beijing_day(at))
    missing = Roster(library, "").shortages()
    if missing:
        raise TooFew(missing)
    text, nonce = canonical(as_json(library)), secrets.token_hex(32)
    changes = {
        "announced_at": at,
        "commitment": fair.commitment_of(nonce),
        "library_sha256": sha256(text),
        "library_size": len(library.subjects),
    }
    move(draw, "announce", by=by, at=at, changes=changes)
    # Apart from the audited values: the promised number itself is told to nobody before the draw.
    Draw.every.filter(pk=draw.pk).update(nonce=nonce, library=text, reasons=reasons)
    draw.nonce, draw.library, draw.reasons = nonce, text, reasons


@transaction.atomic
def make(*, draw: Draw, public_value: str, by: Asker, at: datetime) -> list[Inspection]:
    """Reveal the number, draw, and open an inspection for each that was drawn."""
    if draw.state != "announced":
        raise Conflict(f"该抽查处于“{draw.state_label}”，不能抽取。")
    value = " ".join(public_value.split())[:200]
    if draw.public_source and not value:
        raise Refusal(f"请填写公开随机来源的数值：{draw.public_source}。")
    if draw.public_known_at and at < draw.public_known_at:
        raise Refusal(f"公开随机来源 {beijing(draw.public_known_at):%Y-%m-%d %H:%M} 才产生，请届时再抽取。")
    value = value if draw.public_source else ""
    changes = {"public_value": value, "drawn_at": at, "drawn_by": by.name}
    move(draw, "draw", by=by, at=at, changes=changes)
    outcome = _prove(draw)
    Draw.every.filter(pk=draw.pk).update(drawn_number=len(outcome.final))
    draw.drawn_number = len(outcome.final)
    found = {each.key: each for each in candidates(draw.item, draw.ratio_bp)}
    planned = beijing_day(at + TO_INSPECT)
    pairs = [(found[each.subject], each.inspectors) for each in outcome.final if each.subject in found]
    return open_drawn(draw=draw, drawn=pairs, planned_on=planned, by=by, at=at)


@transaction.atomic
def recuse(
    *, draw: Draw, inspection: Inspection, certificate: str, tie: Tie, why: str, by: Asker, at: datetime
) -> str:
    """An inspector with an interest withdraws; who comes instead follows from the seed. Returns the certificate."""
    _only_drawers(draw, by)
    if not why.strip():
        raise Refusal("请写明回避的具体理由。")
    asked = fair.Asked(
        fair.Change.RECUSAL, subject_key(draw, inspection), str(tie.label), at.isoformat(), certificate
    )
    outcome = _changed(draw, asked)
    chosen = outcome.replacements[-1][0]
    replace_inspector(inspection=inspection, gone=certificate, chosen=chosen, why=why, by=by, at=at)
    told = {"inspector": certificate, "replacement": chosen, "subject": asked.subject}
    record(by=by, at=at, verb="回避重抽", subject=draw, why=why, after=told)
    return chosen


@transaction.atomic
def withdraw(*, draw: Draw, inspection: Inspection, why: str, by: Asker, at: datetime) -> list[Inspection]:
    """A drawn subject that cannot be inspected (closed, moved away) makes room for the next of its group."""
    _only_drawers(draw, by)
    if len(why.strip()) < 4:
        raise Refusal("请写明无法检查的原因，例如已注销、已搬离。")
    asked = fair.Asked(
        fair.Change.WITHDRAWAL, subject_key(draw, inspection), why.strip()[:100], at.isoformat()
    )
    outcome = _changed(draw, asked)
    key, *inspectors = outcome.replacements[-1]
    withdraw_drawn(inspection=inspection, why=why, by=by, at=at)
    found = next((each for each in candidates(draw.item, draw.ratio_bp) if each.key == key), None)
    record(by=by, at=at, verb="递补抽取", subject=draw, why=why, after={"gone": asked.subject, "next": key})
    if found is None:
        return []
    pair = (found, tuple(inspectors))
    return open_drawn(draw=draw, drawn=[pair], planned_on=inspection.planned_on, by=by, at=at)


@transaction.atomic
def publish(*, draw: Draw, by: Asker, at: datetime) -> None:
    """Make the proof public; not before everybody who was drawn has been visited, so that nobody is warned."""
    waiting = draw.inspections.filter(state__in=("planned", "assigned")).count()
    if waiting:
        raise Refusal(f"还有{waiting}家未检查；公示证明会提前告知被抽中的单位，请在现场检查完成后公示。")
    move(draw, "publish", by=by, at=at, changes={"published_at": at, "proof_sha256": draw.proof_sha256})


@transaction.atomic
def cancel(*, draw: Draw, why: str, by: Asker, at: datetime) -> None:
    """Call a draw off; one that was announced stays on the public page with the reason."""
    move(draw, "cancel", by=by, at=at, why=why, changes={"ended_why": why.strip()[:200]})


def subject_key(draw: Draw, inspection: Inspection) -> str:
    """The key under which an inspection stands in the library of its draw."""
    if inspection.draw_id != draw.pk:
        raise Refusal("该检查不属于这次抽查。")
    if inspection.asset:
        return f"{inspection.asset.kind}-{inspection.asset.code}"
    if inspection.enterprise is None:
        raise Refusal("该检查没有对应的企业。")
    return str(inspection.enterprise.enterprise.credit_code)


def _only_drawers(draw: Draw, by: Asker) -> None:
    if draw.state != "drawn":
        raise Conflict(f"该抽查处于“{draw.state_label}”，不能变更抽取结果。")
    if not may_take(draw, draw.WORKFLOW.step("publish"), by):
        raise NotAllowed("抽取结果的变更由组织抽查的单位办理。")


def _changed(draw: Draw, asked: fair.Asked) -> fair.Outcome:
    """Add a change under a lock, so that two at once are replayed in one order."""
    locked = Draw.every.select_for_update().get(pk=draw.pk)
    draw.changes = [*locked.changes, _kept(asked)]
    Draw.every.filter(pk=draw.pk).update(changes=draw.changes)
    return _prove(draw)


def _kept(asked: fair.Asked) -> dict[str, Any]:
    return {
        "kind": asked.kind.value,
        "subject": asked.subject,
        "reason": asked.reason,
        "at": asked.at,
        "inspector": asked.inspector,
    }


def _prove(draw: Draw) -> fair.Outcome:
    """Run the draw with all its changes and keep its proof."""
    told = json.loads(draw.library)
    asked = [fair.Asked(fair.Change(each["kind"]), *(each[name] for name in ("subject", "reason", "at", "inspector"))) for each in draw.changes]  # fmt: skip
    outcome = fair.run(read_library(told), fair.seed_of(draw.nonce, draw.public_value), asked)
    if draw.announced_at is None or draw.drawn_at is None:
        raise Conflict("该抽查尚未公布方案或尚未抽取。")
    made = fair.build(
        number=draw.number,
        title=draw.title,
        announcement=fair.Announcement(
            draw.announced_at.isoformat(),
            draw.commitment,
            draw.library_sha256,
            draw.public_source,
            draw.public_known_at.isoformat() if draw.public_known_at else "",
        ),
        library=told,
        drawing=fair.Drawing(draw.nonce, draw.public_value, draw.drawn_at.isoformat(), draw.drawn_by),
        asked=asked,
        outcome=outcome,
    )
    draw.proof, draw.proof_sha256 = json.dumps(made, ensure_ascii=False, indent=1), made["sha256"]
    Draw.every.filter(pk=draw.pk).update(proof=draw.proof, proof_sha256=draw.proof_sha256)
    return outcome
