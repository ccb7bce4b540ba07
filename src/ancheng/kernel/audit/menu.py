"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

MENU = (MenuEntry("system", _("审计记录"), "audit:list", "history", 30, (Role.AUDITOR, Role.ADMINISTRATOR)),)
