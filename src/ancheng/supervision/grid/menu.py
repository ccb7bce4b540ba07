"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

PUBLIC_BODIES = tuple(each for each in Role if each != Role.ENTERPRISE)
COUNT = "ancheng.supervision.grid.queries.count_mine"
MENU = (
    MenuEntry("supervision", _("网格巡查"), "grid:today", "map-pin", 60, PUBLIC_BODIES, COUNT),
    MenuEntry("supervision", _("网格事件"), "grid:events", "report", 61, PUBLIC_BODIES),
    MenuEntry("supervision", _("巡查盲区"), "grid:coverage", "radar", 62, PUBLIC_BODIES),
)
