"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.supervision.accidents.queries.count_open"
MENU = (MenuEntry("supervision", _("生产安全事故"), "accidents:list", "urgent", 70, None, COUNT),)
