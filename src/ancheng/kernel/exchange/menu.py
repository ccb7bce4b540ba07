"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

MENU = (MenuEntry("supervision", _("表格导入"), "imports:list", "upload", 19),)
