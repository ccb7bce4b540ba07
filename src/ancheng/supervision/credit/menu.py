"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.supervision.credit.queries.count_open"
MENU = (MenuEntry("supervision", _("安全信用"), "credit:list", "star", 80, None, COUNT),)
