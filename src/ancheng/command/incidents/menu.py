"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.command.incidents.queries.count_open"
MENU = (MenuEntry("command", _("突发事件"), "incidents:list", "urgent", 205, None, COUNT),)
