"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

COUNT = "ancheng.supervision.penalties.queries.count_mine"
NOT_PARTY = tuple(each for each in Role if each not in (Role.ENTERPRISE, Role.GRID))

MENU = (
    MenuEntry("supervision", _("行政处罚"), "penalties:list", "gavel", 52, None, COUNT),
    MenuEntry("supervision", _("案件移送"), "penalties:transfers", "send", 53, NOT_PARTY),
    MenuEntry("supervision", _("处罚统计"), "penalties:statistics", "table", 54, NOT_PARTY),
)
