"""Every action leaves a row, and nobody changes a row without being found out."""

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import anchor, record, seal_now
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.audit.queries import as_of, timeline, verify
from tests.factories import NOW, asker, make_unit


def tamper(sql, *values):
    """What somebody with the database's own password would do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")


@pytest.fixture
def chain(db):
    """A unit with five rows of history, sealed."""
    unit = make_unit("区试验局")
    for number in range(5):
        record(
            by=PLATFORM,
            at=NOW + timedelta(minutes=number),
            verb=f"第{number}次办理",
            subject=unit,
            after={"number": number},
            to_state=f"s{number}",
        )
    seal_now()
    return unit


def test_an_untouched_chain_is_whole(chain):
    verdict = verify()
    assert verdict.whole
    assert verdict.rows == Entry.objects.count() >= 6
    assert len(verdict.head) == 64


def test_a_changed_value_is_found_and_the_row_named(chain):
    row = Entry.objects.get(verb="第2次办理")
    tamper("UPDATE audit_entry SET after = '{\"number\": 99}' WHERE id = %s", row.pk)
    verdict = verify()
    assert not verdict.whole
    assert verdict.row_id == row.pk
    assert "内容被改动" in verdict.reason


def test_a_changed_name_or_time_is_found(chain):
    row = Entry.objects.get(verb="第3次办理")
    tamper("UPDATE audit_entry SET actor_name = '别人' WHERE id = %s", row.pk)
    assert verify().row_id == row.pk


def test_a_removed_row_is_found(chain):
    row = Entry.objects.get(verb="第1次办理")
    tamper("DELETE FROM audit_entry WHERE id = %s", row.pk)
    verdict = verify()
    assert verdict.row_id == Entry.objects.get(verb="第2次办理").pk
    assert "删除" in verdict.reason


def test_a_row_altered_with_its_hash_recomputed_breaks_the_next_link(chain):
    row = Entry.objects.get(verb="第1次办理")
    tamper("UPDATE audit_entry SET why = '改写' WHERE id = %s", row.pk)
    tamper("UPDATE audit_entry e SET hash = audit_digest(e, previous_hash) WHERE id = %s", row.pk)
    assert verify().row_id == Entry.objects.get(verb="第2次办理").pk


def test_a_tail_cut_off_is_found_by_the_anchor(chain):
    anchor(at=NOW)
    tamper("DELETE FROM audit_entry WHERE verb = %s", "第4次办理")
    verdict = verify()
    assert not verdict.whole
    assert "截断" in verdict.reason


def test_the_database_refuses_to_change_a_sealed_row(chain):
    row = Entry.objects.get(verb="第2次办理")
    for sql in ("UPDATE audit_entry SET why = 'x' WHERE id = %s", "DELETE FROM audit_entry WHERE id = %s"):
        refused = pytest.raises((InternalError, ProgrammingError), match="append-only")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [row.pk])


def test_the_timeline_is_newest_first_and_as_of_tells_what_was_known(chain):
    assert [row.verb for row in timeline(chain)][:2] == ["第4次办理", "第3次办理"]
    known = as_of(chain, NOW + timedelta(minutes=2, seconds=30))
    assert known["number"] == 2
    assert known["state"] == "s2"


def test_a_row_says_who_in_which_role_for_which_unit(db):
    who = asker(Role.AUDITOR)
    row = record(by=who, at=NOW, verb="查看", subject=make_unit(), why="抽查")
    assert (row.actor_name, row.role, row.unit_name) == (who.name, "auditor", who.unit_name)


@pytest.mark.django_db(transaction=True)
def test_rows_of_transactions_at_once_form_one_chain():
    from threading import Thread

    unit = make_unit("区并发局")

    def write(number):
        try:
            for _ in range(10):
                with transaction.atomic():
                    record(by=PLATFORM, at=NOW, verb=f"线程{number}", subject=unit)
        finally:
            connection.close()

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Entry.objects.filter(verb__startswith="线程").count() == 40
    assert verify().whole
