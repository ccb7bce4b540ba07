"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.supervision.hazards.queries.count_mine"
MENU = (MenuEntry("supervision", _("重大危险源"), "hazards:list", "alert-triangle", 25, None, COUNT),)
