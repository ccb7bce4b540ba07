"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role
from ancheng.supervision.enforcement.rules import INSPECTORS

COUNT = "ancheng.supervision.enforcement.queries.count_mine"
BODIES = tuple(each for each in Role if each not in (Role.ENTERPRISE, Role.GRID))

MENU = (
    MenuEntry("supervision", _("执法检查"), "enforcement:list", "checklist", 40, None, COUNT),
    MenuEntry("supervision", _("移动执法"), "enforcement:phone", "device-mobile", 41, INSPECTORS),
    MenuEntry("supervision", _("双随机抽查"), "enforcement:draws", "target", 42, BODIES),
    MenuEntry("supervision", _("年度执法计划"), "enforcement:plans", "calendar", 43, BODIES),
    MenuEntry("supervision", _("检查事项和人员"), "enforcement:items", "list", 44, BODIES),
    MenuEntry("supervision", _("执法统计"), "enforcement:statistics", "table", 45),
)
