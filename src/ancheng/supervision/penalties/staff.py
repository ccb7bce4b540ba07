"""Who works on a case, who may not, and who speaks for the party."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.people.models import Person
from ancheng.kernel.workflow.actions import may_take
from ancheng.supervision.penalties import rules
from ancheng.supervision.penalties.models import Officer, PenaltyCase
from ancheng.supervision.penalties.values import NewOfficer


def write_officers(case: PenaltyCase, officers: Sequence[NewOfficer], at: datetime) -> list[Officer]:
    """Name the officers of a case, each with a certificate of his or her own."""
    people = Person.objects.in_bulk([each.person_id for each in officers])
    rows = []
    for each in officers:
        person, certificate = people.get(each.person_id), each.certificate.strip()[:40]
        if person is None or not person.is_active:
            raise Refusal("没有找到这名执法人员，请从列表中重新选择。")
        if not certificate:
            raise Refusal(f"请填写{person.name}的执法证号。")
        rows.append(Officer(case=case, person=person, name=person.name, certificate=certificate, since=at))
    once = {each.person_id for each in rows}, {each.certificate for each in rows}
    if any(len(each) != len(rows) for each in once):
        raise Refusal("同一名执法人员或同一执法证号填写了两次，请更正。")
    try:
        with transaction.atomic():
            return Officer.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict("该人员已在本案办案人员中，或已回避本案。") from None


def active(case: PenaltyCase) -> list[Officer]:
    """The officers who have not withdrawn."""
    return list(Officer.objects.filter(case=case, recused_at=None))


def certificates(case: PenaltyCase) -> list[str]:
    return [each.certificate for each in active(case)]


def may_work(case: PenaltyCase, by: Asker) -> bool:
    """Whether the seat works on this case: an officer of the enforcing unit, or the office."""
    return may_take(case, case.WORKFLOW.step("submit"), by)


def only_workers(case: PenaltyCase, by: Asker) -> None:
    if not may_work(case, by):
        raise NotAllowed(f"该案件由{case.owner_unit}办理。")


def only_active(case: PenaltyCase, by: Asker) -> None:
    """An officer who withdrew from the case does not work on it any more."""
    only_workers(case, by)
    if Officer.objects.filter(case=case, person_id=by.person_id, recused_at__isnull=False).exists():
        raise NotAllowed("您已回避本案，不能再办理本案事项。")


def only_others(case: PenaltyCase, by: Asker, what: str) -> None:
    """Who investigated, also who withdrew since, does not judge."""
    ids = set(Officer.objects.filter(case=case).values_list("person_id", flat=True))
    rules.check_separate(by.person_id, ids, what)


def is_party(case: PenaltyCase, by: Asker) -> bool:
    return by.role == Role.ENTERPRISE and by.unit_id == case.enterprise_id


def party_or_worker(case: PenaltyCase, by: Asker) -> None:
    """What the party says is entered by itself, or by the officers to whom it was said."""
    if not is_party(case, by):
        only_workers(case, by)
