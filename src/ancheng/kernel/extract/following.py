"""Triggers that leave a mark for every row that a statement writes or removes; a table's own migration asks for them.

Its model then names the column of the kind in `followed_by`.
"""

from __future__ import annotations

EVENTS = {
    "insert": "REFERENCING NEW TABLE AS coming",
    "update": "REFERENCING OLD TABLE AS going NEW TABLE AS coming",
    "delete": "REFERENCING OLD TABLE AS going",
    "truncate": "",
}


def follow(table: str, kind: str, area: str = "subdistrict_id") -> list[str]:
    """Statements that put a table under the eyes of the extract."""
    row = f"SELECT '{table}', id, {kind}, {area} FROM"
    leave = 'INSERT INTO extract_mark ("table", record, kind, area)'
    function = f"""
CREATE FUNCTION {table}_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN {leave} {row} coming;
  ELSIF TG_OP = 'DELETE' THEN {leave} {row} going;
  ELSIF TG_OP = 'TRUNCATE' THEN
    DELETE FROM extract_entry WHERE formula IN (SELECT id FROM extract_formula WHERE "table" = '{table}');
  ELSE {leave} {row} going UNION {row} coming;
  END IF;
  RETURN NULL;
END $$"""  # noqa: S608 (names of our own tables)  # nosec B608
    triggers = [
        f"CREATE TRIGGER {table}_{event}_mark AFTER {event} ON {table} {seen}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_mark()"
        for event, seen in EVENTS.items()
    ]
    return [function, *triggers]


def leave(table: str) -> list[str]:
    """Statements that take the triggers away again."""
    return [
        *(f"DROP TRIGGER {table}_{event}_mark ON {table}" for event in EVENTS),
        f"DROP FUNCTION {table}_mark()",
    ]
