"""From the first call to the published evaluation; grades that rise; measures as tasks; dangers that were known."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.files.actions import attach
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.accidents import actions, queries
from ancheng.supervision.accidents.models import Accident
from ancheng.supervision.accidents.values import Findings, FirstReport, Measure
from ancheng.supervision.dangers.actions import report as report_danger
from ancheng.supervision.dangers.values import Finding, Source
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db
CONCLUDED = Findings("作业人员未系安全带坠落，现场无人监护。", "责任事故", True, "对责任单位依法处罚并通报。")


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path):
        make_office()
        yield


@pytest.fixture
def bureau():
    return make_unit("区应急局", UnitKind.DEPARTMENT)


@pytest.fixture
def officer(bureau):
    return asker(Role.ENFORCEMENT, bureau)


def first(**values):
    return FirstReport(
        **{
            "title": "某工地高处坠落事故",
            "sort": "building",
            "occurred_at": NOW,
            "known_at": NOW + timedelta(minutes=10),
            "received_at": NOW + timedelta(minutes=40),
            "brief": "作业人员从脚手架坠落，送医后死亡。",
            "deaths": 1,
            "injured": 0,
            **values,
        }
    )


def make_accident(officer, **values):
    return actions.receive(first=first(**values), by=officer, at=NOW + timedelta(hours=1))


def investigating(officer, **values):
    accident = make_accident(officer, **values)
    actions.report_up(accident=accident, by=officer, at=NOW + timedelta(hours=2))
    actions.investigate(
        accident=accident, lead="组长", team="应急局、公安、工会", by=officer, at=NOW + timedelta(days=1)
    )
    return accident


def submitted(officer, **values):
    accident = investigating(officer, **values)
    upload = SimpleUploadedFile("调查报告.txt", "事故调查报告".encode())
    attach(subject=accident, upload=upload, purpose="evidence", by=officer, at=NOW)
    actions.submit(accident=accident, findings=CONCLUDED, by=officer, at=NOW + timedelta(days=50))
    return accident


def approved(officer, **values):
    accident = submitted(officer, **values)
    actions.approve(
        accident=accident, number="朝政函〔2027〕1号", by=asker(Role.OFFICE), at=NOW + timedelta(days=60)
    )
    return accident


def due_day(accident):
    return beijing_day(Clock.objects.of(accident).get(stopped_at=None).due_at)


def test_an_accident_must_be_passed_on_within_two_hours(officer):
    accident = make_accident(officer)
    clock = Clock.objects.of(accident).get()
    assert clock.due_at - clock.started_at == timedelta(hours=2)
    assert "第十一条" in clock.clause
    assert (accident.grade, accident.unit_reported_late, accident.level_reported_late) == (
        "general",
        False,
        None,
    )
    actions.report_up(accident=accident, by=officer, at=NOW + timedelta(hours=2, minutes=41))
    assert accident.level_reported_late is True


def test_a_unit_that_reports_after_more_than_an_hour_is_late(officer):
    early = first(known_at=NOW, received_at=NOW + timedelta(minutes=60))
    late = first(known_at=NOW, received_at=NOW + timedelta(minutes=61))
    at = NOW + timedelta(hours=2)
    assert not actions.receive(first=early, by=officer, at=at).unit_reported_late
    assert actions.receive(first=late, by=officer, at=at).unit_reported_late


@pytest.mark.parametrize("role", [Role.SUBDISTRICT, Role.GRID, Role.ENTERPRISE, Role.AUDITOR, Role.COMMANDER])
def test_others_may_not_register_an_accident(role, bureau):
    with pytest.raises(NotAllowed):
        make_accident(asker(role, bureau))


def test_an_unknown_loss_is_unknown_and_not_zero(officer):
    accident = make_accident(officer)
    assert accident.loss_yuan is None
    found = queries.tally(queries.visible(officer), NOW)
    assert (found.number, found.loss_yuan, found.loss_known) == (1, None, 0)


def test_the_report_is_due_sixty_days_after_the_accident_not_after_the_team_was_founded(officer):
    accident = investigating(officer)
    assert due_day(accident) == beijing_day(NOW) + timedelta(days=60)


def test_more_deaths_raise_the_grade_and_move_the_investigation_up(officer):
    accident = make_accident(officer)
    change = actions.supplement(accident=accident, deaths=3, injured=0, loss_yuan=None, why="两名伤者死亡", by=officer, at=NOW + timedelta(days=29))  # fmt: skip
    assert (change.grade_before, change.grade_after, accident.grade) == ("general", "larger", "larger")
    actions.report_up(accident=accident, by=officer, at=NOW + timedelta(days=29))
    with pytest.raises(Refusal, match="市级组织调查"):
        actions.investigate(
            accident=accident, lead="组长", team="应急局", by=officer, at=NOW + timedelta(days=30)
        )
    actions.hand_up(accident=accident, why="较大事故", by=officer, at=NOW + timedelta(days=30))
    assert accident.state == "elsewhere"
    actions.conclude(accident=accident, findings=CONCLUDED, number="京政函〔2027〕3号", by=officer, at=NOW + timedelta(days=80))  # fmt: skip
    assert accident.state == "approved"


def test_casualties_after_their_period_no_longer_count_but_the_loss_still_does(officer):
    accident = make_accident(officer, sort="road")
    last = NOW + timedelta(days=7)
    actions.supplement(
        accident=accident, deaths=2, injured=0, loss_yuan=None, why="伤者死亡", by=officer, at=last
    )
    with pytest.raises(Refusal, match="不再计入"):
        actions.supplement(accident=accident, deaths=3, injured=0, loss_yuan=None, why="伤者死亡", by=officer, at=last + timedelta(days=1))  # fmt: skip
    actions.supplement(accident=accident, deaths=2, injured=0, loss_yuan=10_000_000, why="核定损失", by=officer, at=last + timedelta(days=20))  # fmt: skip
    assert accident.grade == "larger"


def test_a_supplement_that_changes_nothing_or_comes_after_the_end_is_refused(officer):
    accident = make_accident(officer)
    with pytest.raises(Refusal, match="没有变化"):
        actions.supplement(
            accident=accident, deaths=1, injured=0, loss_yuan=None, why="无", by=officer, at=NOW
        )
    done = approved(officer)
    with pytest.raises(Conflict, match="结案后"):
        actions.supplement(
            accident=done, deaths=2, injured=0, loss_yuan=None, why="伤者死亡", by=officer, at=NOW
        )


def test_an_extension_and_an_appraisal_move_the_clock_and_say_why(officer):
    accident = investigating(officer)
    office = asker(Role.OFFICE)
    with pytest.raises(NotAllowed):
        actions.extend(accident=accident, days=30, reason="等待鉴定", by=officer, at=NOW)
    actions.extend(accident=accident, days=30, reason="等待鉴定", by=office, at=NOW + timedelta(days=2))
    assert due_day(accident) == beijing_day(NOW) + timedelta(days=90)
    begun = beijing_day(NOW) + timedelta(days=3)
    actions.add_appraisal(accident=accident, subject="钢丝绳断口", by_whom="检测中心", began_on=begun, ended_on=begun + timedelta(days=12), by=officer, at=NOW + timedelta(days=20))  # fmt: skip
    assert due_day(accident) == beijing_day(NOW) + timedelta(days=102)
    with pytest.raises(Refusal, match="不得超过60日"):
        actions.extend(accident=accident, days=31, reason="再等", by=office, at=NOW + timedelta(days=3))


def test_a_report_without_its_file_is_not_handed_in(officer):
    accident = investigating(officer)
    with pytest.raises(Refusal, match="上传事故调查报告"):
        actions.submit(accident=accident, findings=CONCLUDED, by=officer, at=NOW + timedelta(days=10))


def test_approval_is_due_fifteen_days_after_the_report_and_evaluation_a_year_after_approval(officer):
    accident = submitted(officer)
    assert due_day(accident) == beijing_day(NOW) + timedelta(days=65)
    with pytest.raises(NotAllowed):
        actions.approve(accident=accident, number="1号", by=officer, at=NOW + timedelta(days=60))
    done = approved(officer)
    actions.publish(
        accident=done,
        text="事故性质为责任事故，责任单位和人员已依法处理。",
        by=officer,
        at=NOW + timedelta(days=70),
    )
    day = done.approved_on
    assert due_day(done) == date(day.year + 1, day.month, day.day)


def test_what_is_withheld_names_its_ground_and_appears_in_no_public_list(officer):
    accident = approved(officer)
    with pytest.raises(Refusal, match="法定理由"):
        actions.withhold(accident=accident, why="保密", by=asker(Role.OFFICE), at=NOW + timedelta(days=61))
    actions.withhold(
        accident=accident,
        why="依法应当保密（条例第三十四条）",
        by=asker(Role.OFFICE),
        at=NOW + timedelta(days=61),
    )
    assert accident.withheld_why
    assert not queries.published().exists()
    public = approved(officer, title="另一起事故")
    actions.publish(
        accident=public,
        text="事故性质为责任事故，责任单位和人员已依法处理。",
        by=officer,
        at=NOW + timedelta(days=70),
    )
    assert queries.published().get() == public


def test_preventive_measures_are_tasks_and_the_evaluation_waits_for_them(officer):
    accident = approved(officer)
    unit = make_unit("第一街道", UnitKind.SUBDISTRICT)
    ends = beijing_day(NOW) + timedelta(days=120)
    at = NOW + timedelta(days=61)
    tasks = actions.add_measures(
        accident=accident, wanted=[Measure("排查脚手架", "全面排查", unit.pk, ends)], by=officer, at=at
    )
    assert queries.measures(accident).get() == tasks[0]
    assert tasks[0].source_label.startswith("事故防范措施")
    actions.publish(
        accident=accident, text="事故性质为责任事故，责任单位和人员已依法处理。", by=officer, at=at
    )
    words = "防范和整改措施均已落实，经现场核实，未发现同类隐患。"
    with pytest.raises(Refusal, match="1项防范措施未办结：排查脚手架"):
        actions.evaluate(accident=accident, text=words, by=officer, at=NOW + timedelta(days=200))
    Task.every.filter(pk=tasks[0].pk).update(state="done")
    actions.evaluate(accident=accident, text=words, by=officer, at=NOW + timedelta(days=200))
    actions.archive(accident=accident, by=officer, at=NOW + timedelta(days=205))
    assert (accident.state, accident.evaluation_public_on) == (
        "archived",
        beijing_day(NOW + timedelta(days=205)),
    )


def test_a_measure_without_a_unit_or_with_an_end_gone_by_is_refused(officer):
    accident = approved(officer)
    later = beijing_day(NOW) + timedelta(days=200)
    for measure in (Measure("排查", "", 0, later), Measure(" ", "", make_unit().pk, later), Measure("排查", "", make_unit().pk, beijing_day(NOW))):  # fmt: skip
        with pytest.raises(Refusal):
            actions.add_measures(accident=accident, wanted=[measure], by=officer, at=NOW + timedelta(days=61))
    assert not queries.measures(accident).exists()


def danger_of(enterprise, unit, at):
    finding = Finding(
        title="脚手架缺少防护栏", unit_id=unit.pk, source=Source.INSPECTION, enterprise_id=enterprise.pk
    )
    return report_danger(finding=finding, by=asker(Role.ENFORCEMENT, unit), at=at)


def test_a_danger_that_was_known_and_open_says_so_and_one_found_afterwards_does_not(officer, bureau):
    enterprise = make_enterprise()
    known = danger_of(enterprise, bureau, NOW - timedelta(days=40))
    accident = make_accident(officer, enterprise_id=enterprise.pk)
    assert list(queries.candidates(accident)) == [known]
    link = actions.link_danger(
        accident=accident, danger=known, note="同一部位", by=officer, at=NOW + timedelta(days=2)
    )
    assert (link.known_before, link.open_then) == (True, True)
    assert list(queries.candidates(accident)) == []
    with pytest.raises(Conflict, match="已经关联"):
        actions.link_danger(
            accident=accident, danger=known, note="同一部位", by=officer, at=NOW + timedelta(days=2)
        )
    new = actions.open_danger(
        accident=accident, title="安全网缺失", description="调查发现", by=officer, at=NOW + timedelta(days=3)
    )
    assert (new.known_before, new.open_then) == (False, False)
    assert (new.danger.grade, new.danger.source) == ("major", "accident")


def test_it_can_turn_out_to_be_no_accident_at_work(officer):
    accident = make_accident(officer)
    with pytest.raises(NotAllowed):
        actions.dismiss(accident=accident, why="突发疾病死亡", by=officer, at=NOW + timedelta(days=1))
    actions.dismiss(accident=accident, why="突发疾病死亡", by=asker(Role.OFFICE), at=NOW + timedelta(days=1))
    assert queries.tally(queries.visible(officer), NOW).number == 0


def test_the_enterprise_and_the_office_see_it_another_bureau_does_not(officer):
    enterprise = make_enterprise()
    accident = make_accident(officer, enterprise_id=enterprise.pk)
    assert queries.visible(asker(Role.ENTERPRISE, enterprise)).get() == accident
    assert queries.visible(asker(Role.OFFICE)).get() == accident
    assert not queries.visible(asker(Role.DEPARTMENT, make_unit())).exists()


def test_one_change_is_one_row_in_the_chain(officer):
    accident = make_accident(officer)
    rows = Entry.objects.filter(subject_type="accidents.accident", subject_id=str(accident.pk))
    day = beijing_day(NOW)
    steps = [
        lambda: actions.report_up(accident=accident, by=officer, at=NOW + timedelta(hours=2)),
        lambda: actions.supplement(accident=accident, deaths=2, injured=1, loss_yuan=10**6, why="核定", by=officer, at=NOW + timedelta(days=1)),
        lambda: actions.investigate(accident=accident, lead="组长", team="应急局", by=officer, at=NOW + timedelta(days=1)),
        lambda: actions.mark_concealed(accident=accident, why="迟报三小时", by=officer, at=NOW + timedelta(days=1)),
        lambda: actions.add_appraisal(accident=accident, subject="断口", by_whom="中心", began_on=day, ended_on=day + timedelta(days=3), by=officer, at=NOW + timedelta(days=2)),
        lambda: actions.extend(accident=accident, days=10, reason="等待", by=asker(Role.OFFICE), at=NOW + timedelta(days=3)),
    ]  # fmt: skip
    for number, step in enumerate(steps, 2):
        step()
        assert rows.count() == number


@pytest.mark.parametrize("seed", range(10))
def test_no_accident_leaves_its_table(seed, officer):
    def prepare(accident, verb):
        accident.approved_on = beijing_day(NOW)

    walk(make_accident(officer), seed, steps=20, prepare=prepare)


def test_an_exercise_enters_no_statistic_and_no_public_list(officer):
    accident = approved(officer)
    Accident.every.filter(pk=accident.pk).update(realm="exercise", published_on=beijing_day(NOW))
    assert queries.tally(queries.visible(officer), NOW).number == 0
    assert not queries.published().exists()
