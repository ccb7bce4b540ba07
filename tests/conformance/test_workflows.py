"""Every declared workflow is a closed table whose steps name roles and whose waits have an end."""

import importlib
import importlib.util

import pytest
from django.apps import apps

from ancheng.base.registry import load
from ancheng.kernel.workflow.declare import Workflow


def declared():
    found = {}
    for config in apps.get_app_configs():
        package = f"{config.name}.workflows"
        if config.name.startswith("ancheng.") and importlib.util.find_spec(package):
            found.update(load(package, "WORKFLOW", Workflow))
    return found


@pytest.mark.parametrize("name", sorted(declared()))
def test_the_table_is_closed(name):
    workflow = declared()[name]
    assert list(workflow.faults()) == []
    assert workflow.ends


@pytest.mark.parametrize("name", sorted(declared()))
def test_every_open_state_waits_for_a_step_under_a_clock(name):
    workflow = declared()[name]
    if workflow.untimed:
        assert not [each for each in workflow.steps if each.within is not None]
        return
    for state in workflow.open_states:
        assert workflow.timed_step(state), f"{state} may last for ever"
