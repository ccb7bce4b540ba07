"""A danger from an enterprise's self-check to the re-check, and one that is listed and delisted."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.dangers.checklist_actions import publish
from ancheng.supervision.dangers.models import Danger, Listing
from ancheng.supervision.dangers.rules import NewItem
from tests.factories import NOW, make_enterprise, make_office, make_unit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ITEMS = [
    NewItem("用电", "线路敷设规范，无私拉乱接", "《消防法》第二十七条第二款"),
    NewItem("通道", "疏散通道畅通", "《消防法》第二十八条"),
]
PHONE = (390, 844)


@pytest.fixture
def picture(tmp_path):
    def draw(name, colour):
        file = tmp_path / name
        Image.new("RGB", (320, 240), colour).save(file, "JPEG")
        return file

    return draw


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_danger_of_a_self_check_is_removed_accepted_and_checked_again_by_another(enter, site, picture):
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    enterprise = make_enterprise(street, "测试餐饮有限公司")
    publish(
        industry="通用",
        title="通用清单",
        items=ITEMS,
        valid_from=date(2026, 1, 1),
        source="",
        by=PLATFORM,
        at=NOW,
    )

    # On a phone, the enterprise walks through the list; one item is not in order.
    worker = enter(Role.ENTERPRISE, enterprise, size=PHONE)
    worker.goto("/dangers/self-check/")
    worker.get_by_role("link", name="通用清单").click()
    first, second = worker.locator("fieldset").all()
    first.get_by_label("不合格", exact=True).check()
    first.locator("summary").click()
    first.get_by_placeholder("具体情况").fill("后厨插线板串接")
    first.locator('input[type="file"]').set_input_files(picture("之前.jpg", "firebrick"))
    second.get_by_label("合格", exact=True).check()
    press(worker, "提交自查")
    expect(worker.get_by_role("heading", level=1)).to_contain_text("用电")
    expect(worker.locator("#photos img")).to_have_count(1)
    danger = Danger.objects.get()

    # It takes the danger in hand itself, removes it and shows the result.
    worker.fill("#own-measures", "更换为固定线路和合格插座")
    press(worker, "自行整改")
    expect(worker.locator("main").get_by_text("整改中").first).to_be_visible()
    worker.set_input_files("#after-photos", picture("之后.jpg", "seagreen"))
    worker.fill("#result", "已更换固定线路，拆除插线板")
    press(worker, "申请验收")
    expect(worker.locator("main").get_by_text("待验收").first).to_be_visible()
    expect(worker.locator("#photos img")).to_have_count(2)

    # The street accepts; the same officer may not check again, a colleague may.
    officer = enter(Role.SUBDISTRICT, street)
    officer.goto(f"/dangers/{danger.pk}/")
    press(officer, "验收通过")
    expect(officer.locator("main").get_by_text("待复查").first).to_be_visible()
    refused = officer.request.post(
        f"/dangers/{danger.pk}/recheck/",
        form={"csrfmiddlewaretoken": officer.locator("[name=csrfmiddlewaretoken]").first.input_value()},
    )
    assert refused.status == 403
    assert "不能复查本人验收的隐患" in refused.text()
    colleague = enter(Role.SUBDISTRICT, street)
    colleague.goto(f"/dangers/{danger.pk}/")
    press(colleague, "复查销号")
    expect(colleague.locator("main").get_by_text("已销号").first).to_be_visible()
    danger.refresh_from_db()
    assert danger.state == "closed"
    assert danger.photos.count() == 2
    assert verify().whole


def test_a_major_danger_is_listed_planned_made_safe_reviewed_and_delisted(enter, site, picture):
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    enterprise = make_enterprise(street, "测试化工有限公司")
    later = (timezone.localdate() + timedelta(days=40)).isoformat()

    # An officer finds it, grades it and orders the rectification.
    officer = enter(Role.SUBDISTRICT, street)
    officer.goto("/dangers/new/")
    officer.fill("#title", "储罐液位报警失效")
    officer.fill("#enterprise", "测试化工有限公司")
    officer.select_option("#grade", "major")
    officer.set_input_files("#photos", picture("之前.jpg", "firebrick"))
    press(officer, "登记")
    expect(officer.get_by_role("heading", level=1)).to_contain_text("储罐液位报警失效")
    danger = Danger.objects.get()
    officer.fill("#clause", "《安全生产法》第三十六条第三款")
    officer.fill("#grade-why", "关键报警设施失效，对照判定标准为重大隐患")
    press(officer, "核定等级")
    officer.fill("#requirement", "修复报警并校验")
    officer.fill("#interim", "停止进料，人员撤离罐区")
    press(officer, "下达整改通知")
    expect(officer.get_by_role("link", name="隐改").first).to_be_visible()
    officer.get_by_text("提出挂牌督办").first.click()
    officer.fill("#listing-due", later)
    officer.fill("#listing-reason", "危险性大，需区级督办")
    press(officer, "提出")
    listing = Listing.objects.get()

    # The office lists it, with a notice and for the public to read.
    office = enter(Role.OFFICE, make_office())
    office.goto(f"/dangers/listings/{listing.pk}/")
    press(office, "挂牌并印发通知书")
    expect(office.get_by_role("link", name="挂督").first).to_be_visible()
    office.goto("/dangers/listings/public/")
    expect(office.get_by_text("储罐液位报警失效")).to_be_visible()

    # The enterprise files its plan; the street agrees.
    worker = enter(Role.ENTERPRISE, enterprise, size=PHONE)
    worker.goto(f"/dangers/listings/{listing.pk}/")
    for field, text in {
        "#targets": "恢复全部液位报警",
        "#measures": "更换传感器并联锁校验",
        "#money": "自筹三万元",
        "#people": "设备部李某",
        "#safety": "停止进料，专人值守",
    }.items():
        worker.fill(field, text)
    press(worker, "报备治理方案")
    expect(worker.locator("main").get_by_text("方案已报备").first).to_be_visible()
    officer.goto(f"/dangers/listings/{listing.pk}/")
    press(officer, "同意方案")
    expect(officer.locator("main").get_by_text("治理中").first).to_be_visible()

    # Made safe, reviewed on the spot, and off the list by another hand.
    worker.reload()
    worker.set_input_files("#after-photos", picture("之后.jpg", "seagreen"))
    worker.fill("#result", "传感器已全部更换并校验合格")
    press(worker, "申请现场审查")
    officer.reload()
    officer.fill("#review", "逐罐试验报警正常")
    press(officer, "审查通过")
    expect(officer.locator("main").get_by_text("审查通过").first).to_be_visible()
    office.goto(f"/dangers/listings/{listing.pk}/")
    press(office, "摘牌")
    expect(office.locator("main").get_by_text("已摘牌").first).to_be_visible()
    danger.refresh_from_db()
    assert (danger.state, danger.listed) == ("closed", False)
    assert verify().whole
