"""Teams and supplies on screen: lists, scope, forms that lose nothing, exports that equal the list."""

import csv
import io

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.command.resources import stock_actions
from ancheng.command.resources.models import CallOrder, MutualAid, Team, Warehouse
from ancheng.kernel.orgs.models import UnitKind
from tests.command.resources.makers import Scene, make_item, make_team
from tests.factories import NOW, make_enterprise, make_office, make_unit
from tests.supervision.assets.register import FIRST_STREET, make_area, make_asset
from tests.supervision.hotline.makers import make_bureau, signed_in

pytestmark = pytest.mark.django_db
POINT = '{"type":"Point","coordinates":[116.45,39.92]}'


@pytest.fixture
def scene():
    make_office()
    return Scene(quantity=100)


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_team_is_registered_on_the_map_and_a_fault_keeps_what_was_typed():
    make_bureau()
    street = make_area("第一街道", FIRST_STREET)
    client = signed_in(Role.SUBDISTRICT, street)
    fields = {
        "name": "抢险一队", "kind": "professional", "unit": street.pk, "strength": "5", "on_duty": "9",
        "readiness": "ready", "geometry": POINT,
    }  # fmt: skip
    answer = client.post("/resources/teams/new/", fields)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "值守人数不能多于队伍人数" in page
    assert "抢险一队" in page
    assert "116.45" in page
    assert client.post("/resources/teams/new/", {**fields, "on_duty": "3"}).status_code == 302
    team = Team.objects.get()
    assert team.subdistrict == street
    assert "抢险一队" in client.get("/resources/teams/").content.decode()
    assert client.post("/resources/teams/new/", {**fields, "geometry": "nonsense"}).status_code == 422


def test_a_list_shows_and_exports_only_what_the_asker_may_see_and_asked_for():
    one, other = make_unit("区水务局"), make_unit("区商务局")
    make_team(one, name="水务抢险队")
    make_team(one, name="专家组", kind="expert")
    make_team(other, name="商务保供队")
    client = signed_in(Role.DEPARTMENT, one)
    page = client.get("/resources/teams/").content.decode()
    assert "水务抢险队" in page
    assert "商务保供队" not in page
    names = {each["名称"] for each in rows_of(client.get("/resources/teams/export.csv?kind=expert"))}
    assert names == {"专家组"}
    assert client.get("/resources/teams/?kind=nonsense").status_code == 400
    hidden = Team.objects.get(name="商务保供队")
    for address in (f"/resources/teams/{hidden.pk}/", f"/resources/teams/{hidden.pk}/peek/"):
        assert client.get(address).status_code == 404


def test_the_pages_go_on_by_key_and_come_back():
    unit = make_unit()
    for number in range(55):
        make_team(unit, name=f"队{number:02d}")
    client = signed_in(Role.DEPARTMENT, unit)
    first = client.get("/resources/teams/").context["page"]
    assert (len(first.rows), first.newer) == (50, "")
    second = client.get(f"/resources/teams/?after={first.older}").context["page"]
    assert (len(second.rows), second.older) == (5, "")
    back = client.get(f"/resources/teams/?before={second.newer}").context["page"]
    assert [each.pk for each in back.rows] == [each.pk for each in first.rows]
    assert back.newer == ""


def test_equipment_and_papers_are_added_and_removed_on_the_teams_page():
    unit = make_unit()
    team, client = make_team(unit), signed_in(Role.DEPARTMENT, unit)
    home = f"/resources/teams/{team.pk}/"
    assert (
        client.post(home + "equipment/", {"name": "水泵", "quantity": "2", "measure": "台"}).status_code
        == 302
    )
    assert client.post(home + "paper/", {"title": "潜水证", "expires_on": "2026-01-01"}).status_code == 302
    page = client.get(home).content.decode()
    assert "水泵" in page
    assert "已过期" in page
    assert client.post(home + "remove/", {"equipment": team.equipment.get().pk}).status_code == 302
    assert client.post(home + "equipment/", {"name": "", "quantity": "-1"}).status_code == 422
    assert client.post(home + "close/", {"why": "撤并"}).status_code == 302
    assert "已撤销" in client.get(home).content.decode()


def test_a_store_is_registered_filled_and_its_card_is_shown():
    make_bureau()
    street = make_area("第一街道", FIRST_STREET)
    client, item = signed_in(Role.SUBDISTRICT, street), make_item("帐篷")
    fields = {
        "name": "街道物资库",
        "unit": street.pk,
        "holding": "government",
        "spread": "dispersed",
        "geometry": POINT,
    }
    assert client.post("/resources/stores/new/", fields).status_code == 302
    store = Warehouse.objects.get()
    home = f"/resources/stores/{store.pk}/"
    bad = {
        "item": item.pk,
        "lot": "A1",
        "quantity": "10",
        "produced_on": "2026-02-01",
        "expires_on": "2026-01-01",
    }
    answer = client.post(home + "take-in/", bad)
    assert answer.status_code == 400
    assert "有效期早于生产日期" in answer.content.decode()
    assert client.post(home + "take-in/", {**bad, "expires_on": "2030-01-01"}).status_code == 302
    batch = store.batches.get()
    card = f"/resources/batches/{batch.pk}/"
    assert client.post(card, {"kind": "rotated", "quantity": "99", "why": "轮换"}).status_code == 409
    assert client.post(card, {"kind": "counted", "quantity": "8", "why": "破损"}).status_code == 302
    assert "破损" in client.get(card).content.decode()
    assert "帐篷" in client.get("/resources/?shelf=good").content.decode()
    assert "帐篷" not in client.get("/resources/?shelf=expired").content.decode()


def test_a_call_order_goes_through_the_pages(scene):
    clerk, duty = signed_in(Role.SUBDISTRICT, scene.street), signed_in(Role.DUTY, scene.bureau)
    keeper = signed_in(Role.DEPARTMENT, scene.keeper_unit)
    form = clerk.get("/resources/orders/new/").context["form"]
    fields = {
        "nonce": form.initial["nonce"], "warehouse": scene.warehouse.pk, "purpose": "安置群众",
        "address": "第一小学", "contact": "张三", "item_1": scene.item.pk, "quantity_1": "30",
    }  # fmt: skip
    assert clerk.post("/resources/orders/new/", {**fields, "purpose": ""}).status_code == 422
    for _ in range(2):
        assert clerk.post("/resources/orders/new/", fields).status_code == 302
    order = CallOrder.objects.get()
    home = f"/resources/orders/{order.pk}/"
    assert clerk.post(home + "approve/").status_code == 403
    assert duty.post(home + "approve/").status_code == 302
    page = keeper.get(home)
    assert f'name="pick_{scene.batch.pk}" value="30"' in page.content.decode()
    pick = f"pick_{scene.batch.pk}"
    refused = keeper.post(home + "dispatch/", {"carrier": "京A1", pick: "31"})
    assert refused.status_code == 400
    assert "超过申请的 30" in refused.content.decode()
    assert 'value="31"' in refused.content.decode()
    assert 'value="京A1"' in refused.content.decode()
    assert keeper.post(home + "dispatch/", {"carrier": "京A1", pick: "30"}).status_code == 302
    given = order.lines.get().allocations.get()
    assert clerk.post(home + "receive/", {f"got_{given.pk}": "30"}).status_code == 302
    used = {f"used_{given.pk}": "20", f"back_{given.pk}": "9", "why": ""}
    refused = clerk.post(home + "account/", used)
    assert refused.status_code == 400
    assert "已签收，使用中" in refused.content.decode()
    assert clerk.post(home + "account/", {**used, "why": "遗失1件"}).status_code == 302
    assert keeper.post(home + "settle/").status_code == 302
    scene.batch.refresh_from_db()
    assert scene.batch.quantity == 79
    assert "遗失1件" in clerk.get(home).content.decode()
    assert clerk.post(home + "nonsense/").status_code == 404
    assert rows_of(clerk.get("/resources/orders/export.csv"))[0]["状态"] == "已结算"


def test_who_asks_is_told_where_there_is_what_is_needed(scene):
    clerk = signed_in(Role.SUBDISTRICT, scene.street)
    page = clerk.get(f"/resources/orders/new/?item={scene.item.pk}")
    assert [(store.pk, number) for store, number in page.context["stores"]] == [(scene.warehouse.pk, 100)]
    chosen = clerk.get(
        f"/resources/orders/new/?item={scene.item.pk}&store={scene.warehouse.pk}"
    ).content.decode()
    assert f'<option value="{scene.warehouse.pk}" selected>' in chosen
    assert "互助请求" in clerk.get(f"/resources/orders/new/?item={make_item().pk}").content.decode()


def test_another_units_order_is_not_there(scene):
    order = scene.order()
    outsider = signed_in(Role.DEPARTMENT, make_unit())
    assert outsider.get(f"/resources/orders/{order.pk}/").status_code == 404
    assert outsider.post(f"/resources/orders/{order.pk}/approve/").status_code == 404


def test_an_exercise_that_was_entered_shows_its_own_orders_only(scene):
    scene.order()
    client = signed_in(Role.DUTY, scene.bureau)
    session = client.session
    session["realm"] = "exercise"
    session.save()
    assert client.get("/resources/orders/").context["page"].rows == []


def test_the_plan_says_what_is_short_line_by_line(scene):
    office = signed_in(Role.OFFICE, make_office())
    keeper = signed_in(Role.DEPARTMENT, scene.keeper_unit)
    assert "—" in office.get("/resources/requirements/").content.decode()
    fields = {
        "year": "2026",
        "unit": scene.keeper_unit.pk,
        "item": scene.item.pk,
        "required": "120",
        "minimum": "100",
    }
    assert keeper.post("/resources/requirements/new/", {**fields, "minimum": "130"}).status_code == 409
    assert keeper.post("/resources/requirements/new/", fields).status_code == 302
    assert "未达到" in office.get("/resources/requirements/?year=2026").content.decode()
    enterprise = make_enterprise(name="某某制造有限公司")
    terms = {
        "number": "NL-1", "unit": scene.keeper_unit.pk, "enterprise": "某某制造有限公司", "item": scene.item.pk,
        "quantity": "20", "within_hours": "4", "starts_on": "2020-01-01", "ends_on": "2099-01-01", "contact": "王五",
    }  # fmt: skip
    assert keeper.post("/resources/contracts/new/", {**terms, "enterprise": "没有"}).status_code == 422
    assert keeper.post("/resources/contracts/new/", terms).status_code == 302
    page = office.get("/resources/requirements/?year=2026")
    assert page.context["reserve"].percent == 100.0
    assert enterprise.name in office.get("/resources/contracts/").content.decode()
    assert keeper.post("/resources/requirements/new/", {**fields, "required": "500"}).status_code == 302
    assert office.get("/resources/requirements/?year=2026&only=unmet").context["lines"]


def test_fire_stations_are_held_against_the_standard_of_their_class():
    make_bureau()
    street = make_area("第一街道", FIRST_STREET)
    for name, engines in (("达标站", 5), ("欠缺站", 4), ("不明站", None)):
        attributes = {"grade": "first", "duty_strength": 30}
        if engines is not None:
            attributes["fire_engine_held"] = engines
        make_asset(street, kind="fire_station", name=name, geometry=None, attributes=attributes)
    context = signed_in(Role.SUBDISTRICT, street).get("/resources/stations/").context
    assert (context["met"], context["unmet"], context["unknown"]) == (1, 1, 1)


def test_aid_is_asked_for_and_answered_on_the_pages():
    bureau, street = make_bureau(), make_unit("第一街道", UnitKind.SUBDISTRICT)
    clerk, duty = signed_in(Role.SUBDISTRICT, street), signed_in(Role.DUTY, bureau)
    fields = {
        "nonce": "n1", "owner_unit": bureau.pk, "kind": "team", "text": "排水队1支", "address": "桥下",
        "contact": "李四",
    }  # fmt: skip
    assert clerk.post("/resources/aid/new/", {**fields, "owner_unit": street.pk}).status_code == 400
    assert clerk.post("/resources/aid/new/", fields).status_code == 302
    home = f"/resources/aid/{MutualAid.objects.get().pk}/"
    assert duty.post(home + "accept/", {"answer": ""}).status_code == 422
    refused = duty.post(home + "pass_up/", {"why": "", "city_number": "x"})
    assert refused.status_code == 400
    assert duty.post(home + "accept/", {"answer": "2车12人"}).status_code == 302
    assert duty.post(home + "send/").status_code == 302
    assert "2车12人" in clerk.get(home).content.decode()
    assert clerk.post(home + "arrive/").status_code == 302


def test_agreements_meetings_and_the_catalogue_open_for_who_keeps_them():
    office = signed_in(Role.OFFICE, make_office())
    unit = make_unit("区水务局")
    make_enterprise(name="小微企业一")
    team = make_team(unit)
    assert office.post("/resources/catalogue/load/").status_code == 302
    assert "未核对" in office.get("/resources/catalogue/").content.decode()
    terms = {
        "enterprise": "小微企业一",
        "team": team.pk,
        "scope": "救援",
        "starts_on": "2026-01-01",
        "ends_on": "2027-01-01",
    }
    assert office.post("/resources/agreements/new/", terms).status_code == 302
    assert "小微企业一" in office.get("/resources/agreements/").content.decode()
    meeting = {
        "title": "联席会", "held_on": "2026-01-01", "unit": make_office().pk, "attending": [unit.pk],
        "minutes": "纪要", "decisions": "区水务局：备泵车",
    }  # fmt: skip
    assert office.post("/resources/meetings/new/", meeting).status_code == 302
    page = office.get("/resources/meetings/").content.decode()
    assert "联席会" in page
    assert signed_in(Role.GRID, unit).get("/resources/agreements/new/").status_code == 403
    assert signed_in(Role.DEPARTMENT, unit).get("/resources/catalogue/new/").status_code == 403


def test_stock_that_went_meanwhile_is_refused_with_what_is_left(scene):
    order = scene.approved(100)
    stock_actions.take_out(batch=scene.batch, quantity=60, kind="scrapped", why="水浸", by=PLATFORM, at=NOW)
    keeper = signed_in(Role.DEPARTMENT, scene.keeper_unit)
    answer = keeper.post(
        f"/resources/orders/{order.pk}/dispatch/", {"carrier": "京A1", f"pick_{scene.batch.pk}": "100"}
    )
    assert answer.status_code == 409
    assert "现存 40，不足 100" in answer.content.decode()
    assert "待出库" in answer.content.decode()
    order.refresh_from_db()
    assert order.state == "approved"
