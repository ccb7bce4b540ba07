"""Shelters: read from the register, opened, counted, people registered, closed."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.shelters import actions, queries
from ancheng.command.shelters.models import Entrance, Guest, Opening, Shelter
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.notices.models import Notice
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.supervision.assets.actions import retire
from tests.command.shelters.makers import make_shelter
from tests.factories import NOW, asker, make_unit
from tests.supervision.assets.register import FIRST_STREET, make_area
from tests.supervision.hotline.makers import make_bureau
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def street():
    make_bureau()
    return make_area("第一街道", FIRST_STREET)


@pytest.fixture
def officer(street):
    return asker(Role.SUBDISTRICT, street)


@pytest.fixture
def shelter(street):
    return make_shelter(street)


@pytest.fixture
def running(shelter, officer):
    found = actions.prepare(shelter=shelter, reason="燃气泄漏转移", stay="short", by=officer, at=NOW)
    actions.open_doors(found, by=officer, at=NOW)
    return found


def guest(**values):
    return Guest(**{"name": "欧阳某某", "household": 3, "phone": "13911112222", **values})


def test_a_shelter_is_what_the_register_says_and_stays_itself_when_it_is_read_again(shelter, street):
    assert (shelter.unit, shelter.subdistrict, shelter.usable_area_m2) == (street, street, 300)
    assert shelter.functions(TODAY).complete is True
    actions.describe(shelter=shelter, keeper="李某", phone="010-1", warehouse_id=None, by=PLATFORM, at=NOW)
    actions.read_register(by=PLATFORM, at=NOW + timedelta(days=1))
    again = Shelter.objects.get()
    assert (again.pk, again.keeper, again.read_at) == (shelter.pk, "李某", NOW + timedelta(days=1))


def test_a_shelter_that_left_the_register_is_out_of_service_and_keeps_its_past(shelter, running, officer):
    retire(asset_ids=[shelter.asset_id], by=PLATFORM, at=NOW, why="拆除")
    assert actions.read_register(by=PLATFORM, at=NOW) == (0, 1)
    assert list(queries.shelters(officer)) == []
    assert queries.opening(officer, running.pk) == running


def test_what_the_register_does_not_say_is_unknown_not_nought(street):
    shelter = make_shelter(street, usable_area_m2=None, zone_water=None)
    assert shelter.room("short", TODAY) is None
    assert shelter.functions(TODAY).complete is None
    assert queries.zones_share(PLATFORM, TODAY) == (0, 1)


def test_from_the_order_to_open_to_the_last_one_leaving(shelter, running, officer):
    assert (running.state, running.room) == ("open", 150)
    assert actions.count_heads(found=running, number=120, by=officer, at=NOW) == ""
    assert "超过可容纳" in actions.count_heads(found=running, number=151, by=officer, at=NOW)
    came = actions.register(found=running, guest=guest(), by=officer, at=NOW)
    actions.begin_closing(running, by=officer, at=NOW)
    with pytest.raises(Refusal, match="还有 1 户"):
        actions.finish(running, summary="设施完好", by=officer, at=NOW)
    actions.leave(found=running, guest=came, went_to="回家", by=officer, at=NOW)
    with pytest.raises(Refusal, match="清点为 0"):
        actions.finish(running, summary="设施完好", by=officer, at=NOW)
    actions.count_heads(found=running, number=0, by=officer, at=NOW)
    with pytest.raises(Refusal, match="关闭说明"):
        actions.finish(running, summary=" ", by=officer, at=NOW)
    actions.finish(running, summary="设施完好", by=officer, at=NOW)
    assert running.ended
    for verb in (
        lambda: actions.count_heads(found=running, number=1, by=officer, at=NOW),
        lambda: actions.register(found=running, guest=guest(), by=officer, at=NOW),
    ):
        with pytest.raises(Conflict, match="已关闭"):
            verb()
    assert [each.number for each in running.counts.order_by("pk")] == [120, 151, 0]


def test_a_shelter_is_opened_once_at_a_time_and_an_exercise_beside_it(shelter, running, officer):
    with pytest.raises(Conflict, match="已在启用"):
        actions.prepare(shelter=shelter, reason="再次", stay="short", by=officer, at=NOW)
    drill = actions.prepare(
        shelter=shelter, reason="演练", stay="short", by=officer, at=NOW, realm=Realm.EXERCISE
    )
    assert drill.number.startswith("演练")
    assert list(queries.openings(officer)) == [running]
    assert queries.count_open(officer) == 1


def test_nobody_is_registered_before_the_doors_open(shelter, officer):
    found = actions.prepare(shelter=shelter, reason="暴雨转移", stay="temporary", by=officer, at=NOW)
    with pytest.raises(Refusal, match="尚未开放"):
        actions.register(found=found, guest=guest(), by=officer, at=NOW)
    actions.cancel(found, why="险情解除", by=officer, at=NOW)
    assert found.ended


def test_names_are_read_by_who_runs_the_shelter_and_who_commands_and_by_nobody_else(running, officer, street):
    actions.register(found=running, guest=guest(needs="轮椅"), by=officer, at=NOW)
    for reader in (officer, asker(Role.DUTY, make_bureau()), asker(Role.COMMANDER, make_bureau())):
        assert queries.guests(reader, running).count() == 1
    for other in (asker(Role.AUDITOR), asker(Role.GRID, street), asker(Role.DEPARTMENT, make_bureau())):
        assert queries.guests(other, running).count() == 0
        with pytest.raises(NotAllowed):
            actions.register(found=running, guest=guest(), by=other, at=NOW)
    assert queries.guest_figures(running) == {"households": 1, "people": 3, "needs": 1}


def test_no_name_enters_the_audit(running, officer):
    came = actions.register(found=running, guest=guest(), by=officer, at=NOW)
    actions.leave(found=running, guest=came, went_to="回家", by=officer, at=NOW)
    rows = Entry.objects.filter(subject_type="shelters.opening")
    text = " ".join(f"{each.before} {each.after} {each.subject_label} {each.why}" for each in rows)
    assert rows.count() >= 4
    assert "欧阳" not in text
    assert "13911112222" not in text


def test_names_go_when_they_are_no_longer_needed(running, officer):
    came = actions.register(found=running, guest=guest(), by=officer, at=NOW)
    actions.leave(found=running, guest=came, went_to="回家", by=officer, at=NOW)
    actions.begin_closing(running, by=officer, at=NOW)
    actions.finish(running, summary="完好", by=officer, at=NOW)
    assert actions.wipe_names(at=NOW + timedelta(days=180)) == 0
    assert actions.wipe_names(at=NOW + timedelta(days=181)) == 1
    assert not Guest.objects.exists()


def test_strangers_do_not_open_it_and_the_keeper_is_told(shelter, officer, street):
    keeper = asker(Role.SUBDISTRICT, street)
    with pytest.raises(NotAllowed):
        actions.prepare(
            shelter=shelter, reason="x", stay="short", by=asker(Role.SUBDISTRICT, make_unit()), at=NOW
        )
    duty = asker(Role.DUTY, make_bureau())
    actions.prepare(shelter=shelter, reason="暴雨转移", stay="short", by=duty, at=NOW)
    told = set(Notice.objects.filter(kind="shelters.opening").values_list("person_id", flat=True))
    assert {keeper.person_id, officer.person_id} <= told
    with pytest.raises(Refusal, match="安置时长"):
        actions.prepare(shelter=shelter, reason="x", stay="forever", by=duty, at=NOW)


def test_an_entrance_has_one_name(shelter, officer):
    actions.add_entrance(shelter=shelter, entrance=Entrance(name="东门"), by=officer, at=NOW)
    with pytest.raises(Conflict, match="已登记"):
        actions.add_entrance(shelter=shelter, entrance=Entrance(name="东门"), by=officer, at=NOW)


def community(name, street, box):
    unit = make_unit(name, UnitKind.COMMUNITY, street)
    area = MultiPolygon(Polygon.from_bbox(box), srid=4326)
    Boundary.objects.create(unit=unit, kind="community", area=area, schematic=True, source="测试")
    return unit


def test_who_lives_beyond_the_distance_is_shown_and_who_is_not_known_is_said_to_be(shelter, street, officer):
    near = community("近社区", street, (116.44, 39.91, 116.46, 39.93))
    far = community("远社区", street, (116.40, 39.80, 116.401, 39.801))
    community("不明社区", street, (116.45, 39.92, 116.451, 39.921))
    for unit, people in ((near, 3000), (far, 1000)):
        actions.state_population(
            community=unit, people=people, source="统计年鉴", on=TODAY, by=officer, at=NOW
        )
    found, covered = queries.service(officer, TODAY)
    by_name = {str(each.unit): each for each in found}
    assert by_name["近社区"].served.covered
    assert not by_name["远社区"].served.covered
    assert by_name["不明社区"].people is None
    assert (covered.people, covered.covered, covered.percent) == (4000, 3000, 75.0)
    assert (covered.uncovered_places, covered.unknown_places) == (1, 1)
    assert queries.greatest_distance(found) == pytest.approx(by_name["远社区"].served.distance)
    assert queries.service(asker(Role.SUBDISTRICT, make_unit()), TODAY)[0] == []


def test_without_a_shelter_the_greatest_distance_is_not_known(street, officer):
    community("近社区", street, (116.44, 39.91, 116.46, 39.93))
    found, _ = queries.service(officer, TODAY)
    assert queries.greatest_distance(found) is None


def test_a_street_states_the_people_of_its_own_communities_only(street, officer):
    other = community("别处社区", make_unit("第二街道", UnitKind.SUBDISTRICT), (116.55, 39.91, 116.56, 39.93))
    told = {"people": 1, "source": "x", "on": TODAY, "at": NOW}
    with pytest.raises(NotAllowed, match="本街乡"):
        actions.state_population(community=other, by=officer, **told)
    with pytest.raises(Refusal, match="不是社区"):
        actions.state_population(community=street, by=officer, **told)


@pytest.mark.parametrize("seed", range(6))
def test_no_opening_leaves_its_table(shelter, officer, seed):
    walk(actions.prepare(shelter=shelter, reason="暴雨转移", stay="short", by=officer, at=NOW), seed)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_open_the_same_shelter_open_it_once():
    make_bureau()
    street = make_area("第一街道", FIRST_STREET)
    shelter, together, outcomes = make_shelter(street), Barrier(3), []
    people = [asker(Role.SUBDISTRICT, street) for _ in range(3)]

    def order(by):
        try:
            together.wait()
            actions.prepare(shelter=shelter, reason="暴雨转移", stay="short", by=by, at=NOW)
            outcomes.append("opened")
        except Conflict:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=order, args=(each,)) for each in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["opened", "refused", "refused"]
    assert Opening.objects.count() == 1
