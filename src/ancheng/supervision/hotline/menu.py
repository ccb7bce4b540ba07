"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

SEEN_BY = tuple(role for role in Role if role != Role.ENTERPRISE)
COUNT = "ancheng.supervision.hotline.queries.count_waiting"
MENU = (MenuEntry("supervision", _("举报"), "hotline:list", "inbox", 60, SEEN_BY, COUNT),)
