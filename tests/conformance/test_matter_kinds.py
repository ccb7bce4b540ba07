"""Every kind of matter is a closed table whose waits end, whose steps ask for declared facts and whose objects can learn."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

import ancheng.portal
from ancheng.base.working_days import Deadline, due, shipped_calendar
from ancheng.supervision.assets.registry import KINDS as ASSET_KINDS
from ancheng.supervision.assets.rules import read
from ancheng.supervision.matters.declare import MatterKind
from ancheng.supervision.matters.registry import KINDS

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.fixture(params=sorted(KINDS))
def kind(request) -> MatterKind:
    return KINDS[request.param]


def test_the_table_is_closed_and_every_open_state_waits_for_a_step_under_a_clock(kind):
    assert list(kind.workflow.faults()) == []
    assert kind.workflow.ends
    for state in kind.workflow.open_states:
        assert kind.workflow.timed_step(state), f"{state} may last for ever"


def test_every_clock_has_an_end_and_says_by_which_clause_or_that_nobody_checked(kind):
    for state in kind.workflow.open_states:
        within = kind.workflow.timed_step(state).within
        for facts in ({}, dict.fromkeys(kind.by_key, "2026-12-24")):
            deadline = within(SimpleNamespace(state=state, state_since=NOW, facts=facts))
            assert isinstance(deadline, Deadline)
            assert deadline.clause
            assert due(deadline, NOW, shipped_calendar()) > NOW - timedelta(days=1)


def test_what_an_object_learns_is_an_attribute_of_every_kind_of_object_that_it_may_concern(kind):
    for name in kind.assets:
        for verb, values in kind.writes.items():
            for attribute, value in values.items():
                declared = ASSET_KINDS[name].by_key[attribute]
                if isinstance(value, str) and value.startswith("="):
                    fact = kind.by_key[value[1:]]
                    assert fact.type == declared.type, (verb, attribute)
                    assert {each.key for each in fact.choices} == {each.key for each in declared.choices}
                else:
                    assert read(declared, value) == value
        assert kind.wanted.attribute in ASSET_KINDS[name].by_key


def test_a_step_that_is_asked_for_nothing_unknown_and_the_list_shows_what_the_kind_knows(kind):
    assert set(kind.asks) <= {each.verb for each in kind.workflow.steps}
    assert {each.key for each in kind.fields} == {
        key for keys in (kind.opening, *kind.asks.values()) for key in keys
    }
    assert 2 <= len(kind.columns) <= 4


def test_every_reason_to_go_back_is_demanded(kind):
    for step in kind.workflow.steps:
        if step.verb in ("send_back", "dismiss", "drop", "relieve", "reopen", "repeal", "scrap"):
            assert step.why, step.verb


def test_labels_are_in_both_languages_and_numbers_cannot_be_mixed_up(kind):
    for each in (kind, *kind.fields):
        assert each.zh
        assert each.en.isascii() or "’" in each.en
    assert kind.about_zh
    assert kind.about_en
    assert [each.prefix for each in KINDS.values()].count(kind.prefix) == 1


def test_its_icon_is_one_of_those_that_pages_carry(kind):
    icons = Path(ancheng.portal.__file__).parent / "static/icons.svg"
    assert f'id="{kind.icon}"' in icons.read_text(encoding="utf-8")
