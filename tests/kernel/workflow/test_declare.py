"""A workflow is a closed table, or the program does not start."""

import pytest

from ancheng.base.errors import Misconfigured
from ancheng.base.roles import Role
from ancheng.kernel.workflow.declare import State, Step, Workflow

A, B, END = State("a", "甲"), State("b", "乙"), State("end", "终", end=True)


def table(states, *steps):
    return Workflow(name="t", label="测试", states=states, start="a", steps=steps)


def test_a_closed_table_is_accepted():
    flow = table((A, END), Step("close", "办结", ("a",), "end", (Role.OFFICE,)))
    assert flow.ends == {"end"}
    assert flow.open_states == ("a",)


def test_a_state_that_is_never_reached_stops_the_start():
    with pytest.raises(Misconfigured, match="b is never reached"):
        table((A, B, END), Step("close", "办结", ("a", "b"), "end", (Role.OFFICE,)))


def test_a_state_from_which_no_end_can_be_reached_stops_the_start():
    with pytest.raises(Misconfigured, match="no end can be reached from b"):
        table(
            (A, B, END),
            Step("close", "办结", ("a",), "end", (Role.OFFICE,)),
            Step("lose", "搁置", ("a",), "b", (Role.OFFICE,)),
        )


def test_a_step_without_a_role_stops_the_start():
    with pytest.raises(Misconfigured, match="close has no role"):
        table((A, END), Step("close", "办结", ("a",), "end", ()))


def test_a_step_into_an_unknown_state_stops_the_start():
    with pytest.raises(Misconfigured, match="unknown state"):
        table((A, END), Step("close", "办结", ("a",), "gone", (Role.OFFICE,)))


def test_two_steps_with_one_verb_stop_the_start():
    with pytest.raises(Misconfigured, match="share a verb"):
        table(
            (A, B, END),
            Step("go", "走", ("a",), "b", (Role.OFFICE,)),
            Step("go", "走", ("b",), "end", (Role.OFFICE,)),
        )
