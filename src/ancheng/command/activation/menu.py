"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

MENU = (MenuEntry("command", _("预案启动"), "activation:list", "bolt", 242, None, ""),)
