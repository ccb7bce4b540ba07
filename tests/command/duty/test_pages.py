"""Duty on screen: the board, the roster, the book, the handover, a call."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from ancheng.base.roles import Role
from ancheng.command.duty.models import CallDown, CallList, Desk, Entry, Shift
from tests.factories import make_office, make_person, make_unit
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db


def client_of(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path / "files"):
        yield


@pytest.fixture
def unit():
    make_office()
    return make_unit("区应急局")


@pytest.fixture
def people(unit):
    return [make_person(Role.DUTY, unit) for _ in range(2)]


@pytest.fixture
def desk(unit, people):
    answer = client_of(people[0]).post(
        "/duty/desks/new/", {"name": "值班室", "unit": unit.pk, "phone": "010-1"}
    )
    assert answer.status_code == 302
    return Desk.objects.get()


def planned(desk, people, days=3):
    fields = {
        "first": timezone.localdate().isoformat(), "days": str(days), "starts": "00:00", "shift_hours": "24",
        "officers": [each.pk for each in people],
    }  # fmt: skip
    return client_of(people[0]).post(f"/duty/desks/{desk.pk}/plan/", fields)


def test_a_roster_is_planned_and_the_board_says_who_is_on_and_where_nobody_is(desk, people):
    client = client_of(people[0])
    assert "没有排班" in client.get("/duty/").content.decode()
    assert planned(desk, people, days=0).status_code == 422
    assert planned(desk, people).status_code == 302
    page = client.get("/duty/").content.decode()
    assert people[0].name in page
    assert "我的班次" in page
    assert client.get("/duty/").context["gaps"] == 1
    roster = client.get(f"/duty/desks/{desk.pk}/").content.decode()
    assert "无人值班" in roster
    assert client.get(f"/duty/desks/{desk.pk}/?from=nonsense").status_code == 400


def test_the_book_keeps_what_was_typed_and_exports_what_it_shows(desk, people):
    client = client_of(people[0])
    fields = {"desk": desk.pk, "kind": "call", "source": "市民", "text": "甲路积水", "open_": "on"}
    refused = client.post("/duty/book/write/", {**fields, "text": ""})
    assert refused.status_code == 422
    assert "市民" in refused.content.decode()
    assert client.post("/duty/book/write/", fields).status_code == 302
    entry = Entry.objects.get()
    assert "待跟办" in client.get("/duty/book/?waiting=on").content.decode()
    assert client.post(f"/duty/book/{entry.pk}/settle/", {"text": "已处置"}).status_code == 302
    assert client.post(f"/duty/book/{entry.pk}/correct/", {"text": "应为乙路"}).status_code == 302
    answer = client.get("/duty/book/export.csv?kind=call")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(each["内容"], each["办理结果"]) for each in rows] == [("甲路积水", "已处置")]


def test_another_units_desk_and_book_are_not_there(desk, people):
    outsider = signed_in(Role.DEPARTMENT, make_unit())
    planned(desk, people)
    for address in (f"/duty/desks/{desk.pk}/", f"/duty/shifts/{Shift.objects.first().pk}/"):
        assert outsider.get(address).status_code == 404
    assert (
        outsider.post("/duty/book/write/", {"desk": desk.pk, "kind": "call", "text": "x"}).status_code == 404
    )
    assert signed_in(Role.AUDITOR, make_office()).get("/duty/").status_code == 200


def test_a_shift_is_handed_over_and_taken_over_on_its_page(desk, people):
    planned(desk, people)
    first, second = Shift.objects.all()[:2]
    # The first shift is over an hour ago, the second runs.
    for each, start in ((first, -25), (second, -1)):
        each.starts_at = timezone.now() + timedelta(hours=start)
        each.ends_at = each.starts_at + timedelta(hours=24)
        each.save()
    giver, taker = client_of(first.assignments.get().person), client_of(second.assignments.get().person)
    home = f"/duty/shifts/{first.pk}/"
    refused = giver.post(home + "hand_over/", {"summary": "", "equipment": "电台故障"})
    assert refused.status_code == 400
    assert "电台故障" in refused.content.decode()
    assert giver.post(home + "hand_over/", {"summary": "平稳", "equipment": "正常"}).status_code == 302
    assert "待接班" in giver.get(home).content.decode()
    assert "确认接班" in taker.get(f"/duty/shifts/{second.pk}/").content.decode()
    assert taker.post(f"/duty/shifts/{second.pk}/take_over/").status_code == 302
    assert "值交" in giver.get(home).content.decode()


def test_people_are_put_on_and_taken_off_with_a_word(desk, people):
    planned(desk, people)
    shift = Shift.objects.last()
    home, client = f"/duty/shifts/{shift.pk}/", client_of(people[0])
    on = shift.assignments.get()
    assert client.post(home + "take_off/", {"assignment": on.pk, "why": ""}).status_code == 400
    assert client.post(home + "take_off/", {"assignment": on.pk, "why": "出差"}).status_code == 302
    assert "无人值班" in client.get(home).content.decode()
    assert client.post(home + "put_on/", {"person": people[0].pk, "part": "officer"}).status_code == 302
    assert client.post(home + "put_on/", {"person": "", "part": "officer"}).status_code == 400
    assert client.post(home + "nonsense/").status_code == 400


def test_a_list_is_called_and_answered(desk, people, unit):
    client, other = client_of(people[0]), client_of(people[1])
    assert client.post("/duty/calls/new/", {"name": "指挥部", "unit": unit.pk}).status_code == 302
    home = f"/duty/calls/{CallList.objects.get().pk}/"
    assert client.post(home + "add/", {"person": people[1].pk, "deputy": people[1].pk}).status_code == 400
    assert client.post(home + "add/", {"person": people[1].pk}).status_code == 302
    form = client.get(home).context["call_form"]
    fields = {"nonce": form.initial["nonce"], "reason": "请到指挥中心"}
    assert client.post(home + "call/", {**fields, "reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(home + "call/", fields).status_code == 302
    call = CallDown.objects.get()
    page = f"/duty/call/{call.pk}/"
    assert "等待确认" in client.get(page).content.decode()
    assert other.post(page + "answer/").status_code == 302
    assert client.get(page).context["share"] == 100.0
    assert signed_in(Role.DEPARTMENT, make_unit()).get(page).status_code == 404


def test_who_was_called_reads_the_call_whatever_unit_he_sits_in(desk, people, unit):
    from ancheng.command.duty import call_actions
    from ancheng.command.duty.models import CallMember
    from tests.factories import NOW, seat_of

    away = make_person(Role.DEPARTMENT, make_unit())
    by = seat_of(people[0])
    call_list = call_actions.keep_list(call_list=CallList(name="专家", unit=unit), by=by, at=NOW)
    call_actions.add_member(call_list=call_list, member=CallMember(person=away), by=by, at=NOW)
    call = call_actions.call_down(call_list=call_list, reason="请到场", nonce="n", by=by, at=NOW)
    assert "我已收到" in client_of(away).get(f"/duty/call/{call.pk}/").content.decode()
