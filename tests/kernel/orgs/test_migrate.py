"""Making the tables quickly makes the same tables."""

from contextlib import nullcontext

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from ancheng.kernel.orgs.management.commands.migrate import ALONE, drawn_alone


def key():
    return models.BigAutoField(primary_key=True)


def drawn(alone):
    state = ProjectState()
    state.add_model(ModelState("orgs", "Unit", [("id", key()), ("parent", models.ForeignKey("orgs.Unit", models.PROTECT, null=True))]))  # fmt: skip
    assert state.apps.get_model("orgs", "unit")
    task = ModelState("tasks", "Task", [("id", key()), ("owner", models.ForeignKey("orgs.Unit", models.PROTECT, related_name="tasks"))])  # fmt: skip
    if alone:
        with drawn_alone():
            state.add_model(task)
    else:
        state.add_model(task)
    return state


def told(state):
    return {
        (model._meta.label, field.name, type(field).__name__, getattr(field, "column", ""))
        for model in state.apps.get_models()
        for field in model._meta.get_fields(include_hidden=True)
    }


def test_a_table_drawn_alone_has_its_columns_and_those_it_refers_to_know_of_it():
    assert told(drawn(alone=True)) == told(drawn(alone=False))
    unit = drawn(alone=True).apps.get_model("orgs", "unit")
    assert "tasks" in {each.name for each in unit._meta.related_objects}


def indexed(alone):
    """A table that was there before its index and its constraint, and a copy of the state from then."""
    state = drawn(alone=False)
    assert state.apps.get_model("tasks", "task")
    before = state.clone()
    with drawn_alone() if alone else nullcontext():
        state.add_index("tasks", "task", models.Index(fields=["owner"], name="task_owner"))
        state.add_constraint("tasks", "task", models.UniqueConstraint(fields=["owner"], name="task_one"))
    return before, state


def options(state):
    meta = state.apps.get_model("tasks", "task")._meta
    return [each.name for each in meta.indexes], [each.name for each in meta.constraints]


def test_a_class_is_told_of_its_new_index_and_constraint_without_being_drawn_anew():
    before, state = indexed(alone=True)
    assert options(state) == options(indexed(alone=False)[1]) == (["task_owner"], ["task_one"])
    assert state.models["tasks", "task"].options["indexes"][0].name == "task_owner"
    assert before.models["tasks", "task"].options["indexes"] == []
    assert state.apps.get_model("tasks", "task") is before.apps.get_model("tasks", "task")


def test_afterwards_django_draws_as_it_always_did():
    before = {name: getattr(ProjectState, name) for name in ALONE}
    with drawn_alone():
        assert all(getattr(ProjectState, name) is not act for name, act in before.items())
    assert {name: getattr(ProjectState, name) for name in ALONE} == before
