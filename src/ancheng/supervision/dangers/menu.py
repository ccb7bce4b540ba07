"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry
from ancheng.base.roles import Role

COUNT = "ancheng.supervision.dangers.queries.count_mine"
NOT_ENTERPRISE = tuple(each for each in Role if each not in (Role.ENTERPRISE, Role.GRID))

MENU = (
    MenuEntry("supervision", _("企业自查"), "dangers:self_checks", "checklist", 28, (Role.ENTERPRISE,)),
    MenuEntry("supervision", _("隐患排查治理"), "dangers:list", "alert-triangle", 30, None, COUNT),
    MenuEntry("supervision", _("挂牌督办"), "dangers:listings", "flag", 31),
    MenuEntry("supervision", _("挂账台账"), "dangers:account", "notebook", 32, NOT_ENTERPRISE),
    MenuEntry("supervision", _("隐患统计"), "dangers:statistics", "table", 33),
    MenuEntry("supervision", _("屡罚不改"), "dangers:offenders", "gavel", 34, NOT_ENTERPRISE),
    MenuEntry("supervision", _("检查清单"), "dangers:checklists", "list", 35),
)
