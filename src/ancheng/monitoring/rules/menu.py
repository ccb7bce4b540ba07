"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

MENU = (
    MenuEntry(
        "monitoring",
        _("监测规则"),
        "rules:list",
        "settings",
        50,
        tuple(each for each in Role if each not in (Role.ENTERPRISE, Role.GRID)),
    ),
)
