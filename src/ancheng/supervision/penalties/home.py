"""What the home page says about penalty cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.supervision.penalties import queries

LIST = "penalties:list"


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    counted = queries.tally(asker, at)
    yield Figure(_("在办"), counted["open"], LIST, "open=1")
    yield Figure(_("逾期"), counted["late"], LIST, "late=1", "late")
    yield Figure(_("超期未公开"), counted["unpublished"], LIST, "unpublished=1", "late")


HOME = Home("supervision", _("行政处罚"), 45, figures)
