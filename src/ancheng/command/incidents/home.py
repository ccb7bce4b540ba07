"""What the home page says about incidents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.command.incidents import queries

LIST = "incidents:list"


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    yield Figure(_("处置中"), queries.count_open(asker), LIST, "open=on")
    yield Figure(_("报告超时"), queries.report_overdue(asker, at).count(), LIST, "late=on", "late")


HOME = Home("command", _("突发事件"), 1, figures)
