"""Which questions the forms of this desk ask, and which units answered them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Coalesce

from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.matters.models import Matter
from ancheng.supervision.matters.registry import KINDS as MATTERS


@dataclass(frozen=True, slots=True)
class AskedForm:
    """A kind of object or matter: its labels, and how many rows each unit keeps of it."""

    key: str
    zh: str
    en: str
    source: str
    labels: tuple[str, ...]
    units: Mapping[int, int]


def asked_forms() -> list[AskedForm]:
    """Kinds of objects, then kinds of matters; an enterprise answers for what is its own."""
    objects, matters = _kept(Asset, "unit"), _kept(Matter, "owner_unit")
    return [
        AskedForm(
            key, each.zh, each.en, "asset", tuple(one.zh for one in each.attributes), objects.get(key, {})
        )
        for key, each in KINDS.items()
    ] + [
        AskedForm(key, each.zh, each.en, "matter", tuple(one.zh for one in each.fields), matters.get(key, {}))
        for key, each in MATTERS.items()
    ]


def _kept(model: type[Asset] | type[Matter], owner: str) -> dict[str, dict[int, int]]:
    rows = model.objects.order_by().annotate(answers=Coalesce("enterprise_id", f"{owner}_id"))
    found: dict[str, dict[int, int]] = {}
    for kind, unit_id, number in rows.values_list("kind", "answers").annotate(n=Count("pk")):
        if unit_id is not None:
            found.setdefault(kind, {})[unit_id] = number
    return found
