"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

MENU = (MenuEntry("monitoring", _("专项监测平台"), "platforms:index", "stack-2", 48),)
