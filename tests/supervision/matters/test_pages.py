"""The pages of every kind: list, opening, the whole course by the forms, export; nothing typed is lost."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from ancheng.base.roles import Role
from ancheng.supervision.matters.models import Matter
from ancheng.supervision.matters.registry import KINDS
from tests.factories import make_enterprise, make_office
from tests.supervision.hotline.makers import signed_in
from tests.supervision.matters.conftest import OPEN, TODAY, paper

pytestmark = pytest.mark.django_db
DAY = TODAY.isoformat()
# The course of each kind by its pages: step, what is typed, the state after it.
COURSES = {
    "dangerous_works": (
        ("review", {"reviewer": "总工", "reviewed_on": DAY}, "reviewed"),
        ("argue", {"experts_on": DAY, "experts_result": "passed"}, "argued"),
        ("permit", {}, "permitted"),
        ("start", {"supervisor": "总监"}, "working"),
        ("accept", {"accepted_on": DAY, "finding": "合格"}, "accepted"),
    ),
    "pipe_protection": (
        ("tell", {"pipes": "gas", "owner": "某燃气公司", "told_on": DAY}, "told"),
        ("agree", {"measures": "人工探沟", "agreed_on": DAY}, "agreed"),
        ("allow", {}, "allowed"),
        ("dig", {"watcher": "李某"}, "digging"),
        ("fill", {"filled_on": DAY, "damaged": "false"}, "filled"),
        ("check", {"finding": "完好"}, "whole"),
    ),
    "old_building": (
        ("survey", {"surveyed_on": DAY, "survey": "裂缝", "residents": "12"}, "surveyed"),
        ("appraise", {"grade": "C", "appraiser": "某机构", "report_number": "1", "appraised_on": DAY}, "appraised"),
        ("treat", {"measure": "strengthen", "evacuated": "false", "treat_until": "2099-01-01"}, "treating"),
        ("finish", {"treated_on": DAY, "result": "已加固"}, "treated"),
        ("check", {"finding": "属实"}, "checked"),
    ),
    "illegal_construction": (
        ("verify", {"area_m2": "12.5", "people_inside": "false", "grounds": "无许可"}, "verified"),
        ("order", {"until": "2099-01-01"}, "ordered"),
        ("demolish", {"done_on": DAY, "people_inside": "false"}, "demolished"),
        ("check", {"finding": "已拆平"}, "checked"),
        ("close", {}, "closed"),
    ),
    "fire_manager": (
        ("appoint", {}, "in_office"),
        ("renew", {"expires_on": "2099-01-01"}, "in_office"),
        ("relieve", {"why": "退休"}, "relieved"),
    ),
    "special_equipment": (
        ("notify", {"notified_on": DAY, "contact": "张某"}, "notified"),
        ("stop", {"reason": "逾期未检"}, "stopped"),
        ("resume", {"result": "passed", "report_number": "J", "inspected_on": DAY, "next_due": "2099-01-01"}, "passed"),
    ),
    "local_standard": (
        ("record", {"record": "已宣贯", "covered": "30", "implemented_on": DAY}, "recorded"),
        ("accept", {"finding": "属实"}, "in_effect"),
        ("repeal", {"why": "已有新标准代替"}, "repealed"),
    ),
}  # fmt: skip


def sent(facts):
    return {key if key == "why" else f"f.{key}": value for key, value in facts.items()}


@pytest.fixture
def office(scene):
    return signed_in(Role.OFFICE, make_office())


def said(answer):
    return answer.content.decode()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_matter_of_each_kind_goes_its_whole_course_by_the_pages(scene, office, kind):
    asset = scene.thing(kind)
    assert "填写后登记" in said(office.get(f"/matters/{kind}/"))
    assert f'value="{asset.code}"' in said(office.get(f"/matters/{kind}/new/?asset={asset.code}"))
    answer = office.post(f"/matters/{kind}/new/", {"asset": asset.code, **sent(OPEN[kind])})
    assert answer.status_code == 302, said(answer)[:500]
    matter = Matter.objects.get()
    for verb, facts, state in COURSES[kind]:
        page = said(office.get(f"/matters/{matter.pk}/"))
        assert f"/matters/{matter.pk}/{verb}/" in page, verb
        files = {"files": paper()} if verb in KINDS[kind].evidence else {}
        answer = office.post(f"/matters/{matter.pk}/{verb}/", {**sent(facts), **files})
        assert answer.status_code == 302, (verb, said(answer)[:800])
        matter.refresh_from_db()
        assert matter.state == state
    page = said(office.get(f"/matters/{matter.pk}/"))
    assert matter.state_label in page
    assert "时间线" in page
    assert matter.title in said(office.get(f"/matters/{kind}/?state={matter.state}"))
    assert matter.title in said(office.get(f"/matters/{matter.pk}/peek/"))
    assert matter.title in said(office.get(f"/matters/asset/{asset.pk}/"))
    book = load_workbook(BytesIO(b"".join(office.get(f"/matters/{kind}/export.xlsx").streaming_content)))
    head, row = list(book.active.iter_rows(values_only=True))[:2]
    assert row[0] == matter.number
    for each in KINDS[kind].fields:
        assert each.heading in head


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_refused_form_keeps_what_was_typed_and_an_empty_list_teaches(scene, office, kind):
    assert KINDS[kind].about_zh in said(office.get(f"/matters/{kind}/"))
    facts = {**OPEN[kind], KINDS[kind].opening[0]: ""}
    answer = office.post(f"/matters/{kind}/new/", {"title": "某事项名称", **sent(facts)})
    assert answer.status_code == 422
    assert 'value="某事项名称"' in said(answer)
    assert not Matter.objects.exists()


def test_a_refused_step_shows_its_form_again_as_it_was_filled_in(scene, office):
    case = scene.opened("illegal_construction")
    typed = {"f.area_m2": "很大", "f.people_inside": "true", "f.grounds": "无规划许可证"}
    answer = office.post(f"/matters/{case.pk}/verify/", {**typed, "files": paper()})
    page = said(answer)
    assert answer.status_code == 422
    assert "“面积”应为数字" in page
    assert 'value="很大"' in page
    assert 'value="无规划许可证"' in page


def test_the_register_offers_what_calls_for_a_matter_and_opens_what_is_ticked(scene, office):
    lift = scene.thing("special_equipment")
    page = said(office.get("/matters/special_equipment/"))
    assert lift.code in page
    assert office.post("/matters/special_equipment/wanted/", {"asset": [lift.pk]}).status_code == 302
    assert lift.code not in said(office.get("/matters/special_equipment/"))
    assert office.post("/matters/special_equipment/wanted/", {"asset": [lift.pk]}).status_code == 409
    assert office.post("/matters/special_equipment/wanted/", {}).status_code == 400


def test_a_stranger_sees_nothing_and_unknown_kinds_states_and_steps_are_refused(scene, office):
    case = scene.opened("illegal_construction")
    stranger = signed_in(Role.ENTERPRISE, make_enterprise())
    for address in (f"/matters/{case.pk}/", f"/matters/{case.pk}/peek/"):
        assert stranger.get(address).status_code == 404
        assert Client().get(address).status_code == 302
    assert case.title not in said(stranger.get("/matters/illegal_construction/"))
    assert office.get("/matters/nothing/").status_code == 404
    assert office.get("/matters/illegal_construction/?state=x").status_code == 400
    assert office.post(f"/matters/{case.pk}/erase/").status_code == 404
    assert office.post(f"/matters/{case.pk}/close/").status_code == 409
    assert "老旧房屋治理" in said(office.get("/matters/"))


def test_a_list_asks_as_often_for_many_as_for_few(scene, office):
    counts = []
    for _ in range(2):
        for _ in range(4):
            scene.opened("old_building")
        office.get("/matters/old_building/")
        with CaptureQueriesContext(connection) as ran:
            office.get("/matters/old_building/")
        counts.append(len(ran))
    # Two numbers beside lists take six statements each: each is counted under a time limit.
    assert counts[0] == counts[1] <= 19
