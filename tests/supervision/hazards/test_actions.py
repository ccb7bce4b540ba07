"""From identification to filing, supervision, change and striking off; one plan each; three persons; drills."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.documents.models import Document
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision import public as supervision
from ancheng.supervision.hazards import actions, archive_actions, queries
from ancheng.supervision.hazards.filters import Filter
from ancheng.supervision.hazards.models import Hazard, SpecialPlan
from ancheng.supervision.hazards.surroundings import exposed, ring
from ancheng.supervision.hazards.values import Amount, Assessment, Contact, Exposure, Regime
from ancheng.supervision.hazards.values import SpecialPlan as StatedPlan
from tests.factories import NOW, asker, make_enterprise, make_unit
from tests.supervision.assets.register import ELSEWHERE, INSIDE_FIRST, at, make_asset
from tests.supervision.hazards.conftest import AMMONIA, PEOPLE, TODAY, paper
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db


def due_day(hazard):
    return beijing_day(Clock.objects.of(hazard).get(stopped_at=None).due_at)


def changed(scene, hazard, amounts, **more):
    values = {
        "version": hazard.version,
        "exposure": PEOPLE,
        "why": "新增储罐",
        "by": scene.worker,
        "at": NOW,
        **more,
    }
    return actions.re_identify(hazard=hazard, amounts=amounts, **values)


def test_a_unit_is_identified_with_s_r_level_and_lies_in_its_street(scene):
    hazard = scene.identified()
    assert (hazard.s, hazard.r, hazard.level, hazard.alpha) == (3.0, 12.0, "三级", 2.0)
    assert hazard.subdistrict == scene.street
    assert hazard.issuer_unit == scene.bureau
    run = hazard.identifications.get()
    assert run.standard == "GB 18218-2018"
    assert run.lines[0]["critical_quantity_t"] == 10
    assert [each.name for each in hazard.substances.all()] == ["氨"]


def test_town_gas_is_outside_the_order_and_goes_to_the_department_of_city_management(scene):
    hazard = scene.identified(regime=Regime.TOWN_GAS.value, amounts=(Amount("天然气", 100),))
    assert (hazard.state, hazard.issuer_unit, hazard.due_at) == ("handed_over", scene.gas, None)
    last = Entry.objects.filter(subject_type="hazards.hazard", subject_id=str(hazard.pk)).latest("id")
    assert "40号令" in last.why
    with pytest.raises(Conflict):
        actions.declare(hazard=scene.filed(), by=scene.worker, at=NOW)


def test_it_is_assessed_declared_filed_with_a_numbered_certificate_and_supervised(scene):
    hazard = scene.assessed(reported_on=TODAY - timedelta(days=3))
    assert due_day(hazard) == TODAY + timedelta(days=12)
    actions.declare(hazard=hazard, by=scene.worker, at=NOW)
    document = actions.register(hazard=hazard, by=scene.officer, at=NOW)
    hazard.refresh_from_db()
    assert hazard.filing_number == document.number
    assert document.number.endswith("危备〔2026〕1号")
    assert document.word.path.read_bytes()[:2] == b"PK"
    assert document.pdf.path.read_bytes()[:5] == b"%PDF-"
    assert document.data["lines"][0]["name"] == "氨"
    actions.supervise(hazard=hazard, by=scene.colleague, at=NOW)
    # Three years from the report the next assessment is due.
    assert due_day(hazard) == hazard.reassess_due_on == (TODAY - timedelta(days=3)).replace(year=2029)
    assert verify().broken_at is None


def test_without_its_papers_it_is_not_declared_and_each_missing_one_is_named(scene):
    hazard = scene.identified()
    report = Assessment("PG-1", "某机构", TODAY)
    with pytest.raises(Refusal, match="报告文件"):
        archive_actions.hand_in_report(hazard=hazard, report=report, upload=None, by=scene.worker, at=NOW)
    archive_actions.hand_in_report(hazard=hazard, report=report, upload=paper(), by=scene.worker, at=NOW)
    with pytest.raises(Refusal, match="操作负责人") as refused:
        actions.declare(hazard=hazard, by=scene.worker, at=NOW)
    assert "专项应急预案" in refused.value.sentence
    scene.complete(hazard)
    actions.declare(hazard=hazard, by=scene.worker, at=NOW)


def test_the_database_itself_holds_that_a_declared_hazard_has_exactly_one_plan(scene):
    one, other = scene.filed(), scene.filed(name="另一单元")
    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.every.filter(pk=one.pk).update(plan=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.every.filter(pk=one.pk).update(plan=other.plan)


def test_a_plan_of_one_hazard_cannot_serve_another(scene):
    plan = scene.filed().plan
    hazard = scene.identified(name="另一单元")
    taken = StatedPlan(plan.number, "同一预案", TODAY)
    with pytest.raises(Conflict, match="一对一"):
        archive_actions.set_plan(hazard=hazard, plan=taken, upload=paper(), by=scene.worker, at=NOW)
    assert SpecialPlan.objects.count() == 1
    with pytest.raises(Refusal, match="上传"):
        archive_actions.set_plan(
            hazard=hazard, plan=StatedPlan("新", "新", TODAY), upload=None, by=scene.worker, at=NOW
        )


def test_a_new_edition_of_the_plan_stays_the_same_one_plan(scene):
    hazard = scene.filed()
    plan = StatedPlan(hazard.plan.number, "修订后的预案", TODAY)
    held = archive_actions.set_plan(hazard=hazard, plan=plan, upload=paper(), by=scene.worker, at=NOW)
    assert (held.pk, held.edition, held.title) == (hazard.plan_id, 2, "修订后的预案")


def test_a_drill_starts_its_clock_again_and_leaves_the_other_alone(scene):
    hazard = scene.supervised()
    approved = hazard.plan.approved_on
    assert hazard.on_site_drill_due_on == approved.replace(year=2027, month=(approved.month + 6) % 12)
    special = hazard.special_drill_due_on
    values = {"exercise": "on_site", "held_on": TODAY, "people": 20, "summary": "处置及时，通信正常"}
    archive_actions.hold_drill(hazard=hazard, by=scene.worker, at=NOW, **values)
    hazard.refresh_from_db()
    assert hazard.on_site_drill_due_on == TODAY.replace(year=2027, month=5)
    assert hazard.special_drill_due_on == special
    with pytest.raises(Conflict, match="已经登记"):
        archive_actions.hold_drill(hazard=hazard, by=scene.worker, at=NOW, **values)
    with pytest.raises(Refusal, match="晚于今天"):
        archive_actions.hold_drill(
            hazard=hazard, by=scene.worker, at=NOW, **{**values, "held_on": TODAY + timedelta(days=1)}
        )


def test_a_change_of_the_inventory_of_a_supervised_hazard_begins_a_new_identification(scene):
    hazard = scene.supervised()
    changed(scene, hazard, (*AMMONIA, Amount("氯", 100)))
    assert (hazard.state, hazard.level) == ("reassessing", "一级")
    assert hazard.filed_differently
    assert hazard.identifications.count() == 2
    report = Assessment("PG-2", "某机构", TODAY)
    archive_actions.hand_in_report(hazard=hazard, report=report, upload=paper(), by=scene.worker, at=NOW)
    actions.declare(hazard=hazard, by=scene.worker, at=NOW)
    actions.register(hazard=hazard, by=scene.officer, at=NOW)
    hazard.refresh_from_db()
    assert (hazard.filed_level, hazard.filed_differently) == ("一级", False)
    assert Document.objects.filter(kind="hazard_filing").count() == 2


def test_a_change_without_a_reason_or_by_the_bureau_or_while_it_is_examined_is_refused(scene):
    hazard = scene.identified()
    with pytest.raises(Refusal, match="理由"):
        changed(scene, hazard, AMMONIA, why=" ")
    with pytest.raises(NotAllowed):
        changed(scene, hazard, AMMONIA, by=scene.officer)
    declared = scene.declared(name="另一单元")
    with pytest.raises(Conflict, match="已申报"):
        changed(scene, declared, AMMONIA)


def test_of_two_who_change_one_inventory_the_second_is_told(scene):
    hazard = scene.identified()
    same = Hazard.every.get(pk=hazard.pk)
    changed(scene, hazard, (Amount("氨", 40),))
    with pytest.raises(Conflict, match="他人修改"):
        changed(scene, same, (Amount("氨", 50),))
    hazard.refresh_from_db()
    assert hazard.s == 4.0
    assert hazard.identifications.count() == 2


def test_of_two_officers_who_file_one_hazard_one_wins_and_no_second_certificate_is_issued(scene):
    hazard = scene.declared()
    same = Hazard.every.get(pk=hazard.pk)
    actions.register(hazard=hazard, by=scene.officer, at=NOW)
    with pytest.raises(Conflict, match="刷新"):
        actions.register(hazard=same, by=scene.colleague, at=NOW)
    assert Document.objects.filter(kind="hazard_filing").count() == 1


def test_what_is_sent_back_is_declared_again_within_its_days(scene):
    hazard = scene.declared()
    actions.send_back(hazard=hazard, why="评估报告缺签章", by=scene.officer, at=NOW)
    assert Clock.objects.of(hazard).get(stopped_at=None).clause.startswith("产品默认")
    actions.declare(hazard=hazard, by=scene.worker, at=NOW)
    with pytest.raises(Refusal, match="理由"):
        actions.send_back(hazard=hazard, why="", by=scene.officer, at=NOW)


def test_a_unit_below_one_is_no_major_hazard_and_one_above_cannot_be_closed_as_none(scene):
    small = scene.identified(amounts=(Amount("氯", 2), Amount("氨", 4)))
    assert (small.s, small.level) == (0.8, "")
    with pytest.raises(Refusal, match="不构成"):
        actions.assess(hazard=small, report=Assessment("1", "某", TODAY), by=scene.worker, at=NOW)
    actions.close_minor(hazard=small, by=scene.worker, at=NOW)
    assert small.state == "not_major"
    with pytest.raises(Refusal, match="构成重大危险源"):
        actions.close_minor(hazard=scene.identified(), by=scene.worker, at=NOW)


def test_it_is_struck_off_when_the_bureau_agrees_and_identified_anew_when_it_does_not(scene):
    hazard = scene.supervised()
    actions.apply_cancel(hazard=hazard, why="储罐已拆除", by=scene.worker, at=NOW)
    assert due_day(hazard) == TODAY + timedelta(days=30)
    actions.refuse_cancel(hazard=hazard, why="现场仍有存量", by=scene.officer, at=NOW)
    assert hazard.state == "reassessing"
    actions.apply_cancel(hazard=hazard, why="已清空并拆除", by=scene.worker, at=NOW)
    actions.cancel(hazard=hazard, by=scene.officer, at=NOW)
    assert (hazard.state, hazard.cancelled_on, hazard.due_at) == ("cancelled", TODAY, None)
    with pytest.raises(Conflict, match="不再更改"):
        archive_actions.name_responsible(
            hazard=hazard, contact=Contact("principal", "某", "1"), by=scene.worker, at=NOW
        )


def test_the_enterprise_may_not_file_its_own_hazard_nor_the_bureau_declare_for_it(scene):
    hazard = scene.assessed()
    with pytest.raises(NotAllowed):
        actions.declare(hazard=hazard, by=scene.officer, at=NOW)
    actions.declare(hazard=hazard, by=scene.worker, at=NOW)
    for by in (scene.worker, asker(Role.ENFORCEMENT, make_unit("区商务局")), asker(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            actions.register(hazard=hazard, by=by, at=NOW)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.GRID, Role.COMMANDER, Role.DUTY, Role.ADMINISTRATOR])
def test_others_may_not_identify(scene, role):
    with pytest.raises(NotAllowed):
        actions.identify(stated=scene.stated(), by=asker(role), at=NOW)


def test_an_enterprise_identifies_only_its_own_units(scene):
    with pytest.raises(Refusal, match="没有找到该企业"):
        actions.identify(stated=scene.stated(), by=asker(Role.ENTERPRISE, make_enterprise()), at=NOW)


def school(scene, place, pupils, **more):
    attributes = {"level": "primary"} | ({"pupils": str(pupils)} if pupils is not None else {})
    return make_asset(
        scene.street, kind="school", name="某小学", geometry=at(place), attributes=attributes, **more
    )


def test_people_within_500_m_are_counted_from_the_map_without_those_further_and_without_the_own_staff(scene):
    longitude, latitude = INSIDE_FIRST
    school(scene, (longitude + 0.003, latitude), 300)
    school(scene, (longitude, latitude + 0.002), None)
    # 0.006 degrees of longitude are 512 m here.
    school(scene, (longitude + 0.006, latitude), 900)
    make_asset(scene.street, kind="enterprise_site", name="本厂", enterprise_id=scene.enterprise.pk, geometry=at(INSIDE_FIRST), attributes={"industry": "hazchem", "staff": "50"})  # fmt: skip
    found = exposed(at(INSIDE_FIRST), own_enterprise=scene.enterprise.pk)
    assert (found.people, found.known, found.unknown) == (300, 1, 1)
    assert exposed(at(INSIDE_FIRST)).people == 350
    assert exposed(at(ELSEWHERE)).people is None
    assert exposed(None).people is None


def test_the_ring_is_500_m_from_a_point_and_from_an_area(scene):
    from django.contrib.gis.geos import GEOSGeometry, Polygon

    for shape in (at(INSIDE_FIRST), Polygon.from_bbox((116.45, 39.92, 116.452, 39.922))):
        shape.srid = 4326
        line = GEOSGeometry(str(ring(shape)["geometry"]).replace("'", '"'))
        west = shape.extent[0] - line.extent[0]
        assert west * 111_320 * 0.767 == pytest.approx(500, rel=0.01)


def test_a_danger_of_the_unit_is_followed_among_the_dangers_and_shown_in_its_file(scene):
    hazard = scene.supervised()
    danger = archive_actions.find_danger(
        hazard=hazard, title="液位报警失效", description="", by=scene.worker, at=NOW
    )
    assert list(queries.dangers_of(scene.worker, hazard)) == [danger]
    assert danger.source_label == f"重大危险源 {hazard.number}"


def test_an_object_is_named_once_as_a_monitoring_point(scene):
    hazard, tank = scene.identified(), make_asset(scene.street, name="液位计")
    archive_actions.add_point(hazard=hazard, asset=tank, measures="液位", by=scene.officer, at=NOW)
    with pytest.raises(Conflict):
        archive_actions.add_point(hazard=hazard, asset=tank, measures="液位", by=scene.officer, at=NOW)
    archive_actions.remove_point(hazard=hazard, point_id=hazard.points.get().pk, by=scene.officer, at=NOW)
    assert not hazard.points.exists()


def test_the_door_gives_the_hazards_of_an_enterprise_by_id_and_near_a_point(scene):
    hazard = scene.filed()
    assert supervision.hazard(scene.office, hazard.pk).level == "三级"
    assert [each.id for each in supervision.hazards_of_enterprise(scene.office, scene.enterprise.pk)] == [
        hazard.pk
    ]
    longitude, latitude = INSIDE_FIRST
    near = supervision.hazards_near(scene.office, longitude + 0.003, latitude, 300)
    assert [each.id for each in near] == [hazard.pk]
    assert supervision.hazards_near(scene.office, longitude + 0.003, latitude, 200) == []
    assert supervision.hazards_near(asker(Role.ENTERPRISE, make_enterprise()), longitude, latitude, 500) == []
    assert supervision.hazard_tally(scene.office, NOW).three == 1


def test_the_overdue_list_shows_each_kind_of_lateness_and_nothing_that_is_in_time(scene):
    hazard = scene.supervised()
    scene.identified(name="新单元")

    def found(overdue, after):
        return list(queries.narrowed(scene.office, Filter(overdue=overdue), NOW + timedelta(days=after)))

    assert found("any", 0) == []
    assert found("on_site_drill", 200) == [hazard]
    assert found("special_drill", 200) == []
    assert found("special_drill", 400) == [hazard]
    assert found("assessment", 1094) == []
    assert found("assessment", 1100) == [hazard]


def test_an_exercise_is_in_no_list_and_no_figure(scene):
    hazard = scene.supervised()
    Hazard.every.filter(pk=hazard.pk).update(realm=Realm.EXERCISE)
    assert not queries.visible(scene.office).exists()
    assert supervision.hazard_tally(scene.office, NOW).standing == 0


@pytest.mark.parametrize("seed", range(6))
def test_no_hazard_leaves_its_table_and_each_change_has_one_audit_row(scene, seed):
    hazard = scene.identified()
    scene.complete(hazard)
    Hazard.every.filter(pk=hazard.pk).update(reported_on=TODAY, filed_at=NOW)
    hazard.refresh_from_db()
    walk(hazard, seed, steps=30)


def test_another_unit_does_not_see_it(scene):
    hazard = scene.filed()
    for by, seen in (
        (scene.worker, True), (scene.officer, True), (asker(Role.SUBDISTRICT, scene.street), True),
        (asker(Role.SUBDISTRICT, make_unit("别的街道", UnitKind.SUBDISTRICT)), False), (asker(Role.ENTERPRISE, make_enterprise()), False),
    ):  # fmt: skip
        assert queries.visible(by).filter(pk=hazard.pk).exists() is seen


def test_people_who_are_unknown_are_never_taken_for_none(scene):
    with pytest.raises(Refusal, match="理由"):
        scene.identified(exposure=Exposure(0, None))
