"""What officers, enterprises and the public see of risks, and what they are refused."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pypdfium2
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.kernel.people.models import Person
from ancheng.supervision.risks import map_actions
from ancheng.supervision.risks.models import MapEdition, Risk
from ancheng.supervision.risks.values import Basis, Rule, Subject
from tests.factories import NOW, make_enterprise, make_person

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def entered(seat) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=seat.person_id), backend=BACKEND)
    return client


def published(scene) -> MapEdition:
    edition = map_actions.draft(
        title="测试四色图", as_of=beijing_day(NOW), rule=Rule.HIGHEST, basis=Basis.UNMITIGATED, note="",
        by=scene.office, at=NOW,
    )  # fmt: skip
    map_actions.approve(edition=edition, by=scene.office_colleague, at=NOW)
    map_actions.publish(edition=edition, by=scene.office, at=NOW)
    return edition


def test_a_risk_is_registered_assessed_and_graded_through_the_pages(scene):
    officer, worker, office = (entered(each) for each in (scene.officer, scene.worker, scene.office))
    given = {
        "title": "储罐区泄漏",
        "subject": "asset",
        "enterprise": scene.enterprise.name,
        "industry": "危险化学品",
    }
    assert officer.post("/risks/new/", given).status_code == 302
    risk = Risk.objects.get()
    assert (risk.owner_unit, risk.issuer_unit) == (scene.enterprise, scene.street)
    at = f"/risks/{risk.pk}/"
    worker.post(at + "begin/", {"trigger": "first"})
    assert "采取措施后" in worker.get(at).content.decode()
    inputs = {
        "method": "lec",
        "lec-L": "6",
        "lec-E": "6",
        "lec-C": "15",
        "lec-after-L": "1",
        "lec-after-E": "6",
        "lec-after-C": "15",
    }
    assert worker.post(at + "submit/", inputs).status_code == 302
    officer.post(at + "review/", {})
    assert office.post(at + "grade/", {}).status_code == 302
    page = office.get(at).content.decode()
    assert "L6 × E6 × C15 = 540" in page
    assert "重大风险" in page
    assert "未核对" in page


def test_what_was_typed_into_an_assessment_comes_back_with_the_refusal(scene):
    risk = scene.found()
    worker = entered(scene.worker)
    worker.post(f"/risks/{risk.pk}/begin/", {"trigger": "first"})
    answer = worker.post(
        f"/risks/{risk.pk}/submit/",
        {"method": "matrix", "matrix-L": "5", "matrix-C": "", "basis": "我写的说明"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写参数 C" in page
    assert "我写的说明" in page
    assert '<option value="5" selected>' in page


def test_a_refused_registration_keeps_what_was_typed(scene):
    answer = entered(scene.officer).post(
        "/risks/new/", {"title": "储罐区泄漏", "subject": "area", "area": "没有的区"}
    )
    assert answer.status_code == 422
    assert "没有找到区域" in answer.content.decode()
    assert "储罐区泄漏" in answer.content.decode()


def test_another_enterprise_sees_nothing_of_a_risk(scene):
    risk = scene.graded()
    stranger = Client()
    person = make_person(Role.ENTERPRISE, make_enterprise(scene.other))
    stranger.force_login(person, backend=BACKEND)
    for address in (f"/risks/{risk.pk}/", f"/risks/{risk.pk}/peek/"):
        assert stranger.get(address).status_code == 404
    assert risk.title not in stranger.get("/risks/").content.decode()
    assert risk.number not in b"".join(stranger.get("/risks/export.csv").streaming_content).decode()
    assert stranger.post(f"/risks/{risk.pk}/close/", {"why": "x"}).status_code == 404


def test_the_export_equals_the_list(scene):
    scene.graded("orange", title="甲风险源")
    scene.found(title="乙风险源")
    office = entered(scene.office)
    for query in ("", "?grade=O", "?grade=none", "?q=甲风险", "?state=graded", "?industry=商务"):
        text = b"".join(office.get("/risks/export.csv" + query).streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        page = office.get("/risks/" + query).context["page"].rows
        assert [each["编号"] for each in rows] == [each.number for each in page], query
    assert len(office.get("/risks/?grade=O").context["page"].rows) == 1


def test_a_filter_that_means_nothing_is_refused_with_a_sentence(scene):
    answer = entered(scene.office).get("/risks/?grade=purple")
    assert answer.status_code == 400
    assert "等级" in answer.content.decode()


def test_pages_of_the_list_follow_one_another_without_gap(scene):
    from ancheng.supervision.risks import queries

    made = [scene.found(title=f"风险源{n}", at=NOW - timedelta(days=n // 3)) for n in range(9)]
    rows, seen, after = queries.visible(scene.office), [], ""
    while True:
        page = queries.page(rows, after=after, size=4)
        seen += [each.pk for each in page.rows]
        if not page.after:
            break
        after = page.after
    assert sorted(seen) == sorted(each.pk for each in made)
    assert len(seen) == 9
    back = queries.page(rows, before=queries._mark(page.rows[0]), size=4)
    assert [each.pk for each in back.rows] == seen[4:8]


def test_the_public_sees_the_published_map_and_grey_for_what_nobody_assessed(scene):
    scene.found(title="没评估的", geometry=(116.475, 39.915))
    scene.graded("orange", title="储罐区火灾风险")
    stranger = Client()
    assert "没有发布" in stranger.get("/open/risks/").content.decode()
    assert stranger.get("/open/risks/picture.png").status_code == 404
    edition = published(scene)
    page = stranger.get("/open/risks/").content.decode()
    assert edition.number in page
    assert "储罐区火灾风险" not in page
    assert scene.enterprise.name not in page
    row = next(part for part in page.split("<tr>") if "第二街道" in part)
    assert 'class="risk risk-unknown"' in row
    assert "risk-B" not in row
    assert "100.0%" in row
    picture = stranger.get("/open/risks/picture.png")
    assert picture.content.startswith(b"\x89PNG")
    assert "四色风险图" in stranger.get("/open/").content.decode()


def test_the_published_map_does_not_move_with_later_assessments(scene):
    scene.graded("yellow")
    published(scene)
    before = Client().get("/open/risks/").context["areas"]
    scene.graded("red")
    after = Client().get("/open/risks/").context["areas"]
    assert [each.grade for each in before] == [each.grade for each in after] == [2, 0]


def test_a_printed_map_is_a_pdf_of_more_than_one_page_with_its_number(scene):
    scene.graded("orange")
    edition = published(scene)
    with pypdfium2.PdfDocument(
        entered(scene.office).get(f"/risks/editions/{edition.pk}/print.pdf").content
    ) as pdf:
        assert len(pdf) == 2
        text = "".join(each.get_textpage().get_text_range() for each in pdf).replace(" ", "")
    assert edition.number in text
    assert "第2页/共2页" in text


def test_the_page_of_an_enterprise_shows_its_risks_and_says_when_there_are_none(scene):
    office = entered(scene.office)
    assert "未评估不等于低风险" in office.get(f"/risks/of/{scene.enterprise.pk}/").content.decode()
    risk = scene.graded("orange")
    assert risk.title in office.get(f"/risks/of/{scene.enterprise.pk}/").content.decode()
    page = office.get(f"/enterprises/{scene.enterprise.pk}/").content.decode()
    assert "risk-O" in page
    assert "风险定级" in page


def test_coverage_of_a_day_is_shown_and_no_data_is_not_zero(scene):
    scene.graded(
        subject=Subject.AREA,
        area_id=scene.zone.pk,
        enterprise_id=None,
        geometry=None,
        by=scene.office,
        unit_id=scene.office.unit_id,
    )
    page = entered(scene.office).get(f"/risks/coverage/?day={beijing_day(NOW)}").content.decode()
    assert "100.0%" in page
    assert "无数据" in page


def test_required_objects_without_a_risk_are_identified_once(scene):
    from tests.supervision.risks.test_map import required_object

    required_object(scene)
    officer = entered(scene.officer)
    for _ in range(2):
        assert officer.post("/risks/bulk/", {"verb": "identify"}).status_code == 302
    risk = Risk.objects.get()
    assert (risk.state, risk.issuer_unit) == ("identified", scene.street)
    assert entered(scene.worker).post("/risks/bulk/", {"verb": "identify"}).status_code == 403


def test_no_page_asks_the_database_more_often_because_there_is_more_to_show(scene):
    office = entered(scene.office)
    asked = {}
    for rows in (2, 9):
        while Risk.objects.count() < rows:
            scene.kept(scene.graded(title=f"风险源{Risk.objects.count()}"))
        cache.clear()
        for address in ("/risks/", "/risks/map/", "/risks/coverage/", f"/risks/of/{scene.enterprise.pk}/"):
            office.get(address)
            with CaptureQueriesContext(connection) as statements:
                assert office.get(address).status_code == 200
            asked.setdefault(address, []).append(len(statements))
    assert all(few >= many for few, many in asked.values()), asked
    assert max(few for few, _ in asked.values()) <= 14, asked
