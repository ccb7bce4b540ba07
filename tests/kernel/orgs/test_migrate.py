"""Making the tables quickly makes the same tables."""

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from ancheng.kernel.orgs.management.commands.migrate import drawn_alone


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


def test_afterwards_django_draws_as_it_always_did():
    before = ProjectState.add_model
    with drawn_alone():
        assert ProjectState.add_model is not before
    assert ProjectState.add_model is before
