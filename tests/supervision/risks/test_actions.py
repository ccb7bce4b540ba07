"""A risk from identification to control and to its review, by several hands."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.contracts.kernel import CaseMoved
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.risks import actions, checklist_actions, coverage, map_actions, queries
from ancheng.supervision.risks.aggregation import (
    live_run,
    refresh,
    run_of_month,
)
from ancheng.supervision.risks.models import AreaGrade, Assessment, MapEdition, Risk
from ancheng.supervision.risks.values import Basis, Grade, Method, Rule, Stated, Subject, Trigger
from tests.factories import NOW, asker, make_enterprise
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db
YEAR_LATER = NOW + timedelta(days=366)


def area(unit, rule=Rule.HIGHEST, basis=Basis.UNMITIGATED) -> AreaGrade:
    return AreaGrade.objects.get(run=live_run(rule, basis), unit=unit)


def test_a_risk_goes_from_identification_to_control(scene):
    risk = scene.controlled("orange")
    risk.refresh_from_db()
    assert (risk.state, risk.unmitigated, risk.residual) == ("controlled", Grade.ORANGE, Grade.BLUE)
    assert risk.valid_until == beijing_day(NOW).replace(year=2027) - timedelta(days=1)
    assert beijing_day(risk.due_at) == risk.valid_until
    verbs = Entry.objects.filter(subject_type="risks.risk", subject_id=str(risk.pk)).values_list(
        "verb", flat=True
    )
    assert list(verbs.order_by("id")) == [
        "辨识风险源", "启动评估", "提交评估", "审核通过", "核定等级", "修改管控措施和责任人", "落实管控",
    ]  # fmt: skip


def test_the_grade_holds_only_from_its_decision_on(scene):
    risk = scene.submitted("red")
    risk.refresh_from_db()
    assert risk.unmitigated == Grade.NEVER
    assert area(scene.street).never == 1


def test_who_assessed_neither_reviews_nor_grades(scene):
    risk = scene.found(enterprise_id=None, subject=Subject.AREA, area_id=scene.street.pk)
    actions.begin(risk=risk, trigger=Trigger.FIRST, by=scene.officer, at=NOW)
    actions.submit(risk=risk, stated=Stated(Method.MATRIX, {"L": 2, "C": 3}), by=scene.officer, at=NOW)
    with pytest.raises(NotAllowed, match="本人"):
        actions.review(risk=risk, by=scene.officer, at=NOW)
    actions.review(risk=risk, by=scene.colleague, at=NOW)
    with pytest.raises(NotAllowed, match="本人"):
        actions.grade(risk=risk, by=scene.officer, at=NOW)
    assert Risk.objects.get(pk=risk.pk).state == "reviewed"


def test_the_database_itself_refuses_an_assessor_as_reviewer(scene):
    risk = scene.submitted()
    made = Assessment.objects.get(risk=risk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=made.pk).update(reviewer_id=made.assessor_id)


def test_a_subdistrict_cannot_make_a_risk_red(scene):
    risk = scene.submitted("red")
    actions.review(risk=risk, by=scene.officer, at=NOW)
    with pytest.raises(NotAllowed, match="安委办"):
        actions.grade(risk=risk, by=scene.officer, at=NOW)
    assert Risk.objects.get(pk=risk.pk).state == "reviewed"
    actions.grade(risk=risk, by=scene.office, at=NOW)
    assert area(scene.street).grade == Grade.RED


def test_two_officers_grade_at_once_one_wins_the_other_is_told(scene):
    risk = scene.submitted()
    actions.review(risk=risk, by=scene.officer, at=NOW)
    mine, theirs = Risk.objects.get(pk=risk.pk), Risk.objects.get(pk=risk.pk)
    actions.grade(risk=mine, by=scene.officer, at=NOW)
    with pytest.raises(Conflict):
        actions.grade(risk=theirs, by=scene.colleague, at=NOW)
    assert Assessment.objects.filter(risk=risk, in_force_from__isnull=False).count() == 1


def test_an_assessment_submitted_twice_is_kept_once(scene):
    risk = scene.submitted()
    with pytest.raises(Conflict):
        actions.submit(risk=risk, stated=Stated(Method.MATRIX, {"L": 1, "C": 1}), by=scene.worker, at=NOW)
    assert risk.assessments.count() == 1


def test_an_assessment_that_is_refused_leaves_the_risk_where_it_was(scene):
    risk = scene.found()
    actions.begin(risk=risk, trigger=Trigger.FIRST, by=scene.worker, at=NOW)
    with pytest.raises(Refusal):
        actions.submit(
            risk=risk, stated=Stated(Method.LEC, {"L": 2, "E": 6, "C": 7}), by=scene.worker, at=NOW
        )
    assert Risk.objects.get(pk=risk.pk).state == "assessing"


def test_a_returned_assessment_stays_in_the_file_without_force(scene):
    risk = scene.submitted("red")
    actions.send_back(risk=risk, why="后果取值偏高", by=scene.officer, at=NOW)
    stated = Stated(Method.MATRIX, {"L": 2, "C": 4})
    actions.submit(risk=risk, stated=stated, by=scene.worker, at=NOW)
    actions.review(risk=risk, by=scene.officer, at=NOW)
    actions.grade(risk=risk, by=scene.officer, at=NOW)
    assert Risk.objects.get(pk=risk.pk).unmitigated == Grade.YELLOW
    assert list(risk.assessments.order_by("pk").values_list("in_force_from", flat=True)) == [
        None,
        beijing_day(NOW),
    ]


def test_a_considerable_risk_is_not_under_control_without_measures_and_four_people(scene):
    risk = scene.graded("orange")
    with pytest.raises(Refusal, match="措施"):
        actions.control(risk=risk, by=scene.worker, at=NOW)
    scene.kept(risk, levels=(1, 2))
    with pytest.raises(Refusal, match="四级"):
        actions.control(risk=risk, by=scene.worker, at=NOW)
    assert Risk.objects.get(pk=risk.pk).state == "graded"


def test_a_stranger_changes_no_measures(scene):
    risk = scene.graded()
    stranger = asker(Role.ENTERPRISE, make_enterprise(scene.other))
    with pytest.raises(NotAllowed):
        actions.keep_control(risk=risk, measures=[], people=[], by=stranger, at=NOW)


def test_measures_saved_unchanged_leave_no_audit_row(scene):
    risk = scene.graded()
    scene.kept(risk)
    rows = Entry.objects.filter(subject_id=str(risk.pk), verb="修改管控措施和责任人")
    scene.kept(Risk.objects.get(pk=risk.pk))
    assert rows.count() == 1


def test_a_year_later_the_risk_is_due_and_keeps_its_colour_until_assessed_again(scene):
    risk = scene.controlled("orange")
    day = risk.valid_until
    assert actions.fall_due_by(day=day, at=NOW + timedelta(days=364)) == 0
    assert actions.fall_due_by(day=day + timedelta(days=1), at=YEAR_LATER) == 1
    assert actions.fall_due_by(day=day + timedelta(days=1), at=YEAR_LATER) == 0
    risk.refresh_from_db()
    assert (risk.state, risk.trigger, risk.unmitigated) == ("due", "yearly", Grade.ORANGE)


def test_a_new_assessment_ends_the_one_before_it_and_the_lesser_grade_is_watched_as_such(scene):
    risk = scene.controlled("orange")
    later = NOW + timedelta(days=200)
    scene.submitted("yellow", risk=risk, at=later)
    actions.review(risk=risk, by=scene.officer, at=later)
    actions.grade(risk=risk, by=scene.officer, at=later)
    first, second = risk.assessments.order_by("pk")
    assert first.in_force_to == second.in_force_from == beijing_day(later)
    actions.downgrade(risk=risk, why="装置已拆除一半", by=scene.officer, at=later)
    assert Risk.objects.get(pk=risk.pk).state == "downgraded"
    assert area(scene.street).grade == Grade.YELLOW


def test_a_risk_that_did_not_become_less_is_not_downgraded(scene):
    risk = scene.graded("orange")
    scene.kept(risk)
    with pytest.raises(Refusal, match="低于原等级"):
        actions.downgrade(risk=risk, why="省事", by=scene.officer, at=NOW)


def test_an_accident_makes_the_risks_of_the_enterprise_due_once(scene):
    from ancheng.supervision.accidents.models import Accident
    from ancheng.supervision.risks.reactions import assess_again

    risk = scene.controlled()
    accident = Accident(
        number="SG-1", enterprise=scene.enterprise, owner_unit=scene.street, issuer_unit=scene.street,
        state="reported", state_since=NOW, occurred_at=NOW + timedelta(hours=2), known_at=NOW + timedelta(hours=2),
        received_at=NOW + timedelta(hours=3), title="爆燃事故", deaths=0, injured=0, loss_yuan=0, grade="general",
    )  # fmt: skip
    accident.derive_scope()
    accident.save()
    fact = CaseMoved(
        "accidents.accident", accident.pk, "verify", "reported", "verified", None, NOW + timedelta(days=1)
    )
    assess_again(fact)
    assess_again(fact)
    risk.refresh_from_db()
    assert (risk.state, risk.trigger) == ("due", "accident")
    assert Entry.objects.filter(subject_id=str(risk.pk), verb="转入复评").count() == 1


def test_many_risks_fall_due_for_one_new_law_but_only_in_ones_own_charge(scene):
    mine, closed = scene.controlled(), scene.controlled()
    actions.close(risk=closed, why="装置拆除", by=scene.officer, at=NOW)
    ids = [mine.pk, closed.pk]
    stranger = asker(Role.SUBDISTRICT, scene.other)
    how = {"risk_ids": ids, "trigger": Trigger.LAW, "why": "新标准实施", "at": NOW}
    assert actions.trigger_many(by=stranger, **how) == 0
    assert actions.trigger_many(by=scene.officer, **how) == 1
    with pytest.raises(Refusal, match="具体情况"):
        actions.trigger_many(risk_ids=ids, trigger=Trigger.LAW, why=" ", by=scene.officer, at=NOW)


def test_a_closed_risk_leaves_the_map_and_a_reopened_one_counts_as_never_assessed(scene):
    risk = scene.controlled("orange")
    actions.close(risk=risk, why="装置拆除", by=scene.officer, at=NOW)
    assert (area(scene.street).grade, area(scene.street).orange) == (Grade.NEVER, 0)
    actions.reopen(risk=risk, why="装置恢复", by=scene.officer, at=NOW)
    assert area(scene.street).never == 1
    assert Risk.objects.get(pk=risk.pk).unmitigated == Grade.NEVER


def test_one_assessment_colours_exactly_the_areas_around_it_in_every_live_run(scene):
    scene.graded("orange")
    for basis, grade in ((Basis.UNMITIGATED, Grade.ORANGE), (Basis.RESIDUAL, Grade.BLUE)):
        for unit in (scene.street, scene.community, scene.zone):
            assert area(unit, basis=basis).grade == grade
    assert area(scene.other).grade == Grade.NEVER


@pytest.mark.parametrize("seed", range(3))
def test_colouring_step_by_step_equals_colouring_all_anew(scene, seed):
    random, at = Random(seed), NOW
    for _ in range(8):
        at += timedelta(hours=1)
        spot = (116.45 + random.random() * 0.04, 39.91 + random.random() * 0.02)
        risk = scene.graded(random.choice(["red", "orange", "yellow", "blue"]), geometry=spot, at=at)
        if random.random() < 0.3:
            actions.close(risk=risk, why="消除", by=scene.office, at=at)
    fields = (
        "run__rule",
        "run__basis",
        "unit_id",
        "grade",
        "mean",
        "red",
        "orange",
        "yellow",
        "blue",
        "never",
    )
    stepwise = sorted(AreaGrade.objects.filter(run__live=True).values_list(*fields), key=str)
    refresh(at=at)
    assert sorted(AreaGrade.objects.filter(run__live=True).values_list(*fields), key=str) == stepwise
    assert any(row[3] for row in stepwise)


def test_a_past_month_shows_what_was_in_force_then_and_is_kept(scene):
    risk = scene.controlled("orange", at=NOW - timedelta(days=100))
    later = NOW - timedelta(days=10)
    scene.submitted("blue", risk=risk, at=later, residual={"L": 1, "C": 1})
    actions.review(risk=risk, by=scene.officer, at=later)
    actions.grade(risk=risk, by=scene.officer, at=later)
    how = {"rule": Rule.HIGHEST, "basis": Basis.UNMITIGATED, "at": NOW}
    before, then = run_of_month(month="2026-07", **how), run_of_month(month="2026-09", **how)
    grades = [AreaGrade.objects.get(run=each, unit=scene.street) for each in (before, then)]
    assert [each.grade for each in grades] == [Grade.NEVER, Grade.ORANGE]
    assert (grades[0].never, area(scene.street).grade) == (0, Grade.BLUE)
    assert run_of_month(month="2026-09", **how).pk == then.pk
    with pytest.raises(Refusal, match="已经结束"):
        run_of_month(month="2026-11", **how)


def test_an_edition_is_drawn_approved_by_another_published_and_superseded(scene):
    scene.graded("orange")
    how = {"as_of": beijing_day(NOW), "rule": Rule.HIGHEST, "basis": Basis.UNMITIGATED, "note": ""}
    first = map_actions.draft(title="十一月四色图", by=scene.office, at=NOW, **how)
    with pytest.raises(NotAllowed, match="本人"):
        map_actions.approve(edition=first, by=scene.office, at=NOW)
    map_actions.approve(edition=first, by=scene.office_colleague, at=NOW)
    assert queries.published_map() is None
    map_actions.publish(edition=first, by=scene.office, at=NOW)
    scene.graded("red")
    second = map_actions.draft(title="十二月四色图", by=scene.office, at=NOW, **how)
    map_actions.approve(edition=second, by=scene.office_colleague, at=NOW)
    map_actions.publish(edition=second, by=scene.office, at=NOW)
    assert MapEdition.objects.get(pk=first.pk).state == "superseded"
    assert queries.published_map() == second
    grades = [AreaGrade.objects.get(run=each.run, unit=scene.street).grade for each in (first, second)]
    assert grades == [Grade.ORANGE, Grade.RED]
    with pytest.raises(Conflict):
        map_actions.publish(edition=MapEdition.objects.get(pk=first.pk), by=scene.office, at=NOW)


def test_only_the_office_draws_up_a_map_and_not_of_tomorrow(scene):
    how = {"title": "明日四色图", "rule": Rule.HIGHEST, "basis": Basis.UNMITIGATED, "note": "", "at": NOW}
    with pytest.raises(NotAllowed):
        map_actions.draft(as_of=beijing_day(NOW), by=scene.officer, **how)
    with pytest.raises(Refusal, match="不能晚于今天"):
        map_actions.draft(as_of=beijing_day(NOW) + timedelta(days=1), by=scene.office, **how)


def test_coverage_counts_valid_assessments_only(scene):
    today = beijing_day(NOW)
    scene.enterprise.enterprise.industry = "危险化学品"
    scene.enterprise.enterprise.save()
    chemistry = {each.key: each for each in coverage.by_industry(today)}["危险化学品"]
    assert (chemistry.required, chemistry.valid, chemistry.percent) == (1, 0, 0.0)
    risk = scene.graded("orange")
    chemistry = {each.key: each for each in coverage.by_industry(today)}["危险化学品"]
    assert (chemistry.valid, chemistry.percent) == (1, 100.0)
    late = {each.key: each for each in coverage.by_industry(risk.valid_until + timedelta(days=1))}[
        "危险化学品"
    ]
    assert (late.valid, late.expired, late.percent) == (0, 1, 0.0)
    days = [today - timedelta(days=1), today, risk.valid_until + timedelta(days=1)]
    assert coverage.by_industry_over(days) == [coverage.by_industry(on) for on in days]
    assert {each.key: each.percent for each in coverage.by_industry(today)}["园林绿化"] is None


def test_a_zone_is_covered_by_an_assessment_of_the_whole_zone_not_of_something_in_it(scene):
    today = beijing_day(NOW)
    scene.graded("orange")
    assert [each.percent for each in coverage.by_zone(today)] == [0.0]
    scene.graded(
        "yellow",
        subject=Subject.AREA,
        area_id=scene.zone.pk,
        enterprise_id=None,
        geometry=None,
        by=scene.office,
        unit_id=scene.office.unit_id,
    )
    assert [each.percent for each in coverage.by_zone(today)] == [100.0]
    assert coverage.overall(coverage.by_zone(today)).percent == 100.0


def test_grades_per_enterprise_are_the_worst_and_unknown_is_not_low(scene):
    assert queries.grade_of_enterprises([scene.enterprise.pk]) == {}
    scene.found()
    assert queries.grade_of_enterprises([scene.enterprise.pk]) == {scene.enterprise.pk: Grade.NEVER}
    scene.graded("yellow")
    scene.graded("orange")
    assert queries.grade_of_enterprises([scene.enterprise.pk]) == {scene.enterprise.pk: Grade.ORANGE}


def test_a_checklist_has_versions_and_the_standard_ones_are_published_once(scene):
    count = checklist_actions.publish_standard(by=scene.office, at=NOW)
    assert count >= 9
    assert checklist_actions.publish_standard(by=scene.office, at=NOW) == 0
    with pytest.raises(NotAllowed):
        checklist_actions.publish(
            industry="商务",
            title="新清单",
            items=[],
            valid_from=NOW.date(),
            source="",
            by=scene.officer,
            at=NOW,
        )
    known = queries.checklists_in_force().get(industry="危险化学品")
    items = actions.rules.read_items("罐区｜火灾｜泄漏｜报警｜第一条")
    how = {
        "industry": known.industry,
        "title": known.title,
        "items": items,
        "source": "",
        "by": scene.office,
        "at": NOW,
    }
    newer = checklist_actions.publish(valid_from=NOW.date(), **how)
    known.refresh_from_db()
    assert (newer.version, known.valid_to) == (2, NOW.date() - timedelta(days=1))
    with pytest.raises(Refusal, match="晚于上一版"):
        checklist_actions.publish(valid_from=NOW.date(), **how)


@pytest.mark.parametrize("seed", range(8))
def test_no_risk_leaves_its_table_and_each_change_has_one_audit_row(scene, seed):
    def prepare(case, verb):
        if verb == "close":
            Risk.every.filter(pk=case.pk).update(closed_on=NOW.date())

    walk(scene.found(), seed, steps=20, prepare=prepare)


@pytest.mark.parametrize("seed", range(3))
def test_no_map_edition_leaves_its_table(scene, seed):
    how = {"as_of": beijing_day(NOW), "rule": Rule.HIGHEST, "basis": Basis.UNMITIGATED, "note": ""}
    walk(map_actions.draft(title="测试四色图", by=scene.office, at=NOW, **how), seed)


def test_an_exercise_colours_nothing(scene):
    risk = scene.graded("orange")
    Risk.every.filter(pk=risk.pk).update(realm="exercise")
    refresh(at=NOW)
    assert area(scene.street).grade == Grade.NEVER
    assert coverage.by_industry(beijing_day(NOW))[0].valid == 0


def test_the_clock_of_a_controlled_risk_runs_to_the_end_of_its_assessment(scene):
    risk = scene.controlled()
    clock = Clock.objects.of(risk).get(stopped_at=None)
    assert (clock.awaited, beijing_day(clock.due_at)) == ("转入复评", risk.valid_until)
