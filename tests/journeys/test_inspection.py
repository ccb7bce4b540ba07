"""A draw from its promise to a published result, and a phone that works off line and arrives once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import Enterprise, UnitKind
from ancheng.supervision.dangers.checklist_actions import publish
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.dangers.rules import NewItem as ListItem
from ancheng.supervision.enforcement.actions import assign, open_inspection
from ancheng.supervision.enforcement.library_actions import add_inspector, add_item
from ancheng.supervision.enforcement.models import Draw, Inspection, Submission
from ancheng.supervision.enforcement.values import NewInspection, NewInspector, NewItem, Source
from tests.factories import NOW, asker, make_enterprise, make_person, make_unit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = (390, 844)
ITEMS = [
    ListItem("用电", "线路敷设规范", "《消防法》第二十七条第二款"),
    ListItem("通道", "疏散通道畅通", "《消防法》第二十八条"),
]


@pytest.fixture
def bureau(site):
    """A bureau whose item may be inspected, and enterprises of one industry."""
    unit, street = make_unit("区应急局"), make_unit("第一街道", UnitKind.SUBDISTRICT)
    checklist = publish(
        industry="通用",
        title="通用清单",
        items=ITEMS,
        valid_from=date(2026, 1, 1),
        source="",
        by=PLATFORM,
        at=NOW,
    )
    unit.item = add_item(
        item=NewItem("YJ-001", "餐饮场所安全检查", "《安全生产法》第六十五条", unit.pk, "综合", "industry:*", checklist.pk, valid_from=date(2026, 1, 1)),
        by=PLATFORM,
        at=NOW,
    )  # fmt: skip
    unit.enterprises = [make_enterprise(street, f"测试餐饮{number}店") for number in range(4)]
    Enterprise.objects.update(industry="餐饮住宿")
    return unit


def inspector(unit, person, number):
    new = NewInspector(
        person.name, f"ZF{number:03d}", unit.pk, ("综合",), date(2024, 1, 1), date(2036, 1, 1), person.pk
    )
    return add_inspector(inspector=new, by=PLATFORM, at=NOW)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_draw_is_promised_made_inspected_and_its_result_and_proof_are_public(enter, bureau):
    officer = enter(Role.ENFORCEMENT, bureau)
    inspector(bureau, officer.person, 1)
    inspector(bureau, make_person(Role.ENFORCEMENT, bureau), 2)

    officer.goto(f"/enforcement/draws/new/?item={bureau.item.pk}")
    officer.fill("#title", "餐饮单位双随机抽查")
    officer.fill("#ratio-1", "25")
    press(officer, "拟定抽查")
    officer.on("dialog", lambda dialog: dialog.accept())
    press(officer, "公布方案")
    expect(officer.locator("main").get_by_text("方案已公布").first).to_be_visible()
    draw = Draw.objects.get()
    stranger = officer.context.browser.new_page(base_url=officer.url.split("/enforcement")[0], locale="zh-CN")
    stranger.goto(f"/open/draws/{draw.number}/")
    expect(stranger.get_by_text(draw.commitment)).to_be_visible()
    assert draw.nonce not in stranger.content()

    press(officer, "抽取")
    expect(officer.get_by_text("已重新计算，完全一致")).to_be_visible()
    inspection = Inspection.objects.get()
    officer.goto(inspection.get_absolute_url())
    press(officer, "到达现场")
    for each in officer.locator('input[value="pass"]').all():
        each.check()
    officer.fill("#attended", "王经理")
    press(officer, "提交现场记录")
    expect(officer.get_by_text("合格 2 项，不合格 0 项").first).to_be_visible()
    press(officer, "办结")
    press(officer, "公示结果")
    expect(officer.locator("main").get_by_text("已公示").first).to_be_visible()
    officer.goto(draw.get_absolute_url())
    press(officer, "公示证明")

    stranger.goto(f"/open/draws/{draw.number}/")
    expect(stranger.get_by_text("结果完全一致")).to_be_visible()
    expect(stranger.get_by_text(inspection.enterprise.name)).to_be_visible()
    stranger.goto("/open/inspections/")
    expect(stranger.get_by_text(inspection.enterprise.name)).to_be_visible()
    stranger.close()
    assert verify().whole


def test_a_phone_records_without_a_network_and_what_it_sends_twice_arrives_once(enter, bureau, tmp_path):
    signed_in = enter(Role.ENFORCEMENT, bureau, size=PHONE)
    second = make_person(Role.ENFORCEMENT, bureau)
    team = [inspector(bureau, signed_in.person, 1), inspector(bureau, second, 2)]
    now = timezone.now() - timedelta(hours=1)
    boss = asker(Role.ENFORCEMENT, bureau)
    new = NewInspection(
        Source.SPECIAL, bureau.item.pk, bureau.enterprises[0].pk, timezone.localdate(), reason="节前专项检查"
    )
    inspection = open_inspection(new=new, by=boss, at=now)
    assign(inspection=inspection, inspectors=team, by=boss, at=now)

    # A context of its own: without a network the browser itself complains on its console.
    context = signed_in.context.browser.new_context(
        storage_state=signed_in.context.storage_state(),
        viewport={"width": PHONE[0], "height": PHONE[1]},
        base_url=signed_in.url.rstrip("/"),
        locale="zh-CN",
        geolocation={"longitude": 116.44, "latitude": 39.92},
        permissions=["geolocation"],
    )
    page = context.new_page()
    page.goto("/enforcement/phone/")
    expect(page.get_by_text("测试餐饮0店")).to_be_visible()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.reload()
    page.wait_for_load_state("networkidle")

    context.set_offline(True)
    page.reload()
    expect(page.get_by_text("测试餐饮0店")).to_be_visible()
    press(page, "开始检查")
    press(page, "到达现场并定位")
    expect(page.locator("[data-where]")).to_contain_text("116.44")
    fields = page.locator("fieldset").all()
    fields[0].get_by_label("不合格", exact=True).check()
    fields[0].get_by_placeholder("具体情况").fill("后厨插线板串接")
    picture = tmp_path / "现场.png"
    from PIL import Image

    Image.new("RGB", (64, 48), "firebrick").save(picture)
    fields[0].locator('input[type="file"]').set_input_files(picture)
    expect(fields[0].get_by_text("1 张照片")).to_be_visible()
    # The phone is put away and the page opened again: nothing typed is lost.
    page.reload()
    expect(page.locator("fieldset").first).to_be_visible()
    fields = page.locator("fieldset").all()
    expect(fields[0].get_by_placeholder("具体情况")).to_have_value("后厨插线板串接")
    fields[1].get_by_label("合格", exact=True).check()
    page.fill("#attended", "王经理")
    pad = page.locator("canvas.signature")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=6)
    page.mouse.up()
    press(page, "提交现场记录")
    expect(page.get_by_text("1 条待同步")).to_be_visible()
    assert not Submission.objects.exists()

    context.set_offline(False)
    press(page, "立即同步")
    expect(page.get_by_text("全部已同步")).to_be_visible()
    inspection.refresh_from_db()
    assert (inspection.state, inspection.failed, inspection.by_phone) == ("recorded", 1, True)
    assert inspection.evidence.count() == 2
    assert inspection.longitude == pytest.approx(116.44)

    # The answer was lost on the way: the phone sends the same record again.
    page.evaluate(
        """async () => {
          const database = await new Promise((resolve) => {
            const asked = indexedDB.open(`ancheng-phone-${document.body.dataset.person}`);
            asked.onsuccess = () => resolve(asked.result);
          });
          const store = database.transaction("queue", "readwrite").objectStore("queue");
          const all = await new Promise((resolve) => {
            const asked = store.getAll();
            asked.onsuccess = () => resolve(asked.result);
          });
          for (const each of all) store.put({ ...each, outcome: "waiting" });
        }"""
    )
    page.reload()
    expect(page.get_by_text("全部已同步")).to_be_visible()
    expect(page.locator('[data-entry="applied"]')).to_have_count(1)
    context.close()
    assert Submission.objects.count() == 1
    assert Danger.objects.count() == 1
    assert inspection.evidence.count() == 2
    assert verify().whole
