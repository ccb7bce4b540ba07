"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

MENU = (
    MenuEntry(
        "", _("我的待办"), "tasks:mine", "checklist", 1, None, "ancheng.kernel.tasks.queries.count_mine"
    ),
    MenuEntry("administration", _("任务台账"), "tasks:list", "list", 20),
)
