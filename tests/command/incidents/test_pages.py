"""Incidents on screen: taken by phone, worked in the room, from a warning to the last lesson."""

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.command.incidents.models import Incident
from ancheng.command.incidents.reactions import open_from_warning
from ancheng.contracts.monitoring import WarningConfirmed
from tests.command.incidents.test_actions import make_incident
from tests.factories import NOW, make_office
from tests.supervision.hotline.makers import make_bureau, signed_in

pytestmark = pytest.mark.django_db


def test_a_call_becomes_an_incident_and_its_whole_course_is_run_by_the_buttons():
    make_bureau()
    client = signed_in(Role.OFFICE, make_office())
    form = {"said": "幸福路着火", "kind": "fire", "key": "a", "caller_name": "王某"}
    assert client.post("/incidents/new/", {**form, "said": ""}).status_code == 422
    assert client.post("/incidents/new/", form).status_code == 302
    assert client.post("/incidents/new/", form).status_code == 302
    home = Incident.objects.get().get_absolute_url()
    assert "幸福路着火" in client.get("/incidents/?open=on").content.decode()
    assert client.post(home + "respond/").status_code == 302
    assert (
        client.post(home + "log/", {"sort": "situation", "text": "火已扑灭", "key": "k"}).status_code == 302
    )
    report = {"to": "市应急指挥中心", "text": "幸福路火灾情况报告，正在处置。"}
    assert client.post(home + "report/", {**report, "sort": "final"}).status_code == 400
    assert client.post(home + "report/", {**report, "sort": "first"}).status_code == 302
    assert client.post(home + "close/", {"why": "明火扑灭，无伤亡"}).status_code == 302
    assert (
        client.post(home + "review/", {"cause": "电气线路老化", "lessons": "逐楼排查线路"}).status_code == 409
    )
    assert client.post(home + "report/", {**report, "sort": "final"}).status_code == 302
    assert (
        client.post(home + "review/", {"cause": "电气线路老化", "lessons": "逐楼排查线路"}).status_code == 302
    )
    page = client.get(home).content.decode()
    assert "火已扑灭" in page
    assert Incident.objects.get().state == "reviewed"
    assert "回放" in client.get(home + "body/?seq=2").content.decode()


def test_a_warning_becomes_one_incident_however_often_it_is_told():
    make_bureau()
    fact = WarningConfirmed(
        7, "YJ-1", "gas_leak", 2, "燃气浓度超限", None, None, "", None, None, "actual", None, NOW
    )
    open_from_warning(fact)
    open_from_warning(fact)
    found = Incident.objects.get()
    assert (found.source, found.source_id, found.kind, found.title) == ("warning", 7, "gas", "燃气浓度超限")


def test_the_reporter_is_shown_to_who_takes_calls_and_to_nobody_else():
    from ancheng.command.incidents.actions import Caller

    incident = make_incident(caller=Caller("欧阳某", "13912345678"), by=PLATFORM)
    shown = signed_in(Role.DUTY, make_office()).get(incident.get_absolute_url()).content.decode()
    hidden = signed_in(Role.AUDITOR, make_office()).get(incident.get_absolute_url()).content.decode()
    assert "13912345678" in shown
    assert "13912345678" not in hidden
