"""A red cell leads to its rows, to a task, to the record that is put right, and turns green."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ancheng.administration.indicators.models import Result
from ancheng.administration.registers.actions import Stated, keep
from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.tasks.models import Task
from tests.factories import make_office, make_unit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def equipment(street, instruments):
    held = {f"{part}_held": 6 for part in ("vehicles", "recorders", "protection")}
    required = {f"{part}_required": 6 for part in ("vehicles", "recorders", "protection", "instruments")}
    today = beijing_day(timezone.now())
    values = {"checked_on": today.isoformat(), "standard": "街道装备标准", "instruments_held": instruments}
    return keep(
        name="supervision_equipment", stated=Stated(street, {**values, **held, **required}),
        by=PLATFORM, at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip


def test_a_red_cell_becomes_a_task_and_the_task_makes_it_green(enter, site):
    street, other = (make_unit(f"第{n}街道", UnitKind.SUBDISTRICT) for n in "一二")
    row = equipment(street, instruments=4)
    equipment(other, instruments=6)

    # The office counts, and sees one red cell in the line of the subdistrict.
    office = enter(Role.OFFICE, make_office())
    office.goto("/indicators/")
    office.get_by_role("button", name="重新计算").click()
    expect(office.get_by_role("status").filter(has_text="已重新计算本月指标")).to_be_visible()
    line = office.locator("tr", has=office.get_by_role("rowheader", name="第一街道"))
    cell = line.locator("td.score-late a")
    expect(cell).to_have_count(1)
    expect(cell).to_contain_text("0.00")

    # The cell opens its definition, how it was counted, and the very row that is missing something.
    cell.click()
    panel = office.locator("#drawer-body .indicator-panel")
    expect(panel).to_contain_text("安全监管装备配备达标率")
    expect(panel).to_contain_text("二(三)9#1")
    expect(panel.locator(f"a[href='{row.get_absolute_url()}']")).to_be_visible()
    expect(panel).to_contain_text("检测仪器达标")
    panel.get_by_role("button", name="立项整改").click()
    expect(office.get_by_role("status").filter(has_text="已立项整改")).to_be_visible()
    task = Task.objects.get()
    assert task.owner_unit == street
    assert office.url.endswith(task.get_absolute_url())

    # The subdistrict finds the task, goes to the row and puts it right.
    officer = enter(Role.SUBDISTRICT, street)
    officer.goto("/tasks/mine/")
    expect(officer.get_by_role("link", name=task.title).first).to_be_visible()
    officer.goto("/indicators/")
    officer.locator("tr", has=officer.get_by_role("rowheader", name="第一街道")).locator(
        "td.score-late a"
    ).click()
    officer.locator(f"#drawer-body a[href='{row.get_absolute_url()}']").click()
    officer.get_by_role("link", name="修改").first.click()
    officer.fill("#f-instruments_held", "6")
    officer.fill("#why", "补购检测仪器 2 台")
    officer.get_by_role("button", name="保存").click()
    expect(officer.get_by_text("已保存修改").first).to_be_visible()

    # Counted again, the cell is green, and the panel shows the task that brought it about.
    office.goto("/indicators/")
    office.get_by_role("button", name="重新计算").click()
    line = office.locator("tr", has=office.get_by_role("rowheader", name="第一街道"))
    expect(line.locator("td.score-late")).to_have_count(0)
    line.locator("td.score-good a", has_text="100.00").first.click()
    expect(office.locator("#drawer-body .indicator-panel")).to_contain_text(task.title)
    assert Result.objects.get(unit=street, indicator="IND-007", part="").numerator == 1
