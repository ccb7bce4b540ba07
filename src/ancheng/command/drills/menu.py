"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.command.drills.queries.count_waiting"
MENU = (MenuEntry("command", _("应急演练"), "drills:list", "target", 245, None, COUNT),)
