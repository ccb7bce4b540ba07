"""A plan becomes tasks; a corrected plan keeps the work already done."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings

from ancheng.administration.programme import actions, adoption, queries
from ancheng.administration.programme.ledger import ledger_rows
from ancheng.administration.programme.models import Programme
from ancheng.administration.programme.rules import duties, tasks_end
from ancheng.base.errors import Conflict, NotAllowed, Refusal, Unreadable
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.actions import move
from ancheng.science.plan_text import Phase
from tests.factories import NOW, asker, make_office, make_unit

PLAN = """测试区安全发展实施方案
测安办发〔2026〕3号
一、主要任务
（一）源头治理
1.排查易涝点。汛前完成全部易涝点排查，整改率达到100%。（责任单位：区水务局、区商务局）
2.检查消火栓。市政消火栓完好率大于95%。（责任单位：区水务局，各街道办事处）
二、工作步骤
（一）实施阶段（2026年10月—2027年6月）
组织实施。
"""


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path):
        yield


@pytest.fixture
def office(db):
    make_unit("区水务局")
    make_unit("区商务局")
    streets = make_unit("各街道办事处", UnitKind.COLLECTIVE)
    streets.members.set([make_unit(f"第{n}街道", UnitKind.SUBDISTRICT) for n in (1, 2)])
    return asker(Role.OFFICE, make_office())


def upload(office, text=PLAN, **values):
    return actions.upload(file=ContentFile(text.encode(), name="方案.txt"), by=office, at=NOW, **values)


def adopted(office, text=PLAN, **values):
    programme = upload(office, text, **values)
    actions.adopt(programme=programme, by=office, at=NOW)
    return programme


def test_each_unit_gets_its_task_and_a_collective_means_its_members(office):
    adopted(office)
    held = sorted(
        (task.title, task.owner_unit.short_name) for task in Task.objects.select_related("owner_unit")
    )
    assert held == [
        ("排查易涝点", "区商务局"), ("排查易涝点", "区水务局"),
        ("检查消火栓", "区水务局"), ("检查消火栓", "第1街道"), ("检查消火栓", "第2街道"),
    ]  # fmt: skip
    assert set(Task.objects.values_list("ends_on", flat=True)) == {date(2027, 6, 30)}


def test_a_name_that_nobody_knows_stops_the_adoption_until_it_is_settled(office):
    programme = upload(office, PLAN.replace("区商务局", "区商业局"))
    assert queries.unknown_names(programme) == ["区商业局"]
    with pytest.raises(Refusal, match="区商业局"):
        actions.adopt(programme=programme, by=office, at=NOW)
    unit = Unit.objects.get(short_name="区商务局")
    actions.link(programme=programme, name="区商业局", unit=unit, remember=True, by=office, at=NOW)
    actions.adopt(programme=programme, by=office, at=NOW)
    assert Task.objects.filter(owner_unit=unit).exists()
    assert queries.unknown_names(upload(office, PLAN.replace("区商务局", "区商业局"))) == []


def test_a_corrected_version_keeps_work_gives_new_tasks_and_ends_the_rest(office):
    first = adopted(office)
    water = Task.objects.get(owner_unit__short_name="区水务局", title="排查易涝点")
    move(water, "plan", by=asker(Role.DEPARTMENT, water.owner_unit), at=NOW + timedelta(hours=1))
    corrected = PLAN.replace("汛前完成全部易涝点排查", "汛前汛后各排查一遍全部易涝点").replace(
        "区水务局、区商务局", "区水务局、区交通委"
    )
    make_unit("区交通委")
    second = upload(office, corrected, supersedes=first)
    found = adoption.effect(second)
    assert (len(found.new), len(found.kept), len(found.ended)) == (1, 4, 1)
    actions.adopt(programme=second, by=office, at=NOW + timedelta(days=1))
    water.refresh_from_db()
    assert water.state == "planned"
    assert "各排查一遍" in water.text
    assert water.source_id in second.groups.values_list("pk", flat=True)
    assert Task.objects.get(owner_unit__short_name="区商务局").state == "cancelled"
    assert Task.objects.get(owner_unit__short_name="区交通委").state == "assigned"
    assert Programme.objects.get(pk=first.pk).state == "superseded"


def test_a_task_already_done_is_not_cancelled_by_a_correction(office):
    first = adopted(office)
    Task.every.filter(owner_unit__short_name="区商务局").update(state="done")
    second = upload(office, PLAN.replace("区水务局、区商务局", "区水务局"), supersedes=first)
    actions.adopt(programme=second, by=office, at=NOW)
    assert Task.objects.get(owner_unit__short_name="区商务局").state == "done"


def test_a_programme_is_adopted_once(office):
    programme = adopted(office)
    with pytest.raises(Conflict, match="已被采纳"):
        actions.adopt(programme=programme, by=office, at=NOW)
    assert Task.objects.count() == 5


def test_a_document_without_a_responsibility_clause_is_refused_and_leaves_nothing(office):
    with pytest.raises(Unreadable, match="没有读到"):
        upload(office, "通知\n今天下午开会。\n")
    assert not Programme.every.exists()


@pytest.mark.parametrize("role", [each for each in Role if each != Role.OFFICE])
def test_only_the_office_takes_in_a_plan(office, role):
    with pytest.raises(NotAllowed, match="安委办"):
        upload(asker(role))


def test_a_draft_is_known_to_the_office_only_and_an_enterprise_knows_no_plan(office):
    draft = upload(office)
    assert draft in Programme.objects.visible_to(office)
    assert draft not in Programme.objects.visible_to(asker(Role.DEPARTMENT, make_unit()))
    actions.adopt(programme=draft, by=office, at=NOW)
    assert draft in Programme.objects.visible_to(asker(Role.DEPARTMENT, make_unit()))
    assert draft not in Programme.objects.visible_to(asker(Role.ENTERPRISE, make_unit()))


def test_a_dropped_group_gives_no_task(office):
    programme = upload(office)
    group = programme.groups.get(title="检查消火栓")
    actions.drop_group(group=group, why="已由市级实施", by=office, at=NOW)
    actions.adopt(programme=programme, by=office, at=NOW)
    assert not Task.objects.filter(title="检查消火栓").exists()


def test_the_ledger_holds_what_the_asker_may_see_in_the_order_of_the_plan(office):
    programme = adopted(office)
    assert [row["title"] for row in ledger_rows(programme, office, NOW)] == ["排查易涝点"] * 2 + [
        "检查消火栓"
    ] * 3
    own = asker(Role.DEPARTMENT, Unit.objects.get(short_name="区商务局"))
    assert [row["unit"] for row in ledger_rows(programme, own, NOW)] == ["区商务局"]


def test_moving_a_phase_carries_the_open_tasks_that_were_due_at_its_end(office):
    programme = adopted(office)
    phase = programme.phases.get()
    carried = actions.set_phase(
        phase=phase,
        starts_on=phase.starts_on,
        ends_on=date(2027, 9, 30),
        carry=True,
        why="验收推迟",
        by=office,
        at=NOW,
    )
    assert carried == 5
    assert set(Task.objects.values_list("ends_on", flat=True)) == {date(2027, 9, 30)}


def test_a_unit_named_twice_keeps_its_strongest_part():
    found = duties([(1, "cooperating"), (9, "responsible")], {9: [1, 2]})
    assert [(each.unit_id, each.part) for each in found] == [(1, "responsible"), (2, "responsible")]


def test_without_an_implementing_phase_the_latest_end_counts_and_the_rule_says_so():
    phases = [
        Phase("三(一)", "准备阶段", None, date(2026, 1, 1), "", (0, 0)),
        Phase("三(二)", "验收阶段", None, date(2026, 9, 1), "", (0, 0)),
    ]
    ends_on, rule = tasks_end(phases)
    assert ends_on == date(2026, 9, 1)
    assert "验收阶段" in rule
    assert tasks_end([])[0] is None
