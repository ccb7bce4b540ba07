"""Each kind from its beginning to its end, what its rules refuse, and what the object learns from it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.documents.models import Document
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.matters import actions, queries
from ancheng.supervision.matters.actions import Opening
from ancheng.supervision.matters.models import Matter
from ancheng.supervision.matters.queries import Filter
from ancheng.supervision.matters.registry import KINDS
from tests.factories import NOW, asker, make_enterprise, make_unit
from tests.supervision.matters.conftest import OPEN, TODAY, paper
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db
DAY = TODAY.isoformat()


def learnt(matter, attribute):
    matter.asset.refresh_from_db()
    return matter.asset.attributes.get(attribute)


def due_day(matter):
    return beijing_day(Clock.objects.of(matter).get(stopped_at=None).due_at)


def test_dangerous_works_over_scale_are_not_permitted_before_experts_were_heard(scene):
    works = scene.opened("dangerous_works")
    scene.step(works, "review", reviewer="总工", reviewed_on=DAY)
    assert learnt(works, "plan_reviewed") is True
    with pytest.raises(Refusal, match="专家论证"):
        scene.step(works, "permit")
    with pytest.raises(Refusal, match="不通过"):
        scene.step(works, "argue", experts_on=DAY, experts_result="failed")
    scene.step(works, "argue", experts_on=DAY, experts_result="amended")
    scene.step(works, "permit")
    scene.step(works, "start", supervisor="总监")
    # While it is under way the clock is the planned end.
    assert due_day(works).isoformat() == "2027-03-01"
    scene.step(works, "accept", accepted_on=DAY, finding="验收合格")
    assert (works.state, works.open_key) == ("accepted", None)
    assert learnt(works, "finished_on") == DAY
    assert verify().broken_at is None


def test_dangerous_works_within_scale_need_no_experts(scene):
    works = scene.opened("dangerous_works", over_scale="false")
    scene.step(works, "review", reviewer="总工", reviewed_on=DAY)
    scene.step(works, "permit")
    assert works.state == "permitted"


def test_nothing_is_dug_before_the_owner_of_the_pipes_agreed_and_the_site_learns_that_they_were_traced(scene):
    digging = scene.opened("pipe_protection")
    assert learnt(digging, "pipes_checked") is False
    with pytest.raises(Refusal):
        scene.step(digging, "dig", watcher="李某")
    scene.step(digging, "tell", pipes="gas", owner="某燃气公司", told_on=DAY)
    assert learnt(digging, "pipes_checked") is True
    with pytest.raises(Refusal, match="不能早于管线交底"):
        scene.step(digging, "agree", measures="人工探沟", agreed_on="2026-11-01")
    scene.step(digging, "agree", measures="人工探沟", agreed_on=DAY)
    scene.step(digging, "allow")
    scene.step(digging, "dig", watcher="李某")
    assert due_day(digging).isoformat() == "2026-12-30"
    scene.step(digging, "fill", filled_on=DAY, damaged="false")
    scene.step(digging, "check", finding="管线完好")
    assert digging.state == "whole"


def test_an_old_building_of_grade_d_is_left_by_its_people_before_it_is_treated(scene):
    house = scene.opened("old_building")
    scene.step(house, "survey", surveyed_on=DAY, survey="墙体裂缝")
    with pytest.raises(Refusal, match="佐证"):
        scene.step(
            house, "appraise", grade="D", appraiser="某机构", report_number="1", appraised_on=DAY, files=[]
        )
    scene.step(house, "appraise", grade="D", appraiser="某机构", report_number="1", appraised_on=DAY)
    assert learnt(house, "grade") == "D"
    house.asset.refresh_from_db()
    assert house.asset.standing_label == "异常"
    with pytest.raises(Refusal, match="不能直接继续使用"):
        scene.step(house, "keep")
    with pytest.raises(Refusal, match="先撤离"):
        scene.step(house, "treat", measure="demolish", evacuated="false", treat_until="2027-02-01")
    scene.step(house, "treat", measure="demolish", evacuated="true", treat_until="2027-02-01")
    assert due_day(house).isoformat() == "2027-02-01"
    scene.step(house, "finish", treated_on=DAY, result="已拆除")
    scene.step(house, "send_back", why="渣土未清")
    scene.step(house, "finish", treated_on=DAY, result="已清理")
    scene.step(house, "check", finding="核查属实")
    assert (house.state, learnt(house, "treatment")) == ("checked", "done")


@pytest.mark.parametrize("grade", ["A", "B"])
def test_an_old_building_of_grade_a_or_b_stays_in_use(scene, grade):
    house = scene.opened("old_building")
    scene.step(house, "survey", surveyed_on=DAY, survey="完好")
    scene.step(house, "appraise", grade=grade, appraiser="某机构", report_number="1", appraised_on=DAY)
    with pytest.raises(Refusal, match="继续使用"):
        scene.step(house, "treat", measure="repair", evacuated="false", treat_until="2027-02-01")
    scene.step(house, "keep")
    assert (house.state, learnt(house, "treatment")) == ("kept", "none_needed")


def test_illegal_construction_is_ordered_with_a_numbered_notice_demolished_empty_checked_and_closed(scene):
    case = scene.opened("illegal_construction")
    scene.step(case, "verify", area_m2="42.5", people_inside="true", grounds="无规划许可")
    with pytest.raises(Refusal, match="晚于今天"):
        scene.step(case, "order", until=DAY)
    document = scene.step(case, "order", until="2026-12-20")
    assert document.title.endswith("责令限期拆除（改正）通知书")
    assert {"label": "面积", "text": "42.5 m²"} in document.data["facts"]
    # The order is addressed to who built it, not to the street that sees to it.
    assert document.data["unit"] == "某商户"
    assert document.pdf.path.read_bytes()[:5] == b"%PDF-"
    assert due_day(case).isoformat() == "2026-12-20"
    with pytest.raises(Refusal, match="先清退"):
        scene.step(case, "demolish", done_on=DAY, people_inside="true")
    scene.step(case, "demolish", done_on=DAY, people_inside="false")
    scene.step(case, "check", finding="已拆平")
    scene.step(case, "close")
    assert case.state == "closed"
    assert learnt(case, "people_inside") is False


def test_illegal_construction_may_be_regularised_or_found_lawful(scene):
    case = scene.opened("illegal_construction")
    scene.step(case, "verify", area_m2="10", people_inside="false", grounds="超期临建")
    scene.step(case, "order", until="2026-12-20")
    scene.step(case, "regularise", done_on=DAY, permit_number="规临1号")
    scene.step(case, "send_back", why="许可与现场不符")
    assert case.state == "ordered"
    other = scene.opened("illegal_construction")
    with pytest.raises(Refusal, match="理由"):
        scene.step(other, "dismiss")
    scene.step(other, "dismiss", why="已有许可")
    assert other.state == "unfounded"


def test_one_fire_manager_holds_a_building_until_the_term_ends_is_renewed_or_relieved(scene):
    manager = scene.opened("fire_manager")
    with pytest.raises(Conflict, match="已有办理中"):
        scene.opened("fire_manager", asset=manager.asset)
    scene.step(manager, "appoint")
    assert learnt(manager, "fire_safety_manager") is True
    assert due_day(manager).isoformat() == "2029-11-20"
    with pytest.raises(Refusal, match="晚于今天"):
        scene.step(manager, "renew", expires_on="2026-11-01")
    scene.step(manager, "renew", expires_on="2032-11-20")
    assert due_day(manager).isoformat() == "2032-11-20"
    scene.step(manager, "relieve", why="调离")
    assert learnt(manager, "fire_safety_manager") is False
    assert scene.opened("fire_manager", asset=manager.asset, person="李某").state == "nominated"


def test_equipment_past_its_inspection_is_stopped_with_an_order_and_runs_again_only_when_it_passed(scene):
    lift = scene.opened("special_equipment")
    scene.step(lift, "notify", notified_on=DAY, contact="物业张某")
    scene.step(lift, "fail", result="failed", report_number="J-1", inspected_on=DAY)
    document = scene.step(lift, "stop", reason="检验不合格")
    assert document.title.endswith("特种设备责令停止使用通知书")
    values = {"report_number": "J-2", "inspected_on": DAY, "next_due": "2027-11-24"}
    with pytest.raises(Refusal, match="不合格"):
        scene.step(lift, "resume", result="failed", **values)
    scene.step(lift, "resume", result="passed", **values)
    assert (lift.state, learnt(lift, "inspection_due")) == ("passed", "2027-11-24")
    assert not queries.wanting(scene.office, "special_equipment", TODAY).exists()


def test_equipment_whose_inspection_is_not_due_is_no_matter(scene):
    with pytest.raises(Refusal, match="尚未到"):
        scene.opened("special_equipment", inspection_due=(TODAY + timedelta(days=1)).isoformat())


def test_a_local_standard_is_in_effect_when_every_department_has_its_record(scene):
    standard = scene.thing("local_standard")
    one, other = (
        scene.opened("local_standard", asset=standard, owner=unit)
        for unit in (make_unit("区商务局"), make_unit("区文旅局"))
    )
    for each in (one, other):
        scene.step(each, "record", record="已宣贯并检查", implemented_on=DAY)
    scene.step(one, "accept", finding="属实")
    assert learnt(one, "in_effect") is False
    scene.step(other, "accept", finding="属实")
    assert learnt(one, "in_effect") is True
    assert due_day(other) == TODAY + timedelta(days=365)
    scene.step(other, "review", finding="仍在落实", at=NOW + timedelta(days=300))
    assert due_day(other) == TODAY + timedelta(days=665)
    scene.step(other, "reopen", why="人员变动后未落实", implement_until="2027-09-01")
    assert learnt(one, "in_effect") is False
    with pytest.raises(Conflict):
        scene.opened("local_standard", asset=standard, owner=one.owner_unit)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_missing_when_it_is_opened_is_refused_by_name(scene, kind):
    asset = scene.thing(kind)
    with pytest.raises(Refusal) as refused:
        actions.open_matter(opening=Opening(kind, "", {}, asset=asset), by=scene.office, at=NOW)
    declared = KINDS[kind]
    for name in declared.opening:
        assert (declared.by_key[name].zh in refused.value.sentence) is (name not in declared.optional)
    assert not Matter.every.exists()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_object_of_another_kind_is_refused_and_so_are_roles_that_do_no_such_work(scene, kind):
    other = next(each for each in sorted(KINDS) if not set(KINDS[each].assets) & set(KINDS[kind].assets))
    with pytest.raises(Refusal, match="不能作为"):
        scene.opened(kind, asset=scene.thing(other))
    for role in (Role.AUDITOR, Role.COMMANDER, Role.GRID):
        with pytest.raises(NotAllowed):
            actions.open_matter(opening=Opening(kind, "某", OPEN[kind]), by=asker(role), at=NOW)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("seed", range(3))
def test_no_matter_leaves_its_table_and_each_change_has_one_audit_row(scene, kind, seed):
    matter = scene.opened(kind)
    Matter.every.filter(pk=matter.pk).update(open_key=None)
    matter.refresh_from_db()
    walk(matter, seed, steps=25)


def test_the_objects_that_call_for_a_matter_are_offered_once_and_opened_together(scene):
    first, second = scene.thing("special_equipment"), scene.thing("special_equipment")
    scene.thing("special_equipment", attributes={"registered": "true", "inspection_due": "2027-10-01"})
    offered = queries.wanting(scene.office, "special_equipment", TODAY)
    assert {each.pk for each in offered} == {first.pk, second.pk}
    opened = actions.open_wanted(
        kind_name="special_equipment", asset_ids=[first.pk, second.pk], by=scene.office, at=NOW
    )
    assert [each.facts for each in opened] == [{"inspection_due": "2026-10-01"}] * 2
    assert not queries.wanting(scene.office, "special_equipment", TODAY).exists()
    with pytest.raises(Conflict, match="已经登记"):
        actions.open_wanted(kind_name="special_equipment", asset_ids=[first.pk], by=scene.office, at=NOW)


def test_of_two_who_take_one_step_the_second_is_told_and_no_second_order_is_issued(scene):
    case = scene.opened("illegal_construction")
    scene.step(case, "verify", area_m2="10", people_inside="false", grounds="私搭")
    same = Matter.every.get(pk=case.pk)
    scene.step(case, "order", until="2026-12-20")
    with pytest.raises(Conflict, match="刷新"):
        scene.step(same, "order", until="2026-12-30", by=scene.colleague)
    assert Document.objects.filter(kind="matter_order").count() == 1
    same.refresh_from_db()
    assert same.facts["until"] == "2026-12-20"


def test_the_database_holds_that_a_building_has_one_manager(scene):
    one, other = scene.opened("fire_manager"), scene.opened("fire_manager")
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.every.filter(pk=other.pk).update(open_key=one.open_key)


def test_a_bad_fact_a_bad_file_or_an_unknown_step_changes_nothing(scene):
    case = scene.opened("illegal_construction")
    rows = Entry.objects.filter(subject_type="matters.matter", subject_id=str(case.pk)).count()
    for facts in ({"area_m2": "-3"}, {"area_m2": "很大"}, {"people_inside": "或许"}, {"grounds": ""}):
        values = {"area_m2": "10", "people_inside": "false", "grounds": "私搭", **facts}
        with pytest.raises(Refusal):
            scene.step(case, "verify", **values)
    bad = paper()
    bad.name = "材料.pdf"
    with pytest.raises(Refusal):
        scene.step(case, "verify", area_m2="10", people_inside="false", grounds="私搭", files=[bad])
    with pytest.raises(Absent):
        scene.step(case, "erase")
    case.refresh_from_db()
    assert (case.state, set(case.facts)) == ("found", {"form", "found_on", "builder"})
    assert Entry.objects.filter(subject_type="matters.matter", subject_id=str(case.pk)).count() == rows


def test_the_enterprise_of_the_equipment_does_the_work_and_others_do_not_see_it(scene):
    lift = scene.opened("special_equipment", asset=scene.thing("special_equipment", enterprise_id=scene.enterprise.pk))  # fmt: skip
    assert lift.owner_unit == scene.enterprise
    worker = asker(Role.ENTERPRISE, scene.enterprise)
    bureau = asker(Role.DEPARTMENT, Unit.objects.get(short_name="区市场监管局"))
    with pytest.raises(NotAllowed):
        scene.step(lift, "notify", by=worker, notified_on=DAY, contact="某")
    scene.step(lift, "notify", by=bureau, notified_on=DAY, contact="某")
    values = {"result": "passed", "report_number": "J", "inspected_on": DAY, "next_due": "2027-11-24"}
    scene.step(lift, "pass", by=worker, **values)
    stranger = asker(Role.ENTERPRISE, make_enterprise())
    assert not queries.visible(stranger).exists()
    assert queries.visible(worker).count() == queries.visible(bureau).count() == 1


def test_late_matters_are_counted_and_an_exercise_is_in_no_figure(scene):
    case, drilled = scene.opened("illegal_construction"), scene.opened("illegal_construction")
    Matter.every.filter(pk=drilled.pk).update(realm=Realm.EXERCISE)
    later = NOW + timedelta(days=20)
    assert queries.tallies(scene.office, NOW)["illegal_construction"].late == 0
    found = queries.tallies(scene.office, later)["illegal_construction"]
    assert (found.all, found.open, found.late) == (1, 1, 1)
    assert list(queries.narrowed(scene.office, "illegal_construction", Filter(late=True), later)) == [case]
    assert queries.tallies(scene.office, later)["old_building"].all == 0
