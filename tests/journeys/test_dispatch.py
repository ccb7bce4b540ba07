"""People in an elevator from the code to the review, a closure drawn on the map, a crew by phone: in a real browser."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ancheng.base.roles import Role
from ancheng.command.dispatch import actions
from ancheng.command.dispatch.models import Closure, Mission, PhoneReport, Rescue, Turnout
from ancheng.command.dispatch.rescue_actions import Call, take_call
from ancheng.command.dispatch.values import Place
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.events.actions import hand_on
from ancheng.kernel.events.models import Event
from tests.command.dispatch.makers import SCENE, SOUTH, STEP, WEST, Scene
from tests.command.resources.makers import make_team
from tests.factories import make_enterprise
from tests.journeys.seeing import see
from tests.journeys.test_pages import serious

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = (390, 844)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def shows(page, text):
    expect(page.locator("main").get_by_text(text).first).to_be_visible()


def hand_on_all():
    """What the worker does meanwhile."""
    for each in Event.objects.filter(handed_on_at=None).order_by("at"):
        hand_on(str(each.id), at=timezone.now())


def click_map(page, lon, lat, zoom=15):
    """Go there on the map and click."""
    page.wait_for_selector("[data-map][data-map-state='idle']")
    page.evaluate(
        "([center, zoom]) => document.querySelector('[data-map]').map.jumpTo({ center, zoom })",
        [[lon, lat], zoom],
    )
    page.wait_for_selector("[data-map][data-map-state='idle']")
    frame = page.locator("[data-map]")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_people_in_an_elevator_are_found_by_the_code_reached_freed_and_reviewed(enter, site):
    scene = Scene()
    maintainer = make_enterprise(name="安顺电梯公司")
    scene.elevator("123456", maintainer=str(maintainer))
    crew = scene.crew(
        0,
        0,
        ("elevator",),
        name="维保一组",
        maintainer=str(maintainer),
        team=make_team(maintainer),
        phone="13900000000",
    )

    # The code on the plate in the car is enough: place, elevator and maintainer are known.
    duty = enter(Role.DUTY, scene.bureau)
    duty.goto("/dispatch/rescues/new/")
    duty.fill("#id_rescue_code", "123456")
    duty.fill("#id_caller", "13800000000")
    duty.fill("#id_trapped", "2")
    press(duty, "接警")
    shows(duty, "已定位")
    shows(duty, "安顺电梯公司")
    expect(duty.locator("[data-map][data-map-state='idle']")).to_be_visible()
    press(duty, "派维保单位")
    shows(duty, "一级：维保单位已派")
    shows(duty, "维保一组")
    rescue = Rescue.objects.get()
    home = rescue.get_absolute_url()
    assert rescue.mission.turnouts.get().eta_s > 60

    # The maintainer's people have a telephone, nothing else.
    phone = enter(Role.ENTERPRISE, maintainer, size=PHONE)
    phone.goto("/dispatch/phone/")
    shows(phone, "电梯困人：幸福家园123456号梯")
    for verb in ("接单", "出发", "到场"):
        press(phone, verb)
        shows(phone, "已全部同步")
    expect(phone.get_by_role("button", name="完成", exact=True)).to_be_visible()
    hand_on_all()

    # The room sees them there, within the thirty minutes; the people are freed and the case is closed and reviewed.
    duty.goto(home)
    shows(duty, "已到场")
    duty.fill("#id_trapped", "2")
    duty.fill("#id_injured", "0")
    press(duty, "救出")
    shows(duty, "已救出")
    duty.select_option("#id_fault", label="门系统")
    duty.fill("#id_finding", "更换门锁触点，停梯检修")
    press(duty, "办结")
    shows(duty, "已办结")
    duty.fill("#id_review", "维保单位按时到场")
    press(duty, "复核")
    shows(duty, "已复核")
    rescue.refresh_from_db()
    crew.refresh_from_db()
    assert rescue.took_minutes < 30
    assert (rescue.mission.turnouts.get().state, crew.status) == ("done", "ready")
    duty.goto("/dispatch/rescues/faults/")
    shows(duty, "门系统")
    shows(duty, "安顺电梯公司")
    assert verify().whole


def minutes_of(page, crew):
    """The estimate of a crew as the page of the mission says it."""
    text = page.locator("#package label", has_text=str(crew)).inner_text()
    return float(text.rpartition("·")[2].replace("分钟", ""))


def test_a_closure_drawn_on_the_map_changes_the_way_at_once(enter, site):
    scene = Scene()
    crew, straight_crew = scene.crew(0, 5), scene.crew(0, 0, ("medical",))
    place = Place(*SCENE, address="幸福路3号")
    duty = enter(Role.DUTY, scene.bureau)

    # The place of the fire is clicked on the map, not typed.
    duty.goto("/dispatch/new/")
    duty.select_option("#id_card", label="火灾")
    duty.fill("#id_text", "3号楼起火")
    duty.fill("#id_address", place.address)
    click_map(duty, *SCENE)
    assert json.loads(duty.input_value("#id_geometry"))["coordinates"] == pytest.approx(list(SCENE), abs=2e-4)
    press(duty, "选择力量")
    shows(duty, "按调派卡选择力量")
    home = f"/dispatch/{Mission.objects.get().pk}/"
    before = minutes_of(duty, crew)

    # The commander shuts the road that it would take.
    commander = enter(Role.COMMANDER, scene.bureau)
    commander.goto("/dispatch/closures/new/?draw=point")
    commander.fill("#id_reason", "燃气泄漏警戒")
    click_map(commander, WEST + 4.5 * STEP, SOUTH + 5 * STEP, 17)
    press(commander, "封闭")
    shows(commander, "封闭已生效")
    assert Closure.objects.get().arcs_shut == 2

    # The very next look at the mission goes around it, and so does the crew.
    duty.goto(home)
    shows(duty, "红线为封闭道路，共 1 处")
    assert minutes_of(duty, crew) > before
    for each in duty.locator("#package input[name=crew]").all():
        each.set_checked(str(crew.pk) in each.get_attribute("value").partition(":")[0])
    press(duty, "派出所选力量")
    shows(duty, "已派出 1 个出动单元")
    around = Turnout.objects.get()
    assert around.crew == crew
    assert around.metres > 5 * STEP * 85_000
    # Nothing of its line comes near to where the road is shut.
    assert Closure.objects.get().geometry.distance(around.route) > STEP / 4

    # The road is open again: who goes now takes the short way.
    commander.goto(Closure.objects.get().get_absolute_url())
    commander.fill("#why", "险情解除")
    press(commander, "解除封闭")
    shows(commander, "已解除封闭")
    actions.locate(crew=straight_crew, place=Place(WEST, SOUTH + 5 * STEP), at=timezone.now())
    duty.goto(home)
    assert minutes_of(duty, straight_crew) == pytest.approx(before, abs=0.1)
    assert verify().whole


def at_place(signed_in, lon, lat):
    """A phone at a place, of its own: without a network the browser itself complains on its console."""
    return signed_in.context.browser.new_context(
        storage_state=signed_in.context.storage_state(),
        viewport={"width": PHONE[0], "height": PHONE[1]},
        base_url=signed_in.url.rstrip("/"),
        locale="zh-CN",
        geolocation={"longitude": lon, "latitude": lat},
        permissions=["geolocation"],
    )


def test_a_crew_by_phone_accepts_is_on_its_way_on_the_spot_and_done_also_without_a_network(enter, site):
    scene = Scene()
    crew = scene.crew(0, 0)
    asked = actions.Asked("fire", "3号楼起火", Place(*SCENE, address="幸福路3号"))
    mission = actions.open_mission(asked=asked, nonce="m", by=scene.duty, at=timezone.now())
    (turnout,) = actions.send(mission=mission, crews=[(crew.pk, "fire")], by=scene.duty, at=timezone.now())
    duty = enter(Role.DUTY, scene.bureau)
    signed_in = enter(Role.DEPARTMENT, scene.brigade, size=PHONE)

    context = at_place(signed_in, WEST + STEP, SOUTH)
    phone = context.new_page()
    phone.goto("/dispatch/phone/")
    shows(phone, "3号楼起火")
    shows(phone, "幸福路3号")
    phone.wait_for_function("() => navigator.serviceWorker.controller !== null")
    press(phone, "接单")
    shows(phone, "已全部同步")
    crew.refresh_from_db()
    assert crew.position.coords == pytest.approx((WEST + STEP, SOUTH))
    phone.reload()
    phone.wait_for_load_state("networkidle")

    # Into the cellar: what is pressed stays on the phone, also when it is put away and opened again.
    context.set_offline(True)
    press(phone, "出发")
    shows(phone, "1 条待同步")
    phone.reload()
    shows(phone, "3号楼起火")
    press(phone, "到场")
    shows(phone, "2 条待同步")
    turnout.refresh_from_db()
    assert turnout.state == "accepted"

    # With a network again: in order, each at the moment at which it happened.
    context.set_offline(False)
    press(phone, "立即同步")
    shows(phone, "已全部同步")
    turnout.refresh_from_db()
    assert turnout.state == "on_scene"
    assert turnout.accepted_at <= turnout.set_out_at <= turnout.arrived_at
    duty.goto(mission.get_absolute_url())
    shows(duty, "已到场")

    press(phone, "完成")
    shows(phone, "没有派给本单位的出动任务")
    context.close()
    turnout.refresh_from_db()
    crew.refresh_from_db()
    assert (turnout.state, crew.status) == ("done", "ready")
    assert PhoneReport.objects.count() == 4
    assert Mission.objects.get().closed_at - Mission.objects.get().opened_at < timedelta(minutes=10)
    assert verify().whole


def test_a_place_that_cannot_be_believed_keeps_no_crew_from_saying_that_it_comes(enter, site):
    scene = Scene()
    turnout = scene.sent(scene.crew(0, 0))
    context = at_place(enter(Role.DEPARTMENT, scene.brigade, size=PHONE), 117.9, 40.5)
    phone = context.new_page()
    phone.goto("/dispatch/phone/")
    press(phone, "接单")
    shows(phone, "不在本区范围内")
    turnout.refresh_from_db()
    assert turnout.state == "ordered"
    press(phone, "不带位置再报一次")
    shows(phone, "已接单")
    context.close()
    turnout.refresh_from_db()
    assert (turnout.state, turnout.crew.position) == ("accepted", None)


@pytest.mark.parametrize("english", [False, True])
def test_every_page_that_needs_roads_is_readable_and_none_overflows_on_a_phone(enter, site, english):
    scene = Scene()
    scene.elevator()
    sent, waiting = scene.crew(0, 0), scene.crew(1, 1)
    mission = scene.mission(incident_id=None)
    turnout = scene.sent(sent, mission)
    closure = scene.shut(f"POINT({WEST + 4.5 * STEP} {SOUTH + 5 * STEP})")
    rescue = take_call(call=Call("p", rescue_code="123456", trapped=1), by=scene.duty, at=timezone.now())
    page = enter(Role.DUTY, scene.bureau, size=PHONE, english=english)
    for address in (
        "/dispatch/new/", "/dispatch/crews/new/", "/dispatch/closures/new/", "/dispatch/rings/", "/dispatch/shelters/",
        "/dispatch/phone/", *(each.get_absolute_url() for each in (mission, turnout, closure, rescue, waiting)),
    ):  # fmt: skip
        see(page, address)
        assert page.evaluate("document.documentElement.lang") == ("en" if english else "zh-hans")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, address
        assert serious(page) == [], address


def test_the_roads_lie_under_the_map_on_which_a_closure_is_drawn(enter, site):
    scene = Scene()
    page = enter(Role.DUTY, scene.bureau)
    page.goto("/dispatch/closures/new/")
    page.wait_for_selector("[data-map][data-map-state='idle']")
    page.evaluate(
        "([center]) => document.querySelector('[data-map]').map.jumpTo({ center, zoom: 15 })",
        [[WEST + STEP, SOUTH]],
    )
    page.wait_for_function(
        "() => document.querySelector('[data-map]').map.queryRenderedFeatures({ layers: ['roads'] }).length > 0"
    )
