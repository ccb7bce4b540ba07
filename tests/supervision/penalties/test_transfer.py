"""行刑衔接: three days to decide, a day to hand over, three days for the police, and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.documents.models import Document
from ancheng.supervision.penalties import transfer_actions
from ancheng.supervision.penalties.models import Transfer
from tests.factories import NOW
from tests.supervision.penalties.makers import Desk, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return Desk()


def propose(desk, case):
    return transfer_actions.propose(
        case=case,
        offence="危险作业罪",
        reason="关闭监控报警设备，现实危险明显",
        police="朝阳公安分局",
        by=desk.officer,
        at=NOW,
    )


def handed(desk):
    case = desk.proven()
    transfer = propose(desk, case)
    transfer_actions.approve(transfer=transfer, by=desk.head, at=NOW)
    transfer_actions.hand_over(
        transfer=Transfer.every.get(pk=transfer.pk), received_by="民警赵某", by=desk.officer, at=NOW
    )
    return case, Transfer.every.get(pk=transfer.pk)


def test_the_clocks_are_three_days_one_day_three_days_and_say_that_nobody_checked_them(desk):
    from ancheng.kernel.workflow.models import Clock

    transfer = propose(desk, desk.proven())
    assert beijing_day(transfer.due_at) == beijing_day(NOW) + timedelta(days=3)
    transfer_actions.approve(transfer=transfer, by=desk.head, at=NOW)
    assert transfer.due_at == NOW + timedelta(hours=24)
    transfer_actions.hand_over(transfer=transfer, received_by="民警赵某", by=desk.officer, at=NOW)
    assert beijing_day(transfer.due_at) == beijing_day(NOW) + timedelta(days=3)
    assert all("未核对" in each.clause for each in Clock.objects.of(transfer))


def test_who_proposes_does_not_decide_and_the_case_waits_from_the_decision_on(desk):
    case = desk.proven()
    transfer = propose(desk, case)
    assert fresh(case).state == "investigating"
    with pytest.raises(NotAllowed, match="以外的负责人"):
        transfer_actions.approve(transfer=transfer, by=desk.officer, at=NOW)
    letter = transfer_actions.approve(transfer=transfer, by=desk.head, at=NOW)
    assert fresh(case).state == "transferred"
    assert letter.kind == "crime_transfer"
    assert letter.number in str(Transfer.every.get(pk=transfer.pk))


def test_what_was_handed_over_is_listed_with_checksums(desk):
    _, transfer = handed(desk)
    (piece, said) = transfer.evidence_list
    assert piece["files"][0]["name"] == "台账.txt"
    assert len(piece["files"][0]["sha256"]) == 64
    assert said["kind"] == "笔录"


def test_a_criminal_case_ends_the_administrative_one(desk):
    case, transfer = handed(desk)
    transfer_actions.file(
        transfer=transfer, number="朝公立〔2026〕1号", text="决定立案侦查", by=desk.officer, at=NOW
    )
    assert (fresh(case).state, transfer.state) == ("criminal", "filed")


def test_a_refusal_brings_the_case_back_to_where_evidence_is_gathered(desk):
    case, transfer = handed(desk)
    with pytest.raises(Refusal, match="文号"):
        transfer_actions.refuse(transfer=transfer, number="", why="未达追诉标准", by=desk.officer, at=NOW)
    transfer_actions.refuse(
        transfer=transfer, number="朝公不立〔2026〕1号", why="未达追诉标准", by=desk.officer, at=NOW
    )
    transfer_actions.take_back(transfer=transfer, why="同意公安意见", by=desk.officer, at=NOW)
    assert fresh(case).state == "investigating"
    assert propose(desk, fresh(case)).state == "proposed"


def test_the_police_may_be_asked_again(desk):
    case, transfer = handed(desk)
    transfer_actions.refuse(
        transfer=transfer, number="朝公不立〔2026〕1号", why="未达追诉标准", by=desk.officer, at=NOW
    )
    transfer_actions.object_to(transfer=transfer, why="已补充鉴定意见", by=desk.officer, at=NOW)
    transfer_actions.file(
        transfer=transfer, number="朝公立〔2026〕2号", text="决定立案侦查", by=desk.officer, at=NOW
    )
    assert fresh(case).state == "criminal"


def test_one_transfer_at_a_time_and_a_declined_one_leaves_the_case_alone(desk):
    case = desk.proven()
    transfer = propose(desk, case)
    with pytest.raises(Conflict, match="在办"):
        propose(desk, case)
    transfer_actions.decline(transfer=transfer, why="未达立案追诉标准", by=desk.head, at=NOW)
    assert fresh(case).state == "investigating"


def test_a_decided_case_is_not_proposed(desk):
    with pytest.raises(Conflict, match="不能提出移送"):
        propose(desk, desk.decided())


def test_the_party_sees_nothing_of_it(desk):
    case = desk.notified()
    transfer = propose(desk, case)
    transfer_actions.approve(transfer=transfer, by=desk.head, at=NOW)
    assert not Transfer.every.visible_to(desk.party).exists()
    assert "crime_transfer" not in set(Document.every.visible_to(desk.party).values_list("kind", flat=True))
    assert desk.party.role == Role.ENTERPRISE
