"""What the home page says about registers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.administration.programme.menu import EVERY_PUBLIC_ROLE
from ancheng.administration.registers import queries
from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.home import Figure, Home


def figures(asker: Asker, at: datetime) -> Iterator[Figure]:
    rows = queries.visible(asker).filter(queries.overdue_rows(beijing_day(at)))
    yield Figure(_("到期未办的登记"), rows.count(), "registers:overdue", "", "late")


HOME = Home("administration", _("登记册"), 30, figures, EVERY_PUBLIC_ROLE)
