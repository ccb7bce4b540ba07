"""What the filing certificate of a hazard says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day, day_text
from ancheng.supervision.hazards import rules
from ancheng.supervision.hazards.models import Hazard


def filing_context(hazard: Hazard, by: Asker, at: datetime) -> dict[str, Any]:
    """The values of the filing certificate (备案登记表)."""
    registered = getattr(hazard.enterprise, "enterprise", None)
    lines = [
        {
            "name": each.name,
            "quantity": f"{each.quantity_t:g}",
            "critical": f"{each.critical_quantity_t:g}",
            "ratio": f"{each.ratio:.4g}",
            "beta": f"{each.beta:g}" + ("" if each.confirmed else "（未核对）"),
        }
        for each in hazard.substances.all()
    ]
    posts = {each.post: each for each in hazard.responsibles.all()}
    return {
        "unit": hazard.enterprise.name,
        "credit_code": registered.credit_code if registered else "（未登记）",
        "hazard": hazard.name,
        "hazard_number": hazard.number,
        "sort": str(hazard.get_sort_display()),
        "place": hazard.address or "（未填写）",
        "boundary": hazard.boundary or "（未填写）",
        "lines": lines,
        "s": f"{hazard.s:.4g}",
        "r": f"{hazard.r:.4g}",
        "alpha": f"{hazard.alpha:g}",
        "people": str(hazard.people),
        "level": hazard.level,
        "report": f"{hazard.report_number}（{hazard.report_by}）",
        "reported_on": day_text(hazard.reported_on) if hazard.reported_on else "",
        "reassess_on": day_text(hazard.reassess_due_on) if hazard.reassess_due_on else "",
        "plan": str(hazard.plan) if hazard.plan else "",
        "responsibles": "；".join(
            f"{label} {posts[post].name} {posts[post].phone}"
            for post, label in rules.POSTS.items()
            if post in posts
        ),
        "standard": rules.STANDARD.in_force(beijing_day(at)).value,
        "clause": rules.FILE_WITHIN.in_force(beijing_day(at)).citation,
        "issuer": by.unit_name,
        "contact": by.name,
        "date": day_text(beijing_day(at)),
    }
