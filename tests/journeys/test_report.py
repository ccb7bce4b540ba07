"""A report from the public page to feedback and the reporter's judgement, at a desk and on a phone."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import timeline, verify
from ancheng.kernel.files.models import Attachment
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.hotline.models import Report, Reporter
from tests.factories import make_enterprise, make_office
from tests.journeys.seeing import see
from tests.journeys.test_pages import serious
from tests.supervision.hotline.makers import make_bureau, picture

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NAME, PHONE = "欧阳知微", "13912345678"
CONTENT = "建国路甲八号后院仓库堆放油漆稀料，里面还住着人，电线私拉乱接。"


@pytest.fixture
def stranger(browser, site):
    """A person on the street with a phone, without an account; a fault in the page fails the test."""
    cache.clear()
    faults = []
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=site.url)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def submit(page, tmp_path):
    page.goto("/report/")
    photo = tmp_path / "张三家.jpg"
    photo.write_bytes(picture(size=(640, 480)))
    page.set_input_files("#photos", photo)
    expect(page.locator("[data-photo-row] img")).to_have_count(1)
    page.fill("#words", CONTENT)
    page.fill("#address", "建国路甲八号")
    page.fill("#name", NAME)
    page.fill("#phone", PHONE)
    expect(page.locator("[data-map][data-map-state=idle]")).to_be_visible(timeout=20_000)
    page.locator("[data-map] canvas").click(position={"x": 150, "y": 120})
    assert page.locator("#geometry").input_value().startswith('{"type":"Point"')
    assert overflow(page) <= 0
    assert serious(page) == []
    # The browser has done its work: nobody has to answer the question.
    expect(page.locator("[data-question]")).to_be_hidden(timeout=20_000)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-received]")).to_be_visible(timeout=20_000)
    return page.locator("[data-code]").inner_text().strip()


def test_a_report_from_a_phone_is_verified_becomes_a_danger_and_is_answered_and_judged(
    enter, site, stranger, tmp_path
):
    bureau = make_bureau()
    enterprise = make_enterprise(name="北京某仓储有限公司")
    code = submit(stranger, tmp_path)
    report = Report.objects.get()
    assert report.geometry is not None
    assert Attachment.objects.get(subject_type="hotline.report").name == "照片1.jpg"
    assert Reporter.objects.filter(report=report).exists()

    # An officer of the bureau accepts it, names the enterprise, verifies on the spot and opens a danger.
    officer = enter(Role.ENFORCEMENT, bureau)
    officer.goto("/hotline/")
    assert NAME not in officer.content()
    officer.get_by_role("link", name=report.title[:20]).first.click()
    officer.locator("#drawer").get_by_role("link", name="打开").click()
    officer.fill("#enterprise", enterprise.name)
    officer.get_by_role("button", name="认定").click()
    officer.get_by_role("button", name="受理", exact=True).click()
    expect(officer.get_by_text("已受理，核查中").first).to_be_visible()
    officer.get_by_text("立为隐患").first.click()
    officer.fill("#danger-title", "库房违规储存易燃品并住人")
    officer.locator("form", has=officer.locator("#danger-title")).get_by_role(
        "button", name="立为隐患"
    ).click()
    assert Danger.every.get().source == "hotline"

    # Looking at the reporter needs a reason and leaves a row.
    assert PHONE not in officer.content()
    officer.fill("#seal-why", "电话核实库房位置")
    officer.get_by_role("button", name="查看举报人信息").click()
    expect(officer.locator("#identity").get_by_text(PHONE)).to_be_visible()
    assert timeline(report).first().why == "电话核实库房位置"
    officer.reload()
    assert PHONE not in officer.content()

    officer.select_option("#verdict", "true")
    officer.fill("#result", "现场核查属实，当场责令停止使用库房。")
    officer.get_by_role("button", name="核查结束").click()
    officer.fill("#text", "您反映的问题属实，已责令停止使用并立为隐患整改。")
    officer.get_by_role("button", name="反馈举报人").click()
    expect(officer.get_by_text("已反馈").first).to_be_visible()

    # The reporter reads it under the code and says what he or she thinks of it.
    stranger.goto("/report/status/")
    assert serious(stranger) == []
    stranger.fill("#code", code.lower())
    stranger.get_by_role("button", name="查询").click()
    expect(stranger.get_by_text("已责令停止使用并立为隐患整改")).to_be_visible()
    assert overflow(stranger) <= 0
    stranger.get_by_label("满意", exact=True).check()
    stranger.get_by_role("button", name="提交评价").click()
    expect(stranger.get_by_text("谢谢您的评价")).to_be_visible()
    assert code not in stranger.url
    report.refresh_from_db()
    assert (report.state, report.satisfaction) == ("fed_back", "satisfied")

    # The enterprise reported on learns of the danger, not of the report.
    boss = enter(Role.ENTERPRISE, enterprise)
    boss.goto(f"/enterprises/{enterprise.pk}/")
    expect(boss.locator("#dangers").get_by_text("库房违规储存易燃品并住人")).to_be_visible()
    assert report.number not in boss.content()
    assert verify().whole


def test_a_slowed_page_keeps_what_was_typed_and_sends_it_by_itself_when_the_time_has_come(
    site, stranger, settings
):
    make_bureau()
    turned_away = []

    def busy_once(route):
        if route.request.method == "POST" and not turned_away:
            turned_away.append(route.request.url)
            route.fulfill(status=429, headers={"Retry-After": "2"}, body="")
        else:
            route.continue_()

    stranger.route("**/report/", busy_once)
    stranger.goto("/report/")
    stranger.fill("#words", CONTENT)
    expect(stranger.locator("[data-question]")).to_be_hidden(timeout=20_000)
    stranger.get_by_role("button", name="提交").click()
    expect(stranger.locator("#report-fault")).to_contain_text("排队")
    expect(stranger.locator("[data-received]")).to_be_visible(timeout=20_000)
    assert turned_away
    assert Report.objects.get().content == CONTENT


def test_a_refused_photo_leaves_the_words_in_place(site, stranger, tmp_path):
    make_bureau()
    disguised = tmp_path / "photo.jpg"
    disguised.write_bytes(b"<html><script>alert(1)</script></html>")
    stranger.goto("/report/")
    stranger.set_input_files("#photos", disguised)
    stranger.fill("#words", CONTENT)
    expect(stranger.locator("[data-question]")).to_be_hidden(timeout=20_000)
    stranger.get_by_role("button", name="提交").click()
    expect(stranger.locator("#report-fault")).to_contain_text("不是照片")
    assert stranger.locator("#words").input_value() == CONTENT
    assert not Report.objects.exists()


def test_the_pages_of_the_three_registers_read_well_on_a_phone(enter, site):
    make_bureau()
    page = enter(Role.OFFICE, make_office(), size=(390, 844))
    unit = make_enterprise()
    for address in ("/hotline/", "/hotline/new/", "/hotline/rewards/", "/accidents/", "/accidents/new/", "/credit/",
                    "/credit/new/", "/credit/ratings/", "/enterprises/", f"/enterprises/{unit.pk}/"):  # fmt: skip
        see(page, address)
        assert overflow(page) <= 0, address
        assert serious(page) == [], address
