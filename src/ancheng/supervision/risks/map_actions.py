"""Verbs on editions of the four-colour map."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.supervision.risks.aggregation import run_of_day
from ancheng.supervision.risks.models import MapEdition
from ancheng.supervision.risks.values import Basis, Rule

NUMBER = "SST-{year}-{n:02d}"


@transaction.atomic
def draft(
    *, title: str, as_of: date, rule: Rule, basis: Basis, note: str, by: Asker, at: datetime
) -> MapEdition:
    """Draw up an edition: the areas are graded as of a day and never again."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("四色图由安委办编制。")
    if as_of > beijing_day(at):
        raise Refusal("截至日期不能晚于今天。")
    if len(title.strip()) < 4:
        raise Refusal("请填写四色图的名称（不少于4个字）。")
    office, district = Unit.objects.filter(pk=by.unit_id).first(), _district()
    edition = MapEdition(
        number=next_number(kind="map_edition", pattern=NUMBER, at=at),
        title=title.strip()[:120],
        run=run_of_day(rule=rule, basis=basis, day=as_of, by=by, at=at),
        note=note.strip(),
        drafted_by_id=by.person_id,
        owner_unit=district,
        issuer_unit=office or district,
    )
    open_cases(cases=[edition], verb="编制四色图", by=by, at=at)
    return edition


def _district() -> Unit:
    return Unit.objects.get(kind=UnitKind.DISTRICT)


@transaction.atomic
def approve(*, edition: MapEdition, by: Asker, at: datetime, opinion: str = "") -> None:
    """Approve an edition; never by who drew it up."""
    if by.person_id is not None and by.person_id == edition.drafted_by_id:
        raise NotAllowed("不能审定本人编制的四色图，请由其他人员审定。")
    move(edition, "approve", by=by, at=at, why=opinion, changes={"approved_by_id": by.person_id})


@transaction.atomic
def send_back(*, edition: MapEdition, why: str, by: Asker, at: datetime) -> None:
    move(edition, "return", by=by, at=at, why=why, changes={"approved_by_id": None})


@transaction.atomic
def publish(*, edition: MapEdition, by: Asker, at: datetime) -> None:
    """Publish an edition; the one before it gives way in the same moment."""
    # Two editions published at once: the second waits here, then finds the first one published.
    Unit.objects.select_for_update().get(pk=edition.owner_unit_id)
    former = MapEdition.every.filter(state="published", realm=edition.realm).exclude(pk=edition.pk).first()
    if former:
        move(former, "supersede", by=by, at=at, why=f"由{edition.number}替代")
    move(edition, "publish", by=by, at=at, changes={"published_at": at})


@transaction.atomic
def discard(*, edition: MapEdition, why: str, by: Asker, at: datetime) -> None:
    move(edition, "discard", by=by, at=at, why=why)


def take(*, verb: str, edition: MapEdition, by: Asker, at: datetime, why: str = "") -> None:
    """One verb by its name, as a page asks for it."""
    known: dict[str, tuple[Any, dict[str, str]]] = {
        "approve": (approve, {"opinion": why}),
        "return": (send_back, {"why": why}),
        "publish": (publish, {}),
        "discard": (discard, {"why": why}),
    }
    if verb not in known:
        raise Refusal("没有这个操作，请刷新页面后重试。")
    act, how = known[verb]
    act(edition=edition, by=by, at=at, **how)
