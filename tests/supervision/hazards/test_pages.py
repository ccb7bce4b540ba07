"""The pages: the live result, the identification, the file, list, export, enterprise block; nothing typed is lost."""

import json
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from ancheng.base.roles import Role
from ancheng.supervision.hazards.models import Hazard
from tests.factories import NOW, make_enterprise
from tests.supervision.assets.register import INSIDE_FIRST, at, make_asset
from tests.supervision.hazards.conftest import TODAY, paper
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
PLACE = json.dumps({"type": "Point", "coordinates": INSIDE_FIRST})


def inventory(*rows):
    fields = {"s-TOTAL_FORMS": str(len(rows))}
    for number, (name, quantity, *rest) in enumerate(rows):
        fields |= {f"s-{number}-name": name, f"s-{number}-quantity": quantity, f"s-{number}-class": rest[0] if rest else ""}  # fmt: skip
    return fields


FORM = {
    "name": "液氨储罐区", "sort": "storage", "regime": "order_40", "geometry": PLACE, "people": "120",
    "people_why": "入户调查", "people_source": "社区台账", **inventory(("氨", "30"), ("", "")),
}  # fmt: skip


@pytest.fixture
def worker(scene):
    return signed_in(Role.ENTERPRISE, scene.enterprise)


@pytest.fixture
def officer(scene):
    return signed_in(Role.ENFORCEMENT, scene.bureau)


def said(answer):
    return answer.content.decode()


def post(client, hazard, verb, **fields):
    answer = client.post(f"/hazards/{hazard.pk}/{verb}/", fields)
    hazard.refresh_from_db()
    return answer.status_code


def test_the_result_is_shown_as_one_types_with_q_beta_and_confidence(worker):
    page = said(worker.post("/hazards/preview/", {**FORM, **inventory(("氨", "30"), ("二氟化氧", "0.1"))}))
    assert "三级重大危险源" in page
    assert "data-s>3.1</dd>" in page
    assert "β 未核对" in page
    assert "已核对" in page
    half = said(worker.post("/hazards/preview/", {**FORM, **inventory(("氨", "30"), ("无此物", "1"))}))
    assert "表1中没有“无此物”" in half
    assert "data-level" not in half
    unknown = said(worker.post("/hazards/preview/", {**FORM, "people": ""}))
    assert "不等于零" in unknown
    assert "data-level" not in unknown


def test_the_people_of_the_map_are_taken_when_nothing_is_typed(scene, worker):
    attributes = {"level": "primary", "pupils": "60"}
    make_asset(scene.street, kind="school", name="某小学", geometry=at(INSIDE_FIRST), attributes=attributes)
    page = said(worker.post("/hazards/preview/", {**FORM, "people": ""}))
    assert "data-people>60</strong>" in page
    assert "data-r>9</dd>" in page
    assert (
        worker.post(
            "/hazards/new/", {**FORM, "people": "", "people_why": "", "people_source": ""}
        ).status_code
        == 302
    )
    hazard = Hazard.objects.get()
    assert (hazard.people, hazard.people_from_map) == (60, 60)


def test_town_gas_is_said_on_the_screen_and_handed_over(scene, worker):
    gas = {**FORM, "regime": "town_gas", **inventory(("天然气", "60"))}
    assert "转区城管委监管" in said(worker.post("/hazards/preview/", gas))
    assert worker.post("/hazards/new/", gas).status_code == 302
    hazard = Hazard.objects.get()
    assert "40号令" in said(worker.get(f"/hazards/{hazard.pk}/"))
    assert hazard.state == "handed_over"


def test_a_refused_form_keeps_what_was_typed(worker):
    answer = worker.post("/hazards/new/", {**FORM, **inventory(("氨", "很多"), ("氯", "3"))})
    page = said(answer)
    assert answer.status_code == 422
    assert "“氨”的最大设计量" in page
    for kept in ('value="很多"', 'value="氯"', 'value="液氨储罐区"', 'value="入户调查"'):
        assert kept in page
    assert not Hazard.objects.exists()
    for bad in (
        {"geometry": "{"},
        {"asset": "没有"},
        {"people": "-1"},
        {"sort": "x"},
        {"s-TOTAL_FORMS": "x"},
    ):
        assert worker.post("/hazards/new/", {**FORM, **bad}).status_code == 422, bad


def test_hostile_text_is_shown_as_text(worker):
    assert worker.post("/hazards/new/", {**FORM, "name": "<script>alert(1)</script>罐区"}).status_code == 302
    page = said(worker.get(f"/hazards/{Hazard.objects.get().pk}/"))
    assert "<script>alert(1)" not in page


def test_from_identification_to_supervision_by_the_pages(scene, worker, officer):
    assert worker.post("/hazards/new/", FORM).status_code == 302
    hazard = Hazard.objects.get()
    report = {"number": "PG-1", "by_whom": "某机构", "reported_on": TODAY.isoformat()}
    assert post(worker, hazard, "assess", **report) == 400
    assert post(worker, hazard, "assess", **report, file=paper()) == 302
    page = said(worker.get(f"/hazards/{hazard.pk}/"))
    assert "申报前还缺" in page
    assert post(worker, hazard, "declare") == 400
    for person in ("principal", "technical", "operation"):
        assert post(worker, hazard, "responsible", post=person, name="某人", phone="13800000000") == 302
    plan = {"number": "ZX-9", "title": "专项预案", "approved_on": TODAY.isoformat()}
    assert post(worker, hazard, "plan", **plan, file=paper()) == 302
    assert post(worker, hazard, "declare") == 302
    assert post(worker, hazard, "register") == 403
    assert post(officer, hazard, "register") == 302
    assert post(officer, hazard, "supervise") == 302
    drill = {
        "exercise": "special",
        "held_on": TODAY.isoformat(),
        "people": "30",
        "summary": "按预案完成全部科目",
    }
    assert post(worker, hazard, "drill", **drill) == 302
    assert post(worker, hazard, "paper", purpose="attachment", files=paper()) == 302
    assert post(worker, hazard, "danger", title="报警失效") == 302
    page = said(officer.get(f"/hazards/{hazard.pk}/"))
    for word in (
        "危备〔",
        "报警失效",
        "ZX-9",
        "按预案完成全部科目",
        "历次辨识",
        "未核对",
        "登记备案",
        "PG-1",
    ):
        assert word in page, word
    assert hazard.state == "supervised"
    assert post(officer, hazard, "order_reassessment", why="工艺已改变") == 302
    assert hazard.state == "reassessing"


def test_the_change_form_shows_the_inventory_and_takes_another(scene, worker, officer):
    hazard = scene.supervised()
    page = said(worker.get(f"/hazards/{hazard.pk}/change/"))
    assert 'value="氨"' in page
    assert "三级重大危险源" in page
    assert officer.get(f"/hazards/{hazard.pk}/change/").status_code == 403
    fields = {**FORM, **inventory(("氨", "300")), "version": str(hazard.version)}
    lost = worker.post(f"/hazards/{hazard.pk}/change/", {**fields, "why": ""})
    assert lost.status_code == 422
    assert 'value="300"' in said(lost)
    assert worker.post(f"/hazards/{hazard.pk}/change/", {**fields, "why": "扩建"}).status_code == 302
    hazard.refresh_from_db()
    assert (hazard.state, hazard.level) == ("reassessing", "一级")


def test_the_export_equals_the_list_and_the_filters_narrow_both(scene, officer):
    scene.supervised()
    scene.identified(name="氯气库房")
    book = load_workbook(BytesIO(b"".join(officer.get("/hazards/export.xlsx").streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 3
    assert "氨 30 t" in rows[1]
    csv = b"".join(officer.get("/hazards/export.csv?q=氯气").streaming_content).decode()
    assert "氯气库房" in csv
    assert "液氨储罐区" not in csv
    page = said(officer.get("/hazards/?state=supervised&level=三级"))
    assert "液氨储罐区" in page
    assert "氯气库房" not in page
    assert officer.get("/hazards/?level=九级").status_code == 400


def test_the_enterprise_file_shows_its_hazards_and_a_stranger_sees_none(scene, worker):
    hazard = scene.filed()
    assert "液氨储罐区" in said(worker.get(f"/hazards/enterprise/{scene.enterprise.pk}/"))
    assert f'hx-get="/hazards/enterprise/{scene.enterprise.pk}/"' in said(worker.get(f"/enterprises/{scene.enterprise.pk}/"))  # fmt: skip
    stranger = signed_in(Role.ENTERPRISE, make_enterprise())
    for address in (f"/hazards/{hazard.pk}/", f"/hazards/{hazard.pk}/peek/", f"/hazards/{hazard.pk}/change/"):
        assert stranger.get(address).status_code == 404
        assert Client().get(address).status_code == 302
    assert "没有登记的重大危险源单元" in said(stranger.get(f"/hazards/enterprise/{scene.enterprise.pk}/"))


def test_an_empty_list_teaches_and_an_unknown_verb_is_refused(scene, officer):
    assert "GB 18218-2018" in said(officer.get("/hazards/"))
    hazard = scene.identified(at=NOW)
    assert officer.post(f"/hazards/{hazard.pk}/erase/").status_code == 404
    assert "三级" in said(officer.get(f"/hazards/{hazard.pk}/peek/"))


def test_the_list_asks_as_often_for_many_as_for_few(scene, officer):
    counts = []
    for _ in range(2):
        for number in range(4):
            scene.identified(name=f"单元{number}")
        officer.get("/hazards/")
        with CaptureQueriesContext(connection) as ran:
            officer.get("/hazards/")
        counts.append(len(ran))
    assert counts[0] == counts[1] <= 13
