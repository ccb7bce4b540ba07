"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

MENU = (
    MenuEntry("supervision", _("表格导入"), "imports:list", "upload", 19),
    MenuEntry(
        "system", _("边界"), "imports:boundaries", "polygon", 15, roles=(Role.ADMINISTRATOR, Role.OFFICE)
    ),
)
