"""Reading what people typed into the forms about penalties."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from ancheng.base.clock import NotADate, parse_day, parse_moment
from ancheng.base.errors import Refusal
from ancheng.base.numbers import key
from ancheng.supervision.penalties.models import Band, Sanction
from ancheng.supervision.penalties.values import Band as BandValue
from ancheng.supervision.penalties.values import (
    Instalment,
    NewEvidence,
    NewOfficer,
    NewRecording,
    NewStatement,
    Proposal,
)
from ancheng.supervision.penalties.values import Sanction as SanctionValue


def proposal(given: QueryDict) -> Proposal:
    """The penalty that a form describes."""
    band = given.get("band", "")
    return Proposal(
        kinds=tuple(SanctionValue(each) for each in given.getlist("kinds") if each in Sanction.values),
        basis=given.get("basis", ""),
        fine_yuan=yuan(given.get("fine", ""), "罚款") or 0,
        confiscated_yuan=yuan(given.get("confiscated", ""), "没收金额") or 0,
        low_yuan=yuan(given.get("low", ""), "裁量下限"),
        high_yuan=yuan(given.get("high", ""), "裁量上限"),
        band=BandValue(band) if band in Band.values else BandValue.NORMAL,
        band_reason=given.get("band_reason", ""),
        measures=given.get("measures", ""),
    )


def officers(given: QueryDict) -> list[NewOfficer]:
    """The officers chosen, each with the certificate typed beside the name."""
    pairs = zip(given.getlist("officer"), given.getlist("certificate"), strict=False)
    return [NewOfficer(key(person) or 0, certificate) for person, certificate in pairs if person.strip()]


def evidence(given: QueryDict) -> NewEvidence:
    return NewEvidence(
        kind=given.get("evidence_kind", ""),
        title=given.get("evidence_title", ""),
        proves=given.get("proves", ""),
        taken_at=moment(given.get("taken_at", ""), "取得时间"),
        place=given.get("evidence_place", ""),
    )


def statement(given: QueryDict) -> NewStatement:
    return NewStatement(
        name=given.get("said_by", ""),
        position=given.get("position", ""),
        place=given.get("said_place", ""),
        began_at=moment(given.get("said_from", ""), "询问开始时间"),
        ended_at=moment(given.get("said_until", ""), "询问结束时间"),
        text=given.get("said", ""),
    )


def recording(given: QueryDict) -> NewRecording:
    return NewRecording(
        medium=given.get("medium", ""),
        device=given.get("device", ""),
        sha256=given.get("sha256", ""),
        began_at=moment(given.get("recorded_from", ""), "录制开始时间"),
        ended_at=moment(given.get("recorded_until", ""), "录制结束时间"),
        step=given.get("step", ""),
        place=given.get("recorded_place", ""),
    )


def instalments(given: QueryDict) -> list[Instalment]:
    """One line a part: 2026-12-31 10000."""
    parts = []
    for number, line in enumerate(given.get("plan", "").splitlines(), start=1):
        cells = line.split()
        if not cells:
            continue
        if len(cells) != 2:
            raise Refusal(f"第{number}行应写成“日期 金额”，例如 2026-12-31 10000。")
        parts.append(Instalment(day(cells[0], f"第{number}期日期"), yuan(cells[1], f"第{number}期金额") or 0))
    return parts


def day(text: str, label: str) -> date:
    try:
        return parse_day(text)
    except NotADate as fault:
        raise Refusal(f"{label}：{fault}") from fault


def moment(text: str, label: str) -> datetime:
    try:
        return parse_moment(text)
    except NotADate as fault:
        raise Refusal(f"{label}：{fault}") from fault


def yuan(text: str, label: str) -> int | None:
    """Whole yuan; None where nothing was typed."""
    plain = text.replace(",", "").replace("，", "").strip()
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or len(plain) > 11:
        raise Refusal(f"{label}应为整数（元）。")
    return int(plain)


def whole(text: str) -> int:
    """A whole number, or -1 where the text is none, which every rule refuses."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def typed(given: QueryDict) -> dict[str, Any]:
    """What was typed, so that a refused form shows it again."""
    return {**given.dict(), "kinds": given.getlist("kinds"), "officers": given.getlist("officer")}
