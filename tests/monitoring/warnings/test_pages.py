"""The pages as officers open them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from ancheng.base.roles import Role
from ancheng.kernel.people.models import Person
from ancheng.monitoring.warnings import actions, watching
from ancheng.monitoring.warnings.models import Alarm, Missed, Suppression, Warning
from tests.factories import NOW, make_enterprise, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


def as_person(asker):
    client = Client()
    client.force_login(
        Person.objects.get(pk=asker.person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def signed_in(role, unit):
    client = Client()
    client.force_login(make_person(role, unit), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def post(client, warning, verb, **fields):
    answer = client.post(f"/warnings/{warning.pk}/{verb}/", fields)
    warning.refresh_from_db()
    return answer


def test_an_officer_takes_a_card_to_an_issued_and_lifted_warning_on_its_pages(watch):
    card = watch.card()
    duty = as_person(watch.duty)
    board = duty.get("/warnings/").content.decode()
    for words in ("燃气泄漏", "达到或高于 20 %LEL", "data-mmss", "<polyline", "核实", "误报"):
        assert words in board
    assert "生成事件" not in board
    assert post(duty, card, "verify", why="现场电话核实").status_code == 302
    draft = {
        "title": card.title, "level": "3", "started_at": "2026-11-24T10:00", "area_text": "呼家楼街道", "alert_items": "浓度升高",
        "measures": "疏散", "scope": "Public", "area": "",
    }  # fmt: skip
    refused = post(duty, card, "draft", **{**draft, "measures": ""})
    assert refused.status_code == 422
    assert "第六十四条" in refused.content.decode()
    assert "呼家楼街道" in refused.content.decode(), "what was typed is shown again"
    assert post(duty, card, "draft", **draft).status_code == 302
    assert post(duty, card, "send", units=[str(watch.gas.pk)]).status_code == 302
    signer = as_person(watch.signer)
    assert "会签同意" in signer.get(f"/warnings/{card.pk}/").content.decode()
    assert post(signer, card, "cosign", agreed="yes", opinion="同意").status_code == 302
    assert post(as_person(watch.commander), card, "approve").status_code == 302
    assert post(duty, card, "issue").status_code == 302
    assert post(duty, card, "lift", why="恢复正常").status_code == 302
    assert post(duty, card, "review", hit="yes", lessons="阀门老化").status_code == 302
    assert card.state == "reviewed"
    page = duty.get(f"/warnings/{card.pk}/").content.decode()
    assert "Cancel" in page


def test_an_orange_warning_without_the_number_is_refused_with_its_sentence(watch):
    warning = watch.signed(level=2)
    answer = post(as_person(watch.commander), warning, "approve", authorisation="")
    assert answer.status_code == 422
    assert "取得授权文号并填写后再发布" in answer.content.decode()
    assert warning.state == "signed"


@pytest.mark.parametrize(
    "query",
    ["?q=燃气&kind=gas_leak&level=3&state=suggested&open=1&late=1&mine=1&issued=1&outcome=pending", "?after=x", "?before=2026~1",
     "?since=2026-01-01&until=2026-12-31", "?q=%25"],
)  # fmt: skip
def test_no_filter_breaks_the_lists(watch, query):
    watch.card()
    client = as_person(watch.duty)
    assert client.get("/warnings/all/" + query).status_code == 200
    assert client.get("/warnings/alarms/" + query).status_code == 200


@pytest.mark.parametrize("query", ["?level=x", "?kind=ufo", "?state=x", "?since=yesterday", "?alarm_state=x"])
def test_a_filter_that_means_nothing_is_refused(watch, query):
    assert as_person(watch.duty).get("/warnings/all/" + query).status_code == 400


def test_the_export_equals_the_list_and_an_unknown_reading_is_empty(watch):
    watch.card(key="A", value=None)
    watch.card(key="B", at=NOW + timedelta(minutes=1))
    client = as_person(watch.duty)
    text = b"".join(client.get("/warnings/alarms/export.csv").streaming_content).decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 3
    warnings = b"".join(client.get("/warnings/export.csv?kind=fire").streaming_content).decode("utf-8-sig")
    assert len(warnings.strip().splitlines()) == 1
    assert client.get("/warnings/export.xlsx").status_code == 200


def test_paging_shows_every_warning_once(watch, monkeypatch):
    monkeypatch.setattr("ancheng.monitoring.warnings.queries.page.__kwdefaults__", {"after": "", "before": "", "size": 3})  # fmt: skip
    for number in range(8):
        actions.open_warning(
            kind_name="fire", level=4, title=f"预警{number}号", why="电话", by=watch.duty, at=NOW
        )
    client, address, seen = as_person(watch.duty), "/warnings/all/", []
    while address:
        page = client.get(address).context["page"]
        seen += [each.pk for each in page.rows]
        address = f"/warnings/all/?after={page.after}".replace("+", "%2B") if page.after else ""
    assert sorted(seen) == sorted(Warning.objects.values_list("pk", flat=True))
    assert len(seen) == len(set(seen)) == 8


def test_anothers_warning_and_alarm_are_not_there(watch):
    card = watch.card()
    alarm = Alarm.objects.get()
    outsider = signed_in(Role.DEPARTMENT, make_unit())
    addresses = (f"/warnings/{card.pk}/", f"/warnings/{card.pk}/peek/", f"/warnings/alarms/{alarm.pk}/")
    for address in addresses:
        assert outsider.get(address).status_code == 404
    assert outsider.post(f"/warnings/{card.pk}/verify/").status_code == 404
    assert card.number not in outsider.get("/warnings/all/").content.decode()
    assert alarm.label not in outsider.get("/warnings/alarms/").content.decode()


def test_an_enterprise_sees_and_acknowledges_its_own_alarm_and_no_warning(watch):
    mine = make_enterprise()
    alarm = watch.alarm(unit_id=mine.pk)
    client = signed_in(Role.ENTERPRISE, mine)
    assert client.get(f"/warnings/alarms/{alarm.pk}/").status_code == 200
    assert client.post(f"/warnings/alarms/{alarm.pk}/acknowledge/").status_code == 302
    assert client.get(f"/warnings/{alarm.warning_id}/").status_code == 404
    assert client.get("/warnings/new/").status_code == 403


def test_alarms_are_acknowledged_together_shelved_and_restored_on_their_pages(watch):
    first, second = watch.alarm(key="A"), watch.alarm(key="B", at=NOW + timedelta(seconds=1))
    client = as_person(watch.duty)
    assert client.post("/warnings/alarms/acknowledge/", {"ids": [first.pk, second.pk]}).status_code == 302
    assert set(Alarm.objects.values_list("state", flat=True)) == {"acknowledged"}
    assert client.post("/warnings/alarms/acknowledge/", {}).status_code == 400
    url = f"/warnings/alarms/{first.pk}/"
    assert client.post(url + "shelve/", {"minutes": "30", "why": "更换探头"}).status_code == 302
    assert "更换探头" in client.get(url).content.decode()
    assert client.post(url + "restore/").status_code == 302
    assert client.post(url + "suppress/", {"why": ""}).status_code == 400
    first.refresh_from_db()
    assert first.state == "unacknowledged"


def test_a_window_is_set_and_ended_on_its_page(watch):
    client = as_person(watch.duty)
    form = {"title": "检修", "reason": "换阀", "kind": "gas_leak", "starts_at": "2020-01-01T00:00", "ends_at": "2020-01-01T01:00"}  # fmt: skip
    late = client.post("/warnings/windows/", form)
    assert late.status_code == 422
    assert "换阀" in late.content.decode()
    ends = (NOW + timedelta(days=300)).strftime("%Y-%m-%dT%H:%M")
    starts = (NOW + timedelta(days=260)).strftime("%Y-%m-%dT%H:%M")
    assert (
        client.post("/warnings/windows/", {**form, "starts_at": starts, "ends_at": ends}).status_code == 302
    )
    works = Suppression.objects.get()
    assert client.post(f"/warnings/windows/{works.pk}/close/").status_code == 302
    assert client.post(f"/warnings/windows/{works.pk}/close/").status_code == 400


def test_the_ledger_counts_hits_false_alarms_and_misses_and_unknown_is_no_zero(watch):
    hit = watch.issued()
    actions.lift(warning=hit, why="恢复", by=watch.duty, at=NOW + timedelta(hours=1))
    actions.review(warning=hit, hit=True, lessons="x", by=watch.duty, at=NOW + timedelta(hours=2))
    false = watch.card(key="Z", at=NOW + timedelta(hours=3))
    actions.dismiss(warning=false, why="误触", by=watch.duty, at=NOW + timedelta(hours=3, minutes=6))
    actions.note_missed(
        kind_name="gas_leak",
        happened_at=NOW,
        text="居民自行发现泄漏",
        unit_id=watch.gas.pk,
        by=watch.duty,
        at=NOW,
    )
    client = as_person(watch.duty)
    page = client.get("/warnings/quality/?since=2026-11-01&until=2026-11-30")
    line = page.context["lines"][0]
    assert (line.count, line.hits, line.false, line.missed, line.pending) == (2, 1, 1, 1, 0)
    assert (line.precision, line.recall) == (50.0, 50.0)
    assert line.minutes["accepted"] == 3.0
    assert line.minutes["judged"] == 0.0
    for by in ("rule", "unit"):
        assert client.get(f"/warnings/quality/?by={by}&since=2026-11-01&until=2026-11-30").status_code == 200
    assert client.get("/warnings/quality/?by=x").status_code == 400
    empty = client.get("/warnings/quality/?since=2020-01-01&until=2020-01-02")
    assert empty.context["lines"] == []
    assert client.get("/warnings/quality/export.csv").status_code == 200


def test_a_miss_is_written_down_on_its_page(watch):
    client = as_person(watch.duty)
    form = {
        "kind": "fire",
        "happened_at": "2026-01-01T10:00",
        "text": "夜间起火无报警",
        "unit": str(watch.gas.pk),
    }
    assert client.post("/warnings/quality/missed/", form).status_code == 302
    assert client.post("/warnings/quality/missed/", {**form, "text": "x"}).status_code == 400
    assert Missed.objects.count() == 1


@pytest.mark.parametrize("address", ["/warnings/", "/warnings/cards/", "/warnings/screen/", "/warnings/screen/body/", "/warnings/windows/",
                                     "/warnings/quality/", "/warnings/inbox/", "/warnings/channels/", "/warnings/new/"])  # fmt: skip
def test_every_page_teaches_when_there_is_nothing(watch, address):
    assert as_person(watch.duty).get(address).status_code == 200


def test_a_foreign_alert_is_taken_in_and_relayed_on_its_page(watch):
    from tests.monitoring.warnings.test_outgoing import foreign

    client = as_person(watch.duty)
    assert client.post("/warnings/inbox/", {"content": "nonsense"}).status_code == 422
    assert client.post("/warnings/inbox/", {"content": foreign().decode()}).status_code == 302
    from ancheng.monitoring.warnings.models import ForeignAlert

    kept = ForeignAlert.objects.get()
    assert client.post(f"/warnings/inbox/{kept.pk}/relay/", {"kind": "rainstorm"}).status_code == 302
    assert Warning.objects.get().relay_number == kept.identifier


def test_channels_are_kept_by_the_office_alone(watch):
    form = {"channel": "sms", "address": "全区", "name": "短信群组"}
    assert as_person(watch.duty).post("/warnings/channels/", form).status_code == 403
    office = as_person(watch.office)
    assert office.post("/warnings/channels/", form).status_code == 302
    assert "短信群组" in office.get("/warnings/channels/").content.decode()


def test_hostile_text_is_shown_as_text(watch):
    actions.open_warning(
        kind_name="fire", level=4, title="<script>alert(1)</script>", why="<b>x</b>", by=watch.duty, at=NOW
    )
    page = as_person(watch.duty).get("/warnings/").content.decode()
    assert "<script>alert(1)" not in page


def test_a_stream_that_cannot_stay_open_answers_what_is_new_and_only_to_who_may_hear(watch):
    client = as_person(watch.duty)
    hello = client.get("/warnings/live/").content.decode()
    assert "event: hello" in hello


def test_the_reader_may_be_an_auditor_who_changes_nothing(watch):
    card = watch.card()
    auditor = signed_in(Role.AUDITOR, make_office())
    assert auditor.get(f"/warnings/{card.pk}/").status_code == 200
    assert auditor.post(f"/warnings/{card.pk}/verify/").status_code in (403, 422)
    card.refresh_from_db()
    assert card.state == "suggested"
    watching.acknowledge(alarm=Alarm.objects.get(), by=watch.duty, at=NOW)


def test_another_page_may_begin_the_form_and_what_is_typed_goes_before_it(watch):
    client = signed_in(Role.DUTY, make_office())
    address = "/warnings/new/?kind=waste_soil&title=某受纳场失稳预警&why=测算低于要求"
    page = client.get(address).content.decode()
    assert 'value="waste_soil" selected' in page
    assert 'value="某受纳场失稳预警"' in page
    assert "测算低于要求</textarea>" in page
    typed = client.post(address, {"kind": "waste_soil", "level": "3", "title": "改过的名称", "why": ""})
    assert typed.status_code == 422
    assert 'value="改过的名称"' in typed.content.decode()
