"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

MENU = (
    MenuEntry("monitoring", _("监测设备"), "sensors:list", "radar", 60),
    MenuEntry(
        "monitoring",
        _("数据来源"),
        "sensors:sources",
        "database",
        61,
        tuple(each for each in Role if each != Role.ENTERPRISE),
    ),
)
