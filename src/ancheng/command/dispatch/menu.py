"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

OUT = "ancheng.command.dispatch.queries.count_out"
RESCUES = "ancheng.command.dispatch.queries.count_rescues"
MENU = (
    MenuEntry("command", _("调派"), "dispatch:missions", "truck", 205, None, OUT),
    MenuEntry("command", _("电梯救援"), "dispatch:rescues", "building", 206, None, RESCUES),
)
