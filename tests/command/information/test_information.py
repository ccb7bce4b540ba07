"""What is said about an incident: written by one, approved by another, and nothing of a draft or an exercise outside."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.incidents import actions as incident_actions
from ancheng.command.information import actions, queries
from ancheng.command.information.declare import kinds
from ancheng.command.information.models import Inquiry, Notice
from tests.command.incidents.test_actions import INSIDE, make_incident
from tests.factories import NOW, make_office, make_person
from tests.supervision.hotline.makers import make_bureau, signed_in

pytestmark = pytest.mark.django_db
TEXT = "现场已处置完毕，无人员伤亡。"


def make_notice(key="notice", *, by=PLATFORM, incident=None, **values):
    make_bureau()
    known = {"title": "关于火情的情况通报", "text": TEXT, "incident": incident, "at": NOW}
    return actions.draft(key=key, by=by, **{**known, **values})


def carried(notice, until="issue"):
    for verb in ("approve", "issue", "withdraw"):
        getattr(actions, verb)(
            notice, by=PLATFORM, at=NOW, **({"why": "内容更新"} if verb == "withdraw" else {})
        )
        if verb == until:
            break
    return notice


def outside():
    return Client().get("/open/notices/").content.decode()


@pytest.mark.parametrize("key", sorted(kinds()))
def test_each_kind_is_written_from_the_incident_with_no_place_left_unfilled_by_mistake(key):
    incident = make_incident(title="某路燃气泄漏", address="某路口", injured=2, **INSIDE)
    title, text = actions.suggested(key, incident, NOW)
    assert "{" not in title + text
    assert "某路" in title + text


def test_a_public_notice_is_open_to_everybody_only_between_its_issue_and_its_withdrawal():
    notice = make_notice(title="某路火情情况通报")
    assert "某路火情" not in outside()
    actions.approve(notice, by=PLATFORM, at=NOW)
    assert "某路火情" not in outside()
    actions.issue(notice, by=PLATFORM, at=NOW)
    assert "某路火情" in outside()
    assert Client().get(f"/open/notices/{notice.pk}/").status_code == 200
    actions.withdraw(notice, by=PLATFORM, at=NOW, why="内容更新")
    assert "某路火情" not in outside()
    assert Client().get(f"/open/notices/{notice.pk}/").status_code == 404


def test_a_bulletin_for_those_inside_never_goes_outside():
    notice = carried(make_notice("bulletin", title="某路火情快报"))
    assert notice.public_at is None
    assert "某路火情" not in outside()


def test_a_notice_of_an_exercise_is_issued_inside_it_and_seen_by_nobody_outside():
    incident = make_incident(realm=Realm.EXERCISE, title="演练火情")
    notice = carried(make_notice(incident=incident, title="演练火情通报"))
    assert (notice.realm, notice.public_at) == ("exercise", None)
    assert notice.number.startswith("演练")
    assert "演练火情" not in outside()
    assert notice not in queries.notices(PLATFORM)
    # Not even by a hand in the table.
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.every.filter(pk=notice.pk).update(public_at=NOW)


def test_a_draft_cannot_be_made_public_by_a_hand_in_the_table():
    notice = make_notice()
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.every.filter(pk=notice.pk).update(public_at=NOW)


def test_nobody_approves_what_he_wrote_and_what_is_unfinished_is_not_approved():
    writer = make_person(Role.COMMANDER, make_office())
    notice = make_notice(by=replace(PLATFORM, person_id=writer.pk))
    with pytest.raises(NotAllowed, match="起草人不能审定"):
        actions.approve(notice, by=replace(PLATFORM, person_id=writer.pk), at=NOW)
    open_one = make_notice(title="某路交通管制公告", text="管制范围：（请补充），请绕行通行。")
    with pytest.raises(Refusal, match="请补充"):
        actions.approve(open_one, by=PLATFORM, at=NOW)


def test_a_form_sent_twice_is_one_notice_and_an_approved_one_is_not_rewritten():
    first = make_notice(nonce="n1")
    assert make_notice(nonce="n1").pk == first.pk
    actions.rewrite(notice=first, title="改后的标题", text=TEXT, by=PLATFORM, at=NOW)
    actions.approve(first, by=PLATFORM, at=NOW)
    with pytest.raises(Conflict):
        actions.rewrite(notice=first, title="再改的标题", text=TEXT, by=PLATFORM, at=NOW)
    actions.send_back(first, why="口径调整", by=PLATFORM, at=NOW)
    actions.rewrite(notice=first, title="再改的标题", text=TEXT, by=PLATFORM, at=NOW)


def test_who_does_not_inform_writes_nothing():
    make_bureau()
    for role in (Role.SUBDISTRICT, Role.AUDITOR, Role.ENTERPRISE):
        assert signed_in(role, make_office()).get("/information/new/notice/").status_code == 403


def test_from_the_room_to_the_public_by_the_buttons_and_the_log_knows():
    incident = make_incident(title="某路燃气泄漏", address="某路口", **INSIDE)
    duty = signed_in(Role.DUTY, make_office())
    address = f"/information/new/notice/?incident={incident.pk}"
    assert address.replace("&", "&amp;") in duty.get(incident.get_absolute_url()).content.decode()
    assert "某路口发生燃气泄漏" in duty.get(address).content.decode()
    short = duty.post(address, {"title": "短", "text": TEXT})
    assert short.status_code == 400
    assert TEXT in short.content.decode(), "what was typed stays"
    assert (
        duty.post(address, {"title": "关于某路燃气泄漏的情况通报", "text": TEXT, "nonce": "x"}).status_code
        == 302
    )
    notice = Notice.every.get()
    assert duty.post(f"/information/{notice.pk}/approve/").status_code == 403
    chief = signed_in(Role.COMMANDER, make_bureau())
    assert chief.post(f"/information/{notice.pk}/approve/").status_code == 302
    assert chief.post(f"/information/{notice.pk}/issue/").status_code == 302
    assert "关于某路燃气泄漏的情况通报" in outside()
    assert incident.log.filter(text__contains="发布情况通报").count() == 1
    assert "关于某路燃气泄漏的情况通报" in duty.get("/information/?kind=notice").content.decode()


def test_what_the_media_asked_is_answered_once_with_a_name():
    incident = make_incident()
    duty = signed_in(Role.DUTY, make_office())
    asked = {"outlet": "某日报", "question": "有无伤亡？"}
    assert duty.post(f"/information/inquiries/?incident={incident.pk}", asked).status_code == 302
    inquiry = Inquiry.every.get()
    assert "1 条媒体问询未答复" in duty.get(incident.get_absolute_url()).content.decode()
    assert (
        duty.post(f"/information/inquiries/{inquiry.pk}/answer/", {"text": "以通报为准"}).status_code == 302
    )
    assert (
        duty.post(f"/information/inquiries/{inquiry.pk}/answer/", {"text": "另一个说法"}).status_code == 409
    )
    inquiry.refresh_from_db()
    assert inquiry.answer == "以通报为准"


def test_the_table_for_the_city_holds_what_happened_in_the_period_and_no_exercise():
    first = make_incident(title="期内火情", kind="fire", injured=1, **INSIDE)
    make_incident(title="演练火情", kind="fire", realm=Realm.EXERCISE)
    make_incident(title="期前火情", kind="fire", at=NOW - timedelta(days=40))
    other = make_incident(title="重复上报", kind="fire", **INSIDE)
    incident_actions.merge(incident=other, into=first, by=PLATFORM, at=NOW)
    duty = signed_in(Role.DUTY, make_office())
    day = NOW.date().isoformat()
    answer = duty.get(f"/information/city.csv?since={day}&until={day}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "期内火情" in text
    assert "116.45" in text
    for absent in ("演练火情", "期前火情", "重复上报"):
        assert absent not in text
    assert duty.get("/information/city.csv?since=x&until=y").status_code == 400
    assert duty.get(f"/information/city.csv?since={day}&until=2020-01-01").status_code == 400
