"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

COUNT = "ancheng.supervision.risks.queries.count_mine"
NOT_ENTERPRISE = tuple(each for each in Role if each not in (Role.ENTERPRISE, Role.GRID))

MENU = (
    MenuEntry("supervision", _("风险评估管控"), "risks:list", "shield-check", 20, None, COUNT),
    MenuEntry("supervision", _("四色风险图"), "risks:map", "map-pin", 21),
    MenuEntry("supervision", _("四色图版本"), "risks:editions", "stack-2", 22, NOT_ENTERPRISE),
    MenuEntry("supervision", _("风险评估覆盖率"), "risks:coverage", "table", 23, NOT_ENTERPRISE),
    MenuEntry("supervision", _("风险评估报告"), "risks:reports", "file-text", 24, NOT_ENTERPRISE),
    MenuEntry("supervision", _("风险辨识清单"), "risks:checklists", "list", 25),
)
