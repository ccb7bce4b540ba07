"""What the notices about dangers say."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day, day_text
from ancheng.supervision.dangers.models import Danger, Listing


def rectification_context(danger: Danger, by: Asker, at: datetime) -> dict[str, Any]:
    """The values of a rectification notice (整改通知书)."""
    return {
        "unit": danger.owner_unit.name,
        "danger": danger.title,
        "danger_number": danger.number,
        "grade": str(danger.get_grade_display()),
        "found_on": day_text(beijing_day(danger.found_at)),
        "place": danger.address or "（未填写）",
        "description": danger.description or danger.title,
        "clause": danger.clause or "（未填写）",
        "requirement": danger.requirement,
        "interim": danger.interim or "无",
        "deadline": _day(danger.due_on),
        "supervisor": danger.issuer_unit.name if danger.issuer_unit else "",
        "issuer": by.unit_name,
        "contact": by.name,
        "date": day_text(beijing_day(at)),
    }


def listing_context(listing: Listing, by: Asker, at: datetime) -> dict[str, Any]:
    """The values of a notice of listing (挂牌督办通知书)."""
    danger = listing.danger
    return {
        "unit": listing.owner_unit.name,
        "danger": danger.title,
        "danger_number": danger.number,
        "level": str(listing.get_level_display()),
        "place": danger.address or "（未填写）",
        "clause": danger.clause or "（未填写）",
        "description": danger.description or danger.title,
        "reason": listing.reason,
        "interim": danger.interim or "无",
        "deadline": _day(listing.due_on),
        "supervisor": listing.issuer_unit.name if listing.issuer_unit else "",
        "issuer": by.unit_name,
        "contact": by.name,
        "date": day_text(beijing_day(at)),
    }


def _day(day: date | None) -> str:
    return day_text(day) if day else "未规定"
