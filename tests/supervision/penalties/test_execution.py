"""After the decision: money, coercion, the public page, the archive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.supervision.penalties import actions, execution_actions, queries
from ancheng.supervision.penalties.models import Payment, PenaltyCase
from ancheng.supervision.penalties.values import Instalment
from tests.factories import NOW
from tests.supervision.penalties.makers import LARGE, Desk, fresh

pytestmark = pytest.mark.django_db
TODAY = beijing_day(NOW)
TEXT = "未按规定进行安全生产教育和培训，罚款20,000元。"


@pytest.fixture
def desk():
    return Desk()


def pay(case, desk, yuan, *, receipt="JK-1", days=0):
    at = NOW + timedelta(days=days)
    return execution_actions.pay(
        case=case, yuan=yuan, receipt=receipt, paid_on=beijing_day(at), by=desk.officer, at=at
    )


def test_the_party_has_fifteen_days_from_service(desk):
    case = desk.served()
    assert case.pay_by == TODAY + timedelta(days=15)
    assert beijing_day(case.due_at) == case.pay_by


def test_a_fine_paid_in_time_costs_no_more(desk):
    case = desk.served()
    pay(case, desk, 20_000, days=15)
    assert fresh(case).additional_yuan == 0
    assert fresh(case).left_yuan == 0


def test_a_fine_paid_ten_days_late_costs_thirty_per_cent_more(desk):
    case = desk.served()
    pay(case, desk, 20_000, days=25)
    after = fresh(case)
    assert (after.additional_yuan, after.left_yuan) == (6_000, 6_000)
    with pytest.raises(Refusal, match="尚有 6,000 元"):
        execution_actions.execute(case=case, note="", by=desk.officer, at=NOW + timedelta(days=26))
    pay(case, desk, 6_000, receipt="JK-2", days=40)
    # What is paid of the fine itself bears no further addition.
    assert fresh(case).additional_yuan == 6_000


def test_two_late_payments_are_reckoned_each_up_to_its_day(desk):
    case = desk.served()
    pay(case, desk, 10_000, days=20)
    assert fresh(case).additional_yuan == 3_000
    pay(case, desk, 10_000, receipt="JK-2", days=25)
    assert fresh(case).additional_yuan == 3_000 + 1_500


def test_a_receipt_counts_once_and_nobody_overpays(desk):
    case = desk.served()
    pay(case, desk, 5_000)
    with pytest.raises(Conflict, match="已经登记"):
        pay(case, desk, 5_000)
    with pytest.raises(Conflict, match="超出"):
        pay(case, desk, 15_001, receipt="JK-2")
    assert Payment.objects.count() == 1
    assert fresh(case).paid_yuan == 5_000


def test_nothing_is_paid_before_service(desk):
    with pytest.raises(Conflict, match="不在执行期间"):
        pay(desk.decided(), desk, 20_000)


def test_instalments_that_were_granted_move_the_day_of_payment(desk):
    case = desk.served()
    plan = [Instalment(TODAY + timedelta(days=30), 8_000), Instalment(TODAY + timedelta(days=60), 12_000)]
    execution_actions.grant_instalments(
        case=case, plan=plan, why="经营困难，有财务报表", by=desk.head, at=NOW
    )
    after = fresh(case)
    assert after.pay_by == TODAY + timedelta(days=60)
    assert beijing_day(after.due_at) == after.pay_by
    assert queries.addition_on(after, TODAY + timedelta(days=50)) == 0
    assert after.instalments.count() == 2


def test_a_stop_of_production_is_carried_out_only_with_words(desk):
    case = desk.served(LARGE)
    pay(case, desk, 80_000)
    with pytest.raises(Refusal, match="执行情况"):
        execution_actions.execute(case=case, note="", by=desk.officer, at=NOW)
    execution_actions.execute(case=case, note="停产整顿已验收合格恢复生产", by=desk.officer, at=NOW)
    assert fresh(case).state == "executed"


def test_the_court_comes_after_urging_and_the_time_to_sue(desk):
    case = desk.served()
    with pytest.raises(Refusal, match="届满后"):
        execution_actions.urge(case=case, by=desk.officer, at=NOW)
    late = NOW + timedelta(days=185)
    execution_actions.urge(case=case, by=desk.officer, at=late)
    with pytest.raises(Conflict, match="已经催告"):
        execution_actions.urge(case=case, by=desk.officer, at=late)
    how = {"case": case, "court": "朝阳区人民法院", "why": "逾期不履行", "by": desk.officer}
    with pytest.raises(Refusal, match="催告期"):
        execution_actions.coerce(**how, at=late + timedelta(days=5))
    execution_actions.coerce(**how, at=late + timedelta(days=12))
    after = fresh(case)
    assert (after.state, after.additional_yuan) == ("coercing", 20_000)
    pay(case, desk, 40_000, days=220)
    execution_actions.execute(case=case, note="", by=desk.officer, at=NOW + timedelta(days=220))


def test_a_file_is_not_archived_before_the_decision_is_public(desk):
    case = desk.executed()
    with pytest.raises(Refusal, match="尚未公开"):
        execution_actions.archive(case=case, by=desk.officer, at=NOW)
    with pytest.raises(NotAllowed):
        execution_actions.withhold(case=case, why="涉及商业秘密第五条", by=desk.head, at=NOW)
    execution_actions.withhold(case=case, why="涉及商业秘密第五条", by=desk.office, at=NOW)
    execution_actions.archive(case=case, by=desk.officer, at=NOW)
    assert not queries.published().exists()
    with pytest.raises(Conflict):
        execution_actions.publish(case=case, text=TEXT, by=desk.officer, at=NOW)


def test_what_is_published_names_no_person(desk):
    case = desk.served()
    with pytest.raises(Refusal, match="脱敏"):
        execution_actions.publish(case=case, text=f"{TEXT}收件人王安全", by=desk.officer, at=NOW)
    execution_actions.publish(case=case, text=TEXT, by=desk.officer, at=NOW)
    with pytest.raises(Conflict, match="已经公开"):
        execution_actions.publish(case=case, text=TEXT, by=desk.officer, at=NOW)
    assert [each.pk for each in queries.published()] == [case.pk]


def test_what_was_not_decided_is_not_published(desk):
    with pytest.raises(Conflict, match="没有有效的处罚决定"):
        execution_actions.publish(case=desk.heard(), text=TEXT, by=desk.officer, at=NOW)


def test_a_decision_is_taken_off_the_page_once_with_ground_and_reason(desk):
    case = desk.decided()
    how = {"case": case, "by": desk.officer, "at": NOW}
    with pytest.raises(Conflict, match="没有公开"):
        execution_actions.lift(**how, ground="changed", why="复议决定变更处罚")
    execution_actions.publish(case=case, text=TEXT, by=desk.officer, at=NOW)
    with pytest.raises(Refusal, match="法定情形"):
        execution_actions.lift(**how, ground="because", why="复议决定变更处罚")
    with pytest.raises(Refusal, match="理由"):
        execution_actions.lift(**how, ground="changed", why="无")
    execution_actions.lift(**how, ground="changed", why="复议决定变更处罚")
    assert not queries.published().exists()
    assert [each.lifted_why for each in queries.lifted()] == ["复议决定变更处罚"]


def test_publication_is_late_from_the_eighth_working_day(desk):
    case = desk.decided()
    assert case.publish_by.isoformat() == "2026-12-03"
    assert not case.publishes_late(case.publish_by)
    assert case.publishes_late(case.publish_by + timedelta(days=1))


def test_an_exercise_reaches_neither_the_public_nor_the_counter(desk):
    case = desk.heard()
    PenaltyCase.every.filter(pk=case.pk).update(realm="exercise")
    case = fresh(case)
    actions.decide(case=case, proposal=case.proposal, answer="", by=desk.head, at=NOW)
    execution_actions.publish(case=case, text=TEXT, by=desk.officer, at=NOW)
    from ancheng.supervision.dangers.models import Penalty

    assert not queries.published().exists()
    assert not Penalty.objects.exists()
    assert queries.penalised_sources("", [""]) == set()
    assert case.decision_number.startswith("演练")
