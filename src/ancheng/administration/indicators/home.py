"""What the home page says about indicators."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.administration.indicators import queries
from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    yield Figure(
        _("未达标指标"), queries.failing_cells(asker), "indicators:scorecard", "shown=failed", "late"
    )


HOME = Home("administration", _("指标评分卡"), 20, figures)
