"""After a test that commits, what it wrote is deleted: not every table made anew, as Django's flush does.

A flush truncates the tables of all models together and writes the content types again: a second a test, whatever
the test wrote. Here the tables that have pages at all are emptied. What stays is what stays after a flush: content
types and permissions.
"""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = {ContentType._meta.db_table, Permission._meta.db_table}
WITH_PAGES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s) "
    "AND (relkind = 'p' OR pg_relation_size(oid) > 0)"
)
flush = TransactionTestCase._fixture_teardown


def empty() -> None:
    """Delete the rows of all models, in any order: no foreign key and no trigger looks on."""
    managed = {
        each._meta.db_table for each in apps.get_models(include_auto_created=True) if each._meta.managed
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(WITH_PAGES, [sorted(managed - KEPT)])
        deletes = [f'DELETE FROM "{name}"' for (name,) in cursor.fetchall()]
        if deletes:
            cursor.execute(";".join(deletes))


def empty_after(test: TransactionTestCase) -> None:
    """What stands in for Django's flush; it is asked where the user may not switch triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        may = cursor.fetchone() == (True,)
    empty() if may and test.available_apps is None else flush(test)
