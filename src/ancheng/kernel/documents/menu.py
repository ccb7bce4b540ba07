"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

MENU = (
    MenuEntry("administration", _("公文"), "documents:list", "file-text", 50),
    MenuEntry("system", _("公文模板"), "documents:templates", "file", 50, (Role.ADMINISTRATOR, Role.OFFICE)),
)
