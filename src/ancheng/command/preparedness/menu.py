"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.command.preparedness.queries.count_waiting"
MENU = (MenuEntry("command", _("应急准备评估"), "preparedness:list", "checklist", 250, None, COUNT),)
