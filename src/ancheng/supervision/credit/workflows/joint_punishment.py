"""The six stages of the ledger 采集→报送→会审→报批→推送→移出, with notice, defence and objection between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow
from ancheng.supervision.credit import rules

if TYPE_CHECKING:
    from ancheng.supervision.credit.models import Listing

SUBJECT = "subject"


def stage(listing: Listing) -> Deadline:
    return rules.in_working_days(rules.STAGE_WITHIN, beijing_day(listing.state_since))


def to_hear(listing: Listing) -> Deadline:
    """The defence has its days, then the stage its own."""
    since = beijing_day(listing.state_since)
    return rules.in_working_days(rules.DEFENCE_DAYS, since, rules.STAGE_WITHIN.in_force(since).value)


def to_expire(listing: Listing) -> Deadline:
    since = beijing_day(listing.state_since)
    end = listing.expires_on or since
    edition = rules.RULES if listing.list != rules.List.RED else rules.RED_YEARS
    return rules.until(end, since, edition.in_force(listing.published_on or since).citation)


def to_remove(listing: Listing) -> Deadline:
    return rules.in_working_days(rules.REMOVAL_WITHIN, beijing_day(listing.state_since))


COLLECTORS = (*OFFICERS, Role.OFFICE)
OFFICE = (Role.OFFICE,)
BEFORE = ("collected", "reported", "reviewed", "notified", "heard", "submitted", "approved")
WORKFLOW = Workflow(
    name="joint_punishment",
    label=_("联合惩戒"),
    start="collected",
    states=(
        State("collected", _("已采集")),
        State("reported", _("已报送，待会审")),
        State("reviewed", _("会审通过")),
        State("notified", _("已告知，待申辩")),
        State("heard", _("申辩已复核")),
        State("submitted", _("已报批")),
        State("approved", _("已批准，待推送")),
        State("pushed", _("已公布推送")),
        State("removal_asked", _("已申请移出")),
        State("removed", _("已移出"), end=True),
        State("dropped", _("不予列入"), end=True),
        State("revoked", _("已撤销列入"), end=True),
    ),
    steps=(
        Step("report", _("报送"), ("collected",), "reported", COLLECTORS, within=stage),
        Step("review", _("会审通过"), ("reported",), "reviewed", OFFICE, ISSUER, within=stage),
        Step("notify", _("书面告知"), ("reviewed",), "notified", OFFICE, ISSUER, within=stage),
        Step("hear", _("复核申辩"), ("notified",), "heard", OFFICE, ISSUER, within=to_hear),
        Step("submit", _("报批"), ("reviewed", "heard"), "submitted", OFFICE, ISSUER, within=stage),
        Step("approve", _("批准列入"), ("submitted",), "approved", OFFICE, ISSUER, within=stage),
        Step("push", _("公布并推送"), ("approved",), "pushed", OFFICE, ISSUER, within=stage),
        Step(
            "expire", _("期满移出"), ("pushed", "removal_asked"), "removed", OFFICE, ISSUER, within=to_expire
        ),
        Step("ask_removal", _("申请移出"), ("pushed",), "removal_asked", (Role.ENTERPRISE,), SUBJECT),
        Step("remove", _("同意移出"), ("removal_asked",), "removed", OFFICE, ISSUER, within=to_remove),
        Step("refuse", _("不同意移出"), ("removal_asked",), "pushed", OFFICE, ISSUER, why=True),
        Step("drop", _("不予列入"), BEFORE, "dropped", OFFICE, ISSUER, why=True),
        Step("revoke", _("撤销列入"), ("pushed", "removal_asked"), "revoked", OFFICE, ISSUER, why=True),
        Step("restore", _("撤销移出，恢复列入"), ("removed",), "pushed", OFFICE, ISSUER, why=True),
    ),
)
