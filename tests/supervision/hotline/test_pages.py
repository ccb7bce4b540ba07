"""The pages of those who handle reports, by role and verb."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from ancheng.base.roles import Role
from ancheng.supervision.hotline import actions, rewards
from ancheng.supervision.hotline.models import Report
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.supervision.hotline.makers import CONTENT, make_bureau, make_report, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path):
        yield


@pytest.fixture
def office():
    return signed_in(Role.OFFICE, make_office())


def post(client, report, verb, **fields):
    return client.post(f"/hotline/{report.pk}/{verb}/", fields)


def test_a_report_goes_from_the_list_to_its_end_by_the_buttons_of_its_page(office):
    report, _ = make_report()
    assert report.number in office.get("/hotline/?state=received").content.decode()
    enterprise = make_enterprise(name="北京某仓储有限公司")
    steps = [
        ("identify", {"enterprise": enterprise.name}),
        ("accept", {"told": "已受理，将到现场核查。"}),
        ("evidence", {"files": SimpleUploadedFile("核查记录.txt", "现场核查记录".encode())}),
        ("danger", {"title": "库房住人", "grade": "major", "description": "现场发现。"}),
        ("more_time", {"days": "10", "reason": "需要委托检测"}),
        ("verify", {"verdict": "true", "result": "现场核查，问题属实，已拍照。"}),
    ]
    for verb, fields in steps[:5]:
        assert post(office, report, verb, **fields).status_code == 302, verb
    assert post(office, report, *steps[5][:1], **steps[5][1]).status_code == 409
    decided = post(
        signed_in(Role.OFFICE, make_office()), report, "decide_more_time", granted="yes", answer="同意"
    )
    assert decided.status_code == 302
    assert (
        post(office, report, "verify", verdict="true", result="现场核查，问题属实，已拍照。").status_code
        == 302
    )
    assert post(office, report, "reward", amount_yuan="3000", basis="罚〔2026〕8号").status_code == 302
    assert post(office, report, "feed_back", text="您反映的问题属实，已责令清理。").status_code == 302
    page = office.get(f"/hotline/{report.pk}/").content.decode()
    for words in ("已反馈", "库房住人", "3000", "核查记录.txt", "北京某仓储有限公司", "时间线"):
        assert words in page
    assert post(office, report, "close").status_code == 302
    report.refresh_from_db()
    assert report.state == "closed"


def test_an_unknown_verb_or_enterprise_is_refused_with_a_sentence(office):
    report, _ = make_report()
    assert post(office, report, "explode").status_code == 404
    answer = post(office, report, "identify", enterprise="没有这家公司")
    assert answer.status_code == 400
    assert "没有找到企业" in answer.content.decode()


def test_a_case_handed_away_returns_the_officer_to_the_list():
    report, _ = make_report()
    officer = signed_in(Role.DEPARTMENT, report.owner_unit)
    street = make_unit("第一街道")
    answer = officer.post(f"/hotline/{report.pk}/dispatch/", {"unit": street.pk, "why": "属地核查"})
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.owner_unit == street


def test_staff_write_down_a_call_and_read_the_code_out_once(office):
    make_bureau()
    fields = {"channel": "12345", "order_number": "GD1", "order_due_at": "2099-01-01T10:00", "content": CONTENT, "name": "王五", "phone": "13800001111", "joint": "3", "nonce": "x1"}  # fmt: skip
    answer = office.post("/hotline/new/", fields, follow=True)
    page = answer.content.decode()
    report = Report.objects.get()
    assert (report.channel, report.joint, report.real_name) == ("12345", 3, True)
    assert "查询码" in page
    assert "王五" not in page
    assert "13800001111" not in page
    assert "查询码告知" not in office.get(f"/hotline/{report.pk}/").content.decode()


def test_a_fault_on_the_intake_form_keeps_what_was_typed_but_not_who(office):
    make_bureau()
    answer = office.post("/hotline/new/", {"channel": "12345", "content": CONTENT, "name": "王五"})
    assert answer.status_code == 422
    assert CONTENT in answer.content.decode()
    assert "王五" not in answer.content.decode()


def test_duplicates_are_suggested_while_typing(office):
    first, _ = make_report()
    from django.utils import timezone

    Report.every.filter(pk=first.pk).update(received_at=timezone.now())
    answer = office.post("/hotline/alike/", {"content": CONTENT, "geometry": ""})
    assert first.number in answer.content.decode()
    assert office.post("/hotline/alike/", {"content": "短", "geometry": ""}).content.strip() == b""


@pytest.mark.parametrize(
    "role", [Role.DEPARTMENT, Role.SUBDISTRICT, Role.GRID, Role.ENFORCEMENT, Role.ENTERPRISE]
)
def test_anothers_report_is_not_there(role):
    report, _ = make_report()
    outsider = signed_in(role, make_enterprise() if role == Role.ENTERPRISE else make_unit("区商务局"))
    for address in (f"/hotline/{report.pk}/", f"/hotline/{report.pk}/peek/"):
        assert outsider.get(address).status_code == 404
    assert outsider.post(f"/hotline/{report.pk}/accept/").status_code == 404
    assert report.number not in outsider.get("/hotline/").content.decode()
    assert report.number not in b"".join(outsider.get("/hotline/export.csv").streaming_content).decode()


def test_an_enterprise_sees_nothing_of_a_report_about_itself_anywhere_in_its_file():
    enterprise = make_enterprise()
    report, _ = make_report(enterprise_id=enterprise.pk)
    boss = signed_in(Role.ENTERPRISE, enterprise)
    file = boss.get(f"/enterprises/{enterprise.pk}/").content.decode()
    assert report.number not in file
    assert 'data-part="hotline"' not in file
    assert report.number not in boss.get(f"/hotline/enterprise/{enterprise.pk}/").content.decode()


def test_the_reward_ledger_grants_and_pays(office):
    report, _ = make_report()
    by = asker(Role.DEPARTMENT, report.owner_unit)
    actions.accept(report=report, by=by, at=NOW)
    actions.verify(report=report, verdict="true", result="现场核查，问题属实。", by=by, at=NOW)
    reward = rewards.propose(report=report, amount_yuan=3000, basis="罚〔2026〕8号", by=by, at=NOW)
    assert "3000" in office.get("/hotline/rewards/").content.decode()
    assert office.post(f"/hotline/rewards/{reward.pk}/grant/").status_code == 302
    assert office.post(f"/hotline/rewards/{reward.pk}/pay/", {"voucher": "PZ1"}).status_code == 302
    reward.refresh_from_db()
    assert (reward.state, reward.voucher) == ("paid", "PZ1")


@pytest.mark.parametrize("query", ["?q=%", "?after=x", "?state=%27", "?channel=;--", "?matter=" + "x" * 500, "?late=1&open=1&q=油漆"])  # fmt: skip
def test_no_filter_breaks_the_list(office, query):
    make_report()
    assert office.get("/hotline/" + query).status_code == 200
