"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

MENU = (
    MenuEntry("", _("首页"), "portal:home", "home", 0),
    MenuEntry("supervision", _("一企一档"), "portal:enterprises", "building", 15),
)
