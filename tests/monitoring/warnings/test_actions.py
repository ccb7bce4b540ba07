"""What officers do with warnings: verify, draft, sign, approve, issue, re-level, lift."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.events.models import Event
from ancheng.kernel.exchange.cap.check import check
from ancheng.kernel.exchange.cap.read import read
from ancheng.kernel.notices.actions import escalate
from ancheng.kernel.notices.models import Notice
from ancheng.monitoring.warnings import actions
from ancheng.monitoring.warnings.models import CoSign, Message, Warning
from tests.factories import NOW, asker, make_unit

pytestmark = pytest.mark.django_db


def test_a_yellow_warning_goes_from_the_alarm_to_its_review(watch):
    warning = watch.issued()
    assert warning.state == "issued"
    actions.lift(warning=warning, why="浓度恢复正常", by=watch.duty, at=NOW + timedelta(hours=2))
    actions.review(warning=warning, hit=True, lessons="阀门老化", by=watch.duty, at=NOW + timedelta(days=1))
    warning.refresh_from_db()
    assert (warning.state, warning.outcome) == ("reviewed", "hit")
    assert [each.message for each in warning.messages.all()] == ["Alert", "Cancel"]
    assert set(Event.objects.values_list("name", flat=True)) >= {"WarningIssued", "WarningLifted"}


def test_every_message_is_valid_names_the_ones_before_and_speaks_both_languages(watch):
    warning = watch.issued()
    actions.relevel(warning=warning, level=4, why="浓度下降", by=watch.commander, at=NOW + timedelta(hours=1))
    actions.lift(warning=warning, why="恢复", by=watch.duty, at=NOW + timedelta(hours=2))
    alerts = []
    for message in warning.messages.all():
        content = message.content.encode()
        verdict = check(content)
        assert verdict.valid, verdict.faults
        assert verdict.advice == ()
        alerts.append(read(content))
    assert [each.message for each in alerts] == ["Alert", "Update", "Cancel"]
    for number, alert in enumerate(alerts):
        assert [each.identifier for each in alert.references] == [each.identifier for each in alerts[:number]]
        assert [each.language for each in alert.infos] == ["zh-CN", "en-US"]
        assert len(alert.identifier) == 31
    assert alerts[1].infos[0].severity == "Minor"
    assert alerts[2].infos[0].responses == ("AllClear",)
    assert alerts[0].infos[0].areas[0].polygons


def test_orange_is_refused_without_the_citys_number_and_issued_with_it(watch):
    warning = watch.signed(level=2)
    with pytest.raises(NotAllowed, match="取得授权文号"):
        actions.approve(warning=warning, authorisation=" ", by=watch.commander, at=NOW)
    warning.refresh_from_db()
    assert warning.state == "signed"
    actions.approve(warning=warning, authorisation="京应急预〔2026〕12号", by=watch.commander, at=NOW)
    actions.issue(warning=warning, by=watch.duty, at=NOW)
    assert read(warning.messages.get().content.encode()).infos[0].severity == "Severe"


def test_a_yellow_warning_is_not_raised_to_red_without_the_citys_number(watch):
    warning = watch.issued()
    with pytest.raises(NotAllowed, match="市级"):
        actions.relevel(warning=warning, level=1, why="爆炸", by=watch.commander, at=NOW)
    actions.relevel(
        warning=warning, level=1, why="爆炸", by=watch.commander, at=NOW, authorisation="京应急预〔2026〕3号"
    )
    assert Warning.every.get(pk=warning.pk).level == 1


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [("area_text", " ", "范围"), ("alert_items", "", "警示事项"), ("measures", "", "措施"), ("started_at", None, "起始时间"),
     ("title", "", "名称"), ("level", 5, "级别"), ("expires_at", NOW - timedelta(days=1), "晚于"), ("area", "{}", "区域"),
     ("area", '{"type":"Point","coordinates":[116,39]}', "面")],
)  # fmt: skip
def test_a_draft_that_lacks_what_the_law_asks_for_is_refused_with_what_is_lacking(watch, field, value, word):
    warning = watch.card()
    actions.verify(warning=warning, by=watch.duty, at=NOW)
    with pytest.raises(Refusal, match=word):
        actions.draft(warning=warning, content=watch.content(**{field: value}), by=watch.duty, at=NOW)
    assert Warning.every.get(pk=warning.pk).state == "verified"


@pytest.mark.parametrize(
    "wrong", [{"measures": ""}, {"area_text": ""}, {"issued_at": None}, {"level": 1}, {"title": ""}]
)
def test_the_database_itself_lets_no_unlawful_warning_be_out(watch, wrong):
    warning = watch.issued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Warning.every.filter(pk=warning.pk).update(**wrong)


def test_a_weather_signal_is_relayed_with_its_number_and_never_authored(watch):
    warning = actions.open_warning(
        kind_name="rainstorm", level=2, title="暴雨橙色预警", why="气象台电话", by=watch.duty, at=NOW
    )
    content = watch.content(level=2, title="暴雨橙色预警")
    actions.draft(warning=warning, content=content, by=watch.duty, at=NOW)
    actions.send(warning=warning, units=[], by=watch.duty, at=NOW)
    warning.refresh_from_db()
    with pytest.raises(NotAllowed, match="第三十条"):
        actions.approve(warning=warning, authorisation="京应急预〔2026〕9号", by=watch.commander, at=NOW)
    Warning.every.filter(pk=warning.pk).update(relay_number="11000041600000_20261124100000_0")
    warning.refresh_from_db()
    actions.approve(warning=warning, authorisation="", by=watch.commander, at=NOW)
    actions.issue(warning=warning, by=watch.duty, at=NOW)
    assert "RelayedSignal" in warning.messages.get().content


def test_nobody_approves_his_own_draft(watch):
    warning = watch.card()
    actions.verify(warning=warning, by=watch.commander, at=NOW)
    actions.draft(warning=warning, content=watch.content(), by=watch.commander, at=NOW)
    actions.send(warning=warning, units=[], by=watch.commander, at=NOW)
    warning.refresh_from_db()
    with pytest.raises(NotAllowed, match="本人起草"):
        actions.approve(warning=warning, authorisation="", by=watch.commander, at=NOW)
    actions.approve(warning=warning, authorisation="", by=watch.office, at=NOW)


def test_a_department_that_does_not_agree_returns_the_draft_with_its_opinion(watch):
    warning = watch.drafted()
    actions.send(warning=warning, units=[watch.gas.pk], by=watch.duty, at=NOW)
    with pytest.raises(Refusal, match="意见"):
        actions.cosign(warning=warning, agreed=False, opinion="", by=watch.signer, at=NOW)
    actions.cosign(warning=warning, agreed=False, opinion="范围应扩大", by=watch.signer, at=NOW)
    warning.refresh_from_db()
    assert warning.state == "verified"
    assert not CoSign.objects.filter(warning=warning, void=False).exists()


def test_it_goes_on_only_when_the_last_department_has_signed(watch):
    other = make_unit("区水务局")
    warning = watch.drafted()
    actions.send(warning=warning, units=[watch.gas.pk, other.pk], by=watch.duty, at=NOW)
    actions.cosign(warning=warning, agreed=True, opinion="", by=watch.signer, at=NOW)
    assert Warning.every.get(pk=warning.pk).state == "cosigning"
    with pytest.raises(Conflict):
        actions.cosign(warning=warning, agreed=True, opinion="", by=watch.signer, at=NOW)
    actions.cosign(warning=warning, agreed=True, opinion="", by=asker(Role.DEPARTMENT, other), at=NOW)
    assert Warning.every.get(pk=warning.pk).state == "signed"


def test_a_signing_department_sees_the_draft_and_others_do_not(watch):
    warning = watch.drafted()
    assert not Warning.every.visible_to(watch.signer).filter(pk=warning.pk).exists()
    actions.send(warning=warning, units=[watch.gas.pk], by=watch.duty, at=NOW)
    assert Warning.every.visible_to(watch.signer).filter(pk=warning.pk).exists()
    assert not Warning.every.visible_to(asker(Role.DEPARTMENT, make_unit())).filter(pk=warning.pk).exists()


def test_of_two_officers_at_once_one_wins_and_the_other_is_told(watch):
    card = watch.card()
    first, second = (Warning.every.get(pk=card.pk) for _ in range(2))
    actions.verify(warning=first, by=watch.duty, at=NOW)
    with pytest.raises(Conflict, match="可能已由他人办理"):
        actions.dismiss(warning=second, why="误触", by=watch.colleague, at=NOW)
    rows = Entry.objects.filter(
        subject_type="warnings.warning", subject_id=str(card.pk), from_state="suggested"
    )
    assert rows.count() == 1


def test_a_false_alarm_needs_a_reason_and_is_counted(watch):
    card = watch.card()
    with pytest.raises(Refusal, match="理由"):
        actions.dismiss(warning=card, why=" ", by=watch.duty, at=NOW)
    actions.dismiss(warning=card, why="探头受潮", by=watch.duty, at=NOW + timedelta(minutes=4))
    card.refresh_from_db()
    later = NOW + timedelta(minutes=4)
    assert (card.outcome, card.closed_at, card.accepted_at) == ("false", later, later)


def test_nobody_answers_so_the_next_in_line_is_called_until_somebody_takes_it_up(watch):
    card = watch.card()
    assert Notice.objects.filter(kind="warning.card").count() == 2, "both officers on duty"
    assert escalate(by=watch.duty, at=NOW + timedelta(minutes=4)) == 0
    assert escalate(by=watch.duty, at=NOW + timedelta(minutes=6)) == 2
    assert Notice.objects.filter(person_id=watch.commander.person_id).exists()
    actions.verify(warning=card, by=watch.duty, at=NOW + timedelta(minutes=7))
    assert escalate(by=watch.duty, at=NOW + timedelta(hours=1)) == 0


def test_an_exercise_is_marked_and_leaves_by_no_channel(watch):
    warning = actions.open_warning(
        kind_name="gas_leak",
        level=3,
        title="演练泄漏",
        why="演练",
        by=watch.duty,
        at=NOW,
        realm=Realm.EXERCISE,
    )
    actions.draft(warning=warning, content=watch.content(), by=watch.duty, at=NOW)
    actions.send(warning=warning, units=[], by=watch.duty, at=NOW)
    warning.refresh_from_db()
    actions.approve(warning=warning, authorisation="", by=watch.commander, at=NOW)
    actions.issue(warning=warning, by=watch.duty, at=NOW)
    message = Message.objects.get(warning=warning)
    assert message.status == "Exercise"
    assert set(message.dispatches.values_list("state", flat=True)) == {"withheld"}
    assert not Warning.objects.filter(pk=warning.pk).exists()


def test_an_incident_cannot_be_made_where_no_desk_receives_it(watch, monkeypatch):
    monkeypatch.setattr(actions, "incidents_are_received", lambda: False)
    warning = watch.card()
    actions.verify(warning=warning, by=watch.duty, at=NOW)
    with pytest.raises(Refusal, match="尚未启用"):
        actions.confirm(warning=warning, by=watch.duty, at=NOW)


def test_an_incident_is_asked_for_once(watch):
    warning = watch.card()
    with pytest.raises(Conflict, match="先核实"):
        actions.confirm(warning=warning, by=watch.duty, at=NOW)
    actions.verify(warning=warning, by=watch.duty, at=NOW)
    actions.confirm(warning=warning, by=watch.duty, at=NOW)
    with pytest.raises(Conflict, match="已由他人"):
        actions.confirm(warning=warning, by=watch.colleague, at=NOW)
    fact = Event.objects.get(name="WarningConfirmed").payload
    assert (fact["warning_id"], fact["kind"], fact["realm"]) == (warning.pk, "gas_leak", "actual")
