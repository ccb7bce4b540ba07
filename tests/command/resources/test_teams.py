"""Teams: files, papers with an end, agreements, joint meetings, aid between the three levels."""

from datetime import date, timedelta

import pytest

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.resources import queries, team_actions
from ancheng.command.resources.models import Agreement, Equipment, Meeting, MutualAid, Qualification, Team
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.notices.models import Notice
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.pages import one
from ancheng.kernel.tasks.models import Task
from tests.command.resources.makers import make_team
from tests.factories import NOW, asker, make_enterprise, make_unit
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area
from tests.supervision.hotline.makers import make_bureau
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    make_bureau()
    return make_area("第一街道", FIRST_STREET)


@pytest.fixture
def officer(street):
    return asker(Role.SUBDISTRICT, street)


def test_a_team_is_placed_in_its_street_and_seen_there(street, officer):
    team = make_team(make_unit("区水务局"), geometry=at(INSIDE_FIRST))
    assert team.subdistrict_id == street.pk
    assert list(queries.teams(officer)) == [team]
    assert list(queries.teams(asker(Role.DEPARTMENT, make_unit()))) == []


def test_more_on_duty_than_there_are_is_refused(street):
    with pytest.raises(Refusal, match="不能多于队伍人数"):
        make_team(street, strength=3, on_duty=4)


def test_one_name_is_one_team_of_a_unit_until_it_is_closed(street, officer):
    team = make_team(street, name="抢险队")
    with pytest.raises(Conflict, match="已有名为"):
        make_team(street, name="抢险队")
    team_actions.close_team(team=team, why="合并", by=officer, at=NOW)
    make_team(street, name="抢险队")
    with pytest.raises(Conflict, match="已经撤销"):
        team_actions.close_team(team=team, why="合并", by=officer, at=NOW)


def test_what_changes_in_a_teams_file_is_written_down(street, officer):
    team = make_team(street, phone="1")
    team.phone = "2"
    team_actions.keep_team(team=team, by=officer, at=NOW)
    row = Entry.objects.filter(verb="修改队伍").get()
    assert (row.before, row.after) == ({"phone": "1"}, {"phone": "2"})
    with pytest.raises(NotAllowed):
        team_actions.keep_team(team=team, by=asker(Role.DEPARTMENT, make_unit()), at=NOW)


def test_equipment_of_one_name_is_one_line_and_a_paper_has_its_end(street, officer):
    team = make_team(street)
    for quantity in (3, 5):
        item = Equipment(name="水泵", quantity=quantity, measure="台")
        team_actions.add_equipment(team=team, item=item, by=officer, at=NOW)
    assert [each.quantity for each in team.equipment.all()] == [5]
    paper = Qualification(title="潜水员证", expires_on=date(2026, 11, 23))
    team_actions.add_qualification(team=team, paper=paper, by=officer, at=NOW)
    assert paper.shelf(date(2026, 11, 24)) == "expired"
    assert paper.shelf(date(2026, 11, 23)) == "soon"
    team_actions.remove_part(team=team, part=paper, by=officer, at=NOW)
    assert not team.qualifications.exists()


def test_one_enterprise_has_one_running_agreement_with_one_team(street, officer):
    team, enterprise = make_team(street), make_enterprise(street)
    terms = {"scope": "火灾、危化品救援", "starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1)}

    def agree(**more):
        made = Agreement(enterprise=enterprise, team=team, **{**terms, **more})
        return team_actions.agree(agreement=made, by=officer, at=NOW)

    with pytest.raises(Refusal, match="早于开始"):
        agree(ends_on=date(2025, 1, 1))
    first = agree()
    with pytest.raises(Conflict, match="已有一份协议"):
        agree()
    assert list(queries.agreements(asker(Role.ENTERPRISE, enterprise))) == [first]
    team_actions.end_agreement(agreement=first, why="企业关闭", by=asker(Role.ENTERPRISE, enterprise), at=NOW)
    agree()


def test_what_a_joint_meeting_decides_is_a_task_of_who_attended(street, officer):
    other = make_unit("区水务局")

    def hold(*lines):
        meeting = Meeting(title="防汛联席会", held_on=date(2026, 11, 20), unit=street, minutes="纪要")
        return team_actions.hold_meeting(
            meeting=meeting, attending=[other], decisions=lines, by=officer, at=NOW
        )

    meeting = hold("区水务局：备足移动泵车", "")
    task = Task.objects.get(source_type="resources.meeting", source_id=meeting.pk)
    assert (task.title, task.owner_unit, task.issuer_unit) == ("备足移动泵车", other, street)
    assert queries.meetings(asker(Role.DEPARTMENT, other)).get().number == 1
    with pytest.raises(Refusal, match="单位：事项"):
        hold("区商务局：没有参加")
    assert Meeting.objects.count() == 1


def asked(officer, owner, nonce="n", **more):
    aid = MutualAid(owner_unit=owner, kind="team", text="请求排水队1支", address="桥下", contact="李四 139")
    return team_actions.ask_for_aid(aid=aid, nonce=nonce, by=officer, at=NOW, **more)


def test_a_street_helps_a_street(street, officer):
    neighbour = make_unit("第二街道", UnitKind.SUBDISTRICT)
    helper, team = asker(Role.SUBDISTRICT, neighbour), make_team(neighbour)
    aid = asked(officer, neighbour)
    assert (aid.level, queries.count_aids(helper)) == ("subdistrict", 1)
    assert asked(officer, neighbour).pk == aid.pk
    with pytest.raises(Refusal, match="派出的力量"):
        team_actions.accept(aid, answer="", by=helper, at=NOW)
    team_actions.accept(aid, answer="2车12人", team=team, by=helper, at=NOW)
    team_actions.step(aid, "send", by=helper, at=NOW)
    with pytest.raises(NotAllowed):
        team_actions.step(aid, "arrive", by=helper, at=NOW)
    team_actions.step(aid, "arrive", by=officer, at=NOW)
    team_actions.step(aid, "end", by=officer, at=NOW)
    assert aid.ended
    assert Notice.objects.filter(kind="resources.aid", person_id=helper.person_id).exists()


def test_who_cannot_help_passes_it_to_the_district_and_the_district_to_the_city(street, officer):
    neighbour = make_unit("第二街道", UnitKind.SUBDISTRICT)
    helper, bureau = asker(Role.SUBDISTRICT, neighbour), make_bureau()
    duty = asker(Role.DUTY, bureau)
    aid = asked(officer, neighbour)
    team_actions.pass_up(aid, why="本街道无排水队", by=helper, at=NOW)
    aid.refresh_from_db()
    assert (aid.state, aid.level, aid.owner_unit) == ("passed", "district", bureau)
    with pytest.raises(NotAllowed):
        team_actions.accept(aid, answer="x", by=helper, at=NOW)
    with pytest.raises(Refusal, match="报文编号"):
        team_actions.pass_up(aid, why="区级力量已全部派出", by=duty, at=NOW)
    team_actions.pass_up(aid, why="区级力量已全部派出", city_number="京急〔2026〕1号", by=duty, at=NOW)
    aid.refresh_from_db()
    assert (aid.level, aid.city_number) == ("city", "京急〔2026〕1号")
    with pytest.raises(Refusal, match="没有更上一级"):
        team_actions.pass_up(aid, why="再报", city_number="x", by=duty, at=NOW)
    team_actions.accept(aid, answer="市排水集团3车", by=duty, at=NOW)
    assert aid.due_at == NOW + timedelta(hours=1)


def test_nobody_asks_itself_and_an_enterprise_asks_nobody(street, officer):
    with pytest.raises(Refusal, match="不能向本单位"):
        asked(officer, street)
    with pytest.raises(NotAllowed):
        asked(asker(Role.ENTERPRISE, make_enterprise()), street, nonce="m")


def test_an_exercise_is_asked_for_under_its_own_number_and_stays_out_of_the_list(street, officer):
    aid = asked(officer, make_unit("第二街道", UnitKind.SUBDISTRICT), realm=Realm.EXERCISE)
    assert aid.number.startswith("演练")
    assert not queries.aids(officer).exists()
    assert queries.count_aids(officer) == 0


@pytest.mark.parametrize("seed", range(6))
def test_no_request_for_aid_leaves_its_table(street, officer, seed):
    walk(asked(officer, make_unit("第二街道", UnitKind.SUBDISTRICT)), seed)


def test_a_team_that_is_closed_is_gone_from_the_list_but_not_from_its_page(street, officer):
    team = make_team(street)
    team_actions.close_team(team=team, why="撤并", by=officer, at=NOW)
    assert list(queries.teams(officer)) == []
    assert one(Team, officer, team.pk) == team
