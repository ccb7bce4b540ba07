"""What the home page says about the grids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.supervision.grid import queries
from ancheng.supervision.grid.menu import PUBLIC_BODIES

LIST = "grid:events"


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    counted = queries.tally(asker, at)
    yield Figure(_("在办事件"), counted["open"], LIST, "open=1")
    yield Figure(_("逾期"), counted["late"], LIST, "late=1", "late")


HOME = Home("supervision", _("网格事件"), 65, figures, PUBLIC_BODIES)
