"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.command.shelters.queries.count_open"
MENU = (MenuEntry("command", _("避难场所"), "shelters:list", "home", 230, None, COUNT),)
