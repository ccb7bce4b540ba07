"""What the home page says about risks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.supervision.risks import queries

LIST = "risks:list"


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    counted = queries.tally(asker, at)
    yield Figure(_("重大"), counted.red, LIST, "open=1&grade=R")
    yield Figure(_("评估过期"), counted.expired, LIST, "expired=1", "late")
    yield Figure(_("办理逾期"), counted.late, LIST, "late=1", "late")


HOME = Home("supervision", _("风险评估管控"), 20, figures)
