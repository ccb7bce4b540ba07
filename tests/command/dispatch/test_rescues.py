"""Elevator rescue: from the call to the review, level by level, with thirty minutes on the clock."""

from datetime import timedelta

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.dispatch import actions, queries, reactions, rescue_actions
from ancheng.command.dispatch.models import Level, Rescue, Turnout
from ancheng.command.dispatch.rescue_actions import Call, take_call
from ancheng.command.dispatch.values import Place
from ancheng.contracts.kernel import CaseMoved
from ancheng.contracts.monitoring import WarningConfirmed
from ancheng.kernel.workflow.models import Clock
from tests.command.dispatch.makers import ISLAND, SCENE, Scene
from tests.factories import NOW, asker, make_enterprise
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene():
    return Scene()


def called(scene, code="123456", source="phone:1", **values):
    return take_call(call=Call(source=source, rescue_code=code, trapped=2, **values), by=scene.duty, at=NOW)


def told_of_arrival(turnout, at):
    reactions.arrived(CaseMoved("dispatch.turnout", turnout.pk, "arrive", "en_route", "on_scene", None, at))


def test_the_code_finds_the_elevator_its_place_and_its_maintainer(scene):
    elevator = scene.elevator()
    rescue = called(scene)
    assert (rescue.state, rescue.asset_id, rescue.maintainer) == ("located", elevator.pk, "安顺电梯公司")
    assert rescue.geometry.coords == pytest.approx(SCENE)
    assert rescue.subdistrict == scene.street


def test_an_unknown_code_waits_for_a_place_on_the_map(scene):
    rescue = called(scene, "000000")
    assert rescue.state == "called"
    with pytest.raises(Refusal, match="没有这个识别码"):
        rescue_actions.locate(rescue, rescue_code="999999", by=scene.duty, at=NOW)
    rescue_actions.locate(rescue, place=Place(*SCENE, address="幸福路3号"), by=scene.duty, at=NOW + MINUTE)
    assert (rescue.state, rescue.subdistrict) == ("located", scene.street)
    other = called(scene, "000001", "phone:2")
    scene.elevator("777777")
    rescue_actions.locate(other, rescue_code="777777", by=scene.duty, at=NOW + MINUTE)
    assert other.elevator.endswith("777777号梯")


def test_two_elevators_with_one_code_are_not_guessed(scene):
    scene.elevator("111111")
    scene.elevator("111111", at=(SCENE[0] - 0.004, SCENE[1]))
    assert called(scene, "111111").state == "called"


def test_maintainer_then_grid_then_fire_brigade_each_with_its_estimate(scene):
    scene.elevator()
    own = scene.crew(0, 0, ("elevator",), maintainer="安顺电梯公司")
    scene.crew(5, 5, ("elevator",), maintainer="别家")
    grid, fire = scene.crew(4, 5, ("grid",)), scene.crew(2, 5, ("fire",))
    rescue = called(scene)
    for number, crew in ((1, own), (2, grid), (3, fire)):
        level = rescue_actions.send_level(rescue, number, by=scene.duty, at=NOW + number * MINUTE)
        assert level.turnout.crew == crew
        assert level.expected_at > level.sent_at
    assert rescue.state == "level3"
    assert rescue.mission.turnouts.count() == 3
    with pytest.raises(Conflict):
        rescue_actions.send_level(rescue, 1, by=scene.duty, at=NOW + 5 * MINUTE)


def test_a_maintainer_without_a_crew_is_called_by_phone_and_that_is_said(scene):
    scene.elevator()
    level = rescue_actions.send_level(called(scene), 1, by=scene.duty, at=NOW)
    assert (level.turnout, level.who) == (None, "安顺电梯公司")
    assert "电话派出" in level.note


def test_a_crew_without_a_road_is_sent_with_the_word_unreachable(scene):
    scene.elevator()
    scene.crew(at=ISLAND, abilities=("elevator",), maintainer="安顺电梯公司")
    level = rescue_actions.send_level(called(scene), 1, by=scene.duty, at=NOW)
    assert level.expected_at is None
    assert "不可达" in level.note


def test_the_clock_of_thirty_minutes_runs_from_the_call_whoever_is_sent(scene):
    scene.elevator()
    rescue = called(scene)
    for number in (1, 2, 3):
        rescue_actions.send_level(rescue, number, by=scene.duty, at=NOW + 5 * number * MINUTE)
        assert Clock.objects.of(rescue).get(stopped_at=None).due_at == NOW + 30 * MINUTE
    assert rescue.late(NOW + 31 * MINUTE)


def test_the_first_crew_on_the_spot_is_the_arrival_and_told_twice_it_is_one(scene):
    scene.elevator()
    scene.crew(0, 0, ("elevator",), maintainer="安顺电梯公司")
    rescue = called(scene)
    turnout = rescue_actions.send_level(rescue, 1, by=scene.duty, at=NOW).turnout
    actions.step(turnout, "arrive", by=scene.driver, at=NOW + 9 * MINUTE)
    for _ in range(2):
        told_of_arrival(turnout, NOW + 10 * MINUTE)
    rescue.refresh_from_db()
    assert (rescue.state, rescue.took_minutes) == ("arrived", 9.0)


def test_from_rescued_to_reviewed_and_the_crews_are_free_again(scene):
    scene.elevator()
    crew = scene.crew(0, 0, ("elevator",), maintainer="安顺电梯公司")
    rescue = called(scene)
    rescue_actions.send_level(rescue, 1, by=scene.duty, at=NOW)
    rescue_actions.arrive(rescue, by=scene.duty, at=NOW + 12 * MINUTE)
    with pytest.raises(Refusal, match="受伤人数"):
        rescue_actions.free(rescue, trapped=1, injured=2, by=scene.duty, at=NOW + 20 * MINUTE)
    rescue_actions.free(rescue, trapped=2, injured=0, by=scene.duty, at=NOW + 20 * MINUTE)
    with pytest.raises(Refusal, match="故障原因"):
        rescue_actions.close(rescue, fault="", finding="更换门锁", by=scene.duty, at=NOW + 30 * MINUTE)
    rescue_actions.close(rescue, fault="door", finding="更换门锁触点", by=scene.duty, at=NOW + 30 * MINUTE)
    crew.refresh_from_db()
    assert crew.status == "ready"
    with pytest.raises(Refusal, match="复核意见"):
        rescue_actions.review(rescue, review=" ", by=scene.duty, at=NOW + 40 * MINUTE)
    rescue_actions.review(rescue, review="维保单位按时到场", by=scene.duty, at=NOW + 40 * MINUTE)
    assert rescue.ended
    assert Turnout.objects.get().state == "recalled"


def test_a_false_alarm_turns_everybody_round(scene):
    scene.elevator()
    crew = scene.crew(0, 0, ("elevator",), maintainer="安顺电梯公司")
    rescue = called(scene)
    rescue_actions.send_level(rescue, 1, by=scene.duty, at=NOW)
    with pytest.raises(Refusal, match="理由"):
        rescue_actions.void(rescue, by=scene.duty, at=NOW, why="")
    rescue_actions.void(rescue, by=scene.duty, at=NOW, why="乘客已自行离开")
    crew.refresh_from_db()
    assert crew.status == "ready"
    assert queries.fault_figures(scene.duty, NOW - MINUTE).number == 0


def test_the_same_call_is_one_and_a_second_call_for_the_elevator_is_led_to_the_first(scene):
    scene.elevator()
    assert called(scene) == called(scene)
    with pytest.raises(Conflict, match="正在进行的救援"):
        called(scene, source="phone:2")
    assert Rescue.objects.count() == 1


def test_a_confirmed_warning_opens_its_rescue_with_nothing_typed(scene):
    elevator = scene.elevator()
    fact = WarningConfirmed(
        7,
        "YJ-7",
        "elevator",
        2,
        "幸福家园困人报警",
        *SCENE,
        "",
        scene.street.pk,
        elevator.pk,
        "actual",
        None,
        NOW,
    )
    for _ in range(2):
        reactions.trapped(fact)
    rescue = Rescue.objects.get()
    assert (rescue.source, rescue.state, rescue.told) == ("warning:7", "located", "幸福家园困人报警")


def test_another_warning_opens_none(scene):
    fact = WarningConfirmed(8, "YJ-8", "gas", 2, "x", None, None, "", None, None, "actual", None, NOW)
    reactions.trapped(fact)
    reactions.arrived(CaseMoved("dangers.danger", 1, "x", "a", "on_scene", None, NOW))
    assert Rescue.every.count() == 0


def test_a_call_must_say_something_and_by_somebody_who_may(scene):
    with pytest.raises(Refusal, match="识别码"):
        called(scene, "")
    with pytest.raises(Refusal, match="被困人数"):
        take_call(call=Call("s", rescue_code="1", trapped=99), by=scene.duty, at=NOW)
    with pytest.raises(NotAllowed):
        take_call(call=Call("s", rescue_code="1"), by=asker(Role.ENTERPRISE, make_enterprise()), at=NOW)
    with pytest.raises(Absent):
        take_call(call=Call("s", asset_id=10**9), by=scene.duty, at=NOW)


def test_a_rescue_of_an_exercise_stays_in_it(scene):
    scene.elevator()
    rescue = called(scene, realm=Realm.EXERCISE)
    assert rescue.number.startswith("演练")
    assert Rescue.objects.count() == 0
    real = called(scene, source="phone:2")
    assert real.realm == "actual"


@pytest.mark.parametrize("seed", range(5))
def test_a_rescue_holds_the_rules_of_cases_on_any_walk(scene, seed):
    scene.elevator()
    walk(called(scene), seed)


def test_faults_are_counted_by_cause_by_maintainer_and_by_elevator(scene):
    scene.elevator()
    for number, (minutes, fault) in enumerate(((10, "door"), (45, "door"), (20, "power"))):
        at = NOW + number * timedelta(hours=3)
        rescue = take_call(call=Call(f"p{number}", rescue_code="123456"), by=scene.duty, at=at)
        rescue_actions.send_level(rescue, 1, by=scene.duty, at=at)
        rescue_actions.arrive(rescue, by=scene.duty, at=at + minutes * MINUTE)
        rescue_actions.free(rescue, trapped=1, injured=0, by=scene.duty, at=at + 50 * MINUTE)
        rescue_actions.close(rescue, fault=fault, finding="检修", by=scene.duty, at=at + 60 * MINUTE)
    found = queries.fault_figures(PLATFORM, NOW - MINUTE)
    assert (found.number, found.arrived, found.in_time, found.percent, found.median_minutes) == (
        3,
        3,
        2,
        66.7,
        20.0,
    )
    assert found.faults[0][1:] == (2, 66.7)
    assert found.maintainers == [("安顺电梯公司", 3, 2, 66.7)]
    assert found.repeated[0][2] == 3
    assert found.levels == [("level1", 3, 100.0), ("level2", 0, 0.0), ("level3", 0, 0.0)]
    assert Level.objects.count() == 3
