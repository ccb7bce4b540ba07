"""Shelters on screen."""

import csv
import io

import pytest

from ancheng.base.roles import Role
from ancheng.command.shelters import actions
from ancheng.command.shelters.models import Guest, Opening
from tests.command.shelters.makers import make_shelter
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.supervision.assets.register import FIRST_STREET, make_area
from tests.supervision.hotline.makers import make_bureau, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    make_bureau()
    make_office()
    return make_area("第一街道", FIRST_STREET)


@pytest.fixture
def shelter(street):
    return make_shelter(street, zone_water=False)


def test_a_shelter_shows_its_functions_its_room_and_the_standard(shelter, street):
    client = signed_in(Role.SUBDISTRICT, street)
    page = client.get(f"/shelters/{shelter.pk}/").content.decode()
    for told in ("应急供水", "缺少", "GB 51143-2015", "未核对", "600"):
        assert told in page
    assert "缺 1 个" in client.get("/shelters/").content.decode()
    rows = list(
        csv.DictReader(
            io.StringIO(b"".join(client.get("/shelters/export.csv").streaming_content).decode("utf-8-sig"))
        )
    )
    assert [(each["编号"], each["缺少的功能区"]) for each in rows] == [(shelter.code, "应急供水")]


def test_a_shelter_is_opened_and_closed_by_the_buttons(shelter, street):
    client = signed_in(Role.SUBDISTRICT, street)
    home = f"/shelters/{shelter.pk}/"
    assert client.post(home + "prepare/", {"reason": "", "stay": "short"}).status_code == 422
    assert client.post(home + "prepare/", {"reason": "暴雨转移", "stay": "short"}).status_code == 302
    again = client.post(home + "prepare/", {"reason": "又一次暴雨", "stay": "short"})
    assert again.status_code == 409
    assert "又一次暴雨" in again.content.decode()
    page = f"/shelters/openings/{Opening.objects.get().pk}/"
    assert client.post(page + "open/").status_code == 302
    assert client.post(page + "count/", {"number": "-1"}).status_code == 422
    assert client.post(page + "count/", {"number": "42"}).status_code == 302
    assert client.post(page + "guest/", {"name": "", "household": "2"}).status_code == 422
    assert client.post(page + "guest/", {"name": "欧阳某", "household": "2"}).status_code == 302
    assert "欧阳某" in client.get(page).content.decode()
    assert client.post(page + "close/").status_code == 302
    refused = client.post(page + "finish/", {"summary": "设施完好无损"})
    assert refused.status_code == 400
    assert "还有 1 户" in refused.content.decode()
    assert "设施完好无损" in refused.content.decode()
    assert (
        client.post(page + "leave/", {"guest": Guest.objects.get().pk, "went_to": "回家"}).status_code == 302
    )
    assert client.post(page + "count/", {"number": "0"}).status_code == 302
    assert client.post(page + "finish/", {"summary": "设施完好"}).status_code == 302
    assert "已关闭" in client.get("/shelters/openings/").content.decode()
    assert client.post(page + "nonsense/").status_code == 404


def test_names_are_not_on_the_page_of_who_may_not_read_them(shelter, street):
    officer = asker(Role.SUBDISTRICT, street)
    found = actions.prepare(shelter=shelter, reason="暴雨转移", stay="short", by=officer, at=NOW)
    actions.open_doors(found, by=officer, at=NOW)
    actions.register(found=found, guest=Guest(name="欧阳某", household=2), by=officer, at=NOW)
    page = f"/shelters/openings/{found.pk}/"
    assert "欧阳某" in signed_in(Role.COMMANDER, make_bureau()).get(page).content.decode()
    for client in (signed_in(Role.AUDITOR, make_office()), signed_in(Role.GRID, street)):
        text = client.get(page).content.decode()
        assert "欧阳某" not in text
        assert "只对管理单位" in text
    for client in (signed_in(Role.DEPARTMENT, make_unit()), signed_in(Role.ENTERPRISE, make_enterprise())):
        assert client.get(page).status_code == 404


def test_the_page_of_service_says_how_the_distance_was_measured(shelter, street):
    page = signed_in(Role.DUTY, make_bureau()).get("/shelters/service/").content.decode()
    assert "按直线距离" in page
    assert "5000.0" in page
    assert "重点工程六" in page
    assert signed_in(Role.GRID, street).get("/shelters/service/population/").status_code == 403


def test_keeper_and_entrances_are_written_down(shelter, street):
    client = signed_in(Role.SUBDISTRICT, street)
    home = f"/shelters/{shelter.pk}/"
    assert client.post(home + "edit/", {"keeper": "李某", "phone": "010-1"}).status_code == 302
    assert client.post(home + "entrance/", {"name": "东门", "width_m": "4"}).status_code == 302
    assert client.post(home + "entrance/", {"name": "东门"}).status_code == 409
    page = client.get(home).content.decode()
    assert "李某" in page
    assert "东门" in page
    assert signed_in(Role.SUBDISTRICT, make_unit()).get(home).status_code == 404


def test_the_register_is_read_by_hand_by_who_may(street):
    assert signed_in(Role.DUTY, make_bureau()).post("/shelters/register/").status_code == 302
    assert signed_in(Role.ENTERPRISE, make_enterprise()).post("/shelters/register/").status_code == 403
