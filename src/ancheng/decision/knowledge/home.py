"""What the home page says about knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.home import Figure, Home
from ancheng.decision.knowledge import queries


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    counted = queries.tally(asker, at, beijing_day(at))
    yield Figure(_("现行有效条目"), counted.in_force, "knowledge:list", "validity=in_force")
    yield Figure(_("待审核发布"), counted.waiting, "knowledge:list", "waiting=1")
    yield Figure(_("案例"), counted.cases, "knowledge:precedents")
    yield Figure(_("淘汰设备逾期未停用"), counted.phased_out_late, "knowledge:uses", "late=1", "late")


HOME = Home("decision", _("知识库与智库"), 320, figures)
