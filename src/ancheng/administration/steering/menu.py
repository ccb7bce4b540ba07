"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.administration.programme.menu import EVERY_PUBLIC_ROLE
from ancheng.base.menu import MenuEntry

MENU = (MenuEntry("administration", _("指挥部视图"), "steering:post", "flag", 5, EVERY_PUBLIC_ROLE),)
