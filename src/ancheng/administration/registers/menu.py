"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.administration.programme.menu import EVERY_PUBLIC_ROLE
from ancheng.base.menu import MenuEntry

COUNT = "ancheng.administration.registers.queries.count_mine"
MENU = (
    MenuEntry("administration", _("登记册"), "registers:index", "notebook", 30, EVERY_PUBLIC_ROLE, COUNT),
)
