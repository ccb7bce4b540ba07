"""Tokens of the processes endpoint: the authority of one seat, no more, and no longer than the seat."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.decision.runs import actions, tokens
from ancheng.decision.runs.models import ProcessToken, Run
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.people.models import Membership, Person
from tests.decision.runs.test_actions import LEAK, leak
from tests.factories import NOW, asker, make_office, make_unit
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
PLUME = "/processes/processes/gaussian_plume"


@pytest.fixture
def officer():
    return asker(Role.DEPARTMENT, make_unit("区应急局"))


def token_of(by, *, starts_runs=True, days=90, at=None):
    return tokens.issue(
        label="区城运中心", days=days, starts_runs=starts_runs, by=by, at=at or timezone.now()
    )[1]


def call(method, address, token, body=None, **more):
    headers = {"Authorization": f"Bearer {token}"} | more
    client = Client(enforce_csrf_checks=True)
    if body is None:
        return getattr(client, method)(address, headers=headers)
    return getattr(client, method)(
        address, json.dumps(body), content_type="application/json", headers=headers
    )


def test_a_program_runs_a_model_in_the_seat_of_who_issued_its_token(officer):
    answer = call("post", f"{PLUME}/execution", token_of(officer), {"inputs": LEAK})
    assert answer.status_code == 200, answer.content
    run = Run.every.get()
    assert (run.person_id, run.unit_id, run.by_role) == (officer.person_id, officer.unit_id, Role.DEPARTMENT)
    assert Entry.objects.filter(subject_type="runs.run", actor_name=officer.name).count() == 2


def test_it_sees_the_jobs_of_its_seat_and_of_nobody_else(officer):
    mine = actions.ask_now(leak(), by=officer, at=NOW)
    other = actions.ask_now(leak(), by=asker(Role.DEPARTMENT, make_unit("区商务局")), at=NOW)
    token = token_of(officer)
    assert [each["jobID"] for each in call("get", "/processes/jobs", token).json()["jobs"]] == [str(mine.pk)]
    assert call("get", f"/processes/jobs/{other.pk}", token).status_code == 404


def test_a_token_that_only_reads_starts_and_stops_nothing(officer):
    token = token_of(officer, starts_runs=False)
    assert call("get", PLUME, token).status_code == 200
    answer = call("post", f"{PLUME}/execution", token, {"inputs": LEAK})
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "只能读取" in answer.json()["detail"]
    waiting = actions.ask_now(leak(background=True), by=officer, at=NOW)
    assert call("delete", f"/processes/jobs/{waiting.pk}", token).status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "queued"
    assert Run.every.count() == 1


@pytest.mark.parametrize(
    "shown", ["", "Bearer", "Bearer  ", "Basic YTpi", "Bearer ap_nonsense", "Bearer \u00e4\u00f6", "Token x"]
)
def test_without_a_token_that_holds_nothing_opens(shown):
    client = Client(headers={"Authorization": shown} if shown else {"Accept": "application/json"})
    for answer in (
        client.get("/processes/"),
        client.get("/processes/jobs"),
        client.post(f"{PLUME}/execution", "{}", content_type="application/json"),
    ):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"].endswith("。")


def test_a_person_who_opens_the_address_is_sent_to_the_door_and_back():
    answer = Client().get("/processes/jobs?limit=3", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/processes/jobs%3Flimit%3D3"


def test_a_token_ends_with_its_day_with_its_revocation_and_with_the_seat(officer):
    now = timezone.now()
    short = token_of(officer, days=1, at=now - timedelta(days=2))
    assert call("get", "/processes/", short).status_code == 401
    text = token_of(officer)
    assert call("get", "/processes/", text).status_code == 200
    seats = Membership.objects.filter(person_id=officer.person_id)
    seats.update(valid_to=date(2026, 1, 1))
    assert call("get", "/processes/", text).status_code == 401
    seats.update(valid_to=None)
    Person.objects.filter(pk=officer.person_id).update(is_active=False)
    assert call("get", "/processes/", text).status_code == 401
    Person.objects.filter(pk=officer.person_id).update(is_active=True)
    held = ProcessToken.objects.latest("pk")
    tokens.revoke(token_id=held.pk, by=officer, at=now)
    assert call("get", "/processes/", text).status_code == 401
    with pytest.raises(Conflict, match="已经停用"):
        tokens.revoke(token_id=held.pk, by=officer, at=now)


def test_a_wrong_token_is_not_made_good_by_a_session():
    client = signed_in(Role.DUTY, make_office())
    assert client.get("/processes/").status_code == 200
    assert client.get("/processes/", headers={"Authorization": "Bearer ap_nonsense"}).status_code == 401


def test_a_foreign_page_cannot_start_a_run_with_the_session_of_an_officer():
    inside = signed_in(Role.DUTY, make_office())
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = inside.cookies
    assert strict.get("/processes/jobs").status_code == 200
    answer = strict.post(f"{PLUME}/execution", json.dumps({"inputs": LEAK}), content_type="application/json")
    assert answer.status_code == 403
    assert "防伪" in answer.json()["detail"]
    # With the mark that our own pages carry it is taken.
    strict.get("/runs/tokens/")
    mark = strict.cookies["csrftoken"].value
    answer = strict.post(
        f"{PLUME}/execution",
        json.dumps({"inputs": LEAK}),
        content_type="application/json",
        headers={"X-CSRFToken": mark},
    )
    assert answer.status_code == 200
    assert Run.every.count() == 1


def test_the_text_is_shown_once_and_only_its_hash_is_kept():
    client = signed_in(Role.DUTY, make_office())
    answer = client.post("/runs/tokens/", {"label": "区城运中心", "days": "30", "may_run": "on"}, follow=True)
    page = answer.content.decode()
    text = page.split("data-fresh>")[1].split("<")[0]
    assert text.startswith("ap_")
    held = ProcessToken.objects.get()
    assert held.may_run
    assert text not in str(ProcessToken.objects.values().get())
    assert text not in client.get("/runs/tokens/").content.decode()
    assert call("get", "/processes/", text).status_code == 200
    assert [each.verb for each in Entry.objects.filter(subject_type="runs.processtoken")] == [
        "签发测算接口令牌"
    ]
    client.post(f"/runs/tokens/{held.pk}/revoke/")
    assert call("get", "/processes/", text).status_code == 401


def test_whose_token_it_is_not_cannot_end_it_and_who_may_not_run_models_gets_none(officer):
    token_of(officer)
    held = ProcessToken.objects.get()
    with pytest.raises(Absent):
        tokens.revoke(token_id=held.pk, by=asker(Role.DEPARTMENT, make_unit("区商务局")), at=NOW)
    for role in (Role.AUDITOR, Role.GRID, Role.ENTERPRISE):
        with pytest.raises(NotAllowed):
            token_of(asker(role))


@pytest.mark.parametrize(
    ("label", "days", "word"), [("", 30, "交给谁"), ("某系统", 0, "有效期"), ("某系统", 4000, "有效期")]
)
def test_a_token_says_for_whom_it_is_and_does_not_last_for_ever(officer, label, days, word):
    with pytest.raises(Refusal, match=word):
        tokens.issue(label=label, days=days, starts_runs=True, by=officer, at=NOW)


def test_nobody_holds_more_open_tokens_than_he_can_oversee(officer):
    for _ in range(tokens.MOST_OPEN):
        token_of(officer)
    with pytest.raises(Refusal, match="先停用"):
        token_of(officer)


def test_the_last_use_is_noted_but_not_at_every_request(officer):
    text, now = token_of(officer), timezone.now()
    tokens.bearer(text, now)
    first = ProcessToken.objects.get().used_at
    tokens.bearer(text, now + timedelta(minutes=1))
    assert ProcessToken.objects.get().used_at == first == now
    tokens.bearer(text, now + timedelta(minutes=6))
    assert ProcessToken.objects.get().used_at == now + timedelta(minutes=6)


def test_the_definition_says_how_a_program_shows_its_token(officer):
    told = call("get", "/processes/api", token_of(officer)).json()
    assert told["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
