"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.administration.programme.menu import EVERY_PUBLIC_ROLE
from ancheng.base.menu import MenuEntry

COUNT = "ancheng.administration.indicators.queries.failing_cells"
MENU = (
    MenuEntry(
        "administration", _("指标评分卡"), "indicators:scorecard", "table", 20, EVERY_PUBLIC_ROLE, COUNT
    ),
)
