"""People are told once, by every channel they chose, again when it failed; an exercise never leaves the house."""

import json
from datetime import time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from threading import Thread

import pytest
from django.core import mail
from django.test import override_settings

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.kernel.notices import actions
from ancheng.kernel.notices.models import Attempt, ContactPoint, Delivery, Notice
from ancheng.kernel.notices.queries import bell, inbox
from ancheng.kernel.notices.rules import MOST_TRIES, after_quiet, wait_after
from tests.factories import NOW, make_person, make_task, make_unit, seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(Role.DEPARTMENT, make_unit("区水务局"))


def tell(*people, **values):
    return actions.tell(people=people, kind="test", title="测试消息", by=PLATFORM, at=NOW, **values)


def point(person, channel="email", address="a@example.org", **values):
    return ContactPoint.objects.create(person=person, channel=channel, address=address, **values)


def test_a_notice_stands_in_the_inbox_and_rings_the_bell(person):
    tell(person, level="urgent")
    assert (bell(person.pk).unread, bell(person.pk).urgent) == (1, 1)
    notice = inbox(person.pk, only="unread").get()
    actions.read(person_id=person.pk, notices=[notice.pk], at=NOW)
    assert bell(person.pk).unread == 0


def test_the_same_key_is_told_once(person):
    tell(person, key="clock:1")
    tell(person, key="clock:1")
    assert Notice.objects.filter(person=person).count() == 1


def test_an_email_is_sent_and_the_attempt_recorded(person):
    point(person)
    tell(person, body="请办理", url="/tasks/1/")
    assert actions.deliver_due(at=NOW) == 1
    assert "测试消息" in mail.outbox[0].subject
    assert "/tasks/1/" in mail.outbox[0].body
    assert Delivery.objects.get().state == "sent"
    assert Attempt.objects.get().succeeded


@override_settings(
    EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=9
)
def test_a_dead_server_is_tried_again_with_longer_waits_and_given_up_in_the_end(person):
    point(person)
    tell(person)
    at = NOW
    for _ in range(MOST_TRIES):
        assert actions.deliver_due(at=at) == 1
        at += timedelta(hours=12)
    delivery = Delivery.objects.get()
    assert delivery.state == "given_up"
    assert delivery.attempts.filter(succeeded=False).count() == MOST_TRIES
    assert actions.deliver_due(at=at) == 0
    actions.retry(delivery=delivery, at=at)
    assert actions.deliver_due(at=at) == 1


def test_one_failed_channel_never_stops_the_others(person):
    point(person, "webhook", "http://forbidden.example.org/x")
    point(person)
    tell(person)
    actions.deliver_due(at=NOW)
    assert set(Delivery.objects.values_list("channel", "state")) == {("webhook", "failed"), ("email", "sent")}
    assert Notice.objects.count() == 1


def test_an_exercise_never_leaves_by_any_channel(person):
    point(person)
    task = make_task(make_unit(), realm="exercise")
    tell(person, subject=task)
    assert Notice.objects.get().title == "【演练】测试消息"
    assert Delivery.objects.get().state == "suppressed"
    Delivery.objects.update(state="queued", next_try_at=NOW)
    actions.deliver_due(at=NOW)
    assert mail.outbox == []
    assert Attempt.objects.get().detail == "演练内容不外发"


def test_a_restricted_notice_stays_in_the_inbox(person):
    point(person)
    tell(person, restricted=True)
    actions.deliver_due(at=NOW)
    assert mail.outbox == []
    assert Delivery.objects.get().state == "suppressed"


class Listener(BaseHTTPRequestHandler):
    received: list = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Listener.received.append((self.headers, json.loads(body)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"errcode": 0}')

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def listener():
    server = HTTPServer(("127.0.0.1", 0), Listener)
    Listener.received.clear()
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()


@override_settings(WEBHOOK_HOSTS=["127.0.0.1"])
def test_a_webhook_is_signed_and_a_wecom_robot_gets_markdown(person, listener):
    point(person, "webhook", listener)
    point(person, "wecom", listener)
    tell(person, body="正文")
    assert actions.deliver_due(at=NOW) == 2
    headers = [each["X-Ancheng-Signature"] for each, _ in Listener.received]
    assert any(each and each.startswith("sha256=") for each in headers)
    assert any(body.get("msgtype") == "markdown" for _, body in Listener.received)


@pytest.mark.parametrize(
    ("channel", "address", "sentence"),
    [
        ("email", "not-an-address", "不是有效的电子邮箱"),
        ("webhook", "file:///etc/passwd", "http://"),
        ("webhook", "http://169.254.169.254/latest", "不在允许名单"),
        ("pigeon", "x", "没有这个渠道"),
    ],
)
def test_an_address_that_must_not_be_called_is_refused(person, channel, address, sentence):
    with pytest.raises(Refusal, match=sentence):
        actions.add_contact_point(person=person, channel=channel, address=address, by=seat_of(person), at=NOW)


def test_who_does_not_answer_is_followed_by_the_next(person):
    chief = make_person(Role.COMMANDER, make_unit())
    tell(person, answer_within=timedelta(minutes=10), next_people=[chief.pk])
    assert actions.escalate(by=PLATFORM, at=NOW + timedelta(minutes=9)) == 0
    assert actions.escalate(by=PLATFORM, at=NOW + timedelta(minutes=11)) == 1
    assert "未在时限内确认" in Notice.objects.get(person=chief).body
    assert actions.escalate(by=PLATFORM, at=NOW + timedelta(minutes=12)) == 0


def test_who_answers_stops_the_ladder(person):
    chief = make_person(Role.COMMANDER, make_unit())
    notice = tell(person, answer_within=timedelta(minutes=10), next_people=[chief.pk])[0]
    actions.acknowledge(notice=notice, by=seat_of(person), at=NOW)
    actions.escalate(by=PLATFORM, at=NOW + timedelta(hours=1))
    assert not Notice.objects.filter(person=chief).exists()


def test_quiet_hours_span_midnight_and_do_not_hold_back_what_is_urgent(person):
    point(person, quiet_from=time(22, 0), quiet_to=time(7, 0))
    at = NOW.replace(hour=16)  # 00:00 in Beijing
    assert after_quiet(at, time(22, 0), time(7, 0)) == at + timedelta(hours=7)
    actions.tell(people=[person], kind="t", title="不急", by=PLATFORM, at=at)
    actions.tell(people=[person], kind="t", title="急", level="urgent", by=PLATFORM, at=at)
    actions.deliver_due(at=at)
    assert [each.subject for each in mail.outbox] == ["[安城] 急"]


def test_waits_grow():
    waits = [wait_after(n) for n in range(1, MOST_TRIES)]
    assert all(later > earlier for earlier, later in pairwise(waits))
    assert wait_after(MOST_TRIES) is None
