"""What the home page says about dispatch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.command.dispatch import queries


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    yield Figure(_("出动中"), queries.count_out(asker), "dispatch:missions", "running=on")
    yield Figure(_("电梯救援"), queries.count_rescues(asker), "dispatch:rescues", "", "soon")


HOME = Home("command", _("调派"), 30, figures)
