"""The way of a case through the law: who may do what, when, and what it writes down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.documents.models import Document
from ancheng.kernel.notices.models import Notice
from ancheng.supervision.credit.models import Record
from ancheng.supervision.dangers.models import Penalty
from ancheng.supervision.penalties import actions, execution_actions, hearing_actions, record_actions
from ancheng.supervision.penalties.models import Officer, PenaltyCase
from ancheng.supervision.penalties.values import Band, NewOfficer, Proposal, Sanction
from tests.factories import NOW, asker, make_person, make_unit
from tests.supervision.penalties.makers import (
    FACTS,
    LARGE,
    SMALL,
    Desk,
    document,
    evidence,
    fresh,
    statement,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def desk():
    return Desk()


def kinds_of(case):
    rows = Document.every.filter(subject_type="penalties.penaltycase", subject_id=case.pk)
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_the_whole_chain_ends_in_the_archive_with_its_documents_in_order(desk):
    case = desk.executed()
    execution_actions.publish(case=case, text="未培训上岗，罚款20,000元。", by=desk.officer, at=NOW)
    execution_actions.archive(case=case, by=desk.officer, at=NOW)
    assert fresh(case).state == "archived"
    assert kinds_of(case) == [
        "filing_form",
        "penalty_notice",
        "penalty_decision",
        "service_receipt",
        "closing_form",
    ]
    moves = Entry.objects.filter(
        subject_type="penalties.penaltycase", subject_id=str(case.pk), to_state__gt=""
    )
    assert [each.to_state for each in moves.order_by("id")] == [
        "clue",
        "investigating",
        "reviewing",
        "reviewed",
        "notified",
        "heard",
        "decided",
        "served",
        "executed",
        "archived",
    ]


def test_who_found_the_clue_does_not_approve_the_filing(desk):
    case = desk.clue()
    with pytest.raises(NotAllowed, match="以外的负责人"):
        actions.file(case=case, officers=desk.named, by=desk.officer, at=NOW)
    assert fresh(case).state == "clue"
    assert not Officer.objects.exists()


def test_a_case_is_not_filed_with_one_officer(desk):
    case = desk.clue()
    with pytest.raises(Refusal, match="还差1名"):
        actions.file(case=case, officers=desk.named[:1], by=desk.head, at=NOW)
    assert not Officer.objects.exists()


def test_an_officer_without_certificate_is_refused(desk):
    case = desk.clue()
    pair = [desk.named[0], NewOfficer(desk.people[1].pk, " ")]
    with pytest.raises(Refusal, match="执法证号"):
        actions.file(case=case, officers=pair, by=desk.head, at=NOW)


def test_the_same_officer_twice_is_not_two_officers(desk):
    with pytest.raises(Refusal, match="两次"):
        actions.file(
            case=desk.clue(),
            officers=[desk.named[0], NewOfficer(desk.people[0].pk, "X9")],
            by=desk.head,
            at=NOW,
        )


def test_an_officer_who_withdraws_leaves_too_few_and_works_no_more(desk):
    case = desk.proven()
    record_actions.recuse(
        officer=case.officers.get(person=desk.people[1]), why="与当事人是亲属", by=desk.head, at=NOW
    )
    with pytest.raises(Refusal, match="还差1名"):
        actions.submit(case=case, facts=FACTS, proposal=SMALL, by=desk.officer, at=NOW)
    with pytest.raises(NotAllowed, match="已回避"):
        record_actions.add_statement(case=case, statement=statement(), by=desk.second, at=NOW)
    third = make_person(Role.ENFORCEMENT, desk.unit)
    record_actions.add_officer(case=case, officer=NewOfficer(third.pk, "110105009"), by=desk.head, at=NOW)
    actions.submit(case=case, facts=FACTS, proposal=SMALL, by=desk.officer, at=NOW)
    assert fresh(case).state == "reviewing"


def test_who_withdrew_is_not_named_again(desk):
    case = desk.investigating()
    record_actions.recuse(officer=case.officers.first(), why="与当事人是亲属", by=desk.head, at=NOW)
    with pytest.raises(Conflict, match="已回避"):
        record_actions.add_officer(case=case, officer=desk.named[0], by=desk.head, at=NOW)


def test_an_investigation_without_evidence_or_statement_does_not_end(desk):
    case = desk.investigating()
    with pytest.raises(Refusal, match="还没有证据"):
        actions.submit(case=case, facts=FACTS, proposal=SMALL, by=desk.officer, at=NOW)
    record_actions.add_evidence(case=case, evidence=evidence(), uploads=[document()], by=desk.officer, at=NOW)
    with pytest.raises(Refusal, match="笔录"):
        actions.submit(case=case, facts=FACTS, proposal=SMALL, by=desk.officer, at=NOW)


def test_evidence_needs_a_file_and_comes_before_the_review(desk):
    case = desk.investigating()
    with pytest.raises(Refusal, match="上传证据文件"):
        record_actions.add_evidence(case=case, evidence=evidence(), uploads=[], by=desk.officer, at=NOW)
    reviewed = desk.reviewed()
    with pytest.raises(Conflict, match="调查取证期间"):
        record_actions.add_evidence(
            case=reviewed, evidence=evidence(), uploads=[document()], by=desk.officer, at=NOW
        )


def test_who_investigated_does_not_review_nor_decide(desk):
    case = desk.proven()
    actions.submit(case=case, facts=FACTS, proposal=SMALL, by=desk.officer, at=NOW)
    with pytest.raises(NotAllowed, match="办案人员不能"):
        actions.pass_review(case=case, opinion="事实清楚", by=desk.second, at=NOW)
    heard = desk.heard()
    with pytest.raises(NotAllowed, match="办案人员不能"):
        actions.decide(case=heard, proposal=SMALL, answer="", by=desk.officer, at=NOW)


def test_a_small_fine_gives_no_hearing_and_a_large_one_does(desk):
    small, large = desk.notified(), desk.notified(LARGE)
    assert not small.hearing_right
    assert large.hearing_right
    assert "hearing_notice" in kinds_of(large)
    assert "hearing_notice" not in kinds_of(small)
    with pytest.raises(Refusal, match="不在听证范围"):
        hearing_actions.ask_hearing(case=small, by=desk.party, at=NOW)


def test_the_period_to_answer_is_five_working_days(desk):
    case = desk.notified(LARGE)
    # Notified on Tuesday 24 November 2026: 25, 26, 27, 30 November, 1 December.
    assert case.answer_until.isoformat() == "2026-12-01"


def test_a_decision_does_not_come_before_the_party_could_answer(desk):
    case = desk.notified()
    with pytest.raises(Refusal, match="期满"):
        hearing_actions.hear_out(case=case, answer="期满未陈述申辩", by=desk.officer, at=LATER)
    hearing_actions.hear_out(case=case, answer="期满未陈述申辩", by=desk.officer, at=NOW + timedelta(days=8))
    assert fresh(case).state == "heard"


def test_the_party_answers_in_time_and_every_word_is_kept(desk):
    case = desk.notified()
    hearing_actions.defend(case=case, text="我单位已经补训，请从轻处罚。", by=desk.party, at=LATER)
    hearing_actions.defend(case=case, text="另附培训记录一份。", by=desk.party, at=LATER)
    assert fresh(case).defence.splitlines() == ["我单位已经补训，请从轻处罚。", "另附培训记录一份。"]
    with pytest.raises(Refusal, match="届满"):
        hearing_actions.defend(case=case, text="迟到的意见一份", by=desk.party, at=NOW + timedelta(days=20))


def test_another_enterprise_does_not_speak_for_the_party(desk):
    other = Desk()
    with pytest.raises(NotAllowed):
        hearing_actions.defend(case=desk.notified(), text="不是我的案件", by=other.party, at=NOW)


def test_a_hearing_that_was_asked_for_cannot_be_passed_over(desk):
    case = desk.notified(LARGE)
    hearing_actions.ask_hearing(case=case, by=desk.party, at=LATER)
    with pytest.raises(Refusal, match="应当组织听证"):
        hearing_actions.hear_out(
            case=case, answer="期满未陈述申辩", by=desk.officer, at=NOW + timedelta(days=30)
        )
    with pytest.raises(Refusal, match="提前通知"):
        hearing_actions.open_hearing(
            case=case, held_on=beijing_day(LATER), chair="周主持", by=desk.office, at=LATER
        )
    with pytest.raises(Refusal, match="以外的人主持"):
        hearing_actions.open_hearing(
            case=case,
            held_on=beijing_day(LATER) + timedelta(days=20),
            chair=desk.people[0].name,
            by=desk.office,
            at=LATER,
        )
    held = beijing_day(LATER) + timedelta(days=14)
    hearing_actions.open_hearing(case=case, held_on=held, chair="周主持", by=desk.office, at=LATER)
    with pytest.raises(Refusal, match="举行后"):
        hearing_actions.close_hearing(
            case=case, text="当事人对事实没有异议，建议维持。", by=desk.office, at=LATER
        )
    hearing_actions.close_hearing(
        case=case,
        text="当事人对事实没有异议，建议维持。",
        by=desk.office,
        at=LATER + timedelta(days=15),
    )
    assert fresh(case).state == "heard"


def test_a_heavy_penalty_is_discussed_before_it_is_decided(desk):
    case = desk.heard(LARGE)
    with pytest.raises(Refusal, match="集体讨论"):
        actions.decide(case=case, proposal=LARGE, answer="", by=desk.head, at=NOW)
    with pytest.raises(Refusal, match="两名负责人"):
        hearing_actions.discuss(case=case, people="张局", opinion="同意处罚意见", by=desk.head, at=NOW)
    hearing_actions.discuss(case=case, people="张局、李局", opinion="同意处罚意见", by=desk.head, at=NOW)
    actions.decide(case=case, proposal=LARGE, answer="", by=desk.head, at=NOW)
    assert fresh(case).state == "decided"


def test_a_defence_never_makes_it_worse(desk):
    case = desk.heard()
    more = Proposal(
        kinds=SMALL.kinds, basis=SMALL.basis, fine_yuan=30_000, low_yuan=10_000, high_yuan=100_000
    )
    with pytest.raises(Refusal, match="不得重于告知"):
        actions.decide(case=case, proposal=more, answer="", by=desk.head, at=NOW)
    actions.notify_again(case=case, proposal=more, why="补充查明情节", by=desk.head, at=NOW)
    assert fresh(case).state == "reviewed"


def test_a_lighter_decision_than_announced_is_possible(desk):
    case = desk.heard()
    less = Proposal(
        kinds=(Sanction.FINE,),
        basis=SMALL.basis,
        fine_yuan=10_000,
        low_yuan=10_000,
        high_yuan=100_000,
        band=Band.LIGHT,
        band_reason="主动消除危害后果",
    )
    actions.decide(case=case, proposal=less, answer="", by=desk.head, at=NOW)
    assert fresh(case).fine_yuan == 10_000
    assert fresh(case).noticed["fine_yuan"] == 20_000


def test_a_decided_penalty_counts_for_repeat_offenders_and_for_credit(desk):
    case = desk.decided()
    row = Penalty.objects.get(source_type="penalties.penaltycase", source_id=str(case.pk))
    assert (row.enterprise_id, row.number) == (desk.enterprise.pk, case.decision_number)
    record = Record.objects.get(kind="penalty", enterprise=desk.enterprise)
    assert record.text.startswith(case.decision_number)


def test_a_penalty_for_a_danger_is_linked_to_it(desk):
    from ancheng.supervision.dangers.actions import report
    from ancheng.supervision.dangers.values import Finding, Source

    finding = Finding(
        "消防通道堵塞", desk.unit.pk, Source.INSPECTION, enterprise_id=desk.enterprise.pk, found_at=NOW
    )
    danger = report(finding=finding, by=desk.officer, at=NOW)
    case = desk.clue(source_type="dangers.danger", source_id=danger.pk)
    spot = Proposal(
        kinds=(Sanction.FINE,), basis="第一百零五条", fine_yuan=2_000, low_yuan=0, high_yuan=50_000
    )
    actions.fine_on_spot(
        case=case,
        officers=desk.named,
        facts="消防通道堆放货物，占用通道。",
        proposal=spot,
        defence="无意见",
        by=desk.officer,
        at=NOW,
    )
    assert danger.penalties.get().number == case.decision_number


def test_a_revoked_decision_leaves_counter_credit_and_public_page(desk):
    case = desk.decided()
    execution_actions.publish(case=case, text="未培训上岗，罚款20,000元。", by=desk.officer, at=NOW)
    with pytest.raises(NotAllowed):
        actions.revoke(case=case, why="复议撤销", by=desk.head, at=LATER)
    actions.revoke(case=case, why="行政复议决定撤销", by=desk.office, at=LATER)
    after = fresh(case)
    assert (after.state, after.public, after.lifted) == ("revoked", False, "revoked")
    assert not Penalty.objects.filter(source_id=str(case.pk)).exists()
    assert Record.objects.get(kind="penalty", enterprise=desk.enterprise).repaired_at == LATER


def test_a_case_counts_ninety_days_from_filing_through_all_its_states(desk):
    case = desk.investigating()
    until = beijing_day(NOW) + timedelta(days=90)
    assert beijing_day(case.due_at) == until
    record_actions.give_more_time(
        case=case, days=30, ground="complex", why="案情复杂，涉及多家单位", by=desk.office, at=NOW
    )
    assert beijing_day(fresh(case).due_at) == until + timedelta(days=30)
    with pytest.raises(Refusal, match="累计"):
        record_actions.give_more_time(
            case=case, days=61, ground="complex", why="案情复杂，涉及多家单位", by=desk.office, at=NOW
        )
    with pytest.raises(NotAllowed):
        record_actions.give_more_time(
            case=case, days=5, ground="complex", why="案情复杂，涉及多家单位", by=desk.head, at=NOW
        )


def test_a_penalty_on_the_spot_is_small_and_heard(desk):
    case = desk.clue()
    how = {"case": case, "officers": desk.named, "facts": "未张贴安全警示标志两处。", "by": desk.officer}
    with pytest.raises(Refusal, match="3,000元以下"):
        actions.fine_on_spot(**how, proposal=SMALL, defence="无意见", at=NOW)
    spot = Proposal(
        kinds=(Sanction.WARNING, Sanction.FINE),
        basis="第九十九条",
        fine_yuan=3_000,
        low_yuan=0,
        high_yuan=50_000,
    )
    with pytest.raises(Refusal, match="陈述申辩"):
        actions.fine_on_spot(**how, proposal=spot, defence=" ", at=NOW)
    actions.fine_on_spot(**how, proposal=spot, defence="无意见", at=NOW)
    after = fresh(case)
    assert (after.state, after.procedure) == ("decided", "spot")
    assert beijing_day(after.due_at) == beijing_day(NOW)
    assert kinds_of(case) == ["spot_penalty"]
    assert desk.enterprise.pk in after.seen_by


def test_the_first_offence_is_spared_with_all_three_reasons_and_only_once(desk):
    case = desk.investigating()
    with pytest.raises(Refusal, match="还缺：轻微、改正"):
        actions.spare(case=case, ground="first", why="系初次违法，态度较好，不予处罚。", by=desk.head, at=NOW)
    good = "系初次违法，危害后果轻微，并已及时改正。"
    actions.spare(case=case, ground="first", why=good, by=desk.head, at=NOW)
    assert fresh(case).state == "spared"
    desk.decided()
    with pytest.raises(Refusal, match="不属于初次违法"):
        actions.spare(case=desk.investigating(), ground="first", why=good, by=desk.head, at=NOW)


def test_the_party_is_told_and_sees_the_case_from_the_notice_on(desk):
    case = desk.reviewed()
    assert desk.enterprise.pk not in fresh(case).seen_by
    actions.notify(case=case, by=desk.officer, at=NOW)
    assert desk.enterprise.pk in fresh(case).seen_by
    assert Notice.objects.filter(person_id=desk.party.person_id, kind="penalty").count() == 1
    seen = Document.every.visible_to(desk.party).values_list("kind", flat=True)
    assert set(seen) == {"penalty_notice"}


def test_another_bureau_does_not_touch_the_case(desk):
    stranger = asker(Role.ENFORCEMENT, make_unit())
    case = desk.proven()
    for act in (
        lambda: actions.submit(case=case, facts=FACTS, proposal=SMALL, by=stranger, at=NOW),
        lambda: record_actions.add_statement(case=case, statement=statement(), by=stranger, at=NOW),
        lambda: actions.withdraw(case=case, why="理由", by=stranger, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert fresh(case).state == "investigating"


def test_a_decision_taken_twice_is_one_decision(desk):
    case = desk.heard()
    stale = PenaltyCase.every.get(pk=case.pk)
    actions.decide(case=case, proposal=SMALL, answer="", by=desk.head, at=NOW)
    with pytest.raises(Conflict, match="已由他人办理"):
        actions.decide(case=stale, proposal=SMALL, answer="", by=desk.office, at=NOW)
    assert Penalty.objects.count() == 1
    assert kinds_of(case).count("penalty_decision") == 1
