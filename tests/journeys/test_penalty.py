"""A penalty case from the clue to the decision, the party's answer, and the page that the public reads."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.documents import rendering
from ancheng.supervision.penalties.models import PenaltyCase
from tests.factories import make_enterprise, make_office, make_person, make_unit
from tests.journeys.test_pages import serious

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
FACTS = "现场检查发现，该单位未对12名从业人员进行安全生产教育和培训即安排上岗作业。"
PHONE = (390, 844)


@pytest.fixture(autouse=True)
def without_office(monkeypatch):
    monkeypatch.setattr(rendering, "_by_office", lambda word: None)


def press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def stands(page, state):
    expect(
        page.locator("main .state, main .badge, main").get_by_text(state, exact=True).first
    ).to_be_visible()


def fits(page):
    """Nothing hangs over the edge, and who cannot see it can use it."""
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert serious(page) == []


def test_a_case_goes_from_the_clue_to_the_decision_that_the_public_reads(enter, site, tmp_path, browser):
    bureau, enterprise = make_unit("区应急局"), make_enterprise(name="北京测试商贸有限公司")
    second = make_person(Role.ENFORCEMENT, bureau)
    officer = enter(Role.ENFORCEMENT, bureau)
    head = enter(Role.ENFORCEMENT, bureau)

    # The officer enters what the inspection found.
    officer.goto("/penalties/")
    officer.get_by_role("link", name="登记案件线索").first.click()
    officer.fill("#enterprise", "北京测试商贸有限公司")
    officer.fill("#matter", "未按规定进行安全生产教育和培训")
    officer.fill("#clause", "安全生产法第二十八条第一款")
    fits(officer)
    press(officer, "登记")
    expect(officer.get_by_role("heading", level=1)).to_contain_text("未按规定进行")
    case = PenaltyCase.objects.get()
    address = f"/penalties/{case.pk}/"

    # The head approves and names two officers with certificates.
    head.goto(address)
    head.select_option("#officer-f1", str(officer.person.pk))
    head.fill("#certificate-f1", "110105001")
    head.select_option("#officer-f2", str(second.pk))
    head.fill("#certificate-f2", "110105002")
    press(head, "批准立案")
    stands(head, "调查取证")

    # Evidence with a file, a statement, then the end of the investigation.
    proof = tmp_path / "台账.txt"
    proof.write_text("培训台账为空")
    now = timezone.localtime()
    early, later = (f"{now - timedelta(minutes=each):%Y-%m-%dT%H:%M}" for each in (60, 30))
    officer.goto(address)
    officer.locator("#evidence summary", has_text="登记证据").click()
    officer.fill("#evidence-title", "培训台账")
    officer.fill("#proves", "未进行培训")
    officer.fill("#taken-at", early)
    officer.set_input_files("#files", proof)
    fits(officer)
    press(officer, "登记证据")
    expect(officer.locator("#evidence")).to_contain_text("1. 培训台账")
    officer.locator("#statements summary", has_text="制作笔录").click()
    officer.fill("#said-by", "王安全")
    officer.fill("#said-place", "询问室")
    officer.fill("#said-from", early)
    officer.fill("#said-until", later)
    officer.fill("#said", "问：是否进行过岗前培训？答：没有进行过。")
    press(officer, "保存笔录")
    officer.fill("#facts", FACTS)
    officer.locator("#do").get_by_label("罚款", exact=True).check()
    officer.fill("#basis-submit", "安全生产法第九十七条第三项")
    officer.fill("#low-submit", "10000")
    officer.fill("#high-submit", "100000")
    officer.fill("#fine-submit", "20000")
    press(officer, "调查终结，送法制审核")
    stands(officer, "法制审核")

    # Somebody else reviews; the officer gives notice; the party answers on a phone and waives the rest.
    head.goto(address)
    head.fill("#opinion", "事实清楚，证据充分，程序合法")
    press(head, "审核通过")
    officer.goto(address)
    press(officer, "告知当事人")
    stands(officer, "已告知")
    party = enter(Role.ENTERPRISE, enterprise, size=PHONE)
    party.goto(address)
    expect(party.get_by_text("王安全")).to_have_count(0)
    party.fill("#defence", "我单位已经全员补训，请求从轻处罚。")
    fits(party)
    press(party, "提交陈述申辩")
    party.once("dialog", lambda dialog: dialog.accept())
    press(party, "放弃陈述申辩和听证")

    # The answer is weighed, the head decides, the decision is served and published.
    officer.goto(address)
    expect(officer.locator("main")).to_contain_text("请求从轻处罚")
    officer.fill("#answer", "已考虑补训情节，维持拟处罚意见")
    press(officer, "复核完毕")
    head.goto(address)
    press(head, "作出处罚决定")
    stands(head, "已决定")
    officer.goto(address)
    officer.fill("#received-by", "王安全")
    press(officer, "登记送达")
    press(officer, "公开")
    officer.goto(f"{address}dossier/")
    expect(officer.locator("tbody tr")).to_have_count(6)
    fits(officer)

    stranger = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=site.url)
    page = stranger.new_page()
    page.goto("/open/penalties/")
    fits(page)
    page.get_by_role("link", name="未按规定进行安全生产教育和培训").click()
    expect(page.locator("main")).to_contain_text("北京测试商贸有限公司")
    expect(page.locator("main")).to_contain_text("罚款 20,000 元")
    expect(page.locator("main")).not_to_contain_text("王安全")
    fits(page)
    stranger.close()
    assert verify().whole
    assert make_office().pk == PenaltyCase.objects.get().issuer_unit_id
