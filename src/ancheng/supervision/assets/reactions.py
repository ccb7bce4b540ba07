"""What the register does when something changed elsewhere."""

from __future__ import annotations

from django.db import connection

from ancheng.contracts.kernel import BoundariesChanged
from ancheng.supervision.assets import revision
from ancheng.supervision.assets.models import Asset

LEVELS = (("subdistrict", "subdistrict_id"), ("community", "community_id"), ("grid", "grid_id"))
BATCH = 1000


def put_in_place_again(fact: BoundariesChanged) -> None:
    """Objects that lie in a changed area now, or did before, learn anew where they are and who sees them."""
    moved: set[int] = set()
    with connection.cursor() as cursor:
        for kind, column in LEVELS:
            cursor.execute(  # The columns are those of LEVELS above.
                f"""
                WITH found AS (
                    SELECT a.id, min(b.unit_id) AS unit_id
                    FROM assets_asset a
                    LEFT JOIN places_boundary b
                        ON b.kind = %s AND ST_Covers(b.area, ST_PointOnSurface(a.geometry))
                    WHERE a.geometry IS NOT NULL AND (
                        a.{column} = ANY(%s) OR a.geometry && (
                            SELECT ST_Extent(area)::geometry FROM places_boundary WHERE unit_id = ANY(%s)))
                    GROUP BY a.id
                )
                UPDATE assets_asset a SET {column} = found.unit_id FROM found
                WHERE a.id = found.id AND a.{column} IS DISTINCT FROM found.unit_id
                RETURNING a.id
                """,  # noqa: S608  # nosec B608
                [kind, list(fact.unit_ids), list(fact.unit_ids)],
            )
            moved |= {row[0] for row in cursor.fetchall()}
    _derive(sorted(moved))
    revision.advance()


def _derive(ids: list[int]) -> None:
    related = ("unit", "department", "enterprise", "subdistrict", "community", "grid")
    for start in range(0, len(ids), BATCH):
        found = Asset.every.filter(pk__in=ids[start : start + BATCH]).select_related(*related)
        rows = list(found.defer("words", "geometry"))
        for each in rows:
            each.derive_scope()
        Asset.every.bulk_update(rows, ["seen_by"])


REACTIONS = {BoundariesChanged: [put_in_place_again]}
