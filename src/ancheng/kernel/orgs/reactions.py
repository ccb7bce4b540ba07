"""What follows from facts about units."""

from __future__ import annotations

from django.apps import apps

from ancheng.contracts.kernel import UnitMoved
from ancheng.kernel.orgs.models import Operational, Unit

BATCH = 1000


def derive_scopes_again(fact: UnitMoved) -> None:
    """After a unit got another parent, every record that it or a unit below it may see says so anew."""
    unit = Unit.objects.get(pk=fact.unit_id)
    moved = set(Unit.objects.below(unit).values_list("pk", flat=True))
    for model in apps.get_models():
        if issubclass(model, Operational):
            _derive(model, moved)


def _derive(model: type[Operational], moved: set[int]) -> None:
    changed: list[Operational] = []
    for row in model.every.filter(seen_by__overlap=list(moved)).iterator(chunk_size=BATCH):
        row.derive_scope()
        changed.append(row)
        if len(changed) == BATCH:
            model.every.bulk_update(changed, ["seen_by"])
            changed = []
    if changed:
        model.every.bulk_update(changed, ["seen_by"])


REACTIONS = {UnitMoved: [derive_scopes_again]}
