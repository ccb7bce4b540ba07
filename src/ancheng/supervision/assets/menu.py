"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

MENU = (MenuEntry("supervision", _("对象档案"), "assets:list", "stack-2", 10),)
