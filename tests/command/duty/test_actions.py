"""Rosters, the book, the handover, calling people down; against a real database."""

from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import override_settings

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.duty import actions, book_actions, call_actions, queries
from ancheng.command.duty.models import (
    Assignment,
    CallDown,
    CallList,
    CallMember,
    Desk,
    Entry,
    Handover,
    Shift,
)
from ancheng.kernel.documents.models import Document
from ancheng.kernel.notices.actions import acknowledge, add_contact_point, escalate
from ancheng.kernel.notices.models import Delivery, Notice
from tests.factories import NOW, asker, make_person, make_unit, seat_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Room:
    """A desk of one unit with three people."""

    def __init__(self):
        self.unit = make_unit("区应急局")
        self.people = [make_person(Role.DUTY, self.unit) for _ in range(3)]
        self.seats = [seat_of(each) for each in self.people]
        self.desk = actions.keep_desk(
            desk=Desk(name="区应急值班室", unit=self.unit, phone="010-1"), by=self.seats[0], at=NOW
        )

    def plan(self, days=10, **more):
        given = {
            "first": date(2026, 11, 24), "days": days, "starts": time(8, 30), "shift_hours": 24, "leaders": [],
            "officers": [each.pk for each in self.people], "by": self.seats[0], "at": NOW,
        }  # fmt: skip
        return actions.plan(desk=self.desk, **{**given, **more})

    def gaps(self, at=NOW):
        return next(each for each in queries.board(PLATFORM, at) if each.desk == self.desk).gaps


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path / "files"):
        yield


def told(kind="duty.gap"):
    return Notice.objects.filter(kind=kind)


def test_an_empty_shift_seven_days_ahead_is_warned_of_once_and_one_eight_days_ahead_is_not(room):
    room.plan(days=20)
    actions.warn_of_gaps(at=NOW + timedelta(hours=1))
    assert told().count() == 0
    shift = room.desk.shifts.filter(starts_at__gt=NOW + 7 * DAY)[0]
    actions.take_off(assignment=shift.assignments.get(), why="出差", by=room.seats[0], at=NOW)
    just_before = shift.starts_at - 7 * DAY
    assert actions.warn_of_gaps(at=just_before) == 0
    assert actions.warn_of_gaps(at=just_before + timedelta(minutes=1)) == 3
    assert actions.warn_of_gaps(at=just_before + timedelta(hours=2)) == 0
    assert {each.person_id for each in told()} == {each.pk for each in room.people}
    # It has begun and still nobody is there: told once more, urgently.
    assert actions.warn_of_gaps(at=shift.starts_at + timedelta(minutes=5)) == 3
    assert actions.warn_of_gaps(at=shift.starts_at + timedelta(minutes=15)) == 0
    assert told().latest("pk").level == "urgent"


def test_a_roster_that_runs_out_is_a_gap_too(room):
    room.plan(days=3)
    gap = room.gaps(NOW + timedelta(hours=1))[0]
    assert gap.starts_at == room.desk.shifts.latest("ends_at").ends_at


def test_putting_somebody_on_closes_the_gap(room):
    room.plan(days=9)
    shift = room.desk.shifts.all()[4]
    actions.take_off(assignment=shift.assignments.get(), why="病假", by=room.seats[1], at=NOW)
    assert len(room.gaps(NOW + timedelta(hours=1))) == 1
    actions.put_on(shift=shift, person=room.people[0], part="officer", by=room.seats[1], at=NOW)
    assert room.gaps(NOW + timedelta(hours=1)) == []


def test_planning_again_fills_what_is_missing_and_leaves_what_is_there(room):
    assert room.plan(days=5) == 5
    before = list(Assignment.objects.order_by("pk").values_list("pk", flat=True))
    assert room.plan(days=8) == 3
    assert (
        list(Assignment.objects.filter(pk__in=before).values_list("pk", flat=True).order_by("pk")) == before
    )
    assert room.plan(days=8) == 0


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_plan_at_once_plan_each_shift_once():
    room, together, made = Room(), Barrier(3), []

    def plan(number):
        try:
            together.wait()
            made.append(room.plan(days=12, by=room.seats[number]))
        finally:
            connection.close()

    threads = [Thread(target=plan, args=(number,)) for number in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(made) == [0, 0, 12]
    assert Shift.objects.count() == 12


def test_nobody_is_on_two_desks_at_once_or_on_a_shift_that_is_over(room):
    room.plan(days=2)
    other = actions.keep_desk(desk=Desk(name="二号", unit=room.unit, phone="2"), by=room.seats[0], at=NOW)
    first = room.desk.shifts.first()
    shift = actions.add_shift(
        desk=other, starts_at=first.starts_at, ends_at=first.ends_at, by=room.seats[0], at=NOW
    )
    person = first.assignments.get().person
    with pytest.raises(Conflict, match="同一时间已安排在“区应急值班室”"):
        actions.put_on(shift=shift, person=person, part="officer", by=room.seats[0], at=NOW)
    with pytest.raises(Refusal, match="已经结束"):
        actions.put_on(shift=shift, person=person, part="officer", by=room.seats[0], at=NOW + 5 * DAY)
    stranger = make_person(Role.DUTY, make_unit())
    with pytest.raises(Refusal, match="不是"):
        actions.put_on(shift=shift, person=stranger, part="officer", by=room.seats[0], at=NOW)
    with pytest.raises(Refusal, match="重叠"):
        actions.add_shift(
            desk=other,
            starts_at=first.starts_at,
            ends_at=first.starts_at + timedelta(hours=2),
            by=room.seats[0],
            at=NOW,
        )


def test_who_has_begun_a_shift_is_not_taken_off_it(room):
    room.plan(days=2)
    assignment = room.desk.shifts.first().assignments.get()
    with pytest.raises(Refusal, match="已经开始"):
        actions.take_off(assignment=assignment, why="x", by=room.seats[0], at=NOW)
    later = room.desk.shifts.last().assignments.get()
    with pytest.raises(Refusal, match="原因"):
        actions.take_off(assignment=later, why=" ", by=room.seats[0], at=NOW)


def test_a_unit_plans_its_own_desk_and_no_other(room):
    stranger = asker(Role.DEPARTMENT, make_unit())
    for verb in (
        lambda: room.plan(by=stranger),
        lambda: book_actions.write(desk=room.desk, kind="call", text="x", by=stranger, at=NOW),
        lambda: actions.keep_desk(desk=room.desk, by=stranger, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_a_line_of_the_book_is_corrected_by_another_line(room):
    line = book_actions.write(
        desk=room.desk, kind="call", text="甲路漏水", by=room.seats[0], at=NOW, open_=True
    )
    fixed = book_actions.write(
        desk=room.desk, kind="correction", text="应为乙路", corrects=line, by=room.seats[1], at=NOW
    )
    line.refresh_from_db()
    assert (line.text, fixed.corrects) == ("甲路漏水", line)
    for wrong in (
        {"kind": "correction"},
        {"kind": "call", "corrects": line},
        {"kind": "gossip"},
        {"kind": "call", "text": " "},
    ):
        with pytest.raises(Refusal):
            book_actions.write(**{"desk": room.desk, "text": "x", "by": room.seats[0], "at": NOW, **wrong})


def test_what_must_be_followed_is_settled_once(room):
    line = book_actions.write(
        desk=room.desk, kind="call", text="甲路漏水", by=room.seats[0], at=NOW, open_=True
    )
    assert next(iter(queries.board(PLATFORM, NOW))).open == 1
    with pytest.raises(Refusal, match="办理结果"):
        book_actions.settle(entry=line, result="", by=room.seats[0], at=NOW)
    book_actions.settle(entry=line, result="已派抢修", by=room.seats[0], at=NOW)
    with pytest.raises(Conflict):
        book_actions.settle(entry=line, result="又一次", by=room.seats[0], at=NOW)
    assert next(iter(queries.board(PLATFORM, NOW))).open == 0


def test_a_line_of_an_exercise_is_not_in_the_book(room):
    book_actions.write(
        desk=room.desk, kind="call", text="演练来电", by=room.seats[0], at=NOW, realm=Realm.EXERCISE
    )
    assert not queries.entries(PLATFORM).exists()
    assert queries.entries(PLATFORM, Realm.EXERCISE).count() == 1


def test_one_shift_hands_over_and_the_next_takes_over_with_a_sheet(room, folder):
    room.plan(days=3)
    first, second = room.desk.shifts.all()[:2]
    giver = seat_of(first.assignments.get().person)
    taker = seat_of(second.assignments.get().person)
    during = first.starts_at + timedelta(hours=3)
    book_actions.write(desk=room.desk, kind="call", text="甲路漏水未修复", by=giver, at=during, open_=True)
    with pytest.raises(NotAllowed, match="本班人员"):
        book_actions.hand_over(shift=first, summary="平稳", equipment="正常", by=taker, at=first.ends_at)
    made = book_actions.hand_over(shift=first, summary="平稳", equipment="正常", by=giver, at=first.ends_at)
    assert "甲路漏水未修复" in made.left
    with pytest.raises(Conflict, match="已经交班"):
        book_actions.hand_over(shift=first, summary="平稳", equipment="正常", by=giver, at=first.ends_at)
    with pytest.raises(NotAllowed, match="下一班人员"):
        book_actions.take_over(handover=made, by=giver, at=first.ends_at)
    book_actions.take_over(handover=made, by=taker, at=first.ends_at)
    with pytest.raises(Conflict, match="已经接班"):
        book_actions.take_over(handover=made, by=taker, at=first.ends_at)
    made.refresh_from_db()
    sheet = Document.objects.get(pk=made.document_id)
    assert "甲路漏水未修复" in sheet.data["entries"]
    assert sheet.data["taken"].startswith(taker.name)
    assert "值交" in sheet.number


def called(room, **more):
    lists = CallList(name="指挥部成员", unit=room.unit)
    call_list = CallList.objects.filter(unit=room.unit).first() or call_actions.keep_list(
        call_list=lists, by=room.seats[0], at=NOW
    )
    if not call_list.members.exists():
        for person, deputy in ((room.people[0], room.people[2]), (room.people[1], None)):
            call_actions.add_member(
                call_list=call_list, member=CallMember(person=person, deputy=deputy), by=room.seats[0], at=NOW
            )
    how = {"reason": "请到指挥中心", "nonce": "n1", "by": room.seats[2], "at": NOW, **more}
    return call_actions.call_down(call_list=call_list, **how)


def test_everybody_is_called_and_who_does_not_answer_is_followed_by_the_deputy(room):
    call = called(room)
    assert called(room).pk == call.pk
    assert CallDown.objects.count() == 1
    first, second = queries.called(call)
    acknowledge(notice=second, by=room.seats[1], at=NOW + timedelta(minutes=2))
    assert escalate(by=PLATFORM, at=NOW + timedelta(minutes=9)) == 0
    assert escalate(by=PLATFORM, at=NOW + timedelta(minutes=10)) == 1
    people = [each.person_id for each in queries.called(call)]
    assert people == [room.people[0].pk, room.people[1].pk, room.people[2].pk]
    answers = queries.answers(call)
    assert [each.minutes for each in answers] == [None, 2.0]
    assert answers[0].escalated_at is not None
    first.refresh_from_db()
    assert first.acknowledged_at is None


def test_a_call_of_an_exercise_reaches_the_inbox_and_nothing_outside(room):
    add_contact_point(
        person=room.people[0], channel="email", address="a@example.cn", by=room.seats[0], at=NOW
    )
    called(room, realm=Realm.EXERCISE)
    assert {each.state for each in Delivery.objects.all()} == {"suppressed"}
    assert all(each.title.startswith("【演练】") for each in told("duty.call"))
    assert not queries.call_downs(PLATFORM).exists()


def test_a_list_takes_each_once_and_nobody_stands_in_for_oneself(room):
    call = called(room)
    with pytest.raises(Conflict, match="已在名单"):
        call_actions.add_member(
            call_list=call.list, member=CallMember(person=room.people[0]), by=room.seats[0], at=NOW
        )
    member = CallMember(person=room.people[2], deputy=room.people[2])
    with pytest.raises(Refusal, match="另选一人"):
        call_actions.add_member(call_list=call.list, member=member, by=room.seats[0], at=NOW)
    for each in call.list.members.all():
        call_actions.drop_member(member=each, by=room.seats[0], at=NOW)
    with pytest.raises(Refusal, match="没有人员"):
        call_actions.call_down(call_list=call.list, reason="x", nonce="n2", by=room.seats[0], at=NOW)
    assert Handover.objects.count() == 0
    assert Entry.objects.count() == 0
