"""What the home page says about accidents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.supervision.accidents import queries

LIST = "accidents:list"


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    counted = queries.tally(queries.visible(asker), at)
    yield Figure(_("未结案"), counted.open, LIST, "open=1")
    yield Figure(_("环节逾期"), counted.late, LIST, "late=1", "late")


HOME = Home("supervision", _("生产安全事故"), 70, figures)
