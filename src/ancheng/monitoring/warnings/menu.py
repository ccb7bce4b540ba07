"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

COUNT = "ancheng.monitoring.warnings.queries.count_mine"
PUBLIC_BODIES = tuple(each for each in Role if each not in (Role.ENTERPRISE, Role.GRID))

MENU = (
    MenuEntry("monitoring", _("预警处置"), "warnings:board", "radar", 40, None, COUNT),
    MenuEntry("monitoring", _("报警"), "warnings:alarms", "bell", 41),
    MenuEntry("monitoring", _("预警记录"), "warnings:list", "history", 42),
    MenuEntry("monitoring", _("质量台账"), "warnings:quality", "table", 43, PUBLIC_BODIES),
    MenuEntry("monitoring", _("外来警报"), "warnings:inbox", "inbox", 44, PUBLIC_BODIES),
    MenuEntry("monitoring", _("检修窗口"), "warnings:windows", "player-pause", 45, PUBLIC_BODIES),
    MenuEntry("monitoring", _("发布渠道"), "warnings:channels", "send", 46, PUBLIC_BODIES),
)
