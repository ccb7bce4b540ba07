"""Contingency plans on screen."""

import csv
import io

import pytest

from ancheng.base.roles import Role
from ancheng.command.contingency import actions
from ancheng.command.contingency.models import Plan
from tests.command.contingency.makers import WHOLE, District, make_plan, make_valid
from tests.factories import NOW, make_enterprise, make_office, make_unit
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    make_office()
    return District()


@pytest.fixture
def above(district):
    return make_valid(district.bureau, "government", title="朝阳区火灾事故专项预案")


def filled(content, **more):
    """The fields of the page on which a plan is written."""
    fields = {"scope": content.scope, "basis": content.basis, "read": "0"}
    for name in ("grades", "posts", "actions", "means", "contacts"):
        rows = getattr(content, name)
        fields |= {f"{name}-TOTAL_FORMS": str(len(rows) + 3), f"{name}-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            fields |= {f"{name}-{number}-{key}": str(getattr(row, key)) for key in row.__slots__}
        if name == "actions":
            fields |= {f"actions-{number}-level": "4" for number in range(len(rows), len(rows) + 3)}
    return fields | more


def test_a_plan_is_drafted_written_linked_and_filed_on_the_pages(district, above):
    clerk, duty = signed_in(Role.SUBDISTRICT, district.street), signed_in(Role.DUTY, district.bureau)
    form = {
        "title": "街道火灾预案",
        "owner": district.street.pk,
        "tier": "subdistrict",
        "form": "special",
        "matter": "fire",
    }
    refused = clerk.post("/contingency/new/", {**form, "tier": "community"})
    assert refused.status_code == 400
    assert "街道火灾预案" in refused.content.decode()
    assert clerk.post("/contingency/new/", form).status_code == 302
    plan = Plan.objects.get(title="街道火灾预案")
    home = f"/contingency/{plan.pk}/"
    assert "没有处置步骤" in clerk.get(home).content.decode()
    wrong = clerk.post(home + "write/", filled(WHOLE, **{"actions-0-minutes": "很快", "scope": "范围仍在"}))
    assert wrong.status_code == 422
    assert "范围仍在" in wrong.content.decode()
    assert "13900000000" in wrong.content.decode()
    assert clerk.post(home + "write/", filled(WHOLE)).status_code == 302
    plan.refresh_from_db()
    assert plan.draft.read() == WHOLE
    stale = clerk.post(home + "write/", filled(WHOLE, scope="晚到的修改"))
    assert stale.status_code == 422
    assert "他人已修改" in stale.content.decode()
    assert "晚到的修改" in stale.content.decode()
    refused = duty.post(home + "review/", {"why": "可行"})
    assert "没有与上级预案衔接" in refused.content.decode()
    assert clerk.post(home + "link/", {"upper": above.pk}).status_code == 302
    assert duty.post(home + "review/").status_code == 302
    for client, verb, fields in (
        (clerk, "publish", {}),
        (clerk, "file", {}),
        (duty, "register", {"filing_number": "备〔2026〕1号"}),
        (clerk, "trigger", {"key": "risk", "why": "新建加油站"}),
        (clerk, "revise", {}),
    ):
        assert client.post(home + verb + "/", fields).status_code == 302, verb
    page = clerk.get(home).content.decode()
    assert "V2" in page
    assert "安全生产面临的风险发生重大变化" in page
    assert "疏散群众" in clerk.get(home + "?version=1").content.decode()
    assert clerk.get(home + "?version=9").status_code == 404


def test_a_register_without_a_number_shows_the_form_again(district, above):
    plan = make_plan(district.bureau, "government")
    for verb in (actions.review, actions.publish, actions.file):
        verb(plan, by=actions.PLATFORM, at=NOW)
    duty = signed_in(Role.DUTY, district.bureau)
    assert duty.post(f"/contingency/{plan.pk}/register/", {"filing_number": ""}).status_code == 422


def test_the_list_narrows_exports_and_keeps_to_what_one_may_see(district, above):
    enterprise = make_enterprise(district.street)
    make_plan(enterprise, "enterprise", title="甲厂综合预案")
    clerk = signed_in(Role.SUBDISTRICT, district.street)
    page = clerk.get("/contingency/?tier=enterprise").content.decode()
    assert "甲厂综合预案" in page
    assert "朝阳区火灾事故专项预案" not in page
    answer = clerk.get("/contingency/export.csv?only=unlinked")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [each["名称"] for each in rows] == ["甲厂综合预案"]
    assert "甲厂综合预案" not in signed_in(Role.DEPARTMENT, make_unit()).get("/contingency/").content.decode()
    assert clerk.get("/contingency/?only=nonsense").status_code == 400
    assert clerk.get("/contingency/?only=expiring").status_code == 200
    assert clerk.get("/contingency/?only=mine").status_code == 200


def test_the_matrix_says_where_a_plan_is_missing(district, above):
    page = signed_in(Role.OFFICE, make_office()).get("/contingency/joining/")
    assert page.context["missing"] == 1
    assert page.context["communities_without"] == 1
    assert "第一街道" in page.content.decode()


def test_the_legal_frequency_of_drills_stands_beside_the_plan(district, above):
    duty = signed_in(Role.DUTY, district.bureau)
    home = f"/contingency/{above.pk}/"
    page = duty.get(home).content.decode()
    assert "每2年至少1次" in page
    assert "第八条" in page
    assert "没有演练记录" in page
    assert duty.post(home + "drill/", {"on": "2026-01-05"}).status_code == 302
    assert duty.post(home + "drill/", {"on": "昨天"}).status_code == 400
    assert "2028-01-05" in duty.get(home).content.decode()


def test_who_does_not_keep_a_plan_does_not_write_it(district, above):
    plan = make_plan(district.street, "subdistrict")
    assert signed_in(Role.DUTY, district.bureau).get(f"/contingency/{plan.pk}/write/").status_code == 403
    assert signed_in(Role.AUDITOR, make_office()).get("/contingency/new/").status_code == 403
    outsider = signed_in(Role.ENTERPRISE, make_enterprise())
    assert outsider.get(f"/contingency/{plan.pk}/").status_code == 404
    assert outsider.get(f"/contingency/{above.pk}/").status_code == 200
    assert "13900000000" not in outsider.get(f"/contingency/{above.pk}/").content.decode()
    assert (
        "13900000000"
        in signed_in(Role.DUTY, district.bureau).get(f"/contingency/{above.pk}/").content.decode()
    )
    assert outsider.post(f"/contingency/{above.pk}/withdraw/", {"why": "x"}).status_code == 403
