"""How often each page of command asks the database: not more often for more rows, and never more than now."""

from datetime import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.command.contingency import actions as plans
from ancheng.command.dispatch import rescue_actions
from ancheng.command.duty import actions as duty
from ancheng.command.duty import book_actions, call_actions
from ancheng.command.duty.models import CallList, CallMember, Desk
from ancheng.command.incidents import actions as incident_actions
from ancheng.command.information import actions as information
from ancheng.command.preparedness import actions as preparedness
from ancheng.command.resources import keeping_actions, team_actions
from ancheng.command.resources.models import Equipment, MutualAid, Qualification, Requirement
from ancheng.command.resources.stock_actions import take_in
from ancheng.command.shelters import actions as shelters
from ancheng.command.shelters.models import Guest
from ancheng.kernel.orgs.models import UnitKind
from tests.architecture.sql_counts import COMMAND_COUNTS
from tests.command.contingency.makers import make_plan, make_valid
from tests.command.dispatch.makers import SCENE
from tests.command.dispatch.makers import Scene as Dispatch
from tests.command.resources.makers import Scene, make_item, make_team, make_warehouse
from tests.command.shelters.makers import make_shelter
from tests.factories import NOW, asker, make_office, make_person, make_unit, seat_of
from tests.supervision.assets.register import FIRST_STREET, make_area

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 12


class District:
    """As many rows of each list as are asked for."""

    def __init__(self):
        self.person = make_person(Role.OFFICE, make_office())
        self.scene = Scene(quantity=100_000)
        self.area = make_area("第三街道", FIRST_STREET)
        self.rows = 0
        self.above = make_valid(self.scene.bureau, "government")
        self.team = make_team(self.scene.keeper_unit)
        self.call_list = call_actions.keep_list(
            call_list=CallList(name="名单", unit=self.scene.bureau), by=PLATFORM, at=NOW
        )
        self.shelter = make_shelter(self.area)
        self.dispatch = Dispatch()
        self.incident = incident_actions.open_incident(
            title="事件", kind="gas", source="phone", by=PLATFORM, at=NOW, lon=116.45, lat=39.92
        )
        self.mission = self.dispatch.mission()
        self.opening = shelters.prepare(
            shelter=self.shelter, reason="暴雨", stay="short", by=PLATFORM, at=NOW
        )
        shelters.open_doors(self.opening, by=PLATFORM, at=NOW)

    def grow(self, rows):
        for number in range(self.rows, rows):
            self._supplies(number)
            self._shelters(number)
            self._duty(number)
            self._plans()
            self._dispatch(number)
            self._incidents(number)
        self.rows = rows

    def _supplies(self, number):
        scene, unit = self.scene, make_unit()
        make_team(unit)
        store, item = make_warehouse(unit), make_item()
        for each in (store, scene.warehouse):
            take_in(warehouse=each, item=item, lot=f"G{number}", quantity=5, by=PLATFORM, at=NOW)
        take_in(warehouse=scene.warehouse, item=scene.item, lot="L1", quantity=5, by=PLATFORM, at=NOW)
        self.order = scene.approved(5)
        keeping_actions.plan_requirement(
            requirement=Requirement(year=timezone.localdate().year, unit=unit, item=item, required=9),
            by=PLATFORM,
            at=NOW,
        )
        team_actions.add_equipment(
            team=self.team, item=Equipment(name=f"泵{number}", quantity=1), by=PLATFORM, at=NOW
        )
        team_actions.add_qualification(team=self.team, paper=Qualification(title="证"), by=PLATFORM, at=NOW)
        aid = MutualAid(owner_unit=unit, kind="team", text="x", address="y", contact="z")
        self.aid = team_actions.ask_for_aid(aid=aid, nonce=f"a{number}", by=scene.clerk, at=NOW)

    def _shelters(self, number):
        other = make_shelter(self.area)
        shelters.prepare(shelter=other, reason="暴雨", stay="short", by=PLATFORM, at=NOW)
        shelters.count_heads(found=self.opening, number=number, by=PLATFORM, at=NOW)
        shelters.register(found=self.opening, guest=Guest(name="某"), by=PLATFORM, at=NOW)

    def _duty(self, number):
        unit = make_unit()
        by = asker(Role.DEPARTMENT, unit)
        desk = duty.keep_desk(desk=Desk(name="室", unit=unit, phone="1"), by=by, at=NOW)
        duty.plan(
            desk=desk, first=NOW.date(), days=3 + number, starts=time(8), shift_hours=24, leaders=[],
            officers=[by.person_id], by=by, at=NOW,
        )  # fmt: skip
        book_actions.write(desk=desk, kind="call", text="x", by=by, at=NOW, open_=True)
        self.desk, self.shift = desk, desk.shifts.first()
        call_actions.add_member(
            call_list=self.call_list,
            member=CallMember(person=make_person(Role.DUTY, self.scene.bureau)),
            by=PLATFORM,
            at=NOW,
        )
        self.call = call_actions.call_down(
            call_list=self.call_list, reason="x", nonce=f"c{number}", by=seat_of(self.person), at=NOW
        )

    def _dispatch(self, number):
        scene = self.dispatch
        scene.crew(number % 5, number % 4)
        self.turnout = scene.sent(scene.crew(number % 5, 1), self.mission)
        self.crew = self.turnout.crew
        scene.sent(scene.crew(number % 5, 2))
        scene.elevator(f"90{number:04d}", at=(SCENE[0] - number / 10_000, SCENE[1]))
        call = rescue_actions.Call(f"p{number}", rescue_code=f"90{number:04d}")
        self.rescue = rescue_actions.take_call(call=call, by=scene.duty, at=timezone.now())
        rescue_actions.send_level(self.rescue, 1, by=scene.duty, at=timezone.now())

    def _incidents(self, number):
        point = {"lon": 116.45, "lat": 39.92}
        incident_actions.open_incident(
            title=f"事件{number}", kind="fire", source="phone", by=PLATFORM, at=NOW, **point
        )
        incident_actions.write(incident=self.incident, sort="note", text=f"记事{number}", by=PLATFORM, at=NOW)
        incident_actions.add_task(
            incident=self.incident, title=f"任务{number}", owner=self.scene.bureau, by=PLATFORM, at=NOW
        )
        incident_actions.add_need(
            incident=self.incident, kind=f"需要{number}", amount=2, unit="台", by=PLATFORM, at=NOW
        )
        words = {"title": f"关于事件{number}的通报", "text": "现场已处置完毕，无人员伤亡。"}
        self.notice = information.draft(key="notice", incident=self.incident, by=PLATFORM, at=NOW, **words)
        information.take_inquiry(
            outlet="某报", contact="", question="有无伤亡？", incident=self.incident, by=PLATFORM, at=NOW
        )
        self.assessment = preparedness.begin(unit=make_unit(), by=PLATFORM, at=timezone.now())

    def _plans(self):
        street = make_unit(kind=UnitKind.SUBDISTRICT)
        make_unit(kind=UnitKind.COMMUNITY, parent=street)
        self.plan = make_plan(street, "subdistrict")
        plans.link(plan=self.plan, upper=self.above, by=PLATFORM, at=NOW)

    def addresses(self):
        keys = {
            "resources:team": self.team, "resources:warehouse": self.scene.warehouse,
            "resources:batch": self.scene.batch, "resources:order": self.order, "resources:aid": self.aid,
            "shelters:detail": self.shelter, "shelters:opening": self.opening, "duty:desk": self.desk,
            "duty:shift": self.shift, "duty:call_list": self.call_list, "duty:call_down": self.call,
            "dispatch:mission": self.mission, "dispatch:turnout": self.turnout, "dispatch:crew": self.crew,
            "incidents:room": self.incident, "incidents:body": self.incident, "information:detail": self.notice,
            "preparedness:detail": self.assessment, "dispatch:rescue": self.rescue, "contingency:detail": self.above, "contingency:write": self.plan,
        }  # fmt: skip
        for name in COMMAND_COUNTS:
            export = name.rpartition(":")[2].startswith("export")
            arguments = [keys[name].pk] if name in keys else ["csv"] if export else []
            yield name, reverse(name, args=arguments)


@pytest.fixture
def district(monkeypatch):
    cache.clear()
    monkeypatch.setattr("ancheng.portal.context.COUNT_SECONDS", 3600)
    monkeypatch.setattr("ancheng.kernel.counting.COUNT_MILLISECONDS", 60_000)
    yield District()
    cache.clear()


def measured(district):
    client, counts = Client(), {}
    client.force_login(district.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for name, address in district.addresses():
        client.get(address)
        with CaptureQueriesContext(connection) as ran:
            answer = client.get(address)
            if answer.streaming:
                b"".join(answer.streaming_content)
        assert answer.status_code == 200, (name, answer.status_code)
        counts[name] = len(ran)
    return counts


def test_no_page_of_command_asks_more_often_than_it_may_and_none_more_often_for_more_rows(district):
    district.grow(FEW)
    few = measured(district)
    district.grow(MANY)
    many = measured(district)
    grown = {name: (few[name], many[name]) for name in few if many[name] > few[name]}
    assert not grown, f"asks per row (with {FEW} rows, with {MANY}): {grown}"
    differing = {
        name: (ran, COMMAND_COUNTS[name]) for name, ran in many.items() if ran != COMMAND_COUNTS[name]
    }
    assert not differing, f"(ran, ratchet) of pages that ask otherwise than they did: {differing}"
