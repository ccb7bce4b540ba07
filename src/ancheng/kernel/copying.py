"""Many rows at once by COPY: a fraction of the time of statements with parameters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction


def analyse(*models_: type[models.Model]) -> None:
    """Tell the planner about many new rows of these models, before questions are asked of them in the same transaction."""
    tables = ", ".join(connection.ops.quote_name(each._meta.db_table) for each in models_)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def copy_in(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model; those without an id get one; constraints and triggers work as ever."""
    if not rows:
        return
    model = type(rows[0])
    fields = [each for each in model._meta.concrete_fields if not each.generated]
    key = model._meta.pk
    writers = [_writer(each) for each in fields]
    columns = ", ".join(connection.ops.quote_name(each.column) for each in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    # COPY goes past Django's cursor: what fails must be one of Django's errors all the same.
    with connection.wrap_database_errors, connection.cursor() as cursor:
        new = [row for row in rows if row.pk is None]
        if new and isinstance(key, models.AutoField | models.BigAutoField):
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [model._meta.db_table, key.column, len(new)],
            )
            for row, (number,) in zip(new, cursor.fetchall(), strict=True):
                row.pk = number
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                values = row.__dict__
                copy.write_row([write(values[name]) for name, write in writers])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def copy_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows that are values in the order of `names`: of plain fields, where an object for each would cost more."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(each).column) for each in names)
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def change_in(rows: Sequence[models.Model], fields: Sequence[str]) -> int:
    """Write these fields of stored rows of one model; returns how many rows were still there."""
    if not rows:
        return 0
    meta: Any = type(rows[0])._meta
    written = [meta.pk, *(meta.get_field(each) for each in fields)]
    writers = [_writer(each) for each in written]
    quote = connection.ops.quote_name
    table, changed = quote(meta.db_table), quote(f"changed_{meta.db_table}"[:63])
    columns = ", ".join(quote(each.column) for each in written)
    settings = ", ".join(f"{quote(each.column)} = new.{quote(each.column)}" for each in written[1:])
    same = "old.{0} = new.{0}".format(quote(meta.pk.column))
    with transaction.atomic(), connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {changed} AS SELECT {columns} FROM {table} WITH NO DATA")  # noqa: S608  # nosec B608
        with cursor.copy(f"COPY {changed} ({columns}) FROM STDIN") as copy:
            for row in rows:
                values = row.__dict__
                copy.write_row([write(values[name]) for name, write in writers])
        cursor.execute(f"UPDATE {table} AS old SET {settings} FROM {changed} AS new WHERE {same}")  # noqa: S608  # nosec B608
        found = int(cursor.rowcount)
        cursor.execute(f"DROP TABLE {changed}")
    return found


def _writer(field: Any) -> tuple[str, Callable[[Any], Any]]:
    """The attribute of a field and how its value is written in a line of COPY."""
    match field:
        case GeometryField():
            return field.attname, _geometry
        case models.JSONField():
            return (
                field.attname,
                lambda value: (
                    None if value is None else json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
                ),
            )
        case ArrayField():
            return field.attname, lambda value: "{" + ",".join(map(str, value)) + "}"
        case models.CharField() | models.TextField():
            # Labels may be translated lazily.
            return field.attname, lambda value: None if value is None else str(value)
        case _:
            return field.attname, lambda value: value


def _geometry(value: Any) -> str | None:
    """A geometry as PostGIS reads it; text that was never parsed goes on as it is."""
    if value is None or isinstance(value, str):
        return value
    return str(value.hexewkb.decode())
