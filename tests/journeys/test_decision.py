"""A duty officer and an engineer with the models, in a real browser: leak to shelters, fill to warning, station to both codes."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from ancheng.base.roles import Role
from ancheng.decision.runs.models import Run
from ancheng.kernel.audit.queries import verify
from ancheng.monitoring.warnings.models import Warning
from ancheng.supervision.assets.models import Asset
from tests.factories import make_unit
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area, make_asset

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LON, LAT = INSIDE_FIRST


@pytest.fixture
def district(site):
    return make_area("第一街道", FIRST_STREET), make_unit("区应急局"), make_unit("区城管委")


def pages_of(content):
    """The texts of the pages of a PDF."""
    return [
        each.get_textpage().get_text_range().replace("\r\n", "") for each in pypdfium2.PdfDocument(content)
    ]


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def idle(page):
    page.wait_for_selector('[data-map][data-map-state="idle"]', timeout=30_000)


def figure(page, key):
    return page.locator(f'[data-figure="{key}"]')


def need(page, key):
    return int(page.locator(f'#needs [data-need="{key}"]').last.inner_text())


def fill_row(page, group, number, **typed):
    for column, value in typed.items():
        page.fill(f'[name="{group}-{number}-{column}"]', str(value))


def test_a_gas_leak_leads_over_the_people_inside_to_their_evacuation_their_shelters_and_one_page(
    enter, district
):
    street, bureau, _ = district
    make_asset(street, kind="school", name="某小学", geometry=at((LON, LAT - 0.003)), attributes={"level": "primary", "pupils": "120"})  # fmt: skip
    make_asset(street, kind="shelter", code="BN-1", name="幸福公园", geometry=at((LON + 0.01, LAT)), attributes={"capacity": "100"})  # fmt: skip
    make_asset(street, kind="shelter", code="BN-2", name="团结湖公园", geometry=at((LON + 0.02, LAT)), attributes={"capacity": "800"})  # fmt: skip
    leak = make_asset(street, kind="gas_facility", code="RQ-1", name="某调压站", geometry=at((LON, LAT)), attributes={"type": "regulator"})  # fmt: skip
    duty = enter(Role.DUTY, bureau)

    # From the file of the object to the model: the place comes along.
    duty.goto(f"/assets/{leak.pk}/")
    duty.get_by_role("link", name="模型测算").last.click()
    duty.get_by_role("link", name="高斯烟羽").first.click()
    expect(duty.locator("#in-lon")).to_have_value("116.45")
    duty.fill("#purpose", "某调压站泄漏")
    for name, value in (("release_kg_s", 2), ("wind_m_s", 2), ("wind_from_deg", 0)):
        duty.fill(f"#in-{name}", str(value))
    duty.select_option("#in-stability", "F")
    fill_row(duty, "levels", 0, name="关注", mg_m3=100)
    press(duty, "测算")

    # The plume lies on the map, and with it who is inside.
    idle(duty)
    shown = duty.evaluate(
        "document.querySelector('#map [data-map]').map.queryRenderedFeatures({layers: ['shown-fill']}).length"
    )
    assert shown > 0
    expect(duty.locator("[data-people]")).to_have_text("120")
    expect(duty.locator("#inside")).to_contain_text("某小学")
    assert need(duty, "beds") == 120

    # One press: the people go to the nearest shelters, as far as there is room.
    press(duty, "按此范围测算疏散和安置")
    duty.wait_for_selector("#sheltering")
    expect(figure(duty, "clearance_min")).to_be_visible()
    rows = duty.locator("#sheltering tbody tr")
    assert [re.split(r"\s+", each.strip())[:3] for each in rows.all_inner_texts()] == [
        ["幸福公园", "100", "100"],
        ["团结湖公园", "20", "800"],
    ]
    assert (need(duty, "beds"), need(duty, "shelter_m2"), need(duty, "drinking_l")) == (120, 240, 360)
    idle(duty)
    plume, moved = Run.every.order_by("pk")
    assert moved.inputs["origins"][0]["people"] == 120
    assert {"kind": "run", "id": plume.pk}.items() <= moved.subjects[0].items()
    assert moved.subjects[0]["checksum"] == plume.result_checksum

    # One page for the commander.
    for run in (plume, moved):
        pages = pages_of(duty.request.get(f"/runs/{run.pk}/report.pdf").body())
        assert len(pages) == 1
    words = pages[0]
    for told in ("区域疏散", "某调压站泄漏", "幸福公园", "床位", f"№{plume.pk}"):
        assert told in words
    assert verify().whole


def test_people_whom_nobody_registered_are_asked_for_and_not_taken_for_nobody(enter, district):
    street, bureau, _ = district
    make_asset(street, kind="crowded_place", code="RM-1", name="某医院", geometry=at((LON, LAT - 0.003)), attributes={"venue": "hospital"})  # fmt: skip
    make_asset(street, kind="shelter", code="BN-1", name="幸福公园", geometry=at((LON + 0.01, LAT)), attributes={"capacity": "100"})  # fmt: skip
    duty = enter(Role.DUTY, bureau)
    duty.goto(f"/runs/models/gaussian_plume/?at={LON},{LAT}")
    for name, value in (("release_kg_s", 2), ("wind_m_s", 2), ("wind_from_deg", 0)):
        duty.fill(f"#in-{name}", str(value))
    duty.select_option("#in-stability", "F")
    fill_row(duty, "levels", 0, name="关注", mg_m3=100)
    press(duty, "测算")
    expect(duty.locator("[data-people]")).to_have_text("—")
    press(duty, "按此范围测算疏散和安置")
    expect(duty.get_by_text("影响范围内没有登记人数，请填写待疏散人数。")).to_be_visible()
    expect(duty.locator('[name="origins-0-people"]')).to_have_value("")
    duty.fill('[name="origins-0-people"]', "60")
    press(duty, "测算")
    duty.wait_for_selector("#sheltering")
    assert need(duty, "beds") == 60


def test_the_section_of_a_fill_gives_its_factor_its_state_in_the_register_and_a_warning(enter, district):
    street, bureau, keeper = district
    fill = make_asset(
        street,
        kind="waste_soil_site",
        code="ZT-1",
        name="某渣土受纳场",
        department_id=keeper.pk,
        geometry=at((LON, LAT)).buffer(0.002),
        attributes={"height_m": "20", "slope_deg": "35", "state": "watch"},
    )
    engineer = enter(Role.DEPARTMENT, keeper)
    engineer.goto(f"/assets/{fill.pk}/")
    engineer.get_by_role("link", name="模型测算").last.click()
    engineer.get_by_role("link", name=re.compile("^边坡|填埋.*稳定|稳定性")).first.click()
    # The section comes from the registered height and slope.
    expect(engineer.locator('[name="ground-2-y_m"]')).to_have_value("20")
    expect(engineer.get_by_text("剖面按登记的堆积高度和坡角绘成")).to_be_visible()
    fill_row(engineer, "soils", 0, name="渣土", c_kpa=5, phi_deg=18, gamma_kn_m3=18.5)
    press(engineer, "测算")
    factor = float(figure(engineer, "factor").inner_text())
    assert factor < 1
    expect(engineer.locator("#section svg polyline").first).to_be_visible()
    expect(engineer.locator("[data-warn]")).to_contain_text("不稳定")

    # The register says "to be watched"; the run says unstable, and its keeper writes it there.
    expect(engineer.locator("#file")).to_contain_text("需关注")
    press(engineer, "写入对象档案")
    expect(engineer.locator("#file tbody tr").last).to_have_text(re.compile(r"状态\s*不稳定\s*不稳定"))
    kept = Asset.objects.get(pk=fill.pk)
    assert kept.attributes["state"] == "unstable"
    assert kept.attributes["safety_factor"] == pytest.approx(factor, abs=5e-3)
    assert kept.condition > fill.condition

    # Who is on duty begins the warning with what the run says.
    duty = enter(Role.DUTY, bureau)
    duty.goto(f"/runs/{Run.every.get().pk}/")
    expect(duty.get_by_role("button", name="写入对象档案")).to_have_count(0)
    duty.get_by_role("link", name="登记预警").click()
    expect(duty.locator("#kind")).to_have_value("waste_soil")
    expect(duty.locator("#title")).to_have_value("某渣土受纳场失稳预警")
    expect(duty.locator("#why")).to_have_value(re.compile("安全系数 0.*低于要求的 1.35"))
    press(duty, "登记")
    expect(duty.locator("main").get_by_text("某渣土受纳场失稳预警").first).to_be_visible()
    assert Warning.objects.get().kind == "waste_soil"
    assert verify().whole


def test_a_crowd_on_a_platform_is_judged_by_both_codes_and_the_stricter_goes_into_the_file(enter, district):
    street, _bureau, keeper = district
    station = make_asset(
        street,
        kind="rail_station",
        code="GDZ-1",
        name="某地铁站",
        department_id=keeper.pk,
        geometry=at((LON, LAT)).buffer(0.001),
        attributes={"form": "station"},
    )
    officer = enter(Role.DEPARTMENT, keeper)
    officer.goto(f"/runs/models/crowd_level/?asset={station.pk}")
    officer.fill("#in-area_m2", "900")
    fill_row(officer, "readings", 0, minute=0, people=400)
    fill_row(officer, "readings", 1, minute=5, people=600)
    press(officer, "测算")
    expect(figure(officer, "density_per_m2")).to_have_text("0.667")

    # The last count waits on the platform; what only the station knows is asked for.
    press(officer, "按此人数核算车站疏散（两部标准）")
    expect(officer.locator("#in-waiting")).to_have_value("600")
    for name, value in (("train_load", 1860), ("escalators", 4), ("stair_m", 5.5)):
        officer.fill(f"#in-{name}", str(value))
    press(officer, "测算")

    # 2460 people: under 4.3 minutes to clear, within six by the one code, beyond four by the other.
    old, new = officer.locator('[data-code="gb50157"]'), officer.locator('[data-code="gb51298"]')
    expect(old).to_contain_text("GB 50157-2013")
    expect(old.get_by_text("达标", exact=True)).to_be_visible()
    expect(new).to_contain_text("GB 51298-2018")
    expect(new.get_by_text("不达标", exact=True)).to_be_visible()
    expect(officer.get_by_text("两部规范的结论不一致").first).to_be_visible()
    press(officer, "写入对象档案")
    expect(officer.locator("#file tbody tr").first).to_have_text(re.compile(r"否\s*否"))
    kept = Asset.objects.get(pk=station.pk).attributes
    assert (kept["evacuation_passed"], kept["evacuation_rule"]) == (False, "gb51298")
    run = Run.every.get(model="station_evacuation")
    assert kept["evacuation_minutes"] == pytest.approx(run.result["time_gb51298_min"], abs=0.01)


def draw(page, *spots):
    """Click these places (longitude, latitude) on the map."""
    for spot in spots:
        x, y = page.evaluate(
            """(spot) => { const place = document.querySelector("[data-map]"); const box = place.getBoundingClientRect();
            const at = place.map.project(spot); return [box.x + at.x, box.y + at.y]; }""",
            list(spot),
        )
        page.mouse.click(x, y)
        page.wait_for_timeout(350)


def typed(page, group, number, column):
    return page.locator(f'[name="{group}-{number}-{column}"]').input_value()


def shapes(page):
    """The kinds of what lies on the map of the form, as it will be sent."""
    idle(page)
    return set(
        page.evaluate(
            """() => document.querySelector("[data-map]").map.querySourceFeatures("given").map((each) => each.geometry.type)"""
        )
    )


def test_people_closures_and_roads_are_drawn_on_the_map_into_the_form_and_taken_back(enter, district):
    street, bureau, _ = district
    make_asset(street, kind="school", name="某小学", geometry=at((LON, LAT)), attributes={"level": "primary", "pupils": "120"})  # fmt: skip
    make_asset(street, kind="crowded_place", code="RM-1", name="某医院", geometry=at((LON + 0.001, LAT)), attributes={"venue": "hospital"})  # fmt: skip
    duty = enter(Role.DUTY, bureau, size=(1366, 1400))
    duty.goto(f"/runs/models/area_evacuation/?at={LON},{LAT}")
    idle(duty)
    # The place of the address is the first row already.
    assert typed(duty, "origins", 0, "lon") == str(LON)
    duty.fill('[name="origins-0-lon"]', "")
    duty.fill('[name="origins-0-lat"]', "")

    # An area gives who is registered inside it; who has no figure stays without one.
    duty.select_option("#click-target", label="待疏散人口（面）")
    duty.locator("[data-map]").scroll_into_view_if_needed()
    draw(duty, (LON - 0.004, LAT - 0.003), (LON + 0.004, LAT - 0.003), (LON, LAT + 0.004))
    press(duty, "完成")
    expect(duty.locator("[data-draw-hint]")).to_have_text("已填入 2 处场所，其中 1 处没有登记人数，请填写。")
    assert [typed(duty, "origins", n, "name") for n in (0, 1)] == ["某小学", "某医院"]
    assert [typed(duty, "origins", n, "people") for n in (0, 1)] == ["120", ""]

    # An area to be closed becomes the circle around it, a line the stretches of a road.
    duty.select_option("#click-target", label="封闭范围（面）")
    draw(duty, (LON + 0.001, LAT + 0.001), (LON + 0.003, LAT + 0.001), (LON + 0.002, LAT + 0.003))
    press(duty, "完成")
    assert float(typed(duty, "closures", 0, "radius_m")) == pytest.approx(160, abs=40)
    duty.select_option("#click-target", label="道路（线）")
    draw(duty, (LON - 0.003, LAT), (LON, LAT + 0.001), (LON + 0.003, LAT))
    press(duty, "完成")
    assert typed(duty, "roads", 0, "to_lon") == typed(duty, "roads", 1, "from_lon") != ""
    assert float(typed(duty, "roads", 0, "to_lon")) == pytest.approx(LON, abs=1e-4)
    assert shapes(duty) == {"Point", "Polygon", "LineString"}

    # A point is there with one click, and goes with one press.
    duty.select_option("#click-target", label="避难场所（点）")
    draw(duty, (LON + 0.004, LAT + 0.002))
    assert typed(duty, "shelters", 0, "lat") != ""
    press(duty, "撤销")
    assert typed(duty, "shelters", 0, "lat") == ""
    press(duty, "撤销")
    assert typed(duty, "roads", 1, "from_lon") == ""
