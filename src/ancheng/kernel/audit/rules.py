"""How the chain names what it speaks of."""

from __future__ import annotations

from django.db.models import Model


def subject_type(model: type[Model] | Model) -> str:
    """The name by which the chain knows a kind of thing, such as `tasks.task`."""
    return model._meta.label_lower
