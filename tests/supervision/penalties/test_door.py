"""What enforcement may count on when it hands a clue over."""

from __future__ import annotations

from datetime import date

import pytest

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.supervision.penalties.actions import open_case
from ancheng.supervision.penalties.models import PenaltyCase
from ancheng.supervision.penalties.queries import penalised_sources
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit

pytestmark = pytest.mark.django_db


def clue(enterprise, by, **values):
    return open_case(
        **{
            "source_type": "enforcement.inspection",
            "source_id": 7,
            "source_label": "检查 JC-2026-0007",
            "enterprise": enterprise,
            "matter": "未按规定设置安全警示标志",
            "clause": "安全生产法第三十五条",
            "found_on": date(2026, 11, 20),
            "by": by,
            "at": NOW,
            **values,
        }
    )


@pytest.fixture
def officer():
    make_office()
    return asker(Role.ENFORCEMENT, make_unit("区应急局"))


def test_an_inspection_that_found_a_violation_becomes_a_clue_of_the_unit_that_inspected(officer):
    case = clue(make_enterprise(), officer)
    assert case.state == "clue"
    assert case.owner_unit_id == officer.unit_id
    assert case.due_at is not None
    assert Entry.objects.filter(subject_type="penalties.penaltycase", subject_id=str(case.pk)).count() == 1


def test_the_same_finding_handed_in_twice_is_one_case(officer):
    enterprise = make_enterprise()
    assert clue(enterprise, officer).pk == clue(enterprise, officer).pk
    assert PenaltyCase.objects.count() == 1


def test_two_violations_of_one_inspection_are_two_cases(officer):
    enterprise = make_enterprise()
    first, second = clue(enterprise, officer), clue(enterprise, officer, clause="安全生产法第二十八条")
    assert first.pk != second.pk


def test_only_a_decided_penalty_counts_for_the_inspection(officer):
    case = clue(make_enterprise(), officer)
    assert penalised_sources("enforcement.inspection", [7, "8"]) == set()
    PenaltyCase.objects.filter(pk=case.pk).update(decided_on=date(2026, 11, 24))
    assert penalised_sources("enforcement.inspection", [7, "8"]) == {"7"}
    assert penalised_sources("dangers.danger", [7]) == set()


def test_a_revoked_decision_does_not_count(officer):
    case = clue(make_enterprise(), officer)
    PenaltyCase.objects.filter(pk=case.pk).update(decided_on=date(2026, 11, 24), state="revoked")
    assert penalised_sources("enforcement.inspection", [7]) == set()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"matter": "无"}, "案由"),
        ({"clause": " "}, "法律条款"),
        ({"found_on": date(2026, 12, 1)}, "晚于今天"),
    ],
)
def test_a_clue_that_says_too_little_is_refused_with_what_is_missing(officer, values, words):
    with pytest.raises(Refusal, match=words):
        clue(make_enterprise(), officer, **values)


def test_an_enterprise_cannot_open_a_case(officer):
    enterprise = make_enterprise()
    with pytest.raises(NotAllowed, match="执法"):
        clue(enterprise, asker(Role.ENTERPRISE, enterprise))


def test_a_case_is_brought_against_an_enterprise_only(officer):
    with pytest.raises(Refusal, match="不是企业"):
        clue(make_unit(), officer)
