"""Others write while the extract is brought up to date: nobody waits for it, and nothing is lost."""

from threading import Event, Thread

import psycopg
import pytest
from django.db import connection, transaction

from ancheng.kernel.extract import actions
from ancheng.kernel.extract.models import Mark
from ancheng.supervision.assets.models import Asset
from tests.kernel.extract.world import MEASURES, caught_up, made, streets

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other():
    """A second session of the database, which never waits longer than five seconds."""
    values = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in ("host", "port", "user", "password", "dbname") and value
    }
    with psycopg.connect(**values, options="-c lock_timeout=5s") as found:
        yield found


@pytest.fixture
def both():
    found = streets()
    Asset.objects.bulk_create([made(found[0], f"A{n}") for n in range(4)])
    caught_up()
    return found


def moved(session, code, street):
    session.execute("UPDATE assets_asset SET subdistrict_id = %s WHERE code = %s", [street.pk, code])


def test_a_change_not_yet_committed_is_caught_up_with_after_it_is(both, other):
    moved(other, "A1", both[1])
    other.execute("DELETE FROM assets_asset WHERE code = 'A2'")
    assert [len(each) for each in caught_up()] == [4, 4]
    other.commit()
    assert Mark.objects.count() == 3
    intact, _length = caught_up()
    assert sorted(each[1] for each in intact) == [both[0].pk] * 2 + [both[1].pk]


def test_a_change_that_another_takes_back_leaves_nothing(both, other):
    before = caught_up()
    moved(other, "A1", both[1])
    assert caught_up() == before
    other.rollback()
    assert Mark.objects.count() == 0
    assert caught_up() == before


def test_nobody_waits_and_what_is_written_meanwhile_is_caught_up_with_next(both, other):
    moved(other, "A1", both[1])
    other.commit()
    with transaction.atomic():
        actions.catch_up(MEASURES)
        # Marks of A1 are taken, but not for others yet: they write the same object, and another.
        moved(other, "A1", both[0])
        moved(other, "A3", both[1])
        other.execute("DELETE FROM assets_asset WHERE code = 'A2'")
        other.commit()
    intact, _length = caught_up()
    assert sorted(each[1] for each in intact) == sorted([both[0].pk, both[0].pk, both[1].pk])


def test_what_is_written_between_taking_marks_and_writing_entries_is_not_lost(both, other, monkeypatch):
    write = actions._write

    def late(number, question, params):
        moved(other, "A3", both[1])
        other.commit()
        return write(number, question, params)

    Asset.objects.filter(code="A1").update(subdistrict=both[1])
    monkeypatch.setattr(actions, "_write", late)
    actions.catch_up(MEASURES)
    monkeypatch.undo()
    caught_up()


def test_a_formula_built_while_others_write_is_complete_after_the_next_look(both, other):
    Asset.objects.filter(code="A0").delete()
    moved(other, "A1", both[1])
    actions.catch_up(MEASURES[:1])
    actions.catch_up(MEASURES)
    other.commit()
    caught_up()


def test_two_that_bring_it_up_to_date_wait_for_each_other(both):
    Asset.objects.update(subdistrict=both[1])
    began, found = Event(), []

    def second():
        began.set()
        try:
            found.append(len(actions.catch_up(MEASURES)))
        finally:
            connection.close()

    thread = Thread(target=second)
    with transaction.atomic():
        actions.catch_up(MEASURES)
        thread.start()
        assert began.wait(5)
        thread.join(0.3)
        assert found == []
    thread.join(10)
    assert found == [2]
    caught_up()
