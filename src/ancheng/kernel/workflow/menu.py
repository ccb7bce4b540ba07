"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

MENU = (
    MenuEntry("administration", _("时限看板"), "workflow:clocks", "clock", 30),
    MenuEntry("system", _("工作日历"), "workflow:holidays", "calendar", 40),
)
