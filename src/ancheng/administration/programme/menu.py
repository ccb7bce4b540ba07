"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

EVERY_PUBLIC_ROLE = tuple(each for each in Role if each != Role.ENTERPRISE)
MENU = (
    MenuEntry(
        "administration",
        _("实施方案"),
        "programme:list",
        "clipboard-list",
        10,
        EVERY_PUBLIC_ROLE,
        "ancheng.administration.programme.queries.count_drafts",
    ),
)
