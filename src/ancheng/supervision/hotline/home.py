"""What the home page says about reports of the public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.supervision.hotline import queries
from ancheng.supervision.hotline.menu import SEEN_BY

LIST = "hotline:list"


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    counted = queries.figures(queries.visible(asker), at)
    yield Figure(_("待受理"), counted["waiting"], LIST, "state=received", "soon")
    yield Figure(_("未办结"), counted["open"], LIST, "open=1")
    yield Figure(_("逾期"), counted["late"], LIST, "late=1", "late")


HOME = Home("supervision", _("举报"), 60, figures, SEEN_BY)
