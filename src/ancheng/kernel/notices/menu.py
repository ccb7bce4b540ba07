"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

MENU = (MenuEntry("system", _("外发记录"), "inbox:deliveries", "send", 60, (Role.ADMINISTRATOR,)),)
