"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from ancheng.base.menu import MenuEntry

COUNT = "ancheng.decision.runs.queries.count_waiting"
MENU = (MenuEntry("decision", _("模型测算"), "runs:models", "bulb", 300, None, COUNT),)
