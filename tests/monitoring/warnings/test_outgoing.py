"""Messages on their way: each channel by itself, nothing of an exercise, the feed for everybody."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.test import Client

from ancheng.base.errors import Conflict, NotAllowed, Refusal, Unreadable
from ancheng.base.roles import Role
from ancheng.kernel.exchange.cap.check import check
from ancheng.kernel.exchange.formats.cap12 import FORMAT
from ancheng.kernel.exchange.formats.cap12 import write as write_cap
from ancheng.monitoring.warnings import actions, incoming
from ancheng.monitoring.warnings.channels import sms
from ancheng.monitoring.warnings.gateways import RecordedGateway
from ancheng.monitoring.warnings.models import Dispatch, Message, Warning
from ancheng.monitoring.warnings.outgoing import send_due
from ancheng.monitoring.warnings.subscribing import add_subscriber, remove_subscriber
from tests.factories import NOW, asker, make_office

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def subscribe(watch, channel, address):
    return add_subscriber(channel=channel, address=address, name="某单位", by=watch.office, at=NOW)


def test_a_failed_channel_is_tried_again_and_stops_no_other(watch, monkeypatch):
    gateway = RecordedGateway(faults=("网关忙",))
    monkeypatch.setattr(sms, "gateway", lambda: gateway)
    subscribe(watch, "sms", "朝阳全区")
    subscribe(watch, "email", "media@example.org")
    warning = watch.issued()
    assert send_due(at=NOW) == 2
    assert len(mail.outbox) == 1
    assert mail.outbox[0].attachments[0][2] == "application/cap+xml"
    failed = Dispatch.objects.get(channel="sms")
    assert (failed.state, failed.detail) == ("failed", "网关忙")
    assert send_due(at=NOW + timedelta(minutes=1)) == 1
    assert [each[1].headline for each in gateway.taken] == [warning.messages.get().headline]


def test_without_a_gateway_it_is_said_that_there_is_none(watch):
    subscribe(watch, "broadcast", "全部大屏")
    watch.issued()
    send_due(at=NOW)
    assert "未接入应急广播网关" in Dispatch.objects.get(channel="broadcast").detail


def test_a_restricted_warning_goes_to_departments_and_to_nobody_else(watch):
    from ancheng.monitoring.warnings.values import Scope

    subscribe(watch, "sms", "朝阳全区")
    subscribe(watch, "email", "bureau@example.org")
    warning = watch.issued(scope=Scope.RESTRICTED)
    states = dict(Dispatch.objects.filter(message__warning=warning).values_list("channel", "state"))
    assert states == {"atom": "withheld", "sms": "withheld", "email": "queued"}
    assert warning.messages.get().headline not in Client().get("/open/warnings/feed.atom").content.decode()
    assert Client().get(f"/open/warnings/{warning.messages.get().identifier}.cap").status_code == 404


def test_what_was_queued_by_mistake_still_does_not_leave(watch):
    subscribe(watch, "email", "bureau@example.org")
    watch.issued()
    Message.objects.update(realm="exercise")
    send_due(at=NOW)
    assert mail.outbox == []
    assert "不外发" in Dispatch.objects.get(channel="email").detail


def test_the_feed_is_open_to_everybody_and_leads_to_valid_alerts(watch):
    warning = watch.issued()
    actions.lift(warning=warning, why="恢复", by=watch.duty, at=NOW + timedelta(hours=1))
    answer = Client().get("/open/warnings/feed.atom")
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for entry in entries:
        link = entry.find(f"{ATOM}link").get("href")
        document = Client().get("/open/warnings/" + link.rsplit("/", 1)[1])
        assert document["Content-Type"].startswith("application/cap+xml")
        assert check(document.content).valid
    page = Client().get("/open/warnings/").content.decode()
    assert "解除" in page


def test_a_warning_in_force_is_public_until_it_is_lifted(watch):
    warning = watch.issued()
    assert "疏散人员，关闭阀门" in Client().get("/open/warnings/").content.decode()
    actions.lift(warning=warning, why="恢复", by=watch.duty, at=NOW + timedelta(hours=1))
    assert "疏散人员，关闭阀门" not in Client().get("/open/warnings/").content.decode()


@pytest.mark.parametrize(("channel", "address"), [("webhook", "http://evil.example/x"), ("email", "nobody"), ("atom", "x"), ("sms", " ")])  # fmt: skip
def test_a_wrong_address_is_refused(watch, channel, address):
    with pytest.raises(Refusal):
        subscribe(watch, channel, address)


def test_an_address_is_kept_once_and_can_be_taken_away(watch):
    added = subscribe(watch, "sms", "朝阳全区")
    with pytest.raises(Conflict):
        subscribe(watch, "sms", "朝阳全区")
    remove_subscriber(pk=added.pk, by=watch.office, at=NOW)
    with pytest.raises(Conflict):
        remove_subscriber(pk=added.pk, by=watch.office, at=NOW)
    subscribe(watch, "sms", "朝阳全区")


def foreign(**changes):
    from dataclasses import replace

    sample = FORMAT.samples[1]
    return write_cap(replace(sample, status="Actual", message="Alert", scope="Public", **changes))


def test_a_foreign_alert_is_kept_once_and_relayed_with_its_number(watch):
    kept = incoming.take_in(content=foreign(), by=watch.duty, at=NOW)
    with pytest.raises(Conflict, match="此前已经收到"):
        incoming.take_in(content=foreign(), by=watch.duty, at=NOW)
    warning = incoming.relay(foreign=kept, kind_name="rainstorm", by=watch.duty, at=NOW)
    assert (warning.state, warning.relay_number, warning.relayed) == ("verified", kept.identifier, True)
    assert warning.level == 3, "yellow by its colour"
    with pytest.raises(Conflict, match="已由他人"):
        incoming.relay(foreign=kept, kind_name="rainstorm", by=watch.duty, at=NOW)


def test_an_exercise_of_others_is_shown_and_never_relayed(watch):
    kept = incoming.take_in(content=write_cap(FORMAT.samples[1]), by=watch.duty, at=NOW)
    with pytest.raises(Refusal, match="演习"):
        incoming.relay(foreign=kept, kind_name="rainstorm", by=watch.duty, at=NOW)
    assert not Warning.every.exists()


def test_what_is_no_alert_is_refused_with_the_reason_and_an_outsider_at_all(watch):
    with pytest.raises(Unreadable):
        incoming.take_in(content=b"<a/>", by=watch.duty, at=NOW)
    with pytest.raises(NotAllowed):
        incoming.take_in(content=foreign(), by=asker(Role.AUDITOR, make_office()), at=NOW)
