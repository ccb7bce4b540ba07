"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

QUERIES = "ancheng.command.resources.queries"
NOT_ENTERPRISE = tuple(each for each in Role if each != Role.ENTERPRISE)
MENU = (
    MenuEntry("command", _("应急队伍"), "resources:teams", "users", 210),
    MenuEntry("command", _("应急物资"), "resources:stock", "archive", 220, NOT_ENTERPRISE),
    MenuEntry(
        "command", _("物资调用"), "resources:orders", "send", 221, NOT_ENTERPRISE, f"{QUERIES}.count_orders"
    ),
    MenuEntry(
        "command", _("互助请求"), "resources:aids", "link", 222, NOT_ENTERPRISE, f"{QUERIES}.count_aids"
    ),
)
