"""From a plan document to the ledger: upload, review, adopt, work, prove, check, export."""

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from ancheng.administration.programme.models import Group
from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import UnitAlias, UnitKind
from ancheng.kernel.tasks.models import Task
from tests.factories import make_office, make_unit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PLAN = """测试区安全发展实施方案
测安办发〔2026〕3号
一、主要任务
（一）源头治理
1.排查易涝点。汛前完成全部易涝点排查，整改率达到100%。（责任单位：区水务局、区城建委）
2.检查消火栓。市政消火栓完好率大于95%。（责任单位：区水务局等，各街道办事处）
二、工作步骤
（一）实施阶段（2026年10月—2027年6月）
组织实施。
"""


def test_a_plan_becomes_a_ledger_that_a_unit_works_in_and_the_office_checks(enter, site, tmp_path):
    water = make_unit("区水务局")
    building = make_unit("北京市朝阳区住房和城乡建设委员会", short_name="区住房城乡建设委")
    collective = make_unit("各街道办事处", UnitKind.COLLECTIVE)
    collective.members.set([make_unit(f"第{n}街道", UnitKind.SUBDISTRICT) for n in (1, 2)])
    document = tmp_path / "方案.txt"
    document.write_text(PLAN, encoding="utf-8")

    # The office uploads the document and sees it beside what was read.
    office = enter(Role.OFFICE, make_office())
    office.goto("/programme/upload/")
    office.set_input_files("#plan-file", document)
    office.get_by_role("button", name="上传并解析").click()
    expect(office.get_by_text("测试区安全发展实施方案").first).to_be_visible()
    office.locator("article", has_text="排查易涝点").first.click()
    expect(office.locator("[data-document][data-lit]")).to_be_visible()
    assert "易涝点" in office.evaluate("document.querySelector('[data-document]').dataset.lit")

    # A name that nobody knows is linked, and remembered.
    unknown = office.locator("#unknown form", has_text="区城建委")
    unknown.locator("select").select_option(str(building.pk))
    unknown.get_by_role("button", name="认定").click()
    assert UnitAlias.objects.filter(name="区城建委", unit=building).exists()

    # Adopted, each unit has its tasks.
    office.get_by_role("link", name="预览并采纳").click()
    office.get_by_role("button", name="确认采纳并交办").click()
    expect(office.get_by_role("status").filter(has_text="新交办任务 5 项")).to_be_visible()
    task = Task.objects.get(owner_unit=water, title="排查易涝点")

    # The unit plans, reports, uploads evidence and hands it in.
    officer = enter(Role.DEPARTMENT, water)
    officer.goto("/tasks/mine/")
    officer.get_by_role("link", name="排查易涝点").click()
    officer.fill("#work_plan", "逐点排查并建立台账，按节点推进。")
    officer.fill("#m1", "完成排查")
    officer.fill("#d1", "2027-03-01")
    officer.get_by_role("button", name="保存计划").click()
    officer.get_by_role("button", name="开始推进").click()
    evidence = tmp_path / "排查记录.txt"
    evidence.write_text("已排查全部易涝点。", encoding="utf-8")
    officer.set_input_files("#evidence-files", evidence)
    officer.get_by_role("button", name="上传材料").click()
    expect(officer.get_by_role("link", name="排查记录.txt")).to_be_visible()
    officer.fill("#result", "全部易涝点已排查并完成整改。")
    officer.get_by_role("button", name="报送核验").click()
    expect(officer.get_by_text("已报送佐证").first).to_be_visible()

    # The office checks and concludes.
    office.goto(f"/tasks/{task.pk}/")
    office.get_by_role("button", name="核验通过").click()
    office.get_by_role("button", name="办结").click()
    expect(office.get_by_text("已办结").first).to_be_visible()

    # The exported ledger says so.
    office.goto(f"/programme/{Group.objects.get(pk=task.source_id).programme_id}/")
    with office.expect_download() as download:
        office.get_by_role("link", name="导出台账").click()
    book = tmp_path / "ledger.xlsx"
    download.value.save_as(book)
    rows = list(load_workbook(book, read_only=True).active.iter_rows(values_only=True))
    done = next(row for row in rows if row[1] == "排查易涝点" and row[2] == "区水务局")
    assert done[4] == "已办结"
    assert len(rows) == 6
    assert verify().whole
