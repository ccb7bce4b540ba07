"""Tables of one desk do not hang on tables of another, save on the kernel's."""

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField


def desk(model) -> str:
    """Which desk owns a table; the kernel and everything from outside count as the ground."""
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "ancheng" else "kernel"


def crossings() -> list[str]:
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | ManyToManyField):
                there = desk(field.related_model)
                if there not in ("kernel", desk(model)):
                    found.append(f"{model._meta.label}.{field.name} → {field.related_model._meta.label}")
    return found


def test_foreign_keys_cross_desks_only_into_the_kernel():
    assert crossings() == []


def test_the_kernel_hangs_on_no_desk():
    assert not [each for each in crossings() if each.startswith("kernel")]
