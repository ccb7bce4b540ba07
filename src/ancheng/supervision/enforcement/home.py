"""What the home page says about inspections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.supervision.enforcement import queries

LIST = "enforcement:list"


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    counted = queries.tally(asker, at)
    yield Figure(_("待派员"), counted["waiting"], LIST, "state=planned")
    yield Figure(_("责令整改中"), counted["ordered"], LIST, "state=ordered")
    yield Figure(_("待公示"), counted["to_publish"], LIST, "state=closed")
    yield Figure(_("逾期"), counted["late"], LIST, "late=1", "late")


HOME = Home("supervision", _("执法检查"), 40, figures)
