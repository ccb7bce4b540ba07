"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.decision.knowledge.queries.count_waiting"
MENU = (MenuEntry("decision", _("知识库与智库"), "knowledge:list", "file", 320, None, COUNT),)
