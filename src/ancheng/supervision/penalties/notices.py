"""What the documents of a case say, and telling the party."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day, day_text, moment_text
from ancheng.base.roles import Role
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.orgs.models import Enterprise
from ancheng.kernel.people.queries import people_in
from ancheng.supervision.penalties import rules
from ancheng.supervision.penalties.models import Evidence, Officer, PenaltyCase, Statement, Transfer

NONE = "（无）"


def context(case: PenaltyCase, by: Asker, at: datetime) -> dict[str, Any]:
    """The values that every document of the chain may use; the same names in Word and on the page."""
    on = beijing_day(at)
    party = Enterprise.objects.filter(unit_id=case.enterprise_id).first()
    officers = Officer.objects.filter(case=case, recused_at=None)
    return {
        "case_number": case.number,
        "matter": case.matter,
        "clause": case.clause,
        "source": case.source_label or "执法检查中发现",
        "found_on": day_text(case.found_on),
        "filed_on": _day(case.filed_on),
        "unit": case.enterprise.name,
        "credit_code": party.credit_code if party else NONE,
        "principal": party.principal if party and party.principal else "（未登记）",
        "address": party.address if party and party.address else "（未登记）",
        "officers": "、".join(f"{each.name}（{each.certificate}）" for each in officers) or NONE,
        "facts": case.facts or case.matter,
        "evidence": _evidence(case),
        "basis": case.basis or NONE,
        "penalty": "；".join(each for each in (case.kinds_label, case.measures) if each) or NONE,
        "announced": case.noticed.get("label", NONE),
        "discretion": _discretion(case),
        "answer_until": _day(case.answer_until),
        "answer_days": _answer_days(case, on),
        "hearing_clause": rules.HEARING_RIGHT.in_force(on).citation,
        "defence": case.defence or "未陈述申辩",
        "answer": case.answer or NONE,
        "review": case.review or NONE,
        "discussion": case.discussion or NONE,
        "decision_number": case.decision_number or NONE,
        "decided_on": _day(case.decided_on),
        "pay_days": rules.PAY_WITHIN.in_force(on).value.number,
        "pay_by": _day(case.pay_by),
        "additional_percent": rules.ADDITIONAL.in_force(on).value,
        "fine": f"{case.fine_yuan:,}",
        "paid": f"{case.paid_yuan:,}",
        "service": case.service or NONE,
        "received_by": case.received_by or NONE,
        "served_on": _day(case.served_on),
        "executed_on": _day(case.executed_on),
        "published_on": _day(case.published_on) if not case.withheld_why else f"不公开：{case.withheld_why}",
        "issuer": case.owner_unit.name,
        "contact": by.name,
        "date": day_text(on),
    }


def summons(name: str, when: datetime, place: str) -> dict[str, Any]:
    """What a summons to be asked says beyond the rest."""
    return {"asked": name.strip()[:60], "when": moment_text(when), "place": place.strip()[:200]}


def transfer_context(transfer: Transfer) -> dict[str, Any]:
    """What a letter of transfer says beyond the rest."""
    return {"offence": transfer.offence, "reason": transfer.reason, "police": transfer.police}


def tell_party(case: PenaltyCase, title: str, body: str, by: Asker, at: datetime) -> None:
    """Put it into the inbox of the party's people; the documents are served besides."""
    tell(
        people=people_in([case.enterprise_id], beijing_day(at), (Role.ENTERPRISE,)),
        kind="penalty",
        title=title,
        body=body,
        url=case.get_absolute_url(),
        subject=case,
        level="attention",
        by=by,
        at=at,
    )


def _day(day: date | None) -> str:
    return day_text(day) if day else NONE


def _evidence(case: PenaltyCase) -> str:
    items = [
        f"{each.order}. {each.get_kind_display()}《{each.title}》，证明{each.proves}"
        for each in Evidence.every.filter(case=case)
    ]
    statements = [f"询问笔录（{each.name}）" for each in Statement.objects.filter(case=case)]
    return "；".join([*items, *statements]) or NONE


def _discretion(case: PenaltyCase) -> str:
    if case.low_yuan is None or case.high_yuan is None:
        return case.band_reason or NONE
    text = f"法定幅度 {case.low_yuan:,}—{case.high_yuan:,} 元，{case.get_band_display()}处罚"
    return f"{text}：{case.band_reason}" if case.band_reason else text


def _answer_days(case: PenaltyCase, on: date) -> str:
    days = (rules.HEARING_REQUEST if case.hearing_right else rules.DEFENCE).in_force(on).value
    return f"{days.number}个工作日" if days.working else f"{days.number}日"
