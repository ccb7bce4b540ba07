"""From an alarm to a warning that is out and lifted, in a real browser; an orange one that may not go out."""

import pytest
from playwright.sync_api import expect

from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import verify
from ancheng.monitoring.warnings import alarm_actions
from ancheng.monitoring.warnings.models import Message, Warning
from tests.factories import NOW, make_unit
from tests.monitoring.makers import make_version, raised
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, make_area

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = (390, 844)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


@pytest.fixture
def district(site):
    make_area("第一街道", FIRST_STREET)
    return make_unit("区应急局"), make_unit("区城管委", short_name="区城管委")


def leak(level):
    version = make_version(level=level)
    return alarm_actions.raise_alarms(
        raised=[raised(version, f"GM-{level}", NOW, point=INSIDE_FIRST)], at=NOW
    )[0]


def drafted(page, title):
    page.fill("#title", title)
    page.fill("#area_text", "第一街道朝阳路周边")
    press(page, "保存草案")
    expect(page.locator("main").get_by_text("已起草").first).to_be_visible()


def test_a_leak_becomes_a_card_a_signed_yellow_warning_and_is_lifted(enter, district):
    bureau, gas = district
    duty = enter(Role.DUTY, bureau)
    duty.goto("/warnings/")
    expect(duty.get_by_text("没有待核实的卡片")).to_be_visible()
    # The alarm appears on the open page by itself.
    leak(3)
    card = duty.locator("[data-card]")
    expect(card).to_have_count(1, timeout=20_000)
    expect(card.get_by_text("达到或高于 20 %LEL")).to_be_visible()
    press(duty, "核实")
    expect(duty.locator("main").get_by_text("已核实").first).to_be_visible()
    drafted(duty, "第一街道燃气泄漏黄色预警")
    duty.select_option("#units", label="区城管委")
    press(duty, "送会签")
    expect(duty.locator("main").get_by_text("会签中").first).to_be_visible()
    warning = Warning.objects.get()

    # The department signs on a phone; the commander approves; the officer on duty issues.
    signer = enter(Role.DEPARTMENT, gas, size=PHONE)
    signer.goto(f"/warnings/{warning.pk}/")
    signer.fill("#opinion", "同意发布")
    press(signer, "会签同意")
    expect(signer.locator("main").get_by_text("会签完成").first).to_be_visible()
    commander = enter(Role.COMMANDER, bureau)
    commander.goto(f"/warnings/{warning.pk}/")
    press(commander, "批准")
    expect(commander.locator("main").get_by_text("已批准").first).to_be_visible()
    duty.reload()
    duty.on("dialog", lambda dialog: dialog.accept())
    press(duty, "发布")
    expect(duty.locator("main").get_by_text("已发布").first).to_be_visible()

    # Everybody reads it, until it is lifted.
    anybody = duty.context.browser.new_page(locale="zh-CN")
    anybody.goto(duty.url.split("/warnings/")[0] + "/open/warnings/")
    expect(anybody.get_by_text("第一街道燃气泄漏黄色预警")).to_be_visible()
    duty.fill("#lift-why", "浓度恢复正常，现场已处置")
    press(duty, "解除预警")
    expect(duty.locator("main").get_by_text("已解除").first).to_be_visible()
    anybody.reload()
    expect(anybody.get_by_text("当前没有生效的预警")).to_be_visible()
    anybody.close()
    assert list(Message.objects.values_list("message", flat=True)) == ["Alert", "Cancel"]
    assert verify().whole


def test_an_orange_warning_without_the_citys_number_is_refused_with_its_sentence(enter, district):
    bureau, _ = district
    leak(2)
    duty = enter(Role.DUTY, bureau)
    duty.goto("/warnings/")
    press(duty, "核实")
    drafted(duty, "第一街道燃气泄漏橙色预警")
    duty.evaluate("document.querySelectorAll('#units option').forEach((each) => (each.selected = false))")
    press(duty, "送会签")
    expect(duty.locator("main").get_by_text("会签完成").first).to_be_visible()
    commander = enter(Role.COMMANDER, bureau)
    address = f"/warnings/{Warning.objects.get().pk}/"
    refused = commander.request.post(
        address + "approve/",
        form={"csrfmiddlewaretoken": commander.locator("[name=csrfmiddlewaretoken]").first.input_value()},
    )
    assert refused.status == 422
    assert "请先报市级，取得授权文号并填写后再发布" in refused.text()
    assert Warning.objects.get().state == "signed"
    commander.goto(address)
    commander.fill("#authorisation", "京应急预〔2026〕12号")
    press(commander, "批准")
    expect(commander.locator("main").get_by_text("已批准").first).to_be_visible()
