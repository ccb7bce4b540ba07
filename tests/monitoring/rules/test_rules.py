"""What a rule watches, what its author must say, and its pages."""

from __future__ import annotations

import re
from contextlib import contextmanager
from html import unescape

import numpy as np
import pytest
from django.test import Client

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.people.models import Person
from ancheng.monitoring.gateway.seam import Batch
from ancheng.monitoring.rules import actions, rules, views
from ancheng.monitoring.rules.models import Version
from ancheng.monitoring.rules.patterns import PATTERNS
from ancheng.monitoring.rules.values import Device, Draft, ScopeKind
from ancheng.science.signals.words import from_json, in_words
from tests.factories import NOW, asker, make_enterprise
from tests.monitoring.makers import make_version, make_watch
from tests.monitoring.making import make_sensor, make_source

LEVEL = {"kind": "level", "above": 20.0}
BOTH = {
    "kind": "all",
    "of": [
        {"kind": "level", "input": "rain", "above": 30},
        {"kind": "level", "input": "depth", "above": 0.1},
    ],
}


def device(number, kind="gas_methane", **values):
    return Device(number, f"S-{number}", kind, f"传感器{number}", 1, 0.0, 100.0, **values)


def bound(condition, devices, **values):
    given = {
        "scope_kind": ScopeKind.KIND,
        "scope": (),
        "sensor_kind": "gas_methane",
        "input_kinds": {},
        **values,
    }
    return rules.bindings(from_json(condition), devices, **given)


def test_a_rule_of_a_kind_watches_every_sensor_of_the_kind():
    found = bound(LEVEL, [device(1), device(2, "smoke"), device(3)])
    assert [each.key for each in found] == ["S-1", "S-3"]


def test_a_rule_of_named_sensors_objects_or_areas_watches_those_alone():
    devices = [device(1, asset_id=7), device(2, areas=(5, 6)), device(3)]
    assert [e.key for e in bound(LEVEL, devices, scope_kind=ScopeKind.SENSORS, scope=("S-3",))] == ["S-3"]
    assert [e.key for e in bound(LEVEL, devices, scope_kind=ScopeKind.ASSETS, scope=("7",))] == ["S-1"]
    assert [e.key for e in bound(LEVEL, devices, scope_kind=ScopeKind.AREAS, scope=("6",))] == ["S-2"]


def test_a_compound_rule_is_bound_only_where_all_its_sensors_stand_together():
    devices = [
        device(1, "rain_1h", asset_id=7),
        device(3, "underpass_depth", asset_id=7),
        device(2, "underpass_depth", asset_id=7),
        device(4, "rain_1h", asset_id=8),
    ]
    kinds = {"rain": "rain_1h", "depth": "underpass_depth"}
    found = bound(BOTH, devices, scope_kind=ScopeKind.ASSETS, input_kinds=kinds)
    assert [(e.key, e.inputs) for e in found] == [("asset:7", (("rain", 1), ("depth", 2)))]


def draft(**values):
    return Draft(**{"name": "规则", "kind": "gas_leak", "condition": LEVEL, "scope_kind": ScopeKind.KIND, "sensor_kind": "gas_methane", "level": 3, **values})  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"name": " "}, "名称"),
        ({"kind": "ufo"}, "类别"),
        ({"level": 5}, "级别"),
        ({"sensor_kind": "ufo"}, "传感器类别"),
        ({"condition": {"kind": "level"}}, "上限"),
        ({"scope_kind": ScopeKind.SENSORS}, "编号"),
        ({"scope_kind": ScopeKind.AREAS}, "区域"),
        ({"condition": BOTH}, "按对象或区域"),
        ({"condition": BOTH, "scope_kind": ScopeKind.ASSETS}, "选择传感器类别"),
        (
            {"condition": BOTH, "scope_kind": ScopeKind.ASSETS, "inputs": (("rain", "x"), ("depth", "y"))},
            "不存在",
        ),
        ({"remind_min": 0}, "重复提醒"),
        ({"clear_min": 99_999}, "定时解除"),
    ],
)
def test_a_draft_with_a_fault_is_refused_with_what_to_mend(wrong, word):
    with pytest.raises(Refusal, match=word):
        rules.check_draft(draft(**wrong), kinds=["gas_leak"], sensor_kinds=["gas_methane", "rain_1h"])


@pytest.mark.parametrize("pattern", PATTERNS, ids=[each[0] for each in PATTERNS])
def test_every_pattern_is_a_rule_that_speaks_chinese(pattern):
    assert in_words(from_json(pattern[2]))


def test_the_line_beside_the_curve_is_the_first_level():
    assert rules.threshold(from_json({"kind": "held", "of": LEVEL, "for_s": 5})) == 20.0
    assert rules.threshold(from_json({"kind": "silent", "after_s": 5})) is None


class Stored:
    """A store with one sensor that was twice beyond the limit."""

    def __init__(self, sensor):
        self.sensor = sensor

    def batch(self, sensors, start_us, end_us):
        values = np.array([1.0, 25.0, 1.0, 30.0, 1.0, 1e9])
        times = (start_us + (np.arange(6) + 1) * 3_600_000_000).astype(np.int64)
        return Batch(np.full(6, self.sensor, np.int32), times, values, np.zeros(6, np.int16))


@pytest.fixture
def watch(db):
    return make_watch()


def client_of(someone):
    client = Client()
    client.force_login(
        Person.objects.get(pk=someone.person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


FORM = {
    "name": "商户燃气高限", "kind": "gas_leak", "level": "3", "scope_kind": "kind", "sensor_kind": "gas_methane",
    "condition": '{"kind": "level", "above": 20, "clear_margin": 2}', "clause": "CJJ/T 146", "remind_min": "15",
}  # fmt: skip


def test_a_rule_is_written_tried_activated_followed_and_retired_on_its_pages(watch, monkeypatch):
    source, _ = make_source()
    sensor = make_sensor(source)

    @contextmanager
    def stored():
        yield Stored(sensor.pk)

    monkeypatch.setattr(views, "stored_readings", stored)
    office = client_of(watch.office)
    assert office.post("/rules/new/", FORM).status_code == 302
    version = Version.objects.get(rule__name="商户燃气高限")
    url = f"/rules/{version.pk}/"
    assert "达到或高于 20 %LEL（回差 2 %LEL）" in office.get(url).content.decode()
    assert office.post(url + "activate/").status_code in (400, 409), "not before it was tried"
    assert office.post(url + "test/", {"days": "0"}).status_code == 400
    assert office.post(url + "test/", {"days": "30"}).status_code == 302
    version.refresh_from_db()
    assert (version.trial["count"], version.trial["bindings"]) == (2, 1)
    assert office.post(url + "activate/").status_code == 302
    assert office.get(f"/rules/{version.pk}/edit/").status_code == 200
    assert office.post(f"/rules/{version.pk}/edit/", {**FORM, "level": "2"}).status_code == 302
    after = Version.objects.get(rule=version.rule, number=2)
    assert office.post(f"/rules/{after.pk}/test/", {"days": "30"}).status_code == 302
    assert office.post(f"/rules/{after.pk}/activate/").status_code == 302
    version.refresh_from_db()
    after.refresh_from_db()
    assert (version.state, after.state) == ("retired", "active")
    assert office.post(f"/rules/{after.pk}/confirm/", {"why": "阈值适当"}).status_code == 302
    assert office.post(f"/rules/{after.pk}/retire/", {"why": ""}).status_code == 400
    assert office.post(f"/rules/{after.pk}/retire/", {"why": "探头已拆"}).status_code == 302


def test_a_wrong_rule_keeps_what_was_typed_and_the_words_say_what_is_wrong(watch):
    office = client_of(watch.office)
    answer = office.post("/rules/new/", {**FORM, "condition": '{"kind": "level"}'})
    assert answer.status_code == 422
    assert "商户燃气高限" in answer.content.decode()
    assert "上限" in office.post("/rules/words/", {"condition": '{"kind": "level"}'}).content.decode()
    assert "不是有效的 JSON" in office.post("/rules/words/", {"condition": "{"}).content.decode()
    said = office.post("/rules/words/", {**FORM}).content.decode()
    assert "达到或高于 20 %LEL" in said


def test_a_version_in_use_was_tried_and_only_the_office_puts_it_to_use(watch):
    department = watch.signer
    version = actions.write(draft=draft(), by=department, at=NOW)
    actions.note_trial(version=version, trial={"count": 0}, by=department, at=NOW)
    with pytest.raises(NotAllowed):
        actions.activate(version=version, by=department, at=NOW)
    actions.activate(version=version, by=watch.office, at=NOW)
    assert version.state == "active"


@pytest.mark.django_db
def test_an_enterprise_writes_no_rules(watch):
    with pytest.raises(NotAllowed):
        actions.write(draft=draft(), by=asker(Role.ENTERPRISE, make_enterprise()), at=NOW)
    client = client_of(asker(Role.AUDITOR, watch.office_unit))
    assert client.get("/rules/new/").status_code == 403
    assert client.get("/rules/?state=&q=燃气&kind=gas_leak").status_code == 200
    assert client.get("/rules/?state=ufo").status_code == 400


@pytest.mark.django_db
def test_every_rule_is_reached_page_by_page(watch):
    """The oldest of more rules than a page holds stands on the second page."""
    before = Version.objects.filter(state="active").count()
    for number in range(53 - before):
        make_version(name=f"第{number}条")
    client = client_of(asker(Role.AUDITOR, watch.office_unit))
    first = client.get("/rules/").content.decode()
    assert first.count("data-row") == 50
    older = unescape(re.search(r'rel="next" href="([^"]+)"', first).group(1))
    rest = client.get(f"/rules/{older}").content.decode()
    assert rest.count("data-row") == 3
