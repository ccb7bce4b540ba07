"""What the outcome of a case says about an object: its attributes follow, in the case's own commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.kernel.audit.actions import record
from ancheng.supervision.assets import facts, revision
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.rules import Value, condition_of, read


@transaction.atomic
def note_outcome(
    *, asset_id: int, values: Mapping[str, object], by: Asker, at: datetime, why: str
) -> dict[str, Value]:
    """Put typed attributes on an object because a case about it came so far; returns what changed."""
    asset = Asset.every.select_for_update().defer("words").get(pk=asset_id)
    new = {key: read(asset.declared.by_key[key], value) for key, value in values.items()}
    changed = {key: value for key, value in new.items() if asset.attributes.get(key) != value}
    if not changed:
        return {}
    before = {key: asset.attributes.get(key) for key in changed}
    asset.attributes = {
        key: value for key, value in {**asset.attributes, **changed}.items() if value is not None
    }
    asset.condition = condition_of(asset.declared, asset.attributes, facts.day_of(at))
    asset.version, asset.updated_at = asset.version + 1, at
    asset.save(update_fields=["attributes", "condition", "version", "updated_at"])
    record(
        by=by,
        at=at,
        verb="办理结果写入对象",
        subject=asset,
        why=why,
        before={f"a.{key}": value for key, value in before.items()},
        after={f"a.{key}": value for key, value in changed.items()} | {"version": asset.version},
    )
    revision.advance()
    return changed
