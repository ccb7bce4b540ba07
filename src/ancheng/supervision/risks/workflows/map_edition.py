"""How an edition of the four-colour map is published, and gives way to the next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import Role
from ancheng.base.working_days import beijing_day, end_of_day
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow, days
from ancheng.supervision.risks.rules import valid_until

if TYPE_CHECKING:
    from ancheng.supervision.risks.models import MapEdition

OFFICE = (Role.OFFICE,)


def a_year_on(edition: MapEdition) -> datetime:
    """The next edition is due when the assessments of this one's day have run out."""
    return end_of_day(valid_until(beijing_day(edition.state_since)))


WORKFLOW = Workflow(
    name="map_edition",
    label=_("四色图版本"),
    start="draft",
    states=(
        State("draft", _("草案")),
        State("approved", _("已审定")),
        State("published", _("已发布")),
        State("superseded", _("已被替代"), end=True),
        State("discarded", _("已弃用"), end=True),
    ),
    steps=(
        Step("approve", _("审定"), ("draft",), "approved", OFFICE, ISSUER, days(10)),
        Step("return", _("退回修改"), ("approved",), "draft", OFFICE, ISSUER, why=True),
        Step("publish", _("发布"), ("approved",), "published", OFFICE, ISSUER, days(5)),
        Step("supersede", _("被新版替代"), ("published",), "superseded", OFFICE, ISSUER, a_year_on),
        Step("discard", _("弃用"), ("draft", "approved"), "discarded", OFFICE, ISSUER, why=True),
    ),
)
