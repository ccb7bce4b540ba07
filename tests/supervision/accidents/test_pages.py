"""The pages of accidents, by role and verb."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.accidents.models import Accident
from tests.factories import make_enterprise, make_office, make_unit
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
FORM = {
    "title": "某工地高处坠落事故", "sort": "building", "occurred_at": "2026-11-20T08:00", "known_at": "2026-11-20T08:10",
    "received_at": "2026-11-20T08:40", "brief": "作业人员从脚手架坠落，送医后死亡。", "deaths": "1", "injured": "0", "loss": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path):
        make_office()
        yield


@pytest.fixture
def bureau():
    return make_unit("区应急局", UnitKind.DEPARTMENT)


@pytest.fixture
def office():
    return signed_in(Role.OFFICE, make_office())


def register(client, **values):
    answer = client.post("/accidents/new/", {**FORM, **values})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return Accident.objects.latest("pk")


def post(client, accident, verb, **fields):
    answer = client.post(f"/accidents/{accident.pk}/{verb}/", fields)
    accident.refresh_from_db()
    return answer.status_code


def test_an_accident_is_registered_investigated_approved_published_and_its_measures_are_tracked(
    office, bureau
):
    enterprise = make_enterprise(name="北京某建设有限公司")
    accident = register(signed_in(Role.ENFORCEMENT, bureau), enterprise=enterprise.name, loss="120.5")
    assert (accident.loss_yuan, accident.enterprise) == (1_205_000, enterprise)
    assert post(office, accident, "report_up") == 302
    assert post(office, accident, "supplement", deaths="2", injured="0", loss="", why="伤者死亡") == 302
    # An empty field says nothing new about a loss that is known.
    assert accident.loss_yuan == 1_205_000
    assert post(office, accident, "investigate", lead="张三", team="应急局、公安") == 302
    assert post(office, accident, "appraisal", subject="断口", by_whom="中心", began_on="2026-11-21", ended_on="2026-11-23") == 302  # fmt: skip
    assert post(office, accident, "extend", days="10", reason="等待鉴定") == 302
    findings = {
        "cause": "未系安全带，现场无人监护管理。",
        "nature": "责任事故",
        "responsible": "yes",
        "advice": "对责任单位依法处罚。",
    }
    assert post(office, accident, "submit", **findings) == 400
    assert (
        post(office, accident, "evidence", files=SimpleUploadedFile("报告.txt", "调查报告".encode())) == 302
    )
    assert post(office, accident, "submit", **findings) == 302
    assert (
        post(office, accident, "measure", title="排查脚手架", unit=str(bureau.pk), ends_on="2099-01-01")
        == 302
    )
    assert post(office, accident, "approve", number="朝政函〔2026〕9号") == 302
    public = "事故性质为责任事故，责任单位和责任人员已依法处理。"
    assert post(office, accident, "publish", text=public) == 302
    assert accident.state == "measures"
    page = office.get(f"/accidents/{accident.pk}/").content.decode()
    for words in ("排查脚手架", "北京某建设有限公司", "第八十六条", "断口", "补报记录", "1,205,000"):
        assert words in page
    everybody = Client().get("/open/accidents/").content.decode()
    assert public in everybody
    assert "排查脚手架" not in everybody


def test_a_known_danger_is_linked_and_a_new_one_opened_from_the_page(office, bureau):
    enterprise = make_enterprise()
    accident = register(office, enterprise=enterprise.name)
    assert post(office, accident, "danger", title="安全网缺失", description="调查发现") == 302
    assert "安全网缺失" in office.get(f"/accidents/{accident.pk}/").content.decode()
    assert post(office, accident, "link", danger="YH-0", note="x") == 400


@pytest.mark.parametrize(
    "wrong",
    [{"deaths": ""}, {"deaths": "-1"}, {"deaths": "1.5"}, {"injured": "x"}, {"loss": "abc"}, {"loss": "1e999"}, {"loss": "-5"},
     {"occurred_at": "yesterday"}, {"known_at": "2026-11-20T07:00"}, {"received_at": "2199-01-01T00:00"}, {"sort": "ufo"},
     {"title": ""}, {"brief": "短"}, {"enterprise": "没有这家"}, {"geometry": "{}"}],
)  # fmt: skip
def test_a_first_report_with_a_fault_is_refused_with_a_sentence_and_keeps_what_was_typed(office, wrong):
    answer = office.post("/accidents/new/", {**FORM, **wrong})
    assert answer.status_code == 422
    assert "data-sentence" in answer.content.decode()
    assert not Accident.objects.exists()


def test_anothers_accident_is_not_there(office, bureau):
    accident = register(signed_in(Role.ENFORCEMENT, bureau))
    outsider = signed_in(Role.DEPARTMENT, make_unit())
    for address in (f"/accidents/{accident.pk}/", f"/accidents/{accident.pk}/peek/"):
        assert outsider.get(address).status_code == 404
    assert outsider.post(f"/accidents/{accident.pk}/report_up/").status_code == 404
    assert accident.number not in outsider.get("/accidents/").content.decode()


@pytest.mark.parametrize("role", [Role.GRID, Role.ENTERPRISE, Role.AUDITOR, Role.COMMANDER, Role.SUBDISTRICT])
def test_who_may_not_register_is_refused_the_form(role):
    client = signed_in(role, make_enterprise() if role == Role.ENTERPRISE else make_office())
    assert client.get("/accidents/new/").status_code == 403
    assert client.post("/accidents/new/", FORM).status_code == 403


def test_an_enterprise_reads_its_own_accident_but_takes_no_step(office):
    enterprise = make_enterprise()
    accident = register(office, enterprise=enterprise.name)
    boss = signed_in(Role.ENTERPRISE, enterprise)
    assert boss.get(f"/accidents/{accident.pk}/").status_code == 200
    for verb in ("report_up", "supplement", "concealed", "danger"):
        assert boss.post(f"/accidents/{accident.pk}/{verb}/", {"deaths": "0", "injured": "0", "why": "x", "title": "x"}).status_code == 403  # fmt: skip


@pytest.mark.parametrize("query", ["?grade=general&sort=building&state=reported&year=2026&late=1&q=坠落", "?after=x", "?year=99999", "?q=%25"])  # fmt: skip
def test_no_filter_breaks_the_list(office, query):
    register(office)
    assert office.get("/accidents/" + query).status_code == 200
