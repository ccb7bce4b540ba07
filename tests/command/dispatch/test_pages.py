"""Pages of dispatch as an officer uses them."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.command.dispatch import actions
from ancheng.command.dispatch.models import Closure, Crew, Mission, Rescue, Turnout
from ancheng.command.incidents import case_actions
from ancheng.command.incidents.actions import open_incident
from ancheng.kernel.events.actions import hand_on
from ancheng.kernel.events.models import Event
from tests.command.dispatch.makers import SCENE, SOUTH, STEP, WEST, Scene
from tests.factories import NOW, make_enterprise, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
POINT = json.dumps({"type": "Point", "coordinates": list(SCENE)})
WALL = json.dumps(
    {
        "type": "LineString",
        "coordinates": [[WEST + 4.5 * STEP, SOUTH - STEP], [WEST + 4.5 * STEP, SOUTH + 5.5 * STEP]],
    }
)


@pytest.fixture
def scene():
    return Scene()


def signed_in(role, unit):
    client = Client()
    client.force_login(make_person(role, unit), backend=BACKEND)
    return client


@pytest.fixture
def duty(scene):
    return signed_in(Role.DUTY, scene.bureau)


def text(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def order(client, **values):
    told = {
        "card": "fire",
        "text": "3号楼起火",
        "nonce": "n1",
        "geometry": POINT,
        "address": "幸福路3号",
        **values,
    }
    return client.post("/dispatch/new/", told)


def test_from_the_order_to_on_scene(scene, duty):
    crew = scene.crew(0, 0)
    assert order(duty).status_code == 302
    home = f"/dispatch/{Mission.objects.get().pk}/"
    page = text(duty, home)
    assert "缺 2" in page
    assert "没有登记这类力量" in page
    assert duty.post(home + "send/", {"crew": f"{crew.pk}:fire"}).status_code == 302
    again = duty.post(home + "send/", {"crew": f"{crew.pk}:fire"})
    assert again.status_code == 409
    assert "正在执行" in again.content.decode()
    brigade, turnout = signed_in(Role.DEPARTMENT, scene.brigade), Turnout.objects.get()
    for verb in ("accept", "set_out", "arrive"):
        assert brigade.post(f"/dispatch/turnouts/{turnout.pk}/{verb}/").status_code == 302
    assert "已到场" in text(duty, home)
    assert "已到场" in text(duty, "/dispatch/turnouts/")
    assert "3号楼起火" in text(brigade, f"/dispatch/turnouts/{turnout.pk}/")
    assert brigade.post(f"/dispatch/turnouts/{turnout.pk}/nonsense/").status_code == 404


def test_an_order_without_a_place_or_outside_keeps_what_was_typed(scene, duty):
    for values in (
        {"geometry": ""},
        {"geometry": "no shape"},
        {"geometry": "", "lon": "117.9", "lat": "40.5"},
    ):
        answer = order(duty, **values)
        assert answer.status_code in (400, 422)
        assert "3号楼起火" in answer.content.decode()
    assert Mission.objects.count() == 0


def test_an_order_by_typed_gcj02_is_put_in_its_place(scene, duty):
    assert (
        order(
            duty, geometry="", lon=str(SCENE[0] + 0.006), lat=str(SCENE[1] + 0.0014), crs="gcj02"
        ).status_code
        == 302
    )
    assert Mission.objects.get().geometry.x == pytest.approx(SCENE[0], abs=0.001)


def test_a_closure_is_drawn_shown_and_lifted(scene, duty):
    assert duty.post("/dispatch/closures/new/", {"reason": "警戒", "geometry": WALL}).status_code == 302
    closure = Closure.objects.get()
    assert "生效中" in text(duty, "/dispatch/closures/?only=now")
    shown = json.loads(text(duty, "/dispatch/closures/shapes/"))
    assert shown["features"][0]["properties"]["look"] == "shut"
    home = f"/dispatch/closures/{closure.pk}/"
    assert "警戒" in text(duty, home)
    assert duty.post(home + "lift/", {"why": "解除"}).status_code == 302
    assert json.loads(text(duty, "/dispatch/closures/shapes/"))["features"] == []
    assert duty.post("/dispatch/closures/new/", {"reason": "警戒", "geometry": ""}).status_code == 422
    assert signed_in(Role.ENTERPRISE, make_enterprise()).get("/dispatch/closures/new/").status_code == 403


def incident_at(scene, lon=None, lat=None, **values):
    known = {"title": "某路着火", "kind": "fire", "source": "phone", "by": PLATFORM, "at": timezone.now()}
    return open_incident(**{**known, "lon": lon or SCENE[0], "lat": lat or SCENE[1], **values})


def handed_on():
    for event in Event.objects.filter(handed_on_at=None).order_by("at"):
        hand_on(str(event.pk), at=timezone.now())


def test_the_room_of_an_incident_sends_by_the_run_card_at_one_press_and_its_log_tells_of_each_step(
    scene, duty
):
    crew = scene.crew(0, 0)
    incident = incident_at(scene)
    room = text(duty, incident.get_absolute_url())
    assert "可派" in room
    assert "缺 1" in room or "缺 2" in room
    sent = {"nonce": "n1", "crew": f"{crew.pk}:fire"}
    assert duty.post(f"/dispatch/incident/{incident.pk}/send/", sent).url == incident.get_absolute_url()
    assert duty.post(f"/dispatch/incident/{incident.pk}/send/", sent).status_code == 302
    turnout = Turnout.every.get()
    handed_on()
    assert incident.log.filter(sort="resource", facts__turnout=turnout.pk).count() >= 1
    room = text(duty, incident.get_absolute_url())
    assert str(crew) in room
    assert len(json.loads(text(duty, f"/dispatch/incident/{incident.pk}/shapes/"))["features"]) == 2


def test_an_incident_that_is_over_sends_its_crews_home(scene, duty):
    crew, incident = scene.crew(0, 0), incident_at(scene)
    sent = {"nonce": "n1", "crew": f"{crew.pk}:fire"}
    duty.post(f"/dispatch/incident/{incident.pk}/send/", sent)
    case_actions.respond(incident, by=PLATFORM, at=timezone.now())
    case_actions.close(incident, why="明火扑灭", by=PLATFORM, at=timezone.now())
    handed_on()
    assert Turnout.every.get().state in ("recalled", "done")


def test_without_a_place_nobody_is_sent_and_the_sentence_says_why(scene, duty):
    scene.crew(0, 0)
    incident = open_incident(title="某处着火", kind="fire", source="phone", by=PLATFORM, at=timezone.now())
    assert duty.get(incident.get_absolute_url()).status_code == 200
    refused = duty.post(f"/dispatch/incident/{incident.pk}/send/", {"nonce": "n", "crew": "1:fire"})
    assert refused.status_code == 400
    assert "还没有位置" in refused.content.decode()


def test_a_phone_gets_its_turnouts_and_tells_each_step_once(scene, duty):
    turnout = scene.sent(scene.crew(0, 0))
    phone = signed_in(Role.DEPARTMENT, scene.brigade)
    assert "crew-phone" in text(phone, "/dispatch/phone/")
    pack = json.loads(text(phone, "/dispatch/phone/pack/"))
    assert [each["id"] for each in pack["turnouts"]] == [turnout.pk]
    assert pack["turnouts"][0]["next"] == ["accept", "set_out", "arrive"]
    told = {
        "client_id": "a1", "turnout": turnout.pk, "verb": "set_out", "recorded_at": timezone.now().isoformat(),
        "spot": {"lon": WEST, "lat": SOUTH, "crs": "wgs84"},
    }  # fmt: skip
    for _ in range(2):
        answer = phone.post("/dispatch/phone/sync/", json.dumps(told), content_type="application/json")
        assert answer.json()["outcome"] == "applied"
    turnout.refresh_from_db()
    assert turnout.state == "en_route"
    assert (
        json.loads(text(signed_in(Role.DEPARTMENT, make_unit()), "/dispatch/phone/pack/"))["turnouts"] == []
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"recorded_at": "yesterday"}, "不完整"),
        ({"recorded_at": "2026-11-24T10:00:00"}, "时区"),
        ({"verb": "fly"}, "没有这个操作"),
        ({"turnout": "x"}, "不完整"),
        ({"spot": {"lon": 117.9, "lat": 40.5}}, "不在本区"),
        ({"turnout": 10**9}, "没有这条"),
        ({"client_id": ""}, "缺少编号"),
    ],
)
def test_a_broken_record_of_a_phone_is_refused_with_a_sentence(scene, change, sentence):
    turnout = scene.sent(scene.crew(0, 0))
    phone = signed_in(Role.DEPARTMENT, scene.brigade)
    told = {"client_id": "a", "turnout": turnout.pk, "verb": "accept", **change}
    answer = phone.post("/dispatch/phone/sync/", json.dumps(told), content_type="application/json").json()
    assert answer["outcome"] == "refused"
    assert sentence in answer["sentence"]
    turnout.refresh_from_db()
    assert turnout.state == "ordered"


def test_an_elevator_call_from_the_alarm_to_the_figures(scene, duty):
    elevator = scene.elevator()
    scene.crew(0, 0, ("elevator",), maintainer="安顺电梯公司")
    form = text(duty, f"/dispatch/rescues/new/?asset={elevator.pk}&source=alarm:9&told=困人报警")
    assert "困人报警" in form
    told = {"asset": elevator.pk, "source": "alarm:9", "told": "困人报警", "trapped": 2}
    assert duty.post("/dispatch/rescues/new/", told).status_code == 302
    home = f"/dispatch/rescues/{Rescue.objects.get().pk}/"
    page = text(duty, home)
    assert "TSG T5002-2017" in page
    assert "派维保单位" in page
    for verb, values in (
        ("send_maintainer", {}), ("send_grid", {}), ("send_fire", {}), ("arrive", {}),
        ("rescue", {"trapped": 2, "injured": 0}), ("close", {"fault": "door", "finding": "更换触点"}),
        ("review", {"review": "按时到场"}),
    ):  # fmt: skip
        assert duty.post(f"{home}{verb}/", values).status_code == 302, verb
    assert "已复核" in text(duty, "/dispatch/rescues/")
    figures = text(duty, "/dispatch/rescues/faults/")
    assert "门系统" in figures
    assert "安顺电梯公司" in figures
    assert duty.post(f"{home}nonsense/").status_code == 404


def test_an_unknown_elevator_is_located_on_the_map(scene, duty):
    assert duty.post("/dispatch/rescues/new/", {"source": "p1", "told": "某小区3号楼"}).status_code == 302
    home = f"/dispatch/rescues/{Rescue.objects.get().pk}/"
    assert duty.post(home + "locate/", {"rescue_code": "9"}).status_code == 400
    assert duty.post(home + "locate/", {"lon": SCENE[0], "lat": SCENE[1]}).status_code == 302
    assert Rescue.objects.get().state == "located"


def test_crews_are_registered_changed_and_exported(scene):
    brigade = signed_in(Role.DEPARTMENT, scene.brigade)
    told = {
        "name": "一号车", "call_sign": "xf-1", "team": scene.team.pk, "abilities": ["fire", "rescue"],
        "status": "ready", "geometry": POINT,
    }  # fmt: skip
    assert brigade.post("/dispatch/crews/new/", told).status_code == 302
    crew = Crew.objects.get()
    assert crew.subdistrict == scene.street
    assert "XF-1" in text(brigade, f"/dispatch/crews/{crew.pk}/")
    assert brigade.post(f"/dispatch/crews/{crew.pk}/edit/", {**told, "status": "off"}).status_code == 302
    assert "停用" in text(brigade, "/dispatch/crews/?ability=fire&status=off")
    for name in ("crews", "turnouts", "rescues"):
        answer = brigade.get(f"/dispatch/{name}/export.csv")
        assert answer.status_code == 200
    assert signed_in(Role.AUDITOR, make_office()).get("/dispatch/crews/new/").status_code == 403


def test_pages_without_roads_say_what_to_do(client):
    from tests.supervision.hotline.makers import make_bureau

    duty = signed_in(Role.DUTY, make_bureau())
    assert "ancheng roads import" in text(duty, "/dispatch/roads/")
    assert "ancheng roads import" in text(duty, "/dispatch/rings/", 404)
    assert "新建调派" in text(duty, "/dispatch/")


def test_nets_rings_and_shelters_are_shown_with_where_they_are_from(scene, duty):
    assert "未核对" in text(duty, "/dispatch/roads/")
    assert "GB 51080" in text(duty, "/dispatch/rings/")
    assert "公消" in text(duty, "/dispatch/rings/?kind=micro")
    assert "路网" in text(duty, "/dispatch/shelters/")
    admin = signed_in(Role.ADMINISTRATOR, make_office())
    assert admin.post(f"/dispatch/roads/{scene.net.pk}/use/").status_code == 302
    assert duty.post(f"/dispatch/roads/{scene.net.pk}/use/").status_code == 403


def test_home_counts_what_is_out(scene, duty):
    turnout = scene.sent(scene.crew(0, 0))
    assert "出动中" in text(duty, "/")
    actions.step(turnout, "arrive", by=scene.driver, at=NOW + timedelta(minutes=5))
    assert Turnout.objects.get().state == "on_scene"
