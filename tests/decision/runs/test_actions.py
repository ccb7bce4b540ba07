"""Runs: asked, computed, stopped, taken up again, repeated bit by bit, tied to an incident."""

import json
import math
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.base.errors import Absent, Conflict, NotAllowed
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.decision.runs import actions, queries, rules
from ancheng.decision.runs.actions import Asked
from ancheng.decision.runs.models import Run
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.events.actions import hand_on
from ancheng.kernel.events.models import Event
from ancheng.kernel.notices.models import Notice
from ancheng.science.ensemble import Here, Stopped
from ancheng.science.model import BadInput
from ancheng.science.models import models
from tests.command.incidents.test_actions import make_incident
from tests.factories import NOW, asker, make_office, make_unit
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area, make_asset

pytestmark = pytest.mark.django_db
LEAK = {
    "release_kg_s": 2.0,
    "wind_m_s": 2.0,
    "wind_from_deg": 0,
    "stability": "F",
    "levels": [{"name": "关注", "mg_m3": 100}],
    "lon": INSIDE_FIRST[0],
    "lat": INSIDE_FIRST[1],
}


@pytest.fixture
def street():
    return make_area("第一街道", FIRST_STREET)


@pytest.fixture
def officer():
    return asker(Role.DUTY, make_office())


def leak(**more):
    return Asked("gaussian_plume", {**LEAK, **more.pop("inputs", {})}, **more)


def test_a_leak_is_computed_with_the_people_schools_and_needs_inside(street, officer):
    south = (INSIDE_FIRST[0], INSIDE_FIRST[1] - 0.003)
    make_asset(
        street,
        kind="school",
        name="某小学",
        geometry=at(south),
        attributes={"level": "primary", "pupils": "120"},
    )
    make_asset(
        street,
        kind="crowded_place",
        code="RM-1",
        name="某医院",
        geometry=at(south),
        attributes={"venue": "hospital"},
    )
    make_asset(street, kind="school", name="上风向小学", code="XX-2", geometry=at((INSIDE_FIRST[0], INSIDE_FIRST[1] + 0.01)), attributes={"level": "primary", "pupils": "900"})  # fmt: skip
    run = actions.ask_now(leak(purpose="路口泄漏"), by=officer, at=NOW)
    assert (run.state, run.subdistrict, run.members_done) == ("done", street, run.members)
    around = run.around
    assert (around["people"], around["schools"], around["hospitals"], around["uncounted"]) == (120, 1, 1, 1)
    assert {each["name"] for each in around["named"]} == {"某小学", "某医院"}
    assert {each["key"]: each["amount"] for each in around["needs"]} == {
        "shelter_m2": 240,
        "drinking_l": 360,
        "water_l": 1800,
        "beds": 120,
        "toilets": 3,
        "meals": 360,
    }
    assert all(not each["verified"] for each in around["needs"])


def test_a_run_made_again_has_the_same_checksum_and_one_with_another_wind_has_not(officer):
    first = actions.ask_now(leak(), by=officer, at=NOW)
    again = actions.repeat(run=first, by=officer, at=NOW + timedelta(minutes=1))
    other = actions.ask_now(leak(inputs={"wind_m_s": 2.5}), by=officer, at=NOW)
    assert again.repeat_of == first
    assert first.result_checksum == again.result_checksum == rules.checksum(first.result)
    assert other.result_checksum != first.result_checksum


def test_the_strongest_inputs_and_the_band_hold_the_figure_between_them(officer):
    run = actions.ask_now(leak(), by=officer, at=NOW)
    found = run.around["sensitivity"]
    assert found["low"] <= found["middle"] <= found["high"]
    assert 1 <= len(found["strongest"]) <= 3
    swings = [abs(each["figures"][1] - each["figures"][0]) for each in found["strongest"]]
    assert swings == sorted(swings, reverse=True)
    assert "release_kg_s" in {each["input"] for each in found["strongest"]}


@pytest.mark.parametrize(("inputs", "named"), [({"wind_m_s": 0}, "风速"), ({"wind_m_s": None}, "缺少"), ({"oddity": 1}, "不认识"), ({"release_kg_s": math.nan}, "无法表示")])  # fmt: skip
def test_what_the_model_refuses_is_refused_in_its_words_and_nothing_is_stored(officer, inputs, named):
    with pytest.raises(BadInput, match=named):
        actions.ask_now(leak(inputs=inputs), by=officer, at=NOW)
    assert not Run.every.exists()


def test_a_model_that_finds_no_result_says_why_and_the_run_has_failed(officer):
    run = actions.ask_now(leak(inputs={"mixing_height_m": 20, "height_m": 30}), by=officer, at=NOW)
    assert (run.state, run.result, run.result_checksum) == ("failed", None, "")
    assert "混合层高度" in run.sentence


@pytest.mark.parametrize("role", [Role.GRID, Role.ENTERPRISE, Role.AUDITOR])
def test_who_does_not_decide_may_not_run_models(role):
    with pytest.raises(NotAllowed, match="不能进行模型测算"):
        actions.ask(leak(), by=asker(role), at=NOW)


def test_a_run_is_seen_by_its_unit_the_street_of_its_place_and_the_district(street, officer):
    bureau = asker(Role.DEPARTMENT, make_unit("区应急局"))
    run = actions.ask_now(leak(), by=bureau, at=NOW)
    for who in (bureau, officer, asker(Role.SUBDISTRICT, street)):
        assert queries.one(who, run.pk) == run
    with pytest.raises(Absent, match="没有这次测算"):
        queries.one(asker(Role.DEPARTMENT, make_unit("区商务局")), run.pk)


def test_an_exercise_stands_apart_from_what_really_happens(officer):
    actions.ask_now(leak(realm=Realm.EXERCISE), by=officer, at=NOW)
    assert not queries.visible(officer).exists()
    assert queries.visible(officer, Realm.EXERCISE).count() == 1
    assert Event.objects.get(name="ModelRunFinished").payload["realm"] == "exercise"


def test_a_finished_run_is_announced_once_and_audited(officer):
    incident = make_incident()
    run = actions.ask_now(leak(incident_id=incident.pk), by=officer, at=NOW)
    told = Event.objects.get(name="ModelRunFinished").payload
    assert (told["run_id"], told["incident_id"]) == (run.pk, incident.pk)
    assert told["result_checksum"] == run.result_checksum
    assert told["headline"].endswith(" mg/m³")
    assert "_" not in told["headline"]
    assert [each.verb for each in Entry.objects.filter(subject_type="runs.run").order_by("pk")] == [
        "提出测算",
        "完成测算",
    ]
    assert [each.pk for each in queries.of_incident(officer, incident.pk)] == [run.pk]


def test_a_long_run_waits_for_the_worker_and_tells_its_owner(officer):
    run = actions.ask_now(leak(background=True), by=officer, at=NOW)
    assert (run.state, run.result) == ("queued", None)
    assert queries.count_waiting(officer) == 1
    actions.compute(run_id=run.pk, at=NOW, executor=Here())
    run.refresh_from_db()
    assert (run.state, run.kept, run.percent) == ("done", {}, 100)
    notice = Notice.objects.get(person_id=officer.person_id)
    assert notice.url == run.get_absolute_url()
    with pytest.raises(Conflict, match="已有计算进程"):
        actions.compute(run_id=run.pk, at=NOW, executor=Here())


class Dies(Exception):
    """The machine is switched off."""


class DiesAfter:
    """An executor whose worker dies after so many members."""

    def __init__(self, many):
        self.left, self.done = many, []

    def each(self, task, items, stop):
        for number, item in items:
            if not self.left:
                raise Dies
            self.left -= 1
            self.done.append(number)
            yield number, task(item)


def test_a_run_whose_worker_died_goes_on_with_what_was_kept(officer):
    run = actions.ask_now(leak(background=True), by=officer, at=NOW)
    with pytest.raises(Dies):
        actions.compute(run_id=run.pk, at=NOW, executor=DiesAfter(3))
    run.refresh_from_db()
    assert (run.state, sorted(run.kept)) == ("running", ["0", "1", "2"])
    with pytest.raises(Conflict):
        actions.compute(run_id=run.pk, at=NOW, executor=Here())
    later = run.beat_at + timedelta(minutes=3)
    assert actions.take_up_lost(at=run.beat_at + timedelta(seconds=30)) == 0
    assert actions.take_up_lost(at=later) == 1
    second = DiesAfter(1000)
    actions.compute(run_id=run.pk, at=later, executor=second)
    run.refresh_from_db()
    assert run.state == "done"
    assert not {0, 1, 2} & set(second.done)
    assert run.result_checksum == actions.ask_now(leak(), by=officer, at=NOW).result_checksum


def test_a_run_is_cancelled_before_it_starts_and_stopped_while_it_runs(officer):
    waiting = actions.ask_now(leak(background=True), by=officer, at=NOW)
    actions.cancel(run=waiting, by=officer, at=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    with pytest.raises(Conflict, match="已经结束"):
        actions.cancel(run=waiting, by=officer, at=NOW)
    running = actions.ask_now(leak(background=True), by=officer, at=NOW)

    class Listens:
        def each(self, task, items, stop):
            actions.cancel(run=running, by=officer, at=NOW)
            if stop():
                raise Stopped("计算已按要求停止，已完成的部分已保存。")
            raise AssertionError("a stop was not heard")

    actions.compute(run_id=running.pk, at=NOW, executor=Listens())
    running.refresh_from_db()
    assert (running.state, running.result) == ("cancelled", None)
    assert "已按要求停止" in running.sentence


def test_a_colleague_of_another_unit_may_not_cancel(street):
    bureau = asker(Role.DEPARTMENT, make_unit("区应急局"))
    run = actions.ask_now(leak(background=True), by=bureau, at=NOW)
    with pytest.raises(NotAllowed, match="只有提出测算的人"):
        actions.cancel(run=run, by=asker(Role.SUBDISTRICT, street), at=NOW)


def test_the_database_holds_that_done_means_a_result(officer):
    run = actions.ask_now(leak(background=True), by=officer, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.every.filter(pk=run.pk).update(state="done")
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.every.filter(pk=run.pk).update(state="dreaming")


def test_a_run_is_tied_to_an_incident_and_loosed_again(officer):
    run = actions.ask_now(leak(), by=officer, at=NOW)
    incident = make_incident()
    actions.tie(run=run, incident_id=incident.pk, by=officer, at=NOW)
    assert queries.of_incident(officer, incident.pk)[0].pk == run.pk
    actions.tie(run=run, incident_id=None, by=officer, at=NOW)
    assert queries.of_incident(officer, incident.pk) == []


def test_what_a_run_said_stands_once_in_the_log_of_its_incident(officer):
    incident = make_incident()
    run = actions.ask_now(leak(), by=officer, at=NOW)
    for _time in range(2):
        actions.tie(run=run, incident_id=incident.pk, by=officer, at=NOW)
        for event in Event.objects.filter(name="ModelRunFinished"):
            hand_on(event.pk, at=NOW)
    entry = incident.log.get(facts__run=run.pk)
    assert entry.text.startswith("模型测算：")
    assert run.result_checksum[:12] in entry.text
    assert entry.by_name == officer.name


def test_an_incident_that_is_not_there_or_of_another_world_takes_no_run(officer):
    with pytest.raises(Absent):
        actions.ask_now(leak(incident_id=999_999), by=officer, at=NOW)
    exercise = make_incident(realm=Realm.EXERCISE)
    with pytest.raises(Absent):
        actions.ask_now(leak(incident_id=exercise.pk), by=officer, at=NOW)
    run = actions.ask_now(leak(), by=officer, at=NOW)
    with pytest.raises(Absent):
        actions.tie(run=run, incident_id=exercise.pk, by=officer, at=NOW)
    assert not exercise.log.filter(facts__has_key="run").exists()


numbers = st.floats(allow_nan=True, allow_infinity=True) | st.integers(-(10**25), 10**25)
trees = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=5).filter(lambda text: "\x00" not in text and text.isprintable())
    | numbers,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=60)
@given(tree=trees)
def test_a_result_that_went_through_the_database_has_its_checksum_still(tree):
    try:
        expected = rules.checksum({"tree": tree})
    except rules.NotFinite:
        return
    with transaction.atomic():
        run = Run(
            model="x", model_version="1", asked_at=NOW, by_name="x", result=rules.settled({"tree": tree})
        )
        run.save()
        assert rules.checksum(Run.every.get(pk=run.pk).result) == expected
        transaction.set_rollback(True)


QUICK = sorted(set(models()) - rules.LONG)


@settings(max_examples=40)
@given(name=st.sampled_from(QUICK), data=st.data())
def test_whatever_numbers_are_given_there_is_a_finite_result_or_a_sentence(name, data):
    """Over and beyond the range of each input: never NaN on a map."""
    model = models()[name]
    inputs = json.loads(json.dumps(dict(model.cases[0].inputs)))
    for each in model.inputs:
        if each.kind in ("number", "integer") and data.draw(st.booleans(), label=each.key):
            low = -1e6 if each.minimum is None else each.minimum
            high = 1e6 if each.maximum is None else min(each.maximum, 1e6)
            inputs[each.key] = data.draw(
                st.sampled_from([low, high, low - 1, high * 2 + 1, 0])
                | (
                    st.floats(low, high)
                    if each.kind == "number"
                    else st.integers(int(low), int(max(low, high)))
                ),
                label=each.key,
            )
    inputs["members"] = 0 if "members" in inputs else inputs.pop("members", 0)
    if "members" not in {each.key for each in model.inputs}:
        inputs.pop("members")
    found = rules.compute((name, inputs))
    if "refused" in found:
        assert found["refused"].strip()
        assert found["refused"].endswith(("。", "）"))
    else:
        json.dumps(found["result"], allow_nan=False)
