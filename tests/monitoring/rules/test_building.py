"""A rule is put together on a form: what was typed is read, changed, shown and refused in words."""

import pytest
from django.http import QueryDict
from hypothesis import assume, given
from hypothesis import strategies as st

from ancheng.base.errors import Refusal
from ancheng.monitoring.rules import asking, building
from ancheng.monitoring.rules.charts import per_day
from ancheng.monitoring.rules.models import Version
from ancheng.monitoring.rules.patterns import PATTERNS
from ancheng.science.signals.words import from_json, to_json
from tests.monitoring.makers import make_watch
from tests.monitoring.rules.test_rules import FORM, client_of


def sent_of(node):
    """What a browser sends for the fields of a node."""
    sent = {f"{node.path}.kind": [node.kind], f"{node.path}.input": [node.input]}
    for each in node.fields:
        if each.field.sort == "days":
            sent[each.name] = [str(day) for day in each.days]
        else:
            sent[each.name] = [each.text]
            sent[f"{each.name}.size"] = [each.size]
    for part in node.parts:
        sent |= sent_of(part)
    return sent


def posted(sent):
    found = QueryDict(mutable=True)
    for name, values in sent.items():
        found.setlist(name, values)
    return found


@pytest.mark.parametrize(("name", "condition"), [(name, each) for name, _, each in PATTERNS])
def test_every_pattern_comes_back_from_the_form_as_it_went_in(name, condition):
    back = asking.as_typed(posted(sent_of(building.tree(condition))))
    assert to_json(from_json(back)) == to_json(from_json(condition))


LEAF = st.builds(
    lambda above, margin: {"kind": "level", "above": above, "clear_margin": margin},
    st.integers(-1000, 1000),
    st.integers(0, 50),
)
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(lambda of: {"kind": "all", "of": of}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda of, s: {"kind": "held", "of": of, "for_s": s}, inner, st.integers(1, 100_000)),
        st.builds(lambda of: {"kind": "not", "of": of}, inner),
    ),
    max_leaves=6,
)


@given(TREE)
def test_whatever_is_nested_comes_back_from_the_form(condition):
    try:
        back = asking.as_typed(posted(sent_of(building.tree(condition))))
    except Refusal:
        assume(False)
    assert from_json(back) == from_json(condition)


@given(
    TREE, st.sampled_from(["add", "all", "either", "held", "repeated", "during", "not", "unwrap", "remove"])
)
def test_no_button_leaves_a_form_that_cannot_be_shown(condition, verb):
    try:
        after = building.changed(condition, f"{verb}:c")
    except Refusal:
        return
    assert building.tree(after).kind in building.SORTS


def test_a_condition_is_added_held_and_taken_away_by_its_buttons():
    level = {"kind": "level", "above": 20}
    both = building.changed(level, "add:c")
    assert both == {"kind": "all", "of": [level, {"kind": "level"}]}
    held = building.changed(both, "held:c.1")
    assert held["of"][1] == {"kind": "held", "of": {"kind": "level"}}
    assert building.changed(held, "remove:c.1") == {"kind": "all", "of": [level]}
    assert building.changed(held, "unwrap:c") == level
    for wrong in ("burn:c", "add:c.9", "add:c.x"):
        with pytest.raises(Refusal):
            building.changed(both, wrong)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"kind": "level"}, "上限或下限"),
        ({"kind": "level", "above": "二十"}, "达到或高于”应为数字"),
        ({"kind": "silent"}, "还缺“多久没有有效读数”"),
        ({"kind": "rate", "over_s": 60}, "每分钟上升或下降"),
        ({"kind": "repeated", "times": 2.5, "within_s": 60, "of": {"kind": "unlawful"}}, "应为整数"),
        ({"kind": "during", "from_s": "晚上", "to_s": 0, "of": {"kind": "unlawful"}}, "时刻"),
        ({"kind": "all", "of": [{"kind": "stuck"}]}, "多久不变"),
    ],
)
def test_what_is_lacking_is_said_with_the_label_of_its_field(condition, sentence):
    with pytest.raises(Refusal, match=sentence):
        building.check(condition)


def test_a_chart_of_a_trial_shows_the_days_on_which_it_was_quiet_as_nought():
    trial = {
        "since": "2026-03-01T00:00:00+00:00", "until": "2026-03-03T00:00:00+00:00", "per_day": {"2026-03-02": 4},
    }  # fmt: skip
    assert per_day(trial)["series"][0]["data"] == [0, 4, 0]
    assert per_day({"installed": True}) is None


@pytest.mark.django_db
def test_an_officer_writes_a_rule_over_two_kinds_of_sensor_without_any_text():
    office = client_of(make_watch().office)
    fields = {
        **{key: value for key, value in FORM.items() if key != "condition"},
        "name": "桥下积水叠加降雨", "scope_kind": "assets", "sensor_kind": "",
        "c.kind": "all",
        "c.0.kind": "level", "c.0.input": "rain_1h", "c.0.above": "30",
        "c.1.kind": "held", "c.1.for_s": "5", "c.1.for_s.size": "60",
        "c.1.0.kind": "level", "c.1.0.input": "underpass_depth", "c.1.0.above": "0.15",
    }  # fmt: skip
    said = office.post("/rules/words/", fields).content.decode()
    assert "持续 5 分钟" in said
    assert office.post("/rules/new/", {**fields, "change": "add:c"}).status_code == 200
    assert "c.2.kind" in office.post("/rules/condition/", {**fields, "change": "add:c"}).content.decode()
    assert not Version.objects.filter(rule__name="桥下积水叠加降雨").exists(), (
        "a button of the form keeps nothing"
    )
    assert office.post("/rules/new/", fields).status_code == 302
    version = Version.objects.get(rule__name="桥下积水叠加降雨")
    assert sorted(version.inputs.values()) == ["rain_1h", "underpass_depth"]
    assert "c.1.0.above" in office.get(f"/rules/{version.pk}/edit/").content.decode()
    answer = office.post("/rules/new/", {**fields, "c.0.above": "很大"})
    assert answer.status_code == 422
    assert "应为数字" in answer.content.decode()


@pytest.mark.django_db
def test_two_versions_of_a_rule_are_compared():
    office = client_of(make_watch().office)
    office.post("/rules/new/", FORM)
    first = Version.objects.get(rule__name="商户燃气高限")
    office.post(f"/rules/{first.pk}/edit/", {**FORM, "condition": '{"kind": "level", "above": 25}'})
    second = Version.objects.get(rule=first.rule, number=2)
    text = office.get(f"/rules/{second.pk}/").content.decode()
    assert "与第1版比较" in text
    assert "达到或高于 25" in text
    assert "达到或高于 20" in text
    assert "与第2版比较" in office.get(f"/rules/{first.pk}/?with={second.pk}").content.decode()
