"""What goes wrong with runs: a second click, a killed worker, a stop while it runs, nonsense in every field."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from ancheng.base.roles import Role
from ancheng.decision.runs import actions, rules
from ancheng.decision.runs.actions import Asked
from ancheng.decision.runs.models import Run
from ancheng.kernel.audit.queries import verify
from ancheng.science.ensemble import Here
from tests.command.incidents.test_actions import make_incident
from tests.decision.runs.test_actions import leak
from tests.decision.runs.test_models_on_the_web import sent
from tests.factories import NOW, asker, make_office
from tests.supervision.hotline.makers import signed_in

SAMPLE = "/runs/models/gaussian_plume/?sample=1"


@pytest.fixture
def officer():
    return asker(Role.DUTY, make_office())


@pytest.mark.django_db
def test_a_second_click_leads_to_the_run_of_the_first():
    client = signed_in(Role.DUTY, make_office())
    form = sent(client.get(SAMPLE).content.decode())
    first, second = (client.post(SAMPLE, form)["Location"] for _ in range(2))
    assert first == second
    assert Run.every.count() == 1
    other = client.post(SAMPLE, form | {"wind_m_s": "4"})
    assert other["Location"] != first
    assert client.post(SAMPLE, form | {"purpose": "另一路口"})["Location"] not in (first, other["Location"])


@pytest.mark.django_db
def test_the_same_question_later_or_by_another_or_for_another_incident_is_a_run_of_its_own(officer):
    first = actions.ask_now(leak(), by=officer, at=NOW, once=True)
    assert actions.ask_now(leak(), by=officer, at=NOW + timedelta(seconds=5), once=True) == first
    later = actions.ask_now(leak(), by=officer, at=NOW + timedelta(seconds=11), once=True)
    other = actions.ask_now(leak(), by=asker(Role.DUTY, make_office()), at=NOW, once=True)
    tied = actions.ask_now(leak(incident_id=make_incident().pk), by=officer, at=NOW, once=True)
    assert len({first, later, other, tied}) == 4
    assert {each.result_checksum for each in (first, later, other, tied)} == {first.result_checksum}


@pytest.mark.django_db
def test_a_repetition_is_wanted_and_is_made_at_once(officer):
    first = actions.ask_now(leak(), by=officer, at=NOW, once=True)
    assert actions.repeat(run=first, by=officer, at=NOW) != first


class Slow:
    """An executor that takes its time with each member."""

    def each(self, task, items, stop):
        for number, item in items:
            time.sleep(0.2)
            yield number, task(item)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_outright_loses_nothing_that_was_kept(officer):
    run = actions.ask_now(leak(background=True), by=officer, at=timezone.now())
    connections.close_all()
    child = os.fork()
    if not child:
        # A process of its own, as the worker is one.
        try:
            actions.compute(run_id=run.pk, at=timezone.now(), executor=Slow())
        finally:
            os._exit(0)
    try:
        until = time.monotonic() + 30
        while len(Run.every.values_list("kept", flat=True).get(pk=run.pk)) < 3:
            assert time.monotonic() < until, "the worker kept nothing"
            time.sleep(0.05)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    run.refresh_from_db()
    kept = dict(run.kept)
    assert (run.state, run.result) == ("running", None)
    assert len(kept) >= 3

    # Nobody takes it from a worker that may still live; after two silent minutes somebody does.
    later = run.beat_at + timedelta(minutes=3)
    assert actions.take_up_lost(at=run.beat_at + timedelta(minutes=1)) == 0
    assert actions.take_up_lost(at=later) == 1
    actions.compute(run_id=run.pk, at=later, executor=Here())
    run.refresh_from_db()
    assert run.state == "done"
    assert run.result_checksum == actions.ask_now(leak(), by=officer, at=NOW).result_checksum
    assert run.around["sensitivity"]["strongest"]
    assert verify().whole


@pytest.mark.django_db
def test_a_run_whose_job_was_lost_before_it_began_is_queued_again_and_computed_once(officer):
    run = actions.ask_now(leak(background=True), by=officer, at=NOW)
    assert actions.take_up_lost(at=NOW + timedelta(minutes=3)) == 1
    actions.compute(run_id=run.pk, at=NOW + timedelta(minutes=3), executor=Here())
    assert actions.take_up_lost(at=NOW + timedelta(minutes=9)) == 0


NONSENSE = (
    "abc",
    "1e999",
    "-1e999",
    "NaN",
    "∞",
    "1,2,3",
    "--5",
    "１２",
    "0x10",
    "\x00",
    "9" * 400,
    "<b>1</b>",
    "1 2",
)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["gaussian_plume", "slope_stability", "station_evacuation", "area_evacuation", "crowd_level", "explosion_fire", "siting", "outage"])  # fmt: skip
def test_nonsense_in_any_field_is_a_sentence_and_keeps_what_was_typed(name):
    client = signed_in(Role.DUTY, make_office())
    address = f"/runs/models/{name}/?sample=1"
    form = sent(client.get(address).content.decode())
    numbers = [each.key for each in rules.model_named(name).inputs if each.kind in ("number", "integer")]
    cells = [key for key, value in form.items() if "-" in key and value.replace(".", "").isdigit()][:3]
    for place, key in enumerate([*numbers[:5], *cells]):
        typed = NONSENSE[place % len(NONSENSE)]
        answer = client.post(address, form | {key: typed, "purpose": "保留的用途"})
        assert answer.status_code in (302, 400, 422), (key, typed, answer.status_code)
        if answer.status_code != 302:
            page = answer.content.decode()
            assert "data-sentence" in page, (key, typed)
            assert 'value="保留的用途"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["at=x", "at=1", "at=1,2,3", "at=999,0", "at=,", "run=999999999", "onward=999999999"]
)
def test_an_address_that_makes_no_sense_is_a_refusal_and_never_a_fault(query):
    client = signed_in(Role.DUTY, make_office())
    answer = client.get(f"/runs/models/gaussian_plume/?{query}")
    assert answer.status_code in (400, 404, 422)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["run=abc", "asset=abc", "asset=99999999", "onward=abc", "incident=abc", "sample=", "run=" + "9" * 30],
)
def test_an_address_that_names_nothing_gives_the_empty_form(query):
    client = signed_in(Role.DUTY, make_office())
    assert client.get(f"/runs/models/gaussian_plume/?{query}").status_code == 200


@pytest.mark.django_db
def test_inputs_of_millions_of_characters_are_refused_before_they_are_stored(officer):
    from ancheng.science.model import BadInput

    with pytest.raises(BadInput, match="MB"):
        actions.ask_now(Asked("urban_flood", {"terrain": "1 " * 5_000_000}), by=officer, at=NOW)
    assert not Run.every.exists()
