"""Rows written by COPY are the rows that statements would have written."""

import pytest
from django.db import DataError, IntegrityError, transaction

from ancheng.kernel.copying import change_in, copy_in
from ancheng.kernel.tasks.models import Task
from tests.factories import make_task, make_unit

pytestmark = pytest.mark.django_db


def test_a_change_reaches_the_named_fields_and_no_other():
    unit = make_unit("区水务局")
    tasks = [make_task(unit, title=f"任务{each}") for each in range(3)]
    for task in tasks:
        task.title, task.text = f"{task.title}（改）", "不应写入"
    assert change_in(tasks, ["title"]) == 3
    stored = Task.objects.order_by("pk")
    assert [each.title for each in stored] == ["任务0（改）", "任务1（改）", "任务2（改）"]
    assert "不应写入" not in {each.text for each in stored}


def test_text_that_looks_like_a_separator_and_an_empty_value_survive():
    task = make_task(make_unit("区水务局"))
    task.result, task.ends_on = "一\t二\n三\\N", None
    change_in([task], ["result", "ends_on"])
    task.refresh_from_db()
    assert (task.result, task.ends_on) == ("一\t二\n三\\N", None)


def test_a_row_that_is_gone_is_not_brought_back_and_is_not_counted():
    unit = make_unit("区水务局")
    kept, gone = make_task(unit), make_task(unit)
    Task.objects.filter(pk=gone.pk).delete()
    assert change_in([kept, gone], ["title"]) == 1
    assert Task.objects.count() == 1


def test_two_changes_in_one_transaction_do_not_meet():
    task = make_task(make_unit("区水务局"))
    for title in ("先", "后"):
        task.title = title
        change_in([task], ["title"])
    task.refresh_from_db()
    assert task.title == "后"


def test_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert change_in([], ["title"]) == 0
        copy_in([])


def test_what_the_database_refuses_is_an_error_that_callers_of_the_database_know():
    task = make_task(make_unit("区水务局"))
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in([Task(**{each.attname: getattr(task, each.attname) for each in Task._meta.concrete_fields})])
    task.title = "长" * 10_000
    with pytest.raises(DataError), transaction.atomic():
        change_in([task], ["title"])
