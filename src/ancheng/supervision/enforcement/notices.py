"""What the documents of an inspection say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day, day_text, moment_text
from ancheng.supervision.enforcement.models import Inspection, Inspector, Verdict

UNKNOWN = "（未填写）"


def record_context(
    inspection: Inspection, team: Sequence[Inspector], by: Asker, at: datetime
) -> dict[str, Any]:
    """The values of a record of the inspection on the spot (现场检查记录)."""
    results = list(inspection.results.select_related("item"))
    return {
        **_common(inspection, team, by, at),
        "arrived": moment_text(inspection.arrived_at) if inspection.arrived_at else UNKNOWN,
        "recorded": moment_text(inspection.recorded_at) if inspection.recorded_at else UNKNOWN,
        "attended": inspection.attended_by or UNKNOWN,
        "unsigned": inspection.refused_to_sign or "无",
        "counts": f"合格{inspection.passed}项，不合格{inspection.failed}项，不涉及{inspection.not_applicable}项",
        "problems": _problems(inspection) or "未发现不合格事项。",
        "checked": "；".join(f"{each.item.order}. {each.item.part}" for each in results)
        or "按检查事项检查。",
        "opinion": inspection.opinion or "无",
    }


def order_context(
    inspection: Inspection, team: Sequence[Inspector], by: Asker, at: datetime
) -> dict[str, Any]:
    """The values of an order to rectify by a day (责令限期整改指令书)."""
    return {
        **_common(inspection, team, by, at),
        "inspected_on": day_text(beijing_day(inspection.recorded_at)) if inspection.recorded_at else UNKNOWN,
        "problems": _problems(inspection),
        "requirement": inspection.requirement,
        "deadline": day_text(inspection.order_due_on) if inspection.order_due_on else UNKNOWN,
    }


def recheck_context(
    inspection: Inspection, team: Sequence[Inspector], passed: bool, by: Asker, at: datetime
) -> dict[str, Any]:
    """The values of an opinion after the re-check (整改复查意见书)."""
    return {
        **_common(inspection, team, by, at),
        "requirement": inspection.requirement or UNKNOWN,
        "problems": _problems(inspection),
        "verdict": "整改合格" if passed else "整改不合格",
        "opinion": inspection.recheck_opinion,
        "times": str(inspection.rechecks),
    }


def _common(inspection: Inspection, team: Sequence[Inspector], by: Asker, at: datetime) -> dict[str, Any]:
    subject = inspection.enterprise.name if inspection.enterprise else str(inspection.asset)
    return {
        "unit": subject,
        "inspection": inspection.number,
        "item": inspection.item.title,
        "basis": inspection.item.basis + ("" if inspection.item.verified else "（依据未核对）"),
        "place": inspection.address or UNKNOWN,
        "inspectors": "、".join(f"{each.name}（{each.certificate}）" for each in team),
        "issuer": inspection.owner_unit.name,
        "contact": by.name,
        "date": day_text(beijing_day(at)),
    }


def _problems(inspection: Inspection) -> str:
    failed = inspection.results.filter(verdict=Verdict.FAIL).select_related("item")
    return "\n".join(
        f"{number}. {each.item.part}：{each.note}（不符合“{each.item.text}”，依据：{each.item.clause}）"
        for number, each in enumerate(failed, start=1)
    )
