"""A unit plans, works, proves; the office checks; nobody passes the own work."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import timeline
from ancheng.kernel.files.actions import attach
from ancheng.kernel.tasks import actions, queries
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.tasks.rules import PlannedStep
from tests.factories import NOW, asker, make_task, make_unit

pytestmark = pytest.mark.django_db
PLAN = "明确分管领导和责任科室，按节点推进。"
STEPS = [PlannedStep("摸清底数", date(2026, 12, 10)), PlannedStep("完成整治", date(2027, 1, 10))]
RESULT = "已按要求完成本项任务并闭环。"


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path):
        yield


@pytest.fixture
def task():
    return make_task(make_unit("区水务局"))


@pytest.fixture
def officer(task):
    return asker(Role.DEPARTMENT, task.owner_unit)


@pytest.fixture
def office(task):
    return asker(Role.OFFICE, task.issuer_unit)


def bring_to_submitted(task, officer):
    actions.make_plan(task=task, text=PLAN, milestones=STEPS, by=officer, at=NOW)
    actions.report(task=task, text="已完成一半", progress=50, by=officer, at=NOW)
    upload = SimpleUploadedFile("佐证.txt", f"任务 {task.pk} 的佐证".encode())
    attach(subject=task, upload=upload, purpose=actions.EVIDENCE, by=officer, at=NOW)
    actions.submit(task=task, result=RESULT, by=officer, at=NOW)


def test_the_whole_way_from_assignment_to_done(task, officer, office):
    bring_to_submitted(task, officer)
    actions.check(task=task, by=office, at=NOW, opinion="材料齐全")
    actions.finish(task=task, by=office, at=NOW)
    task.refresh_from_db()
    assert (task.state, task.progress, task.due_at) == ("done", 100, None)
    states = [row.to_state for row in timeline(task).order_by("id") if row.to_state]
    assert states == ["assigned", "planned", "in_progress", "submitted", "checked", "done"]


def test_without_evidence_there_is_nothing_to_check(task, officer):
    actions.make_plan(task=task, text=PLAN, milestones=STEPS, by=officer, at=NOW)
    actions.start(task=task, by=officer, at=NOW)
    with pytest.raises(Refusal, match="至少一份佐证材料"):
        actions.submit(task=task, result=RESULT, by=officer, at=NOW)


def test_a_returned_task_says_why_counts_it_and_gets_a_clock(task, officer, office):
    bring_to_submitted(task, officer)
    actions.send_back(task=task, why="缺少现场照片", by=office, at=NOW)
    task.refresh_from_db()
    assert (task.state, task.sent_back) == ("returned", 1)
    assert task.due_at is not None
    assert timeline(task).filter(verb="退回").get().why == "缺少现场照片"
    actions.resume(task=task, by=officer, at=NOW)
    actions.submit(task=task, result=RESULT, by=officer, at=NOW)


def test_a_task_returned_after_its_end_has_five_working_days(task, officer, office):
    bring_to_submitted(task, officer)
    late = task.ends_at + timedelta(days=30)
    actions.send_back(task=task, why="材料不全", by=office, at=late)
    assert 4 < (task.due_at - late).days < 16


def test_nobody_checks_the_own_work(task, officer):
    bring_to_submitted(task, officer)
    from ancheng.kernel.people.models import Membership, Person

    person = Person.objects.get(pk=officer.person_id)
    seat = Membership.objects.create(
        person=person, unit=task.issuer_unit, role=Role.OFFICE, valid_from=date(2020, 1, 1)
    )
    with pytest.raises(NotAllowed, match="不能核验本人"):
        actions.check(task=task, by=seat.asker(), at=NOW)


@pytest.mark.parametrize(
    ("text", "steps", "sentence"),
    [
        ("太短", STEPS, "不少于10个字"),
        (PLAN, [], "至少要有一个时间节点"),
        (PLAN, [PlannedStep("太晚", date(2030, 1, 1))], "晚于任务完成时限"),
        (PLAN, [PlannedStep(" ", date(2026, 12, 1))], "都要写明内容"),
    ],
)
def test_a_plan_that_says_nothing_is_refused(task, officer, text, steps, sentence):
    with pytest.raises(Refusal, match=sentence):
        actions.make_plan(task=task, text=text, milestones=steps, by=officer, at=NOW)
    task.refresh_from_db()
    assert task.state == "assigned"


def test_progress_that_falls_back_needs_a_reason(task, officer):
    actions.make_plan(task=task, text=PLAN, milestones=STEPS, by=officer, at=NOW)
    actions.report(task=task, text="已完成六成", progress=60, by=officer, at=NOW)
    with pytest.raises(Refusal, match="调低"):
        actions.report(task=task, text="重算", progress=30, by=officer, at=NOW)
    actions.report(task=task, text="核查发现两处未整改到位，重新计算进度", progress=30, by=officer, at=NOW)


def test_a_milestone_is_reached_once(task, officer):
    actions.make_plan(task=task, text=PLAN, milestones=STEPS, by=officer, at=NOW)
    first = task.milestones.first()
    actions.reach_milestone(milestone=first, on=date(2026, 12, 1), by=officer, at=NOW)
    with pytest.raises(Conflict):
        actions.reach_milestone(milestone=first, on=date(2026, 12, 2), by=officer, at=NOW)


def test_amending_a_plan_keeps_the_milestones_already_reached(task, officer):
    actions.make_plan(task=task, text=PLAN, milestones=STEPS, by=officer, at=NOW)
    actions.reach_milestone(milestone=task.milestones.first(), on=date(2026, 12, 1), by=officer, at=NOW)
    actions.amend_plan(
        task=task, text=PLAN, milestones=[PlannedStep("复查", date(2027, 1, 15))], by=officer, at=NOW
    )
    assert [each.title for each in task.milestones.all()] == ["摸清底数", "复查"]


def test_the_end_is_moved_by_who_gave_the_task_and_the_clock_follows(task, officer, office):
    actions.make_plan(task=task, text=PLAN, milestones=STEPS, by=officer, at=NOW)
    with pytest.raises(NotAllowed):
        actions.set_end(task=task, ends_on=date(2027, 6, 1), by=officer, at=NOW, why="想晚点")
    actions.set_end(task=task, ends_on=date(2027, 6, 1), by=office, at=NOW, why="国家验收推迟")
    task.refresh_from_db()
    assert task.due_at == task.ends_at


def test_a_cancelled_task_is_not_counted(task, office):
    actions.cancel(task=task, why="方案调整", by=office, at=NOW)
    assert queries.tally(Task.objects.all(), NOW).total == 0


def test_the_list_of_what_is_mine_turns_with_the_work(task, officer, office):
    assert task in queries.mine(officer)
    assert task not in queries.mine(office)
    bring_to_submitted(task, officer)
    assert task not in queries.mine(officer)
    assert task in queries.mine(office)


def test_who_is_late_is_counted_by_unit(task):
    other = make_task(make_unit("区商务局"))
    at = task.due_at + timedelta(hours=1)
    counts = queries.tally_by(Task.objects.all(), "owner_unit_id", at)
    assert counts[task.owner_unit_id].late == 1
    assert counts[other.owner_unit_id].late == 1
    assert queries.tally(Task.objects.all(), NOW).late == 0


def test_nothing_done_is_not_zero_percent_of_nothing():
    assert queries.tally(Task.objects.none(), NOW).done_percent is None
