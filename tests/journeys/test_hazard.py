"""A major hazard from identification to filing, with its level shown as the enterprise types."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.hazards.models import Hazard
from tests.factories import make_enterprise, make_unit
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area, make_asset

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_hazard_is_identified_assessed_declared_and_filed(enter, site, tmp_path):
    street = make_area("第一街道", FIRST_STREET)
    enterprise = make_enterprise(street, "测试化工有限公司")
    bureau = make_unit("区应急局", UnitKind.DEPARTMENT)
    make_asset(street, kind="school", name="某小学", geometry=at(INSIDE_FIRST), attributes={"level": "primary", "pupils": "120"})  # fmt: skip
    tank = make_asset(street, kind="pressure_vessel", name="液氨储罐", code="YR-1", enterprise_id=enterprise.pk, geometry=at(INSIDE_FIRST))  # fmt: skip
    today = timezone.localdate()
    for name in ("报告.txt", "预案.txt"):
        (tmp_path / name).write_text(f"{name}正文", encoding="utf-8")

    # The enterprise types, and sees Q, β, S, R and the level without leaving the field.
    worker = enter(Role.ENTERPRISE, enterprise)
    worker.goto("/hazards/new/")
    worker.fill("#name", "液氨储罐区")
    worker.select_option("#sort", "storage")
    worker.fill("#asset", tank.code)
    expect(worker.locator("#result [data-people]")).to_have_text("120")
    worker.fill("#s-0-name", "液氨")
    worker.fill("#s-0-quantity", "9")
    expect(worker.locator("[data-level]")).to_have_text("不构成重大危险源")
    worker.fill("#s-0-quantity", "30")
    expect(worker.locator("[data-level]")).to_have_text("三级重大危险源")
    expect(worker.locator("[data-s]")).to_have_text("3")
    expect(worker.locator("[data-r]")).to_have_text("12")
    worker.fill("#s-1-name", "没有的物质")
    expect(worker.locator("#result")).to_contain_text("表1中没有“没有的物质”")
    worker.fill("#s-1-name", "")
    press(worker, "提交辨识")
    expect(worker.get_by_role("heading", level=1)).to_contain_text("液氨储罐区")
    hazard = Hazard.objects.get()

    # It hands in the assessment; what the declaration still lacks is listed.
    worker.fill("#report-number", "PG-2026-1")
    worker.fill("#report-by", "某评价机构")
    worker.fill("#reported", (today - timedelta(days=1)).isoformat())
    worker.set_input_files("#report-file", tmp_path / "报告.txt")
    press(worker, "提交评估报告")
    expect(worker.locator("#do")).to_contain_text("登记“一对一”专项应急预案")
    for person in ("主要负责人", "技术负责人", "操作负责人"):
        worker.get_by_text("确定责任人").click()
        worker.select_option("#post", label=person)
        worker.fill("#person", "某人")
        worker.fill("#phone", "13800000000")
        press(worker, "确定")
        expect(worker.locator("#people")).to_contain_text(f"{person}：某人")
    worker.get_by_text("登记专项应急预案").first.click()
    worker.fill("#plan-number", "ZX-1")
    worker.fill("#plan-title", "液氨泄漏专项应急预案")
    worker.fill("#approved", today.isoformat())
    worker.set_input_files("#plan-file", tmp_path / "预案.txt")
    press(worker, "登记预案")
    press(worker, "申报备案")
    expect(worker.locator("main").get_by_text("已申报，待备案审查").first).to_be_visible()

    # The bureau files it; the certificate is there to open, and supervision begins.
    officer = enter(Role.ENFORCEMENT, bureau)
    officer.goto("/hazards/?mine=1")
    officer.goto(f"/hazards/{hazard.pk}/")
    press(officer, "登记备案并印发登记表")
    expect(officer.get_by_role("link", name="危备").first).to_be_visible()
    press(officer, "纳入监管")
    expect(officer.locator("main").get_by_text("监管中").first).to_be_visible()
    hazard.refresh_from_db()
    assert (hazard.state, hazard.filed_level) == ("supervised", "三级")
    assert verify().whole
