"""The ledger on screen, the public list, one enterprise in one file."""

from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.credit.models import Listing, Record
from tests.factories import make_enterprise, make_office, make_unit
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office_unit():
    return make_office()


@pytest.fixture
def office():
    return signed_in(Role.OFFICE, make_office())


@pytest.fixture
def enterprise():
    return make_enterprise(name="北京某化工有限公司")


def post(client, listing, verb, **fields):
    answer = client.post(f"/credit/{listing.pk}/{verb}/", fields)
    listing.refresh_from_db()
    return answer.status_code


def collected(client, enterprise, **values):
    fields = {
        "enterprise": enterprise.name,
        "list": "serious",
        "behaviour": "licence",
        "facts": "处罚决定书〔2026〕8号，无证生产。",
        **values,
    }
    answer = client.post("/credit/new/", fields)
    assert answer.status_code == 302, answer.content.decode()[:600]
    return Listing.objects.latest("pk")


def listed(office, enterprise):
    listing = collected(office, enterprise)
    boss = signed_in(Role.ENTERPRISE, enterprise)
    assert post(office, listing, "report") == 302
    assert post(office, listing, "review", opinion="事实清楚，同意列入。") == 302
    assert boss.get(f"/credit/{listing.pk}/").status_code == 404
    assert post(office, listing, "notify") == 302
    assert "陈述申辩意见" in boss.get(f"/credit/{listing.pk}/").content.decode()
    assert post(boss, listing, "defend", text="许可正在办理中。") == 302
    assert post(office, listing, "hear", opinion="申辩理由不成立。") == 302
    assert post(office, listing, "submit") == 302
    assert post(office, listing, "approve", decision="朝应急信〔2026〕1号") == 403
    assert (
        post(signed_in(Role.OFFICE, make_office()), listing, "approve", decision="朝应急信〔2026〕1号") == 302
    )
    unit = make_unit("区财政局", UnitKind.DEPARTMENT)
    assert post(office, listing, "push", unit=[unit.pk]) == 302
    return listing, boss


def test_an_enterprise_is_listed_by_the_buttons_objects_and_is_taken_off(office, enterprise):
    listing, boss = listed(office, enterprise)
    everybody = Client().get("/open/credit/").content.decode()
    assert enterprise.name in everybody
    assert "朝应急信〔2026〕1号" in everybody
    assert "许可正在办理中" not in everybody
    assert post(boss, listing, "object", text="处罚决定书已被法院撤销，附判决。") == 302
    made = listing.objections.get()
    assert (
        boss.post(
            f"/credit/objections/{made.pk}/answer/", {"upheld": "yes", "answer": "我们同意"}
        ).status_code
        == 403
    )
    assert (
        office.post(
            f"/credit/objections/{made.pk}/answer/", {"upheld": "yes", "answer": "判决属实。"}
        ).status_code
        == 302
    )
    assert enterprise.name not in Client().get("/open/credit/").content.decode()


def test_a_name_whose_period_is_over_is_gone_from_the_public_page_at_once(office, enterprise):
    listing, _ = listed(office, enterprise)
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    Listing.every.filter(pk=listing.pk).update(published_on=yesterday, expires_on=yesterday)
    assert enterprise.name not in Client().get("/open/credit/").content.decode()


def test_a_body_that_was_told_answers_on_the_page(office, enterprise):
    listing, _ = listed(office, enterprise)
    told = listing.pushes.get()
    clerk = signed_in(Role.DEPARTMENT, told.unit)
    assert "采取的措施" in clerk.get(f"/credit/{listing.pk}/").content.decode()
    assert clerk.post(f"/credit/pushes/{told.pk}/answer/", {"measure": "限制参与政府采购"}).status_code == 302
    assert "限制参与政府采购" in office.get(f"/credit/{listing.pk}/").content.decode()
    outsider = signed_in(Role.DEPARTMENT, make_unit())
    assert outsider.post(f"/credit/pushes/{told.pk}/answer/", {"measure": "随便写点什么"}).status_code == 404


def test_a_fault_on_the_form_keeps_what_was_typed(office, enterprise):
    answer = office.post(
        "/credit/new/", {"enterprise": "没有这家", "list": "serious", "facts": "写了很多很多的事实。"}
    )
    assert answer.status_code == 422
    assert "没有找到企业" in answer.content.decode()
    assert "写了很多很多的事实。" in answer.content.decode()
    answer = office.post(
        "/credit/new/",
        {
            "enterprise": enterprise.name,
            "list": "joint",
            "behaviour": "licence",
            "facts": "写了很多很多的事实。",
        },
    )
    assert "严重失信主体名单" in answer.content.decode()


def test_the_ledger_filters_by_stage_and_exports_what_it_shows(office, enterprise):
    listing = collected(office, enterprise)
    assert listing.number in office.get("/credit/?stage=collected").content.decode()
    assert listing.number not in office.get("/credit/?stage=pushed").content.decode()
    book = load_workbook(
        BytesIO(b"".join(office.get("/credit/export.xlsx?stage=collected").streaming_content))
    )
    rows = list(book.active.iter_rows(values_only=True))
    assert any(enterprise.name in [str(cell) for cell in row] for row in rows)
    assert "推送" in " ".join(str(cell) for cell in rows[0])


def test_anothers_row_is_not_there(office, enterprise):
    listing = collected(office, enterprise)
    for client in (signed_in(Role.DEPARTMENT, make_unit()), signed_in(Role.ENTERPRISE, make_enterprise())):
        assert client.get(f"/credit/{listing.pk}/").status_code == 404
        assert client.post(f"/credit/{listing.pk}/drop/", {"why": "不要"}).status_code == 404


def test_records_are_noted_gathered_and_repaired_from_the_file(office, enterprise):
    fields = {"kind": "penalty", "on": "2026-10-01", "text": "罚款三万元，朝应急罚〔2026〕3号"}
    assert office.post(f"/credit/enterprise/{enterprise.pk}/note/", fields).status_code == 302
    assert (
        office.post(f"/credit/enterprise/{enterprise.pk}/note/", {**fields, "on": "昨天"}).status_code == 400
    )
    assert office.post(f"/credit/enterprise/{enterprise.pk}/gather/").status_code == 302
    part = office.get(f"/credit/enterprise/{enterprise.pk}/").content.decode()
    assert "罚款三万元" in part
    assert "抽查权重" in part
    row = Record.objects.get()
    assert office.post(f"/credit/records/{row.pk}/repair/", {"why": "已整改并修复"}).status_code == 302
    assert "已修复" in office.get(f"/credit/enterprise/{enterprise.pk}/").content.decode()
    assert "构成" in office.get("/credit/ratings/?grade=B").content.decode()


def test_an_enterprise_that_nobody_rated_is_shown_as_not_rated_and_not_as_good(office, enterprise):
    page = office.get(f"/enterprises/{enterprise.pk}/").content.decode()
    assert "尚未评级" in page
    assert "未评" in office.get("/enterprises/?q=化工").content.decode()


def test_one_file_has_every_part_that_exists_and_says_which_do_not(office, enterprise):
    page = office.get(f"/enterprises/{enterprise.pk}/").content.decode()
    for part in ("assets", "dangers", "credit", "accidents", "hotline"):
        assert f'data-part="{part}"' in page
    assert "该部分尚未启用，不代表没有记录" in page
    for part in ("assets/", "dangers/"):
        assert office.get(f"/enterprises/{enterprise.pk}/{part}").status_code == 200


def test_the_timeline_of_the_file_tells_what_happened_from_every_register(office, enterprise):
    listed(office, enterprise)
    from tests.supervision.hotline.makers import make_report

    report, _ = make_report(enterprise_id=enterprise.pk)
    page = office.get(f"/enterprises/{enterprise.pk}/").content.decode()
    assert "列入名单" in page
    assert report.number in page


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.DEPARTMENT, Role.GRID])
def test_anothers_file_is_not_there(role, enterprise):
    client = signed_in(role, make_enterprise() if role == Role.ENTERPRISE else make_unit())
    assert client.get(f"/enterprises/{enterprise.pk}/").status_code == 404
    assert client.get(f"/credit/enterprise/{enterprise.pk}/").status_code == 404
    assert enterprise.name not in client.get("/enterprises/").content.decode()


def test_an_enterprise_opens_its_own_file(enterprise):
    assert signed_in(Role.ENTERPRISE, enterprise).get(f"/enterprises/{enterprise.pk}/").status_code == 200


@pytest.mark.parametrize("address", ["/credit/?q=%25&list=serious&stage=x", "/credit/?after=x", "/credit/ratings/?grade=Z&q='", "/enterprises/?q=bjmhg&after=x"])  # fmt: skip
def test_no_filter_breaks_a_list(office, address):
    assert office.get(address).status_code == 200
