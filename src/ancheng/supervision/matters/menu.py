"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.supervision.matters.queries.count_mine"
MENU = (MenuEntry("supervision", _("专项事项"), "matters:index", "checklist", 75, None, COUNT),)
