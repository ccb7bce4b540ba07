"""What the home page says about dangers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.supervision.dangers import queries

LIST = "dangers:list"


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    counted = queries.tally(asker, at)
    yield Figure(_("未销号"), counted.open, LIST, "open=1")
    yield Figure(_("逾期"), counted.late, LIST, "late=1", "late")
    yield Figure(_("三日内到期"), counted.soon, LIST, "soon=1", "soon")
    yield Figure(_("重大未销号"), counted.major, LIST, "open=1&grade=major")
    yield Figure(_("挂牌督办中"), counted.listed, "dangers:listings")


HOME = Home("supervision", _("隐患排查治理"), 30, figures)
