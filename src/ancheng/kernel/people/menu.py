"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

MENU = (MenuEntry("system", _("人员账号"), "people:list", "users", 20, (Role.ADMINISTRATOR, Role.AUDITOR)),)
