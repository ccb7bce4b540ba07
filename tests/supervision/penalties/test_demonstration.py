"""The demonstration's cases hold the law that they show."""

from __future__ import annotations

import pytest
from django.db import transaction

from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import seal_now
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers.models import Penalty
from ancheng.supervision.penalties import demonstration, rules
from ancheng.supervision.penalties.models import PenaltyCase, Transfer
from tests.factories import NOW, make_enterprise, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    office, bureau = make_office(), make_unit("区应急局")
    seats = (("office", Role.OFFICE, office), ("enforcement", Role.ENFORCEMENT, bureau), ("second", Role.DEPARTMENT, bureau))  # fmt: skip
    for username, role, unit in seats:
        person = make_person(role, unit, username=username)
        type(person).objects.filter(pk=person.pk).update(demonstration=True)
    for _ in range(40):
        make_enterprise()


def test_cases_run_through_their_table_with_clocks_audit_and_consequences(district):
    assert demonstration.load(at=NOW, count=220) == 220
    seal_now()
    assert verify().whole
    cases = list(PenaltyCase.objects.all())
    for case in cases:
        running = list(Clock.objects.of(case).filter(stopped_at=None))
        assert [each.due_at for each in running] == ([case.due_at] if case.due_at else [])
        assert case.synthetic
        assert case.paid_yuan <= case.due_yuan
    ended = {each.state for each in cases}
    assert {"archived", "spared", "served", "investigating"} <= ended
    decided = [each for each in cases if each.decided_on and each.state != "revoked"]
    assert Penalty.objects.count() == len(decided)
    assert len({each.decision_number for each in decided}) == len(decided)
    late = [each for each in decided if each.published_on and each.published_on > each.publish_by]
    assert late
    assert Transfer.objects.count() == sum(each.state in ("transferred", "criminal") for each in cases)


def test_heavy_cases_were_discussed_and_nobody_paid_before_the_decision(district):
    demonstration.load(at=NOW, count=220)
    for case in PenaltyCase.objects.filter(decided_on__isnull=False, procedure="ordinary"):
        assert case.officers.count() == 2
        assert case.statements.exists()
        if rules.heavy(case.proposal, case.filed_on):
            assert case.discussed_on, case
        assert not case.executed_on or case.executed_on >= case.decided_on


def test_the_same_moment_gives_the_same_cases(district):
    assert drawn() == drawn()


def drawn():
    """The cases of one loading, which is taken back again."""
    with transaction.atomic():
        demonstration.load(at=NOW, count=60)
        rows = PenaltyCase.objects.order_by("number")
        found = list(rows.values_list("number", "matter", "state", "fine_yuan", "published_on"))
        transaction.set_rollback(True)
    return found
