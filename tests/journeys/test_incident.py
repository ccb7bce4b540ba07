"""From a warning to the last corrective task; a room with two in it; a drill beside what really happens."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ancheng.base.asker import PLATFORM
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.drills.models import Exercise
from ancheng.command.incidents import actions
from ancheng.command.incidents.models import Incident
from ancheng.decision.knowledge.models import Precedent
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.tasks.models import Task
from ancheng.monitoring.warnings import alarm_actions
from tests.command.contingency.makers import make_valid
from tests.command.dispatch.makers import SOUTH, STEP, WEST, Scene
from tests.command.drills.makers import make_drill
from tests.factories import NOW
from tests.journeys.test_dispatch import PHONE, at_place, hand_on_all
from tests.journeys.test_pages import serious
from tests.monitoring.makers import make_version, raised
from tests.supervision.assets.register import INSIDE_FIRST

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def ask(page, verb, **fields):
    """Fill in one of the forms of the room and send it."""
    form = page.locator(f"#ask-{verb}")
    form.locator("summary").first.click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    form.get_by_role("button").click()


def told(title, kind):
    """An incident as somebody told of it by phone, in the middle of the street."""
    at = {"at": timezone.now(), "lon": 116.45, "lat": 39.92}
    return actions.open_incident(title=title, kind=kind, source="phone", by=PLATFORM, **at)


@pytest.fixture
def scene(site):
    """A street with roads, who commands in it, and a brigade."""
    return Scene()


@pytest.fixture
def district(scene):
    return scene.bureau, scene.street


def test_a_warning_becomes_an_incident_a_response_a_review_and_a_corrective_task_that_is_done(
    enter, scene, tmp_path
):
    bureau, street = scene.bureau, scene.street
    crew = scene.crew(0, 0, abilities=("gas", "fire"))
    plan = make_valid(bureau, "government", matter="gas", title="燃气事故应急预案")
    alarm_actions.raise_alarms(
        raised=[raised(make_version(level=3), "GM-3", NOW, point=INSIDE_FIRST)], at=NOW
    )
    duty = enter(Role.DUTY, bureau)
    duty.goto("/warnings/")
    press(duty, "核实")
    expect(duty.locator("main").get_by_text("已核实").first).to_be_visible()

    # One click: the room is open, with place, needs and plan, and nothing was typed.
    press(duty, "生成事件")
    duty.wait_for_url("**/incidents/*/")
    incident = Incident.objects.get()
    assert (incident.source, incident.subdistrict, incident.kind) == ("warning", street, "gas")
    expect(duty.locator("#room-lanes").get_by_text("燃气抢修队伍")).to_be_visible()
    press(duty, "开始处置")
    expect(duty.locator(".room-head").get_by_text("处置中")).to_be_visible()

    # The plan is activated with the incident filled in; its steps are tasks.
    duty.locator("#room-lanes").get_by_role("link", name="启动", exact=True).click()
    expect(duty.locator("#id_matter")).to_have_value(incident.title)
    press(duty, "启动预案")
    duty.wait_for_url("**/incidents/*/")
    expect(duty.locator("#room-lanes").get_by_text("响应中")).to_be_visible()
    assert Task.objects.filter(source_type="activation.activation").exists()
    assert plan.title in duty.locator("#room-log").inner_text()

    # Whoever the run card names goes at one press; the phone says how far they are, the log keeps each step.
    press(duty, "按调派卡派出")
    expect(duty.locator("#dispatch-lane").get_by_text(str(crew)).first).to_be_visible()
    context = at_place(enter(Role.DEPARTMENT, scene.brigade, size=PHONE), WEST + STEP, SOUTH)
    phone = context.new_page()
    phone.goto("/dispatch/phone/")
    for step in ("接单", "出发", "到场"):
        press(phone, step)
        expect(phone.get_by_text("已全部同步").first).to_be_visible()
    context.close()
    hand_on_all()
    duty.reload()
    expect(duty.locator("#dispatch-lane").get_by_text("已到场").first).to_be_visible()
    expect(duty.locator("#room-log").get_by_text("已到场，路上用时").first).to_be_visible()

    # A response of level four, a need that is short, the first report: all of it in the log.
    expect(duty.locator("#ask-response")).to_have_count(0)
    commander = enter(Role.COMMANDER, bureau)
    commander.goto(f"/incidents/{incident.pk}/")
    ask(commander, "response", level="四级", measures="警戒疏散，关阀抢修", duration_hours="12")
    expect(commander.locator(".room-head").get_by_text("四级")).to_be_visible()
    ask(duty, "fill", need="警戒人员 0/8人", filled="5", reason="路上拥堵")
    expect(duty.locator("#room-lanes").get_by_text("缺 3 人")).to_be_visible()
    ask(duty, "report")
    expect(duty.get_by_text("初报").first).to_be_visible()
    duty.fill("#log-text", "阀门已关闭，浓度恢复正常")
    press(duty, "记入日志")
    expect(duty.locator("#room-log").get_by_text("阀门已关闭，浓度恢复正常")).to_be_visible()

    # Lifted, ended, reported for the last time, gone through.
    commander.reload()
    ask(commander, "lift", why="险情排除")
    expect(commander.locator(".room-head").get_by_text("未启动")).to_be_visible()
    duty.reload()
    expect(duty.locator("#do")).to_have_count(0)
    duty.locator("#end summary").first.click()
    duty.fill("#why-close", "险情排除，现场移交属地")
    press(duty, "处置结束")
    expect(duty.locator(".room-head").get_by_text("处置结束")).to_be_visible()
    ask(duty, "report")
    expect(duty.get_by_text("终报").first).to_be_visible()
    duty.fill("[name=cause]", "阀门井法兰老化")
    duty.fill("[name=lessons]", "增加阀门井巡检频次")
    duty.fill("[name=title1]", "更换同批次法兰")
    duty.select_option("[name=owner1]", label=str(street))
    duty.fill("[name=ends1]", (timezone.localdate() + timedelta(days=30)).isoformat())
    press(duty, "复盘")
    expect(duty.locator(".room-head").get_by_text("已复盘")).to_be_visible()

    # What was replayed is what was then: before the response there was none.
    duty.goto(f"/incidents/{incident.pk}/?seq=3")
    expect(duty.locator("#room-log").get_by_text("回放")).to_be_visible()
    expect(duty.locator("#room-lanes").get_by_text("未启动")).to_be_visible()

    # The street does what is to be done, and the office concludes it.
    task = Task.objects.get(source_type="incidents.incident", title="更换同批次法兰")
    clerk = enter(Role.SUBDISTRICT, street)
    clerk.goto(f"/tasks/{task.pk}/")
    clerk.fill("#work_plan", "逐井排查、更换法兰并建立台账。")
    clerk.fill("#m1", "全部更换")
    clerk.fill("#d1", (timezone.localdate() + timedelta(days=20)).isoformat())
    press(clerk, "保存计划")
    press(clerk, "开始推进")
    evidence = tmp_path / "更换记录.txt"
    evidence.write_text("已更换。", encoding="utf-8")
    clerk.set_input_files("#evidence-files", evidence)
    press(clerk, "上传材料")
    clerk.fill("#result", "同批次法兰已全部更换，复测合格。")
    press(clerk, "报送核验")
    expect(clerk.get_by_text("已报送佐证").first).to_be_visible()
    office = enter(Role.OFFICE, Unit.objects.get(pk=incident.owner_unit_id))
    office.goto(f"/tasks/{task.pk}/")
    press(office, "核验通过")
    press(office, "办结")
    office.goto(f"/incidents/{incident.pk}/")
    expect(office.locator("#room-lanes").get_by_text("已办结", exact=True)).to_be_visible()
    hand_on_all()
    assert Precedent.every.get().lessons == "增加阀门井巡检频次"
    assert verify().whole


def test_the_room_fits_a_wide_desk_without_scrolling_and_a_phone_without_overflow(enter, district):
    bureau, _ = district
    incident = told("第一街道燃气泄漏", "gas")
    for number in range(30):
        actions.write(incident=incident, sort="note", text=f"记事{number}", by=PLATFORM, at=timezone.now())
    desk = enter(Role.COMMANDER, bureau, size=(1920, 1080))
    desk.goto(f"/incidents/{incident.pk}/")
    assert desk.evaluate("document.documentElement.scrollHeight <= window.innerHeight + 1")
    assert serious(desk) == []
    phone = enter(Role.COMMANDER, bureau, size=(390, 844))
    phone.goto(f"/incidents/{incident.pk}/")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious(phone) == []


def test_who_is_in_the_room_sees_what_another_writes_and_keeps_what_is_being_typed(enter, district):
    bureau, _ = district
    incident = told("第一街道着火", "fire")
    first, second = enter(Role.DUTY, bureau), enter(Role.COMMANDER, bureau)
    for page in (first, second):
        page.goto(f"/incidents/{incident.pk}/")
    second.fill("#log-text", "正在输入的指令")
    first.fill("#log-text", "消防到场，二层有明火")
    press(first, "记入日志")
    expect(second.locator("#room-log").get_by_text("消防到场，二层有明火")).to_be_visible(timeout=20_000)
    expect(second.locator("#log-text")).to_have_value("正在输入的指令")
    press(second, "记入日志")
    expect(first.locator("#room-log").get_by_text("正在输入的指令")).to_be_visible(timeout=20_000)
    seen = list(incident.log.values_list("seq", flat=True))
    assert seen == list(range(1, len(seen) + 1))


def test_a_drill_beside_a_real_incident_does_not_leak(enter, district):
    bureau, _ = district
    real = told("真实发生的火情", "fire")
    drill = make_drill(bureau)
    director = enter(Role.DUTY, bureau)
    director.goto(f"/drills/{drill.pk}/")
    director.select_option("[name=key]", label="燃气泄漏处置推演")
    press(director, "安排推演")
    press(director, "开始推演")
    exercise = Exercise.every.get()
    Exercise.every.filter(pk=exercise.pk).update(started_at=timezone.now() - timedelta(minutes=10))
    press(director, "下达到时情况")
    expect(director.get_by_text("街口闻到浓烈燃气味").first).to_be_visible()
    played = Incident.every.get(realm=Realm.EXERCISE)

    # Outside the exercise there is the real one alone; inside, only what is played, under its mark.
    watcher = enter(Role.COMMANDER, bureau)
    watcher.goto("/incidents/")
    expect(watcher.get_by_text(real.title)).to_be_visible()
    expect(watcher.get_by_text(played.title)).to_have_count(0)
    press(director, "进入演练状态")
    director.goto("/incidents/")
    expect(director.locator(".exercise-banner").first).to_be_visible()
    expect(director.get_by_text(played.title)).to_be_visible()
    expect(director.get_by_text(real.title)).to_have_count(0)
    director.goto(f"/incidents/{played.pk}/")
    press(director, "开始处置")
    ask(director, "report")
    assert played.reports.get().number.startswith("演练")

    # Nothing of it went out.
    anybody = director.context.browser.new_page(locale="zh-CN")
    anybody.goto(director.url.split("/incidents/")[0] + "/open/warnings/")
    expect(anybody.get_by_text("当前没有生效的预警")).to_be_visible()
    anybody.close()
    real.refresh_from_db()
    assert (real.state, real.reports.count()) == ("received", 0)
    assert verify().whole
