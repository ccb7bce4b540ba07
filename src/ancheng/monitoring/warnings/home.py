"""What the home page says about warnings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.monitoring.warnings import queries

LIST = "warnings:list"


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    counted = queries.tally(asker, at)
    yield Figure(_("待核实"), counted.suggested, LIST, "state=suggested", "soon")
    yield Figure(_("生效中"), counted.issued, LIST, "state=issued")
    yield Figure(_("超时"), counted.late, LIST, "late=1", "late")


HOME = Home("monitoring", _("预警"), 5, figures)
