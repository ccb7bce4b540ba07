"""A supply call order to its settlement, and a shelter from its opening to its closing, in a real browser."""

import pytest
from playwright.sync_api import expect

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.command.resources import stock_actions
from ancheng.command.resources.models import CallOrder
from ancheng.command.shelters.models import Guest, Opening
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import UnitKind
from tests.command.resources.makers import make_item, make_warehouse
from tests.command.shelters.makers import make_shelter
from tests.factories import NOW, make_unit
from tests.supervision.assets.register import FIRST_STREET, make_area
from tests.supervision.hotline.makers import make_bureau

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = (390, 844)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_supplies_are_asked_for_approved_sent_received_accounted_for_and_settled(enter, site):
    bureau, store_unit = make_bureau(), make_unit("区商务局")
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    store = make_warehouse(store_unit, name="区级应急物资库")
    tents = make_item("单帐篷")
    batch = stock_actions.take_in(
        warehouse=store, item=tents, lot="20260301", quantity=60, by=PLATFORM, at=NOW
    )

    # The street asks.
    clerk = enter(Role.SUBDISTRICT, street, size=PHONE)
    clerk.goto("/resources/orders/new/")
    clerk.select_option("#id_warehouse", label="区级应急物资库")
    clerk.fill("#id_purpose", "安置暴雨转移群众")
    clerk.fill("#id_address", "第一小学操场")
    clerk.fill("#id_contact", "张某 13800000000")
    clerk.select_option("#id_item_1", label="单帐篷")
    clerk.fill("#id_quantity_1", "20")
    press(clerk, "提交申请")
    expect(clerk.locator("main").get_by_text("已申请，待批准").first).to_be_visible()
    home = f"/resources/orders/{CallOrder.objects.get().pk}/"

    # The duty officer approves, the store sends what the page suggests.
    duty = enter(Role.DUTY, bureau)
    duty.goto(home)
    press(duty, "批准调用")
    expect(duty.locator("main").get_by_text("已批准，待出库").first).to_be_visible()
    keeper = enter(Role.DEPARTMENT, store_unit)
    keeper.goto(home)
    expect(keeper.locator(f"#id_pick_{batch.pk}")).to_have_value("20")
    keeper.fill("#id_carrier", "京A12345 李某")
    press(keeper, "出库发运")
    expect(keeper.locator("main").get_by_text("已出库，在途").first).to_be_visible()

    # The street receives, uses most, loses one without a word, is asked for it, and says it.
    clerk.reload()
    press(clerk, "签收")
    expect(clerk.locator("main").get_by_text("已签收，使用中").first).to_be_visible()
    given = CallOrder.objects.get().lines.get().allocations.get()
    clerk.fill(f"#id_used_{given.pk}", "12")
    clerk.fill(f"#id_back_{given.pk}", "7")
    clerk.fill("#id_why", "1顶被风刮坏")
    press(clerk, "清点使用和归还")
    expect(clerk.locator("main").get_by_text("已清点，待结算").first).to_be_visible()

    # The store takes back what came back; the card tells it.
    keeper.reload()
    press(keeper, "归还入库并结算")
    expect(keeper.locator("main").get_by_text("已结算").first).to_be_visible()
    keeper.goto(f"/resources/batches/{batch.pk}/")
    expect(keeper.locator("main").get_by_text("归还入库")).to_be_visible()
    batch.refresh_from_db()
    assert batch.quantity == 60 - 20 + 7
    assert [each.quantity for each in batch.movements.order_by("pk")] == [60, -20, 7]
    assert verify().whole


def test_a_shelter_is_opened_counted_and_closed(enter, site):
    bureau, street = make_bureau(), make_area("第一街道", FIRST_STREET)
    shelter = make_shelter(street)

    # The duty officer orders it to be made ready.
    duty = enter(Role.DUTY, bureau)
    duty.goto(f"/shelters/{shelter.pk}/")
    duty.locator("main").get_by_role("link", name="启用", exact=True).first.click()
    duty.fill("#id_reason", "7号楼燃气泄漏，转移约120人")
    duty.select_option("#id_stay", "short")
    press(duty, "启用")
    expect(duty.locator("main").get_by_text("启用准备中").first).to_be_visible()
    home = f"/shelters/openings/{Opening.objects.get().pk}/"

    # The street opens the doors, counts, registers a family.
    keeper = enter(Role.SUBDISTRICT, street, size=PHONE)
    keeper.goto(home)
    press(keeper, "开放")
    expect(keeper.locator("main").get_by_text("已开放").first).to_be_visible()
    keeper.fill("#id_number", "160")
    press(keeper, "登记人数")
    expect(keeper.get_by_text("超过可容纳 150 人").first).to_be_visible()
    keeper.get_by_text("登记避难人员").click()
    keeper.fill("#id_name", "欧阳某")
    keeper.fill("#id_household", "3")
    press(keeper, "登记")
    expect(keeper.get_by_text("欧阳某")).to_be_visible()

    # Nobody else reads the name.
    grid = enter(Role.GRID, street)
    grid.goto(home)
    expect(grid.get_by_text("人员信息只对管理单位、指挥和值班人员显示。")).to_be_visible()
    assert "欧阳某" not in grid.content()

    # It closes when everybody has left.
    press(keeper, "开始关闭")
    expect(keeper.locator("main").get_by_text("正在关闭").first).to_be_visible()
    keeper.fill(f"#to{Guest.objects.get().pk}", "回家")
    press(keeper, "离开")
    keeper.fill("#id_number", "0")
    press(keeper, "登记人数")
    expect(keeper.get_by_text("人数已登记。")).to_be_visible()
    keeper.fill("#id_summary", "设施完好，已消杀")
    press(keeper, "关闭完毕")
    expect(keeper.locator("main").get_by_text("已关闭").first).to_be_visible()
    assert verify().whole
