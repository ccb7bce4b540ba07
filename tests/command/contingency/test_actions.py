"""A plan from its first draft to its revision, and what may not happen on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.command.contingency import actions, queries
from ancheng.command.contingency.models import Version
from ancheng.command.contingency.rules import Content, Matter
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.workflow.models import Clock
from tests.command.contingency.makers import WHOLE, District, carry, make_plan, make_valid
from tests.factories import NOW, asker, make_enterprise, make_unit
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return District()


@pytest.fixture
def above(district):
    return make_valid(district.bureau, "government")


def street_plan(district, above, **values):
    plan = make_plan(district.street, "subdistrict", by=district.clerk, **values)
    actions.link(plan=plan, upper=above, by=district.clerk, at=NOW)
    return plan


def test_from_the_draft_to_validity_by_the_hands_whose_turn_it_is(district, above):
    plan = street_plan(district, above)
    with pytest.raises(NotAllowed):
        actions.review(plan, by=district.clerk, at=NOW)
    actions.review(plan, by=district.duty, at=NOW)
    with pytest.raises(NotAllowed):
        actions.publish(plan, by=district.duty, at=NOW)
    actions.publish(plan, by=district.clerk, at=NOW)
    assert Clock.objects.of(plan).get(stopped_at=None).clause.startswith("生产安全事故应急预案管理办法")
    actions.file(plan, by=district.clerk, at=NOW)
    with pytest.raises(Refusal, match="备案编号"):
        actions.register(plan, filing_number=" ", by=district.duty, at=NOW)
    actions.register(plan, filing_number="朝应急备〔2026〕1号", by=district.duty, at=NOW)
    plan.refresh_from_db()
    assert (plan.state, plan.current, str(plan.expires_on)) == ("valid", plan.draft, "2029-11-24")
    assert plan.current.frozen_at == NOW


def test_nobody_reviews_what_he_wrote(district):
    plan = make_plan(district.bureau, "government", by=district.duty)
    with pytest.raises(NotAllowed, match="本人编制"):
        actions.review(plan, by=district.duty, at=NOW)
    actions.review(plan, by=district.second, at=NOW)


def test_a_plan_that_lacks_a_part_or_a_link_is_not_reviewed(district, above):
    plan = make_plan(district.street, "subdistrict", content=replace(WHOLE, contacts=()))
    with pytest.raises(Refusal, match="没有联系人"):
        actions.review(plan, by=district.duty, at=NOW)
    actions.write(plan=plan, content=WHOLE, by=district.clerk, at=NOW)
    with pytest.raises(Refusal, match="没有与上级预案衔接"):
        actions.review(plan, by=district.duty, at=NOW)
    actions.link(plan=plan, upper=above, by=district.clerk, at=NOW)
    actions.review(plan, by=district.duty, at=NOW)
    own = make_plan(district.bureau, "government", upper_outside="")
    with pytest.raises(Refusal, match="市级预案"):
        actions.review(own, by=district.duty, at=NOW)


def test_who_files_a_plan_follows_from_whose_it_is(district):
    enterprise = make_enterprise(district.street)
    assert make_plan(district.community, "community").issuer_unit == district.street
    assert make_plan(enterprise, "enterprise").issuer_unit == district.street
    assert make_plan(district.street, "subdistrict").issuer_unit == district.bureau
    assert make_plan(make_unit("区水务局"), "department").issuer_unit == district.bureau
    for owner, tier in (
        (enterprise, "community"),
        (district.street, "department"),
        (district.bureau, "enterprise"),
    ):
        with pytest.raises(Refusal, match="不能编制"):
            make_plan(owner, tier)


def test_a_unit_drafts_its_own_and_its_communities_plans_and_nobody_elses(district):
    make_plan(district.community, "community", by=district.clerk)
    other = make_unit("第二街道", UnitKind.SUBDISTRICT)
    with pytest.raises(NotAllowed):
        make_plan(other, "subdistrict", by=district.clerk)
    with pytest.raises(NotAllowed):
        make_plan(district.street, "subdistrict", by=asker(Role.AUDITOR))


def test_two_who_write_at_once_lose_nothing(district):
    plan = make_plan(district.street, "subdistrict", content=None)
    read = actions.changes(plan.draft)
    actions.write(plan=plan, content=WHOLE, by=district.clerk, at=NOW, read=read)
    with pytest.raises(Conflict, match="他人已修改"):
        actions.write(plan=plan, content=Content(scope="另一份"), by=district.reader, at=NOW, read=read)
    assert Version.objects.get(plan=plan).read() == WHOLE


def test_a_published_version_is_never_changed(district, above):
    plan = street_plan(district, above)
    actions.review(plan, by=district.duty, at=NOW)
    with pytest.raises(Conflict, match="不在编制中"):
        actions.write(plan=plan, content=Content(), by=district.clerk, at=NOW)
    actions.publish(plan, by=district.clerk, at=NOW)
    actions.file(plan, by=district.clerk, at=NOW)
    actions.send_back(plan, why="联系人已变动", by=district.duty, at=NOW)
    plan.refresh_from_db()
    actions.write(plan=plan, content=replace(WHOLE, scope="改"), by=district.clerk, at=NOW)
    first, second = Version.objects.filter(plan=plan).order_by("number")
    assert (first.read(), second.read().scope) == (WHOLE, "改")


def test_one_of_the_six_cases_makes_a_revision_due_and_the_old_version_stays(district, above):
    plan = carry(street_plan(district, above))
    with pytest.raises(Refusal, match="请选择修订情形"):
        actions.trigger(plan, key="mood", why="x", by=district.clerk, at=NOW)
    with pytest.raises(Refusal, match="理由"):
        actions.trigger(plan, key="risk", why=" ", by=district.clerk, at=NOW)
    actions.trigger(plan, key="risk", why="新建加油站", by=district.clerk, at=NOW)
    assert (plan.state, plan.triggers.get().key) == ("revision_due", "risk")
    actions.revise(plan, by=district.clerk, at=NOW)
    plan.refresh_from_db()
    assert (plan.state, plan.draft.number, plan.current.number) == ("drafting", 2, 1)
    assert plan.draft.read() == WHOLE
    actions.write(plan=plan, content=replace(WHOLE, scope="扩大"), by=district.clerk, at=NOW)
    plan = carry(plan, number="备-2")
    assert (plan.current.number, plan.current.read().scope) == (2, "扩大")


def test_a_plan_whose_period_is_over_falls_due_by_itself(district, above):
    assert actions.lapse_due(at=NOW + timedelta(days=3 * 365)) == 0
    assert actions.lapse_due(at=NOW + timedelta(days=3 * 365 + 2)) == 1
    above.refresh_from_db()
    assert above.state == "revision_due"
    assert actions.lapse_due(at=NOW + timedelta(days=3 * 365 + 2)) == 0


def test_a_plan_below_shows_the_gap_when_the_one_above_falls_due(district, above):
    plan = street_plan(district, above)
    assert queries.gaps(plan) == []
    rows = queries.visible(district.clerk)
    assert not queries.unlinked(rows).exists()
    actions.trigger(above, key="law", why="标准修订", by=PLATFORM, at=NOW)
    assert queries.gaps(plan) == [f"上级预案“{above.title}”未生效或须修订。"]
    assert list(queries.unlinked(rows)) == [plan]


def test_a_link_is_made_once_upward_and_can_be_undone(district, above):
    plan = street_plan(district, above)
    with pytest.raises(Conflict, match="已与"):
        actions.link(plan=plan, upper=above, by=district.clerk, at=NOW)
    with pytest.raises(Refusal, match="衔接方向"):
        actions.link(plan=above, upper=plan, by=PLATFORM, at=NOW)
    assert [each.pk for each in queries.lowers(above, district.clerk)] == [plan.pk]
    actions.unlink(plan=plan, upper=above, by=district.clerk, at=NOW)
    with pytest.raises(Conflict):
        actions.unlink(plan=plan, upper=above, by=district.clerk, at=NOW)


def test_downward_each_street_and_community_is_held_against_what_the_district_has(district, above):
    make_valid(district.bureau, "government", matter="flood")
    street_plan(district, above)
    carry(street_plan(district, above))
    matters, rows = queries.joining(asker(Role.OFFICE))
    assert set(matters) == {Matter.FIRE, Matter.FLOOD}
    row = next(each for each in rows if each.unit == district.street)
    assert (row.missing, row.communities, row.communities_without) == ([Matter.FLOOD], 1, 1)
    make_valid(district.community, "community", upper=carry(street_plan(district, above)))
    _, rows = queries.joining(district.clerk)
    assert [(each.unit, each.communities_without) for each in rows] == [(district.street, 0)]


def test_an_enterprises_plan_is_not_there_for_another_enterprise_but_the_districts_is(district, above):
    mine, other = make_enterprise(district.street), make_enterprise(district.street)
    plan = make_plan(mine, "enterprise")
    reader = asker(Role.ENTERPRISE, other)
    with pytest.raises(Absent):
        queries.one(reader, plan.pk)
    assert queries.one(reader, above.pk) == above
    assert list(queries.visible(reader)) == []
    assert [each.pk for each in queries.candidates(plan)] == [above.pk]


def test_a_drill_is_written_down_and_sets_when_the_next_is_due(district, above):
    with pytest.raises(Refusal, match="不能晚于今天"):
        actions.note_drill(plan=above, on=(NOW + timedelta(days=2)).date(), by=PLATFORM, at=NOW)
    actions.note_drill(plan=above, on=NOW.date(), by=PLATFORM, at=NOW)
    above.refresh_from_db()
    assert str(above.drill(NOW.date()).due_on) == "2028-11-24"


def test_the_menu_counts_what_waits_for_ones_own_unit(district, above):
    plan = street_plan(district, above)
    assert (queries.count_waiting(district.duty), queries.count_waiting(district.clerk)) == (1, 0)
    actions.review(plan, by=district.duty, at=NOW)
    assert (queries.count_waiting(district.duty), queries.count_waiting(district.clerk)) == (0, 1)


def holds(plan):
    """A walk by moves alone skips what the verbs set; the database wants a valid plan to have an end."""

    def prepare(case, verb):
        if verb == "register":
            fields = {"expires_on": NOW.date(), "current_id": case.draft_id}
            type(case).every.filter(pk=case.pk).update(**fields)
            case.expires_on, case.current_id = fields["expires_on"], fields["current_id"]

    return prepare


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_leaves_its_table_and_each_change_has_one_row(district, seed):
    plan = make_plan(district.street, "subdistrict")
    walk(plan, seed, prepare=holds(plan))
