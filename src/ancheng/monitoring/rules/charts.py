"""What a trial gave, as a chart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from ancheng.base.clock import beijing_day


def per_day(trial: Mapping[str, Any]) -> dict[str, Any] | None:
    """How often it would have fired on each day of the trial; a day without is a nought, for it was watched."""
    if not trial.get("since"):
        return None
    first = beijing_day(datetime.fromisoformat(trial["since"]))
    last = beijing_day(datetime.fromisoformat(trial["until"]))
    days = [str(first + timedelta(days=each)) for each in range((last - first).days + 1)]
    counts = trial.get("per_day", {})
    return {
        "grid": {"left": 48, "right": 16, "top": 32, "bottom": 32},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": days},
        "yAxis": {"type": "value", "name": _("触发次数"), "minInterval": 1},
        "series": [{"type": "bar", "name": _("触发次数"), "data": [counts.get(each, 0) for each in days]}],
    }
