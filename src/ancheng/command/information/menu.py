"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.command.information.queries.count_waiting"
MENU = (MenuEntry("command", _("信息发布"), "information:list", "send", 207, None, COUNT),)
