"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.command.contingency.queries.count_waiting"
MENU = (MenuEntry("command", _("预案"), "contingency:list", "file-text", 240, None, COUNT),)
