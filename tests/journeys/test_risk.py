"""A risk from its registration to the colour that a colleague's open map takes by itself."""

import pytest
from playwright.sync_api import expect

from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.risks.aggregation import refresh
from ancheng.supervision.risks.models import MapEdition, Risk
from tests.factories import NOW, make_enterprise, make_office, make_unit
from tests.supervision.risks.conftest import bound

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
# What the open map knows of the one risk: its grade, or -1 while there is none.
GRADE = """() => {
  const place = document.querySelector('[data-map]');
  const found = place.map.querySourceFeatures('risks', {sourceLayer: 'risks'});
  return found.length ? Math.max(...found.map((each) => each.properties.grade)) : -1;
}"""


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_risk_is_assessed_and_an_open_map_shows_its_new_colour_within_seconds(enter, site):
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    bound(street, 116.45, 39.91)
    enterprise = make_enterprise(street, "测试化工有限公司")
    refresh(at=NOW)

    officer = enter(Role.SUBDISTRICT, street)
    officer.goto("/risks/new/")
    officer.get_by_label("风险源名称").fill("储罐区火灾风险")
    officer.get_by_label("所在企业").fill(enterprise.name)
    officer.evaluate(
        """document.querySelector('#geometry').value = '{"type":"Point","coordinates":[116.46,39.92]}'"""
    )
    press(officer, "登记")
    expect(officer.get_by_role("heading", name="储罐区火灾风险")).to_be_visible()
    risk = Risk.objects.get()

    # On a phone the enterprise assesses it; the map of a colleague is open all the while.
    worker = enter(Role.ENTERPRISE, enterprise, size=(390, 844))
    worker.goto(risk.get_absolute_url())
    press(worker, "启动评估")
    worker.locator("#matrix-L").select_option("3")
    worker.locator("#matrix-C").select_option("5")
    press(worker, "提交评估")
    expect(worker.get_by_text("L3 × C5 = 15").first).to_be_visible()

    watcher = enter(Role.DUTY, make_office())
    watcher.goto("/risks/map/")
    watcher.wait_for_selector("[data-map][data-map-state=idle]")
    watcher.evaluate("document.querySelector('[data-map]').map.jumpTo({center: [116.46, 39.92], zoom: 15.5})")
    watcher.wait_for_function(f"() => ({GRADE})() === 0", timeout=20_000)

    officer.goto(risk.get_absolute_url())
    press(officer, "审核通过")
    press(officer, "核定等级")
    expect(officer.get_by_text("较大风险").first).to_be_visible()
    watcher.wait_for_function(f"() => ({GRADE})() === 3", timeout=20_000)

    # Measures and people, then control.
    officer.locator('select[name="measure_kind"]').first.select_option("emergency")
    officer.get_by_label("措施 101", exact=True).fill("编制现场处置方案并演练")
    for level in range(1, 5):
        officer.locator(f"#person-{level}").fill(f"责任人{level}")
    press(officer, "保存措施和责任人")
    press(officer, "落实管控")
    risk.refresh_from_db()
    assert risk.state == "controlled"
    assert verify().whole


def test_an_edition_goes_from_draft_to_the_public(enter, site):
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    bound(street, 116.45, 39.91)
    office = make_office()
    drafter = enter(Role.OFFICE, office)
    drafter.goto("/risks/editions/")
    drafter.locator("#title").fill("测试四色图")
    press(drafter, "生成草案")
    expect(drafter.get_by_role("heading", name="测试四色图")).to_be_visible()
    edition = MapEdition.objects.get()
    approver = enter(Role.OFFICE, office)
    approver.goto(edition.get_absolute_url())
    press(approver, "审定")
    approver.on("dialog", lambda dialog: dialog.accept())
    press(approver, "发布")
    expect(approver.get_by_text("已发布").first).to_be_visible()
    approver.goto("/open/risks/")
    expect(approver.get_by_role("cell", name="第一街道")).to_be_visible()
    picture = approver.get_by_role("img", name="四色风险图")
    assert picture.evaluate("(each) => each.complete && each.naturalWidth > 0")
