"""A subdistrict assesses itself, appeals against the review, is scored anew; the office takes the package away."""

import hashlib
import zipfile

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ancheng.administration.assessment.models import Assessment
from ancheng.administration.indicators import engine
from ancheng.administration.indicators.rules import month_ends
from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitKind
from tests.administration.indicators.test_engine import hydrant
from tests.factories import make_office, make_unit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_self_assessment_over_review_and_appeal_to_the_package(enter, site, tmp_path):
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    for number in range(10):
        hydrant(street, "defective" if number < 3 else "intact")
    month = month_ends(beijing_day(timezone.now()), 2)[0]
    engine.recompute(days=[month], at=timezone.now())

    # The office opens the round of the month: three hydrants are defective, the platform counted them.
    office = enter(Role.OFFICE, make_office())
    office.goto("/assessment/")
    office.select_option("form[action$='/open/'] select[name=month]", f"{month:%Y-%m}")
    office.get_by_role("button", name="组织考评").click()
    expect(office.get_by_role("status").filter(has_text="已组织考评")).to_be_visible()
    found = Assessment.objects.get(owner_unit=street)
    address = found.get_absolute_url()

    # The subdistrict says that two of them were repaired, uploads what proves it, and reports.
    unit = enter(Role.SUBDISTRICT, street)
    unit.goto("/assessment/")
    unit.get_by_role("link", name="第一街道").click()
    unit.select_option("#evidence-item", "1.3")
    proof = tmp_path / "维修单.txt"
    proof.write_text("两处消火栓已于月末前修复", encoding="utf-8")
    unit.set_input_files("#evidence-files", str(proof))
    unit.get_by_role("button", name="上传材料").click()
    expect(unit.get_by_role("link", name="维修单.txt")).to_be_visible()
    unit.fill("[name='n.1.3']", "1")
    unit.fill("[name='t.1.3']", "两处已修复")
    unit.get_by_role("button", name="报送自评").click()
    expect(unit.get_by_role("status").filter(has_text="已办理")).to_be_visible()

    # The office looks on the spot and finds all three; the subdistrict appeals.
    office.goto(address)
    office.fill("[name='n.1.3']", "3")
    office.fill("[name='t.1.3']", "现场仍有三处损坏")
    office.get_by_role("button", name="提交复核").click()
    expect(office.get_by_role("status").filter(has_text="已办理")).to_be_visible()
    unit.goto(address)
    expect(unit.locator("tr", has_text="市政消火栓和消防水鹤")).to_contain_text("3 / 1 / 3 / —")
    unit.fill("input[name=why]", "其中一处于月末前修复")
    unit.get_by_role("button", name="申诉").click()
    expect(unit.get_by_role("status").filter(has_text="已办理")).to_be_visible()

    # The answer scores the item anew; the page shows what changed since the self-assessment.
    office.goto(address)
    office.fill("[name='n.1.3']", "2")
    office.fill("input[name=why]", "经核实，一处已修复")
    office.get_by_role("button", name="答复申诉").click()
    expect(office.get_by_role("status").filter(has_text="已办理")).to_be_visible()
    unit.goto(address)
    line = unit.locator("tr", has_text="市政消火栓和消防水鹤")
    expect(line).to_contain_text("3 / 1 / 3 / 2")
    expect(line).to_contain_text("-0.2")
    found.refresh_from_db()
    scores = [str(each) for each in (found.stated_score, found.reviewed_score, found.decided_score)]
    assert scores == ["76.00", "68.00", "72.00"]

    # The package is downloaded; every file in it has the checksum that it is listed with.
    office.goto(f"/assessment/?month={month:%Y-%m}")
    with office.expect_download() as waiting:
        office.get_by_role("link", name="打包报送材料").click()
    path = tmp_path / "package.zip"
    waiting.value.save_as(path)
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        sums = [line.split("  ", 1) for line in package.read("SHA256SUMS").decode().splitlines()]
        assert {name for _sum, name in sums} == set(package.namelist()) - {"SHA256SUMS"}
        for digest, name in sums:
            assert hashlib.sha256(package.read(name)).hexdigest() == digest, name
        proofs = [name for name in package.namelist() if name.endswith("维修单.txt")]
        assert [package.read(each).decode() for each in proofs] == ["两处消火栓已于月末前修复"]
