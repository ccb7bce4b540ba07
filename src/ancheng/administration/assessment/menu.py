"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.administration.programme.menu import EVERY_PUBLIC_ROLE
from ancheng.base.menu import MenuEntry

MENU = (MenuEntry("administration", _("考评自评"), "assessment:index", "checklist", 25, EVERY_PUBLIC_ROLE),)
