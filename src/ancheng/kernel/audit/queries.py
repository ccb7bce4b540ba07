"""Reading the chain: an object's timeline, what was known at a moment, and whether the chain is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from ancheng.base.words import msgid
from ancheng.kernel.audit.models import Anchor, Entry, subject_type


def timeline(subject: Model) -> QuerySet[Entry]:
    """What happened to `subject`, newest first."""
    return Entry.objects.filter(subject_type=subject_type(subject), subject_id=str(subject.pk)).order_by(
        "-at", "-id"
    )


def as_of(subject: Model, at: datetime) -> dict[str, Any]:
    """The recorded values and state of `subject` as they were known at `at`; empty before its first row."""
    known: dict[str, Any] = {}
    for row in timeline(subject).filter(at__lte=at).order_by("at", "id"):
        known.update(row.after)
        if row.to_state:
            known["state"] = row.to_state
    return known


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the chain is whole; the first broken row and why, when it is not."""

    rows: int
    head: str
    broken_at: int | None = None
    row_id: int | None = None
    reason: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None and not self.reason


FIRST_BREAK = """
WITH chain AS (
    SELECT id, position, previous_hash, hash, audit_digest(audit_entry, previous_hash) AS recomputed,
           lag(hash, 1, '') OVER (ORDER BY position) AS expected_previous,
           row_number() OVER (ORDER BY position) AS expected_position
    FROM audit_entry WHERE position IS NOT NULL
)
SELECT id, position,
       CASE WHEN position <> expected_position THEN 'missing'
            WHEN previous_hash <> expected_previous THEN 'relinked'
            ELSE 'altered' END
FROM chain
WHERE position <> expected_position OR previous_hash <> expected_previous OR hash <> recomputed
ORDER BY position LIMIT 1
"""

REASONS = {
    "missing": msgid("此行之前有记录被删除"),
    "relinked": msgid("此行与上一行的链接被改动"),
    "altered": msgid("此行内容与其哈希不符，内容被改动"),
}


def verify() -> Verdict:
    """Recompute the whole chain and compare it with every anchor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE position IS NULL")
        unsealed = cursor.fetchone()[0]
        cursor.execute(FIRST_BREAK)
        broken = cursor.fetchone()
    head = Entry.objects.filter(position__isnull=False).order_by("-position").first()
    rows, last = (head.position, head.hash) if head else (0, "")
    if broken:
        return Verdict(rows, last, broken[1], broken[0], _(REASONS[broken[2]]))
    if unsealed:
        return Verdict(rows, last, reason=_("有 %(rows)s 行未入链") % {"rows": unsealed})
    return _against_anchors(rows, last)


def _against_anchors(rows: int, last: str) -> Verdict:
    for each in Anchor.objects.order_by("position"):
        hashes = Entry.objects.filter(position=each.position).values_list("hash", flat=True)
        if each.hash not in hashes:
            return Verdict(
                rows, last, each.position, None, _("记录已不含早先锚定的行，末尾被截断或整链被替换")
            )
    return Verdict(rows, last)
