"""An inspection from the order to the published result, and what it refuses on the way."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.enforcement import actions, field_actions
from ancheng.supervision.enforcement.models import Inspection, Inspector, Item, Tie
from ancheng.supervision.enforcement.values import (
    Answer,
    NewInspection,
    NewRecording,
    Picture,
    Source,
    Spot,
    Verdict,
)
from ancheng.supervision.penalties.models import PenaltyCase
from tests.factories import NOW, asker, make_unit
from tests.supervision.enforcement.conftest import photo

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=4)


def kinds(inspection):
    rows = Document.every.filter(subject_type="enforcement.inspection", subject_id=inspection.pk)
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_a_failed_item_becomes_a_danger_that_points_back_and_the_record_is_printed(scene):
    inspection = scene.recorded(1)
    assert (inspection.state, inspection.passed, inspection.failed) == ("recorded", 2, 1)
    danger = Danger.objects.get()
    assert (danger.source, danger.source_type, danger.source_id) == (
        "inspection",
        "enforcement.inspection",
        str(inspection.pk),
    )
    assert danger.clause == "《消防法》第二十八条"
    assert inspection.results.get(verdict="fail").danger == danger
    assert kinds(inspection) == ["inspection_record"]
    document = Document.every.get()
    assert "第1项不合格" in document.data["problems"]
    assert document.word.path.exists()
    assert document.pdf.path.exists()


def test_from_the_order_to_the_published_result(scene):
    inspection, officer = scene.recorded(0, 2), scene.officers[1]
    with pytest.raises(Refusal, match="先责令限期整改"):
        actions.close(inspection=inspection, by=officer, at=LATER)
    due = date(2026, 12, 5)
    field_actions.order(inspection=inspection, requirement="立即整改线路", due_on=due, by=officer, at=LATER)
    assert beijing_day(Clock.objects.of(inspection).get(stopped_at=None).due_at) == due
    field_actions.recheck(inspection=inspection, passed=False, opinion="线路仍裸露", by=officer, at=LATER)
    assert (inspection.state, inspection.order_due_on) == ("recorded", None)
    field_actions.order(inspection=inspection, requirement="再次整改", due_on=due, by=officer, at=LATER)
    field_actions.recheck(inspection=inspection, passed=True, opinion="已整改合格", by=officer, at=LATER)
    actions.close(inspection=inspection, by=officer, at=LATER)
    clock = Clock.objects.of(inspection).get(stopped_at=None)
    # 20 working days after Tuesday 24 November 2026.
    assert beijing_day(clock.due_at) == date(2026, 12, 22)
    assert "国发〔2019〕5号" in clock.clause
    actions.publish(inspection=inspection, by=officer, at=LATER + timedelta(days=2))
    assert inspection.state == "published"
    assert kinds(inspection) == [
        "inspection_record",
        "correction_order",
        "recheck_opinion",
        "correction_order",
        "recheck_opinion",
    ]
    numbers = Document.every.filter(kind="recheck_opinion").order_by("pk").values_list("number", flat=True)
    assert [each.split("〕")[1] for each in numbers] == ["1号", "2号"]


def test_a_clean_inspection_is_closed_without_an_order(scene):
    inspection = scene.recorded()
    with pytest.raises(Refusal, match="没有不合格事项"):
        field_actions.order(
            inspection=inspection, requirement="整改整改", due_on=date(2026, 12, 5), by=scene.officers[0], at=LATER
        )  # fmt: skip
    with pytest.raises(Refusal, match="没有不合格事项"):
        actions.penalise(inspection=inspection, matter="违法", clause="某条", by=scene.officers[0], at=LATER)
    actions.close(inspection=inspection, by=scene.officers[0], at=LATER)
    assert not Danger.objects.exists()


def test_without_a_legal_item_nothing_is_inspected(scene):
    Item.objects.filter(pk=scene.item.pk).update(valid_to=date(2026, 11, 1))
    with pytest.raises(Refusal, match="没有法定依据"):
        scene.inspection()
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=scene.item.pk).update(basis="  ")
    Item.objects.filter(pk=scene.item.pk).update(valid_to=None)
    inspection = scene.inspection()
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.every.filter(pk=inspection.pk).update(item=None)


def test_the_enterprise_learns_of_it_with_the_arrival_and_not_before(scene):
    worker = asker(Role.ENTERPRISE, scene.enterprises[0])
    inspection = scene.assigned()
    assert not Inspection.objects.visible_to(worker).exists()
    field_actions.arrive(inspection=inspection, spot=None, by=scene.officers[0], at=NOW + timedelta(hours=1))
    assert Inspection.objects.visible_to(worker).get() == inspection


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda s: s.inspectors[1:1], "不少于2名"),
        (lambda s: [s.inspectors[0], s.inspectors[0]], "不少于2名"),
    ],
)
def test_one_inspector_is_not_sent_alone(scene, spoil, sentence):
    with pytest.raises(Refusal, match=sentence):
        actions.assign(inspection=scene.inspection(), inspectors=spoil(scene), by=scene.officers[0], at=NOW)


def test_who_has_no_valid_certificate_no_field_or_an_interest_is_not_sent(scene):
    inspection = scene.inspection()
    from ancheng.supervision.enforcement.library_actions import note_interest

    def send(*inspectors):
        actions.assign(inspection=inspection, inspectors=inspectors, by=scene.officers[0], at=NOW)

    Inspector.objects.filter(certificate="ZF001").update(valid_to=date(2026, 11, 23))
    Inspector.objects.filter(certificate="ZF002").update(fields=["水务"])
    note_interest(
        inspector=scene.inspectors[3], enterprise=scene.enterprises[0], tie=Tie.SHARE, by=scene.office, at=NOW
    )
    fresh = list(Inspector.objects.order_by("certificate"))
    for number, sentence in ((1, "无效"), (2, "不含"), (3, "利害关系")):
        with pytest.raises(Refusal, match=sentence):
            send(fresh[0], fresh[number])
    send(fresh[0], fresh[4])
    assert inspection.state == "assigned"


def test_a_certificate_that_lapses_meanwhile_stops_the_visit(scene):
    inspection = scene.assigned()
    Inspector.objects.filter(certificate="ZF001").update(valid_to=date(2026, 11, 23))
    with pytest.raises(Refusal, match="不少于2名"):
        field_actions.arrive(inspection=inspection, spot=None, by=scene.officers[0], at=NOW)


def test_only_who_was_sent_acts_on_the_spot(scene):
    inspection = scene.assigned()
    with pytest.raises(NotAllowed, match="派出的执法人员"):
        field_actions.arrive(inspection=inspection, spot=None, by=scene.officers[4], at=NOW)
    with pytest.raises(NotAllowed):
        field_actions.arrive(inspection=inspection, spot=None, by=scene.office, at=NOW)


@pytest.mark.parametrize(
    ("failed", "more", "sentence"),
    [
        ((), {"attended_by": ""}, "在场人员"),
        ((), {"recorded_at": NOW + timedelta(days=3)}, "晚于现在"),
        ((), {"recorded_at": NOW + timedelta(hours=1)}, "早于到达时间"),
        ((), {"spot": Spot(200.0, 39.9)}, "经纬度"),
    ],
)
def test_a_record_that_cannot_be_is_refused_and_nothing_of_it_is_kept(scene, failed, more, sentence):
    inspection = scene.on_site()
    with pytest.raises(Refusal, match=sentence):
        field_actions.record(
            inspection=inspection, record=scene.found(*failed, **more), by=scene.officers[0], at=LATER
        )
    inspection = Inspection.every.get(pk=inspection.pk)
    assert inspection.state == "on_site"
    assert not inspection.results.exists()
    assert not Danger.objects.exists()


def test_every_item_is_answered_and_a_failure_has_words(scene):
    inspection = scene.on_site()
    record = scene.found(1)
    keys = list(record.answers)
    bare = {**record.answers, keys[1]: Answer(Verdict.FAIL, " ")}
    for answers, sentence in (
        ({keys[0]: record.answers[keys[0]]}, "还有2项未填"),
        (bare, "写明具体情况"),
        ({**record.answers, 999_999: Answer(Verdict.PASS)}, "不属于本次检查清单"),
    ):
        from dataclasses import replace

        with pytest.raises(Refusal, match=sentence):
            field_actions.record(
                inspection=inspection, record=replace(record, answers=answers), by=scene.officers[0], at=LATER
            )


def test_two_officers_record_at_once_one_wins_and_the_other_is_told(scene):
    inspection = scene.on_site()
    mine, theirs = Inspection.every.get(pk=inspection.pk), Inspection.every.get(pk=inspection.pk)
    field_actions.record(inspection=mine, record=scene.found(0), by=scene.officers[0], at=LATER)
    with pytest.raises(Conflict):
        field_actions.record(inspection=theirs, record=scene.found(1), by=scene.officers[1], at=LATER)
    assert Danger.objects.count() == 1
    rows = Entry.objects.filter(subject_type="enforcement.inspection", to_state="recorded")
    assert rows.count() == 1


def test_what_failed_is_handed_to_the_penalty_cases_once(scene):
    inspection = scene.recorded(0)
    how = {
        "matter": "未按规定敷设线路",
        "clause": "《消防法》第六十条第一款",
        "by": scene.officers[0],
        "at": LATER,
    }
    first = actions.penalise(inspection=inspection, **how)
    second = actions.penalise(inspection=inspection, **how)
    assert first == second
    case = PenaltyCase.every.get()
    assert (case.source_type, case.source_id) == ("enforcement.inspection", str(inspection.pk))
    assert case.enterprise == inspection.enterprise
    actions.close(inspection=inspection, by=scene.officers[0], at=LATER)


def test_nothing_of_an_exercise_is_published(scene):
    inspection = scene.recorded()
    actions.close(inspection=inspection, by=scene.officers[0], at=LATER)
    Inspection.every.filter(pk=inspection.pk).update(realm=Realm.EXERCISE)
    with pytest.raises(Refusal, match="演练"):
        actions.publish(inspection=Inspection.every.get(pk=inspection.pk), by=scene.officers[0], at=LATER)


def test_a_drawn_inspection_is_not_simply_cancelled(scene):
    _, made = scene.drawn()
    with pytest.raises(Refusal, match="递补"):
        actions.cancel(inspection=made[0], why="不想去了", by=scene.officers[0], at=LATER)


def test_the_same_source_opens_one_inspection(scene):
    new = NewInspection(
        Source.COMPLAINT, scene.item.pk, scene.enterprises[1].pk, date(2026, 12, 1), reason="举报核查",
        source_type="hotline.report", source_id=7,
    )  # fmt: skip
    first = actions.open_inspection(new=new, by=scene.officers[0], at=NOW)
    assert actions.open_inspection(new=new, by=scene.officers[0], at=NOW) == first


def test_a_correction_leaves_what_stood_before_in_the_timeline(scene):
    inspection = scene.recorded(0)
    answers = scene.found(0, 1).answers
    with pytest.raises(Refusal, match="理由"):
        field_actions.amend(inspection=inspection, answers=answers, why="", by=scene.officers[1], at=LATER)
    field_actions.amend(
        inspection=inspection, answers=answers, why="通道一项漏记", by=scene.officers[1], at=LATER
    )
    assert (inspection.passed, inspection.failed) == (1, 2)
    assert Danger.objects.count() == 2
    entry = Entry.objects.get(verb="更正现场记录")
    assert (entry.before, entry.after) == ({"2": "pass"}, {"2": "fail"})


def test_a_picture_arrives_once_and_a_recording_is_referred_to_once(scene):
    inspection, officer = scene.on_site(), scene.officers[0]
    picture = Picture(photo(), "client-photo-1", spot=Spot(116.4, 39.9, 8.0, True))
    first = field_actions.add_picture(inspection=inspection, picture=picture, by=officer, at=LATER)
    again = field_actions.add_picture(inspection=inspection, picture=picture, by=officer, at=LATER)
    assert first == again
    assert first.mocked is True
    recording = NewRecording("video", "ZFJLY-01", "服务器/2026/1.mp4", NOW, LATER)
    field_actions.add_recording(inspection=inspection, recording=recording, by=officer, at=LATER)
    with pytest.raises(Conflict):
        field_actions.add_recording(inspection=inspection, recording=recording, by=officer, at=LATER)
    stranger = asker(Role.DEPARTMENT, make_unit("区商务局"))
    with pytest.raises(NotAllowed):
        field_actions.add_recording(inspection=inspection, recording=recording, by=stranger, at=LATER)
