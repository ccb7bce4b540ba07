"""Drills on screen."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from ancheng.base.roles import Role
from ancheng.command.drills.models import Drill, Exercise
from ancheng.kernel.tasks.models import Task
from tests.command.contingency.makers import District, make_valid
from tests.command.drills.makers import SHEET, make_drill, make_running
from tests.factories import make_enterprise, make_office
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    make_office()
    return District()


def sheet(**more):
    return {f"points-{key}": str(points) for key, points in SHEET.items()} | more


def test_a_drill_is_planned_held_and_evaluated_on_the_pages(district):
    plan = make_valid(district.bureau, "government", title="朝阳区火灾专项预案")
    today = timezone.localdate()
    clerk = signed_in(Role.DUTY, district.bureau)
    assert "朝阳区火灾专项预案演练" in clerk.get(f"/drills/new/?plan={plan.pk}").content.decode()
    form = {
        "title": "火灾实战演练", "owner": district.bureau.pk, "plan": plan.pk, "mode": "practical",
        "breadth": "comprehensive", "planned_on": str(today + timedelta(days=3)),
    }  # fmt: skip
    refused = clerk.post("/drills/new/", {**form, "planned_on": "明天"})
    assert refused.status_code == 422
    assert "火灾实战演练" in refused.content.decode()
    assert clerk.post("/drills/new/", form).status_code == 302
    home = Drill.objects.get().get_absolute_url()
    wrong = clerk.post(
        home + "hold/",
        {"held_on": str(today + timedelta(days=9)), "people": 5, "place": "广场", "course": "先疏散"},
    )
    assert wrong.status_code == 400
    assert "先疏散" in wrong.content.decode()
    held = {"held_on": str(today), "people": 5, "place": "广场", "course": "先疏散"}
    assert clerk.post(home + "hold/", held).status_code == 302
    half = clerk.post(home + "evaluate/", sheet(**{"wanting-0": "水带漏水", "unit-0": district.street.pk}))
    assert half.status_code == 422
    assert "水带漏水" in half.content.decode()
    due = str(today + timedelta(days=20))
    sent = sheet(**{"wanting-0": "水带漏水", "unit-0": district.street.pk, "due-0": due})
    assert clerk.post(home + "evaluate/", sent).status_code == 302
    page = clerk.get(home).content.decode()
    for each in ("水带漏水", "100 / 100", "优", "未核对", "整改任务"):
        assert each in page
    assert Task.objects.get().owner_unit == district.street
    assert "已演练 1 次" in clerk.get(f"/drills/plan/{plan.pk}/").content.decode()
    assert f"/drills/plan/{plan.pk}/" in clerk.get(plan.get_absolute_url()).content.decode()


def test_the_list_narrows_exports_and_keeps_to_what_one_may_see(district):
    make_drill(district.street, title="街道演练")
    make_drill(make_enterprise(district.street), title="企业演练", mode="tabletop")
    clerk = signed_in(Role.SUBDISTRICT, district.street)
    answer = clerk.get("/drills/export.csv?mode=tabletop")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [each["演练名称"] for each in rows] == ["企业演练"]
    other = signed_in(Role.ENTERPRISE, make_enterprise()).get("/drills/").content.decode()
    assert "街道演练" not in other
    assert "没有符合条件的演练" in other
    for query in ("only=late", "only=mine", "only=report", "q=街道"):
        assert clerk.get(f"/drills/?{query}").status_code == 200
    assert clerk.get("/drills/?year=soon").status_code == 400


def test_the_legal_frequency_names_who_does_not_keep_it_with_its_clause(district):
    make_valid(district.bureau, "government", title="从未演练的预案")
    page = signed_in(Role.OFFICE, make_office()).get("/drills/duty/").content.decode()
    for each in ("从未演练的预案", "第八条", "每半年至少1次", "未达频次"):
        assert each in page


def test_an_exercise_is_laid_ready_started_answered_and_ended_on_the_pages(district):
    drill = make_drill(district.street)
    duty = signed_in(Role.DUTY, district.bureau)
    assert duty.post(drill.get_absolute_url() + "exercise/", {"key": "nothing"}).status_code == 400
    assert duty.post(drill.get_absolute_url() + "exercise/", {"key": "high_rise_fire"}).status_code == 302
    exercise = Exercise.every.get()
    home = exercise.get_absolute_url()
    assert "待下达" in duty.get(home).content.decode()
    assert duty.post(home + "start/").status_code == 302
    page = duty.get(home).content.decode()
    assert "消防控制室报告" in page
    assert "不对外发布，不计入统计" in page
    player = signed_in(Role.SUBDISTRICT, district.street)
    inject = exercise.injects.first()
    assert player.post(home + "answer/", {"inject": inject.pk, "text": ""}).status_code == 400
    assert player.post(home + "answer/", {"inject": inject.pk, "text": "已派微型消防站"}).status_code == 302
    assert "已派微型消防站" in duty.get(home).content.decode()
    assert duty.post(home + "end/").status_code == 302
    assert "结束推演" in duty.get(home).content.decode()
    assert duty.post(home + "dance/").status_code == 404


def test_who_enters_the_exercise_has_the_banner_on_every_page_until_leaving(district):
    exercise = make_running(make_drill(district.street), "high_rise_fire")
    player, banner = signed_in(Role.SUBDISTRICT, district.street), "演练进行中：以下均为演练内容"
    assert banner not in player.get("/tasks/").content.decode()
    assert player.post(exercise.get_absolute_url() + "enter/").status_code == 302
    assert banner in player.get("/tasks/").content.decode()
    assert player.post("/drills/exercises/leave/").status_code == 302
    assert banner not in player.get("/tasks/").content.decode()


def test_nobody_enters_an_exercise_that_does_not_run(district):
    from ancheng.base.asker import PLATFORM
    from ancheng.command.drills.exercise_actions import end
    from tests.factories import NOW

    exercise = make_running(make_drill(district.street), "high_rise_fire")
    end(exercise=exercise, by=PLATFORM, at=NOW)
    player = signed_in(Role.SUBDISTRICT, district.street)
    assert player.post(exercise.get_absolute_url() + "enter/").status_code == 400
    assert "exercise" not in player.session.get("realm", "")


def test_an_exercise_stands_in_the_list_of_exercises_and_in_no_public_page(district):
    make_running(make_drill(district.street, title="只在推演里"), "high_rise_fire")
    assert "只在推演里" in signed_in(Role.OFFICE, make_office()).get("/drills/exercises/").content.decode()
    from django.test import Client

    for address in ("/open/", "/open/accidents/", "/open/risks/"):
        assert "火灾预警" not in Client().get(address).content.decode()
