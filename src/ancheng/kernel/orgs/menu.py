"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

MENU = (MenuEntry("system", _("单位"), "orgs:tree", "sitemap", 10),)
