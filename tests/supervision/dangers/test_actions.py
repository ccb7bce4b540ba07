"""What officers and enterprises do with a danger."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import beijing_day, end_of_day
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers import actions, record_actions
from ancheng.supervision.dangers.models import Danger, Penalty, Stage
from ancheng.supervision.dangers.values import Grade, NewPenalty, Source
from tests.factories import NOW, asker, make_enterprise, make_unit
from tests.supervision.dangers.conftest import photo

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def moves(danger) -> list[str]:
    rows = Entry.objects.filter(subject_type="dangers.danger", subject_id=danger.pk).exclude(to_state="")
    return list(rows.order_by("id").values_list("to_state", flat=True))


def test_a_danger_goes_from_finding_to_independent_recheck(scene):
    danger = scene.accepted()
    actions.recheck(danger=danger, by=scene.colleague, at=LATER)
    danger.refresh_from_db()
    assert danger.state == "closed"
    assert danger.closed_at == LATER
    assert (danger.rectified_by_id, danger.accepted_by_id, danger.rechecked_by_id) == (
        scene.worker.person_id,
        scene.officer.person_id,
        scene.colleague.person_id,
    )
    assert moves(danger) == ["found", "graded", "ordered", "rectified", "accepted", "closed"]
    assert not Clock.objects.of(danger).filter(stopped_at=None).exists()


def test_the_order_is_a_numbered_notice_and_its_day_is_the_clock(scene):
    danger = scene.ordered(due_on=date(2026, 12, 10))
    document = Document.every.get(kind="rectification_notice")
    assert "隐改〔2026〕1号" in document.number
    assert document.data["deadline"] == "2026年12月10日"
    assert danger.due_at == end_of_day(date(2026, 12, 10))
    assert Clock.objects.of(danger).get(stopped_at=None).unit == scene.enterprise


def test_a_major_danger_is_accepted_within_ten_days_of_the_application_and_the_clause_is_named(scene):
    danger = scene.rectified(grade=Grade.MAJOR)
    clock = Clock.objects.of(danger).get(stopped_at=None)
    assert beijing_day(clock.due_at) == date(2026, 12, 4)
    assert "第十八条" in clock.clause


def test_grading_as_major_needs_the_reason_and_any_grading_a_clause(scene):
    danger = scene.found()
    with pytest.raises(Refusal, match="判定理由"):
        actions.grade(danger=danger, to=Grade.MAJOR, clause="", by=scene.officer, at=NOW)
    Danger.every.filter(pk=danger.pk).update(clause="")
    danger.refresh_from_db()
    with pytest.raises(Refusal, match="依据"):
        actions.grade(danger=danger, to=Grade.GENERAL, clause=" ", by=scene.officer, at=NOW)


def test_an_enterprise_undertakes_its_own_general_danger_but_not_one_that_an_officer_found(scene):
    own = scene.found(source=Source.SELF_CHECK)
    actions.undertake(danger=own, due_on=None, measures="立即更换插座", by=scene.worker, at=NOW)
    assert own.state == "ordered"
    with pytest.raises(Conflict, match="企业自查"):
        actions.undertake(danger=scene.found(), due_on=None, measures="立即更换", by=scene.worker, at=NOW)


def test_an_enterprise_does_not_give_itself_more_time_than_the_rule(scene):
    own = scene.found(source=Source.SELF_CHECK)
    with pytest.raises(Refusal, match="最迟"):
        actions.undertake(
            danger=own, due_on=date(2027, 6, 1), measures="立即更换插座", by=scene.worker, at=NOW
        )


def test_nothing_is_handed_in_without_a_photo_of_the_result(scene):
    danger = scene.ordered()
    with pytest.raises(Refusal, match="照片"):
        actions.rectify(danger=danger, result="通道已清理干净", by=scene.worker, at=NOW)
    record_actions.add_photo(danger=danger, upload=photo(), stage=Stage.BEFORE, by=scene.officer, at=NOW)
    with pytest.raises(Refusal, match="照片"):
        actions.rectify(danger=danger, result="通道已清理干净", by=scene.worker, at=NOW)


def test_after_it_was_returned_an_old_photo_proves_nothing(scene):
    danger = scene.rectified()
    actions.send_back(danger=danger, why="仍有货物", by=scene.officer, at=LATER)
    with pytest.raises(Refusal, match="照片"):
        actions.rectify(danger=danger, result="通道又清理干净", by=scene.worker, at=LATER)
    scene.shown(danger, at=LATER)
    actions.rectify(danger=danger, result="通道又清理干净", by=scene.worker, at=LATER)
    danger.refresh_from_db()
    assert (danger.state, danger.sent_back) == ("rectified", 1)


def test_the_same_picture_does_not_serve_twice(scene):
    danger, picture = scene.ordered(), photo()
    record_actions.add_photo(danger=danger, upload=picture, stage=Stage.BEFORE, by=scene.officer, at=NOW)
    picture.seek(0)
    with pytest.raises(Conflict, match="内容相同"):
        record_actions.add_photo(danger=danger, upload=picture, stage=Stage.AFTER, by=scene.worker, at=NOW)


def test_a_photo_says_where_it_was_taken_or_that_nobody_knows(scene):
    danger = scene.ordered()
    unknown = record_actions.add_photo(
        danger=danger, upload=photo(), stage=Stage.AFTER, by=scene.worker, at=NOW
    )
    known = record_actions.add_photo(
        danger=danger, upload=photo(), stage=Stage.AFTER, by=scene.worker, at=NOW, spot=(116.44, 39.92)
    )
    assert unknown.spot is None
    assert known.spot == (116.44, 39.92)
    assert not known.spot_from_picture


def test_who_accepted_does_not_check_again_and_the_database_holds_it_too(scene):
    danger = scene.accepted()
    with pytest.raises(NotAllowed, match="本人验收"):
        actions.recheck(danger=danger, by=scene.officer, at=LATER)
    with pytest.raises(IntegrityError, match="rechecked_by_another"), transaction.atomic():
        Danger.every.filter(pk=danger.pk).update(rechecked_by_id=scene.officer.person_id)


def test_an_officer_who_rectified_for_the_enterprise_neither_accepts_nor_checks(scene):
    danger = scene.ordered()
    record_actions.add_photo(danger=danger, upload=photo(), stage=Stage.AFTER, by=scene.officer, at=NOW)
    actions.rectify(danger=danger, result="街道代为清理完成", by=scene.officer, at=NOW)
    with pytest.raises(NotAllowed, match="不能验收本人整改"):
        actions.accept(danger=danger, by=scene.officer, at=NOW)
    actions.accept(danger=danger, by=scene.colleague, at=NOW)
    with pytest.raises(NotAllowed, match="本人整改"):
        actions.recheck(danger=danger, by=scene.officer, at=NOW)


def test_a_danger_that_is_there_again_is_reopened_and_counted(scene):
    danger = scene.accepted()
    actions.recheck(danger=danger, by=scene.colleague, at=NOW)
    actions.reopen(danger=danger, why="再次堆放货物", by=scene.officer, at=LATER)
    danger.refresh_from_db()
    assert (danger.state, danger.reopened, danger.closed_at) == ("returned", 1, None)
    assert danger.due_at is not None


def test_more_time_is_asked_in_time_and_granted_by_the_supervisor(scene):
    danger = scene.ordered(due_on=date(2026, 12, 1))
    asked = record_actions.ask_more_time(
        danger=danger, days=5, reason="需要采购材料", by=scene.worker, at=NOW
    )
    with pytest.raises(NotAllowed, match="监管单位"):
        record_actions.decide_more_time(
            danger=danger, extension=asked, granted=True, answer="", by=scene.worker, at=NOW
        )
    record_actions.decide_more_time(
        danger=danger, extension=asked, granted=True, answer="同意", by=scene.officer, at=NOW
    )
    danger.refresh_from_db()
    assert (danger.due_on, danger.extended) == (date(2026, 12, 8), 1)
    assert danger.due_at == end_of_day(date(2026, 12, 8))
    with pytest.raises(Conflict, match="他人审批"):
        record_actions.decide_more_time(
            danger=danger, extension=asked, granted=False, answer="不同意", by=scene.colleague, at=NOW
        )


def test_more_time_asked_too_late_is_refused(scene):
    danger = scene.ordered(due_on=date(2026, 12, 1))
    with pytest.raises(Refusal, match="期限已过"):
        record_actions.ask_more_time(
            danger=danger, days=5, reason="忘了", by=scene.worker, at=NOW + timedelta(days=30)
        )


def test_more_time_refused_changes_no_day_and_says_why(scene):
    danger = scene.ordered(due_on=date(2026, 12, 1))
    asked = record_actions.ask_more_time(danger=danger, days=5, reason="想要", by=scene.worker, at=NOW)
    refusing = {"danger": danger, "extension": asked, "granted": False, "by": scene.officer, "at": NOW}
    with pytest.raises(Refusal, match="理由"):
        record_actions.decide_more_time(answer="", **refusing)
    record_actions.decide_more_time(answer="理由不充分", **refusing)
    danger.refresh_from_db()
    assert (danger.due_on, danger.extended) == (date(2026, 12, 1), 0)


def test_what_is_not_removed_goes_to_enforcement_and_may_end_in_closure(scene):
    danger = scene.ordered()
    actions.refer(danger=danger, why="逾期未整改", by=scene.officer, at=LATER)
    assert danger.due_at is not None
    with pytest.raises(NotAllowed):
        actions.shut(danger=danger, why="关闭决定", by=scene.officer, at=LATER)
    actions.shut(danger=danger, why="关闭决定1号", by=scene.office, at=LATER)
    assert danger.ended


def test_what_is_no_danger_is_rejected_with_a_reason(scene):
    danger = scene.found()
    with pytest.raises(Refusal, match="理由"):
        actions.reject(danger=danger, why=" ", by=scene.officer, at=NOW)
    actions.reject(danger=danger, why="重复登记", by=scene.officer, at=NOW)
    assert danger.state == "rejected"


def test_an_enterprise_cannot_accept_its_own_work_and_another_cannot_touch_it(scene):
    danger = scene.rectified()
    with pytest.raises(NotAllowed):
        actions.accept(danger=danger, by=scene.worker, at=NOW)
    stranger = asker(Role.SUBDISTRICT, make_unit("第二街道"))
    with pytest.raises(NotAllowed):
        actions.accept(danger=danger, by=stranger, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_close_one_danger_at_once_one_wins_and_the_other_is_told(scene):
    danger = scene.accepted()
    third = asker(Role.SUBDISTRICT, scene.street)
    barrier, outcomes = Barrier(2), []

    def take(officer):
        mine = Danger.every.get(pk=danger.pk)
        barrier.wait()
        try:
            actions.recheck(danger=mine, by=officer, at=LATER)
            outcomes.append("won")
        except Conflict as told:
            outcomes.append(told.sentence)
        finally:
            connection.close()

    threads = [Thread(target=take, args=(each,)) for each in (scene.colleague, third)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert outcomes.count("won") == 1
    assert any("可能已由他人办理" in each for each in outcomes)
    assert moves(danger).count("closed") == 1


def test_the_account_is_kept_by_the_office_for_major_dangers_only(scene):
    general, major = scene.ordered(), scene.ordered(grade=Grade.MAJOR)
    entry = {"due_on": date(2026, 12, 31), "why": "市级挂账", "at": NOW}
    with pytest.raises(NotAllowed):
        record_actions.put_on_account(danger=major, by=scene.officer, **entry)
    with pytest.raises(Refusal, match="重大"):
        record_actions.put_on_account(danger=general, by=scene.office, **entry)
    record_actions.put_on_account(danger=major, by=scene.office, **entry)
    with pytest.raises(Conflict, match="已经挂账"):
        record_actions.put_on_account(danger=major, by=scene.office, **entry)
    record_actions.take_off_account(danger=major, why="治理完成", by=scene.office, at=LATER)
    major.refresh_from_db()
    assert major.account_since is None


def test_a_penalty_handed_in_twice_counts_once(scene):
    penalty = NewPenalty(scene.enterprise.pk, NOW.date(), "朝应急罚〔2026〕1号", "堵塞通道")
    for _ in range(2):
        record_actions.note_penalty(penalty=penalty, by=scene.officer, at=NOW)
    assert Penalty.objects.count() == 1
    with pytest.raises(NotAllowed):
        record_actions.note_penalty(penalty=penalty, by=scene.worker, at=NOW)


def test_a_danger_without_an_enterprise_is_removed_by_its_supervising_unit_and_checked_by_others(scene):
    from ancheng.supervision.dangers.values import Finding

    danger = actions.report(
        finding=Finding("井盖缺失", scene.street.pk, Source.PATROL), by=scene.officer, at=NOW
    )
    assert danger.owner_unit == danger.issuer_unit == scene.street


def test_who_found_it_sees_it_and_an_enterprise_nearby_does_not(scene):
    danger = scene.found()
    assert Danger.objects.visible_to(scene.worker).filter(pk=danger.pk).exists()
    nearby = asker(Role.ENTERPRISE, make_enterprise(scene.street))
    assert not Danger.objects.visible_to(nearby).filter(pk=danger.pk).exists()
