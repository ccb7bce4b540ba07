"""What the home page says about runs of models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.decision.runs import queries


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    yield Figure(_("正在计算"), queries.count_waiting(asker), "runs:list", "state=running")


HOME = Home("decision", _("模型测算"), 10, figures)
