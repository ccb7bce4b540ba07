"""What the home page says about major hazards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.supervision.hazards import queries

LIST = "hazards:list"


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    counted = queries.tally(asker, at)
    yield Figure(_("任一逾期"), counted.overdue, LIST, "overdue=any", "late")
    yield Figure(_("重新评估逾期"), counted.assessment, LIST, "overdue=assessment", "late")


HOME = Home("supervision", _("重大危险源"), 25, figures)
