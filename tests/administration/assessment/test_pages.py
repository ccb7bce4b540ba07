"""A round from counting over self-assessment, review and appeal to the package with its checksums."""

import zipfile
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from docx import Document as Word
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook

from ancheng.administration.assessment import demonstration, queries
from ancheng.administration.assessment.models import Assessment
from ancheng.administration.indicators import engine
from ancheng.administration.indicators.public import answered_by
from ancheng.administration.indicators.rules import month_ends
from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import timeline
from ancheng.kernel.files.models import Blob
from ancheng.kernel.orgs.models import UnitKind
from tests.administration.indicators.test_engine import hydrant
from tests.factories import make_district, make_enterprise, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


def enter(role, unit):
    client = Client()
    client.force_login(make_person(role, unit), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def months():
    return month_ends(beijing_day(timezone.now()), 2)


@pytest.fixture
def street(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    make_district()
    return make_unit("第一街道", UnitKind.SUBDISTRICT)


@pytest.fixture
def office(street):
    return enter(Role.OFFICE, make_office())


@pytest.fixture
def opened(office, street):
    """Ten hydrants of which three are defective: three findings and a missed target."""
    for number in range(10):
        hydrant(street, "defective" if number < 3 else "intact")
    engine.recompute(days=months(), at=timezone.now())
    answer = office.post("/assessment/open/", {"month": f"{months()[0]:%Y-%m}"})
    assert answer.status_code == 302
    return Assessment.objects.get()


def test_a_round_begins_with_what_the_indicators_counted(opened):
    line = opened.lines.get(item="1.3")
    assert (line.counted, line.missed) == (3, True)
    # Five points, three findings of 0.2 and one for the missed target: 3.4 of 5.
    assert opened.counted_score == Decimal("68.00")
    assert opened.lines.get(item="2.1").counted is None


def test_a_month_without_results_is_not_assessed(office, street):
    answer = office.post("/assessment/open/", {"month": f"{months()[0]:%Y-%m}"})
    assert answer.status_code == 400
    assert "请先计算指标" in answer.content.decode()


def test_a_round_is_opened_once(opened, office):
    assert office.post("/assessment/open/", {"month": f"{months()[0]:%Y-%m}"}).status_code == 409


def test_a_unit_may_not_state_less_than_was_counted_without_a_word(opened, street):
    unit = enter(Role.SUBDISTRICT, street)
    answer = unit.post(f"/assessment/{opened.pk}/submit/", {"n.1.3": "1", "n.3.1": "2"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写说明" in page
    assert 'name="n.3.1" inputmode="numeric" size="4" value="2"' in page
    unit.post(f"/assessment/{opened.pk}/submit/", {"n.1.3": "1", "t.1.3": "两处已修复"})
    opened.refresh_from_db()
    assert opened.state == "submitted"
    assert opened.stated_score == Decimal("76.00")


def test_review_appeal_and_decision_keep_every_number_and_show_the_difference(opened, office, street):
    unit = enter(Role.SUBDISTRICT, street)
    address = f"/assessment/{opened.pk}"
    unit.post(f"{address}/submit/", {"n.1.3": "1", "t.1.3": "两处已修复"})
    assert unit.post(f"{address}/review/", {}).status_code == 403
    office.post(f"{address}/review/", {"n.1.3": "3", "t.1.3": "现场仍有三处损坏"})
    assert unit.post(f"{address}/appeal/", {"why": ""}).status_code == 422
    unit.post(f"{address}/appeal/", {"why": "其中一处于月末前修复"})
    office.post(f"{address}/decide/", {"n.1.3": "2", "why": "经核实属实"})
    opened.refresh_from_db()
    line = opened.lines.get(item="1.3")
    assert (line.counted, line.stated, line.reviewed, line.decided) == (3, 1, 3, 2)
    scores = (opened.stated_score, opened.reviewed_score, opened.decided_score)
    assert scores == (Decimal("76.00"), Decimal("68.00"), Decimal("72.00"))
    assert opened.state == "final"
    page = unit.get(f"{address}/").content.decode()
    assert "3 / 1 / 3 / 2" in page
    assert "-0.2" in page
    assert "其中一处于月末前修复" in [each.why for each in timeline(opened)]


def test_a_veto_is_named_and_leaves_no_points(opened, office, street):
    enter(Role.SUBDISTRICT, street).post(f"/assessment/{opened.pk}/submit/", {})
    office.post(f"/assessment/{opened.pk}/review/", {"n.7.1": "1"})
    office.post(f"/assessment/{opened.pk}/conclude/", {})
    opened.refresh_from_db()
    assert opened.decided_score == 0
    assert queries.round_of(PLATFORM, opened.month)[0].score == 0
    assert "否决项：" in office.get(f"/assessment/{opened.pk}/").content.decode()


def test_the_package_holds_the_evidence_numbered_with_checksums_that_hold(opened, office, street):
    unit = enter(Role.SUBDISTRICT, street)
    files = [SimpleUploadedFile(f"{n}.txt", f"证据{n}".encode()) for n in "甲乙"]
    unit.post(f"/assessment/{opened.pk}/evidence/", {"item": "1.3", "files": files})
    assert unit.get(f"/assessment/package.zip?month={opened.month:%Y-%m}").status_code == 403
    answer = office.get(f"/assessment/package.zip?month={opened.month:%Y-%m}")
    package = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    sums = dict(reversed(line.split("  ", 1)) for line in package.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(package.namelist()) - {"SHA256SUMS"}
    assert all(sha256(package.read(name)).hexdigest() == found for name, found in sums.items())
    names = ["evidence.xlsx", "evidence/00001-甲.txt", "evidence/00002-乙.txt"]
    assert sorted(sums) == [*names, "scorecard.docx", "scorecard.pdf", "scores.xlsx"]

    index = workbook(package.read("evidence.xlsx"))
    assert [each[:5] for each in index[1:]] == [
        [number, "第一街道", "市政消火栓和消防水鹤", f"{name}.txt", f"evidence/{number:05d}-{name}.txt"]
        for number, name in ((1, "甲"), (2, "乙"))
    ]
    assert [each[-1] for each in index[1:]] == [sums[each[4]] for each in index[1:]]
    scores = workbook(package.read("scores.xlsx"))
    hydrants = next(each for each in scores if each[4] == "市政消火栓和消防水鹤")
    assert (hydrants[6], hydrants[7], hydrants[13], hydrants[14]) == (5, 3, 1.6, 3.4)
    assert next(each for each in scores if each[4] == "总分")[14] == 68
    # What nobody could judge has no points, which is not nought points.
    assert next(each for each in scores if each[4] == "危险化学品和重大危险源")[14] == ""


def workbook(content):
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_scorecard_in_word_and_pdf_names_ranks_and_what_cost_points(opened, office, street):
    enter(Role.SUBDISTRICT, street).post(f"/assessment/{opened.pk}/submit/", {})
    office.post(f"/assessment/{opened.pk}/review/", {})
    office.post(f"/assessment/{opened.pk}/conclude/", {})
    answer = office.get(f"/assessment/package.zip?month={opened.month:%Y-%m}")
    package = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    word = Word(BytesIO(package.read("scorecard.docx")))
    ranking, commended, losses = (
        [[cell.text for cell in row.cells] for row in each.rows] for each in word.tables
    )
    assert ranking[1:] == [["街道", "1", "第一街道", "68.00", "68.00", "68.00", "68.00", "已确定"]]
    assert commended[1:] == [["街道", "第一街道", "68.00"]]
    assert losses[1:] == [["第一街道", "市政消火栓和消防水鹤", "二(二)7#1", "5", "3", "是", "1.6", "3.4"]]
    pages = PdfDocument(package.read("scorecard.pdf"))
    text = "".join(each.get_textpage().get_text_range() for each in pages)
    assert "第一街道" in text
    assert "未经核对" in text


def test_a_package_with_a_missing_file_is_refused_and_a_damaged_one_fails_its_checksum(
    opened, office, street
):
    unit = enter(Role.SUBDISTRICT, street)
    files = [SimpleUploadedFile("甲.txt", "证据".encode())]
    unit.post(f"/assessment/{opened.pk}/evidence/", {"item": "1.3", "files": files})
    blob, address = Blob.objects.get(), f"/assessment/package.zip?month={opened.month:%Y-%m}"
    blob.path.chmod(0o644)
    blob.path.write_bytes("改过".encode())
    package = zipfile.ZipFile(BytesIO(b"".join(office.get(address).streaming_content)))
    assert sha256(package.read("evidence/00001-甲.txt")).hexdigest() != blob.sha256
    assert f"{blob.sha256}  evidence/00001-甲.txt" in package.read("SHA256SUMS").decode()
    blob.path.unlink()
    answer = office.get(address)
    assert answer.status_code == 409
    assert "甲.txt" in answer.content.decode()


def test_a_department_is_assessed_by_the_district_and_every_failing_subdistrict_is_a_finding(office, street):
    other = make_unit("第二街道", UnitKind.SUBDISTRICT)
    water = make_unit("北京市朝阳区水务局", short_name=next(iter(sorted(answered_by()["IND-004"]))))
    idle = make_unit("没有指标的局")
    for number in range(10):
        hydrant(street, "defective" if number < 3 else "intact")
        hydrant(other, "intact")
    engine.recompute(days=months(), at=timezone.now())
    office.post("/assessment/open/", {"month": f"{months()[0]:%Y-%m}"})
    assert set(Assessment.objects.values_list("owner_unit__name", flat=True)) == {
        "第一街道",
        "第二街道",
        water.name,
    }
    assert not Assessment.objects.filter(owner_unit=idle).exists()
    found = Assessment.objects.get(owner_unit=water)
    line = found.lines.get(item="1.3")
    # Three of twenty hydrants are defective, all in one subdistrict.
    assert (line.counted, line.out_of, line.missed) == (1, 2, True)
    # Half of the subdistricts with data: half of five points, and one more for the district's own miss.
    assert queries.scored(found, "counted").total == Decimal("30.00")
    assert queries.peer_group(water) == "部门"
    assert [(each.group, each.rank) for each in queries.round_of(PLATFORM, found.month)] == [
        ("街道", 1), ("街道", 2), ("部门", 1)
    ]  # fmt: skip
    page = office.get("/assessment/?group=部门").content.decode()
    assert page.count("data-row") == 1
    assert "?unit=" not in office.get(f"/assessment/{found.pk}/").content.decode()
    unit = enter(Role.DEPARTMENT, water)
    assert unit.post(f"/assessment/{found.pk}/submit/", {}).status_code == 302
    found.refresh_from_db()
    assert found.state == "submitted"


def test_a_stranger_sees_no_other_units_assessment_and_an_enterprise_none(opened, street):
    stranger = enter(Role.SUBDISTRICT, make_unit("第二街道", UnitKind.SUBDISTRICT))
    assert stranger.get(f"/assessment/{opened.pk}/").status_code == 404
    company = enter(Role.ENTERPRISE, make_enterprise(street))
    for address in ("", f"{opened.pk}/", "package.zip"):
        assert company.get(f"/assessment/{address}").status_code == 403


def test_the_demonstration_has_units_in_every_state_and_scores_that_can_be_believed(office, street):
    streets = [street, *(make_unit(f"第{n}街道", UnitKind.SUBDISTRICT) for n in range(2, 13))]
    for each in streets:
        for number in range(6):
            hydrant(each, "defective" if number == 0 else "intact")
    engine.recompute(days=months(), at=timezone.now() - timedelta(days=30))
    assert demonstration.load(at=timezone.now()) == 12
    assert set(Assessment.objects.values_list("state", flat=True)) == {
        "stating",
        "submitted",
        "reviewed",
        "final",
    }
    scores = Assessment.objects.filter(state="final").values_list("decided_score", flat=True)
    assert all(40 < each <= 105 for each in scores)
    for language in ("zh-hans", "en"):
        office.post("/i18n/setlang/", {"language": language})
        assert "拟表扬" in office.get("/assessment/").content.decode() or language == "en"
        for each in Assessment.objects.all():
            assert office.get(f"/assessment/{each.pk}/").status_code == 200
