"""Checklists in versions, and an enterprise that walks through one."""

import csv
from datetime import date

import pytest

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.supervision.dangers import checklist_actions, queries
from ancheng.supervision.dangers.checklist_actions import STANDARD, Answer, check_oneself, publish
from ancheng.supervision.dangers.models import Checklist, SelfCheck
from ancheng.supervision.dangers.rules import NewItem
from ancheng.supervision.dangers.values import Grade
from tests.factories import NOW
from tests.supervision.dangers.conftest import photo

ITEMS = [
    NewItem("厨房", "燃气报警装置正常", "《安全生产法》第三十六条第四款", Grade.MAJOR),
    NewItem("通道", "疏散通道畅通", "《消防法》第二十八条"),
    NewItem("电梯", "检验合格", "《特种设备安全法》第四十条"),
]


@pytest.fixture
def checklist(scene):
    return publish(
        industry="餐饮住宿",
        title="餐饮清单",
        items=ITEMS,
        valid_from=date(2026, 1, 1),
        source="测试",
        by=scene.office,
        at=NOW,
    )


def answers(checklist, *verdicts):
    return {
        item.pk: Answer(verdict, "发现问题" if verdict == "fail" else "")
        for item, verdict in zip(checklist.items.all(), verdicts, strict=True)
    }


def test_the_shipped_lists_cover_ten_industries_and_each_item_cites_a_clause():
    rows = list(csv.DictReader(STANDARD.open(encoding="utf-8")))
    assert len({row["industry"] for row in rows}) >= 10
    assert len(rows) >= 90
    assert all(row["clause"].startswith("《") for row in rows)
    # What was read in the text of the two laws is marked; whatever else is cited stays unchecked.
    for row in rows:
        two_laws = row["clause"].startswith(("《安全生产法》", "《消防法》"))
        assert (row["verified"] == "1") == two_laws, row


@pytest.mark.django_db
def test_the_shipped_lists_are_published_once(scene):
    first = checklist_actions.publish_standard(by=scene.office, at=NOW)
    assert first == queries.checklists_in_force().count() >= 10
    assert checklist_actions.publish_standard(by=scene.office, at=NOW) == 0


@pytest.mark.django_db
def test_a_new_version_ends_the_old_one_the_day_before_and_both_stay_readable(scene, checklist):
    newer = publish(
        industry="餐饮住宿",
        title="餐饮清单",
        items=ITEMS[:2],
        valid_from=date(2026, 12, 1),
        source="",
        by=scene.office,
        at=NOW,
    )
    checklist.refresh_from_db()
    assert (newer.version, checklist.valid_to) == (2, date(2026, 11, 30))
    assert checklist.items.count() == 3
    with pytest.raises(Refusal, match="须晚于"):
        publish(
            industry="餐饮住宿",
            title="餐饮清单",
            items=ITEMS,
            valid_from=date(2026, 12, 1),
            source="",
            by=scene.office,
            at=NOW,
        )


@pytest.mark.django_db
def test_only_the_office_publishes_lists(scene):
    with pytest.raises(NotAllowed):
        publish(
            industry="甲",
            title="乙",
            items=ITEMS,
            valid_from=NOW.date(),
            source="",
            by=scene.worker,
            at=NOW,
        )


@pytest.mark.django_db
def test_every_item_that_failed_becomes_a_danger_that_cites_its_clause(scene, checklist):
    check, dangers = check_oneself(
        checklist=checklist, answers=answers(checklist, "fail", "fail", "na"), by=scene.worker, at=NOW
    )
    assert (check.passed, check.failed, check.not_applicable) == (0, 2, 1)
    assert [each.grade for each in dangers] == ["major", "general"]
    assert dangers[0].clause == "《安全生产法》第三十六条第四款"
    assert dangers[0].issuer_unit == scene.street
    assert {each.pk for each in queries.of_source("dangers.selfcheck", check.pk)} == {
        each.pk for each in dangers
    }


@pytest.mark.django_db
def test_an_item_without_an_answer_is_not_taken_as_passed(scene, checklist):
    given = answers(checklist, "pass", "pass", "na")
    given.pop(checklist.items.last().pk)
    with pytest.raises(Refusal, match="还有 1 项未填（第3项）"):
        check_oneself(checklist=checklist, answers=given, by=scene.worker, at=NOW)
    assert not SelfCheck.objects.exists()


@pytest.mark.django_db
def test_one_bad_photo_refuses_the_whole_check_so_that_nothing_is_half_reported(scene, checklist):
    given = answers(checklist, "fail", "pass", "na")
    bad = photo("伪装.png")
    bad.file.seek(0)
    bad.file.truncate()
    bad.file.write(b"<html>")
    bad.file.seek(0)
    given[checklist.items.first().pk] = Answer("fail", "报警器损坏", bad)
    with pytest.raises(Refusal):
        check_oneself(checklist=checklist, answers=given, by=scene.worker, at=NOW)
    assert not SelfCheck.objects.exists()


@pytest.mark.django_db
def test_an_outdated_list_is_not_used_and_officers_do_not_check_for_the_enterprise(scene, checklist):
    with pytest.raises(NotAllowed):
        check_oneself(checklist=checklist, answers={}, by=scene.officer, at=NOW)
    Checklist.objects.filter(pk=checklist.pk).update(valid_to=date(2026, 6, 30))
    checklist.refresh_from_db()
    with pytest.raises(Conflict, match="新版本"):
        check_oneself(
            checklist=checklist, answers=answers(checklist, "pass", "pass", "na"), by=scene.worker, at=NOW
        )
