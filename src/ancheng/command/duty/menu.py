"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

COUNT = "ancheng.command.duty.queries.count_gaps"
STAFF = tuple(each for each in Role if each not in (Role.ENTERPRISE, Role.GRID))
MENU = (
    MenuEntry("command", _("值班"), "duty:board", "calendar", 200, STAFF, COUNT),
    MenuEntry("command", _("值班记录"), "duty:book", "notebook", 201, STAFF),
    MenuEntry("command", _("紧急呼叫"), "duty:calls", "bell", 202, STAFF),
)
