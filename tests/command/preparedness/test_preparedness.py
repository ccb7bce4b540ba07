"""How well a unit is prepared: counted where there are records, judged with evidence where not, gaps as tasks."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.command.incidents import case_actions
from ancheng.command.preparedness import actions, queries, rules
from ancheng.command.preparedness.models import Assessment
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.tasks.models import Task
from tests.command.contingency.makers import District, make_valid
from tests.command.incidents.test_actions import make_incident
from tests.factories import NOW, asker, make_office, make_unit
from tests.supervision.hotline.makers import make_bureau, signed_in

DAY = NOW.date()
ITEMS = {each.key: each for each in rules.RUBRIC.in_force(DAY).value}
JUDGED = {"command_place": (5, "现场核查"), "joint_work": (2, "查阅协议")}


def test_the_rubric_has_a_hundred_points_and_every_counted_item_has_its_count():
    assert sum(each.points for each in ITEMS.values()) == 100
    assert {key for key, each in ITEMS.items() if each.counted} == set(queries.COUNTS)


@given(st.dictionaries(st.sampled_from(sorted(ITEMS)), st.none() | st.integers(0, 6)))
def test_what_nobody_could_count_counts_neither_for_nor_against(scored):
    found = rules.total(scored, DAY)
    known = {key: value for key, value in scored.items() if value is not None}
    assert found.points == sum(known.values())
    assert found.possible == sum(ITEMS[key].points for key in known)
    assert found.points <= found.possible
    assert (found.conclusion == "") == (not known)


@pytest.mark.parametrize(
    ("won", "label"), [(85, "充分"), (84, "基本满足"), (70, "基本满足"), (69, "不足"), (0, "不足")]
)
def test_the_conclusion_changes_at_its_border(won, label):
    scored, left = {}, won
    for key, each in ITEMS.items():
        scored[key] = min(each.points, left)
        left -= scored[key]
    assert rules.total(scored, DAY).conclusion == label


def test_points_are_rounded_down_and_nothing_is_no_fulfilment():
    item = ITEMS["reserve"]
    assert rules.points(item, rules.Share(99, 100)) == 9
    assert rules.points(item, rules.Share(3, 3)) == 10
    assert rules.points(item, rules.Share(0, 0)) is None


@pytest.mark.django_db
class TestWithRecords:
    def begun(self, **values):
        make_office()
        self.bureau = make_bureau()
        return actions.begin(unit=self.bureau, by=PLATFORM, at=NOW, **values)

    def test_what_is_counted_is_what_the_records_say_and_exercises_are_no_record(self):
        district = District()
        make_valid(district.bureau, "government")
        for title, minutes in (("按时", 20), ("超时", 600)):
            incident = make_incident(title=title, kind="fire")
            case_actions.respond(incident, by=PLATFORM, at=NOW)
            case_actions.send_report(
                incident=incident, sort="first", text="火情报告，正在处置之中。", to="市应急指挥中心", by=PLATFORM,
                at=NOW + timedelta(minutes=minutes),
            )  # fmt: skip
        played = make_incident(title="演练", kind="fire", realm="exercise")
        case_actions.send_report(
            incident=played, sort="first", text="演练报告，正在处置之中。", to="市", by=PLATFORM, at=NOW
        )
        found = queries.counted(make_office(), NOW + timedelta(hours=12))
        assert (found["reports_in_time"].met, found["reports_in_time"].of) == (1, 2)
        assert (found["plans_in_force"].met, found["plans_in_force"].of) == (1, 1)
        assert found["shelters"].value is None

    def test_one_assessment_for_a_unit_and_a_year(self):
        self.begun()
        with pytest.raises(Conflict, match="已经开始"):
            actions.begin(unit=self.bureau, by=PLATFORM, at=NOW)

    def test_it_is_not_handed_in_before_all_is_judged_nor_judged_without_evidence(self):
        made = self.begun()
        with pytest.raises(Refusal, match="没有评分"):
            actions.submit(made, by=PLATFORM, at=NOW)
        with pytest.raises(Refusal, match="依据"):
            actions.score(assessment=made, given={"joint_work": (3, "")}, by=PLATFORM, at=NOW)
        with pytest.raises(Refusal, match="0 至 7"):
            actions.score(assessment=made, given={"joint_work": (8, "有")}, by=PLATFORM, at=NOW)
        with pytest.raises(Refusal, match="不能人工评分"):
            actions.score(assessment=made, given={"reserve": (10, "有")}, by=PLATFORM, at=NOW)

    def test_a_gap_becomes_a_task_when_it_is_confirmed(self):
        made = self.begun()
        actions.score(assessment=made, given=JUDGED, by=PLATFORM, at=NOW)
        actions.submit(made, by=PLATFORM, at=NOW)
        with pytest.raises(Conflict):
            actions.score(assessment=made, given=JUDGED, by=PLATFORM, at=NOW)
        actions.confirm(made, by=PLATFORM, at=NOW)
        titles = set(Task.objects.values_list("title", flat=True))
        assert "补齐应急准备短板：与消防、医疗、企业的联动机制" in titles
        assert "补齐应急准备短板：指挥场所、通信和备用电源" not in titles

    def test_a_street_assesses_itself_and_no_other(self):
        make_office(), make_bureau()
        mine, other = make_unit("第一街道", UnitKind.SUBDISTRICT), make_unit("第二街道", UnitKind.SUBDISTRICT)
        by = asker(Role.SUBDISTRICT, mine)
        actions.begin(unit=mine, by=by, at=NOW)
        with pytest.raises(NotAllowed):
            actions.begin(unit=other, by=by, at=NOW)

    def test_the_whole_course_by_the_buttons(self):
        make_office(), make_bureau()
        street = make_unit("第一街道", UnitKind.SUBDISTRICT)
        clerk, chief = signed_in(Role.SUBDISTRICT, street), signed_in(Role.COMMANDER, make_bureau())
        assert "还没有评估" in clerk.get("/preparedness/").content.decode()
        assert clerk.post("/preparedness/begin/", {"unit": street.pk}).status_code == 302
        home = Assessment.objects.get().get_absolute_url()
        assert "待评分" in clerk.get(home).content.decode()
        bad = clerk.post(home + "score/", {"points-joint_work": 3})
        assert bad.status_code == 422
        assert "请写明依据" in bad.content.decode()
        given = {f"points-{key}": points for key, (points, _) in JUDGED.items()}
        given |= {f"evidence-{key}": why for key, (_, why) in JUDGED.items()}
        assert clerk.post(home + "score/", given).status_code == 302
        assert clerk.post(home + "submit/").status_code == 302
        assert chief.post(home + "confirm/").status_code == 302
        assert "短板" in chief.get(home).content.decode()
        assert "第一街道" in chief.get("/preparedness/").content.decode()
