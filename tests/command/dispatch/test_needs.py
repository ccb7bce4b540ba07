"""What an incident needs is filled by crews that come: asked for, on the way, on the scene, short; counted from their turnouts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.dispatch import actions, room
from ancheng.command.dispatch.declare import ABILITIES
from ancheng.command.dispatch.lane import wants
from ancheng.command.dispatch.models import Turnout
from ancheng.command.incidents import actions as incident_actions
from ancheng.command.incidents import catalogue, queries
from ancheng.command.incidents.actions import open_incident
from ancheng.kernel.events.actions import hand_on
from ancheng.kernel.events.models import Event
from tests.command.dispatch.makers import SCENE, Scene
from tests.factories import NOW, make_unit
from tests.supervision.hotline.makers import signed_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene(db):
    return Scene()


def happening(realm=Realm.ACTUAL, kind="fire"):
    return open_incident(
        title="幸福路3号起火", kind=kind, source="phone", by=PLATFORM, at=NOW, lon=SCENE[0], lat=SCENE[1], realm=realm
    )  # fmt: skip


def order(incident):
    return room.Order(incident.kind, incident.pk, incident.title, *SCENE, realm=Realm(incident.realm))


def fill(scene, incident, *crews, nonce):
    return room.fill(
        order(incident), [(each.pk, "fire") for each in crews], nonce=nonce, by=scene.duty, at=NOW
    )


def counted(incident, ability="fire"):
    tally = next(each.tally for each in queries.needs(incident) if each.need.ability == ability)
    return tally.amount, tally.force.way, tally.there, tally.short


def test_an_incident_asks_for_what_its_kind_and_its_run_card_ask_for_each_ability_once(scene):
    asked = {each.name: (each.amount, each.unit, each.ability) for each in happening().needs.all()}
    assert asked == {
        "消防救援力量": (3, "队", "fire"),
        "救护车": (1, "台", "medical"),
        "微型消防站": (1, "组", "micro"),
        "电力抢修": (1, "组", "power"),
    }


@pytest.mark.parametrize("kind", sorted(catalogue.KINDS))
def test_what_a_kind_of_incident_asks_for_is_an_ability_that_crews_can_have(kind):
    assert {each.ability for each in catalogue.kind(kind).asks} <= {"", *ABILITIES}


def test_each_step_of_a_crew_moves_it_from_asked_to_on_the_way_to_on_the_scene_and_away(scene):
    incident, first, second = happening(), scene.crew(0, 0), scene.crew(1, 1)
    assert counted(incident) == (3, 0, 0, 3)
    fill(scene, incident, first, second, nonce="a")
    assert counted(incident) == (3, 2, 0, 1)
    one, two = Turnout.objects.get(crew=first), Turnout.objects.get(crew=second)
    actions.step(one, "arrive", by=scene.driver, at=NOW + 9 * MINUTE)
    assert counted(incident) == (3, 1, 1, 1)
    # Who is called back, or cannot come, leaves it open again; who has done the work does not.
    actions.step(two, "recall", by=scene.duty, at=NOW + 10 * MINUTE, why="改派")
    assert counted(incident) == (3, 0, 1, 2)
    actions.step(one, "finish", by=scene.driver, at=NOW + 40 * MINUTE)
    assert counted(incident) == (3, 0, 0, 2)


def test_what_came_by_other_ways_is_written_down_beside_the_crews(scene):
    incident, crew = happening(), scene.crew(0, 0)
    need = incident.needs.get(ability="fire")
    fill(scene, incident, crew, nonce="a")
    with pytest.raises(Refusal, match="还有缺口"):
        incident_actions.fill_need(need=need, filled=1, by=PLATFORM, at=NOW)
    incident_actions.fill_need(need=need, filled=2, by=PLATFORM, at=NOW)
    assert counted(incident) == (3, 1, 2, 0)
    assert wants(incident)["fire"] == 1


def test_more_is_asked_for_by_ability_and_the_proposal_of_the_room_follows(scene):
    incident = happening()
    more = incident_actions.add_need(
        incident=incident, kind="", ability="fire", amount=5, unit="", by=PLATFORM, at=NOW
    )
    assert (more.name, more.amount, incident.needs.filter(ability="fire").count()) == ("消防救援力量", 5, 1)
    new = incident_actions.add_need(
        incident=incident, kind="", ability="expert", amount=1, unit="", by=PLATFORM, at=NOW
    )
    assert (new.name, new.unit) == ("专家", "组")
    with pytest.raises(Refusal, match="力量类别"):
        incident_actions.add_need(
            incident=incident, kind="", ability="moon", amount=1, unit="", by=PLATFORM, at=NOW
        )
    found = room.propose(
        "fire", *SCENE, asker=scene.duty, at=NOW, incident_id=incident.pk, wants=wants(incident)
    )
    needed = {each.ability: (each.needed, each.within_minutes) for each in found.wanted}
    assert (needed["fire"], needed["expert"]) == ((5, 5), (1, None))


def test_a_shortage_leads_to_the_nearest_who_could_come_and_the_second_of_two_is_told(scene):
    incident, far, near = happening(), scene.crew(0, 0), scene.crew(4, 5)
    incident_actions.fill_need(
        need=incident.needs.get(ability="fire"), filled=2, reason="119 已到两队", by=PLATFORM, at=NOW
    )
    duty = signed_in(Role.DUTY, scene.bureau)
    address = f"/dispatch/incident/{incident.pk}/near/fire/"
    assert f'href="{address}"' in duty.get(incident.get_absolute_url()).content.decode()
    page = duty.get(address).content.decode()
    assert page.index(str(near)) < page.index(str(far))
    assert f'value="{near.pk}:fire" checked' in page
    assert f'value="{far.pk}:fire" checked' not in page
    sent = {"nonce": "one", "crew": f"{near.pk}:fire", "lack": "1"}
    for _ in range(2):
        assert duty.post(f"/dispatch/incident/{incident.pk}/send/", sent).status_code == 302
    other = duty.post(
        f"/dispatch/incident/{incident.pk}/send/", {"nonce": "two", "crew": f"{far.pk}:fire", "lack": "1"}
    )
    assert (other.status_code, "刚有人补派，现在缺 0 队" in other.content.decode()) == (409, True)
    assert Turnout.objects.count() == 1
    assert address not in duty.get(incident.get_absolute_url()).content.decode()


def test_candidates_are_for_who_dispatches_and_for_abilities_that_exist(scene):
    incident = happening()
    address = f"/dispatch/incident/{incident.pk}/near"
    assert signed_in(Role.DUTY, scene.bureau).get(f"{address}/moon/").status_code == 404
    assert signed_in(Role.DEPARTMENT, scene.bureau).get(f"{address}/fire/").status_code == 403
    assert signed_in(Role.DEPARTMENT, make_unit("别的局")).get(f"{address}/fire/").status_code == 404


def test_an_exercise_is_filled_by_its_own_crews_and_counts_nowhere_else(scene):
    real, played = happening(), happening(Realm.EXERCISE)
    mock = scene.crew(1, 1, realm=Realm.EXERCISE)
    scene.crew(0, 0)
    fill(scene, played, mock, nonce="e")
    assert (counted(played), counted(real)) == ((3, 1, 0, 2), (3, 0, 0, 3))
    page = signed_in(Role.DUTY, scene.bureau).get(f"/dispatch/incident/{real.pk}/near/fire/").content.decode()
    assert str(mock) not in page


def test_the_replay_knows_how_needs_were_filled_at_that_moment(scene):
    incident, crew = happening(), scene.crew(0, 0)
    fill(scene, incident, crew, nonce="a")
    actions.step(Turnout.objects.get(), "arrive", by=scene.driver, at=NOW + 9 * MINUTE)
    for event in Event.objects.filter(name="CrewReported").order_by("at"):
        hand_on(str(event.pk), at=NOW + 9 * MINUTE)
    incident.refresh_from_db()

    def at(seq):
        tally = next(
            each["tally"] for each in queries.as_of(incident, seq).needs if each["ability"] == "fire"
        )
        return tally.force.way, tally.there

    assert [at(incident.log_last - back) for back in (2, 1, 0)] == [(0, 0), (1, 0), (0, 1)]


@pytest.mark.django_db(transaction=True)
def test_two_who_fill_the_last_gap_at_the_same_moment_send_one_crew():
    scene = Scene()
    incident, crews = happening(), [scene.crew(0, 0), scene.crew(4, 5)]
    need = incident.needs.get(ability="fire")
    incident_actions.fill_need(need=need, filled=2, reason="119 已到两队", by=PLATFORM, at=NOW)

    def press(crew):
        try:
            fill(scene, incident, crew, nonce=f"n{crew.pk}")
        except Conflict:
            return "refused"
        else:
            return "sent"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, crews)) == ["refused", "sent"]
    assert counted(incident) == (3, 1, 2, 0)
