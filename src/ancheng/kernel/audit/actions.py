"""Writing down what was done; nothing here changes or removes a row."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model
from django.forms.models import model_to_dict

from ancheng.base.asker import Asker
from ancheng.base.realm import Realm
from ancheng.kernel.audit.models import Anchor, Entry, subject_type
from ancheng.kernel.copying import copy_in
from ancheng.kernel.language import as_recorded, in_record_language

BATCH = 2000


def entry(
    *,
    by: Asker,
    at: datetime,
    verb: str,
    subject: Model,
    from_state: str = "",
    to_state: str = "",
    why: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Entry:
    """One row, not yet written."""
    return Entry(
        at=at,
        actor_id=by.person_id,
        actor_name=by.name,
        unit_id=by.unit_id,
        unit_name=by.unit_name,
        role=by.role or "",
        verb=as_recorded(verb),
        subject_type=subject_type(subject),
        subject_id=str(subject.pk),
        subject_label=as_recorded(subject)[:300],
        from_state=from_state,
        to_state=to_state,
        why=why,
        before=_plain(before or {}),
        after=_plain(after or {}),
        realm=getattr(subject, "realm", Realm.ACTUAL),
    )


def record(**what: Any) -> Entry:
    """Write one row in the caller's transaction; same arguments as `entry`."""
    row = entry(**what)
    row.save(force_insert=True)
    return row


def record_all(rows: Iterable[Entry]) -> None:
    """Write many rows in the caller's transaction."""
    waiting = iter(rows)
    while stretch := list(islice(waiting, BATCH)):
        copy_in(stretch)


def anchor(*, at: datetime) -> Anchor | None:
    """Note the head of the chain, so that a tail cut off later is missed."""
    head = Entry.objects.filter(position__isnull=False).order_by("-position").first()
    if head is None or head.position is None:
        return None
    return Anchor.objects.create(at=at, position=head.position, hash=head.hash)


def changed(before: Model, after: Model, fields: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of `fields` that differ between two readings of one row, as (before, after)."""
    old, new = model_to_dict(before, fields), model_to_dict(after, fields)
    differing = [name for name in old if old[name] != new.get(name)]
    return {name: old[name] for name in differing}, {name: new[name] for name in differing}


def seal_now() -> None:
    """Chain the rows written so far in this transaction instead of at its commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS audit_seal IMMEDIATE")
        cursor.execute("SET CONSTRAINTS audit_seal DEFERRED")


@in_record_language
def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    if not values:
        return {}
    return dict(json.loads(json.dumps(values, cls=DjangoJSONEncoder, default=str)))
