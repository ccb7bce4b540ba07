"""Incidents: opened, logged in the server's order, merged, asked for tasks and needs."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.incidents import actions
from ancheng.command.incidents.actions import Caller, Wanted
from ancheng.command.incidents.models import Incident, LogEntry, Need, Reporter
from ancheng.command.incidents.rules import Sort
from ancheng.kernel.events.models import Event
from ancheng.kernel.tasks.models import Task
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.supervision.assets.register import FIRST_STREET, make_area, make_asset
from tests.supervision.hotline.makers import make_bureau

pytestmark = pytest.mark.django_db
INSIDE = {"lon": 116.45, "lat": 39.92}


def make_incident(**values):
    make_bureau()
    known = {"title": "幸福路燃气泄漏", "kind": "gas", "source": "phone", "by": PLATFORM, "at": NOW}
    return actions.open_incident(**{**known, **values})


def test_an_incident_opens_with_its_log_its_needs_its_clock_and_an_announcement():
    incident = make_incident(caller=Caller("李某", "13900001111", "闻到很浓的煤气味"), **INSIDE)
    assert incident.state == "received"
    assert incident.due_at == NOW + timedelta(minutes=30)
    assert incident.report_due_at == NOW + timedelta(hours=2)
    assert list(incident.log.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert {each.name for each in incident.needs.all()} >= {"燃气抢修队伍"}
    assert Event.objects.get(name="IncidentOpened").payload["incident_id"] == incident.pk
    assert Reporter.objects.get().phone == "13900001111"


def test_the_reporter_is_named_in_no_log_no_announcement_and_no_audit_row():
    from ancheng.kernel.audit.models import Entry

    make_incident(caller=Caller("欧阳报告人", "13977776666", "着火了"))
    told = " ".join(
        [
            *LogEntry.objects.values_list("text", flat=True),
            *(str(each.payload) for each in Event.objects.all()),
        ]
    )
    told += " ".join(str(each) for each in Entry.objects.values())
    assert "欧阳" not in told
    assert "13977776666" not in told


def test_one_key_opens_one_incident():
    first = make_incident(key="form-1")
    assert make_incident(key="form-1").pk == first.pk
    assert Incident.every.count() == 1


def test_a_grade_below_the_figures_is_refused_and_a_higher_one_is_kept():
    with pytest.raises(Refusal, match="较大"):
        make_incident(kind="fire", deaths=3, grade=4)
    assert make_incident(kind="fire", deaths=3).grade == 3
    assert make_incident(kind="fire", deaths=3, grade=2).grade == 2
    with pytest.raises(Refusal, match="社会安全"):
        make_incident(kind="crowd", grade=4)


def test_who_does_not_answer_for_incidents_opens_none():
    for role in (Role.ENTERPRISE, Role.AUDITOR, Role.GRID):
        with pytest.raises(NotAllowed):
            make_incident(by=asker(role, make_enterprise() if role == Role.ENTERPRISE else make_unit()))
    assert not Incident.every.exists()


def test_the_circle_knows_its_street_and_its_schools():
    street = make_area("第一街道", FIRST_STREET)
    make_asset(
        street,
        kind="school",
        name="第一小学",
        attributes={"level": "primary", "pupils": 800},
        geometry=_point(116.451, 39.92),
    )
    make_asset(
        street,
        kind="school",
        name="远处小学",
        attributes={"level": "primary", "pupils": 500},
        geometry=_point(116.47, 39.92),
    )
    incident = make_incident(**INSIDE)
    assert incident.subdistrict == street
    assert [(each["name"], each["people"]) for each in incident.exposed["places"]] == [("第一小学", 800)]
    assert incident.exposed["people"] is None


def test_pupils_are_not_at_school_in_the_night():
    street = make_area("第一街道", FIRST_STREET)
    make_asset(
        street,
        kind="school",
        name="第一小学",
        attributes={"level": "primary", "pupils": 800},
        geometry=_point(116.451, 39.92),
    )
    incident = make_incident(at=NOW + timedelta(hours=14), **INSIDE)
    assert incident.exposed["places"][0]["people"] == 0


def _point(lon, lat):
    from django.contrib.gis.geos import Point

    return Point(lon, lat, srid=4326)


def test_the_log_is_neither_changed_nor_removed():
    incident = make_incident()
    for act in (
        lambda: incident.log.update(text="改"),
        lambda: LogEntry.objects.filter(incident=incident).delete(),
    ):
        with pytest.raises(ProgrammingError, match="neither changed nor removed"), transaction.atomic():
            act()


def test_the_same_words_sent_twice_are_one_entry():
    incident = make_incident()
    by = asker(Role.DUTY)
    one = actions.write(incident=incident, sort="note", text="已到现场", by=by, at=NOW, key="k1")
    two = actions.write(incident=incident, sort="note", text="已到现场", by=by, at=NOW, key="k1")
    assert one.pk == two.pk
    seqs = list(incident.log.values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))


def test_an_auditor_writes_nothing_and_nobody_writes_the_platforms_own_entries():
    incident = make_incident()
    with pytest.raises(NotAllowed):
        actions.write(incident=incident, sort="note", text="x", by=asker(Role.AUDITOR), at=NOW)
    with pytest.raises(Refusal):
        actions.write(incident=incident, sort="state", text="x", by=asker(Role.DUTY), at=NOW)


@pytest.mark.django_db(transaction=True)
def test_people_who_write_at_once_lose_nothing_and_the_log_has_no_gap():
    incident = make_incident()
    before = incident.log.count()
    faults = []

    def say(number):
        try:
            for each in range(5):
                actions.log(incident, Sort.NOTE, f"{number}-{each}", by=PLATFORM, at=NOW)
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=say, args=(number,)) for number in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not faults
    entries = list(incident.log.order_by("seq"))
    assert [each.seq for each in entries] == list(range(1, before + 31))
    for number in range(6):
        mine = [each.text for each in entries if each.text.startswith(f"{number}-")]
        assert mine == [f"{number}-{each}" for each in range(5)]


def test_an_incident_that_breaks_off_while_it_opens_is_absent(monkeypatch):
    def broken(*args, **values):
        raise RuntimeError("killed")

    monkeypatch.setattr(actions, "announce", broken)
    make_bureau()
    with pytest.raises(RuntimeError), transaction.atomic():
        make_incident()
    assert not Incident.every.exists()
    assert not LogEntry.objects.exists()
    assert not Need.objects.exists()


def test_merging_keeps_both_reporters_and_moves_the_tasks():
    one = make_incident(caller=Caller("甲", "1", "漏气"))
    two = make_incident(caller=Caller("乙", "2", "有气味"))
    unit = make_unit()
    actions.add_task(incident=two, title="关闭阀门", owner=unit, by=PLATFORM, at=NOW)
    actions.merge(incident=two, into=one, by=PLATFORM, at=NOW)
    two.refresh_from_db()
    assert (two.state, two.merged_into_id) == ("merged", one.pk)
    assert {each.name for each in one.reporters.all()} == {"甲", "乙"}
    assert Task.every.get().source_id == one.pk
    with pytest.raises(Conflict):
        actions.merge(incident=one, into=two, by=PLATFORM, at=NOW)


def test_an_exercise_is_not_merged_with_what_happens():
    real, drill = make_incident(), make_incident(realm=Realm.EXERCISE)
    assert drill.number.startswith("演练")
    assert not Incident.objects.filter(pk=drill.pk).exists()
    with pytest.raises(Refusal, match="演练"):
        actions.merge(incident=drill, into=real, by=PLATFORM, at=NOW)


def test_tasks_and_instructions_are_given_once_for_a_key():
    incident, unit = make_incident(), make_unit()
    wanted = [
        Wanted("关闭阀门", unit, key="a"),
        Wanted("全力处置，确保安全", unit, instruction=True, key="b"),
    ]
    actions.add_tasks(incident=incident, wanted=wanted, by=asker(Role.DUTY, make_office()), at=NOW)
    actions.add_tasks(incident=incident, wanted=wanted, by=asker(Role.DUTY, make_office()), at=NOW)
    assert sorted(Task.every.values_list("title", flat=True)) == ["【批示】全力处置，确保安全", "关闭阀门"]
    assert incident.log.filter(sort="instruction").count() == 1


def test_a_gap_in_a_need_must_say_why():
    incident = make_incident()
    need = actions.add_need(incident=incident, kind="排水泵车", amount=3, unit="台", by=PLATFORM, at=NOW)
    with pytest.raises(Refusal, match="原因"):
        actions.fill_need(need=need, filled=1, by=PLATFORM, at=NOW)
    actions.fill_need(need=need, filled=1, reason="路上拥堵", by=PLATFORM, at=NOW)
    need.refresh_from_db()
    assert (need.tally({}).short, need.reason) == (2, "路上拥堵")
    actions.fill_need(need=need, filled=3, by=PLATFORM, at=NOW)
    need.refresh_from_db()
    assert (need.tally({}).short, need.reason) == (0, "")
