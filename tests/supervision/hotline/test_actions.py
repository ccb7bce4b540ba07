"""From the first word to feedback and judgement: clocks, transfer, joining, more time, dangers, rewards."""

from datetime import date, timedelta

import pytest

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.audit.queries import timeline
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.hotline import actions, queries, rewards
from ancheng.supervision.hotline.models import Report
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.supervision.hotline.makers import CONTENT, WHO, make_bureau, make_report, submission

pytestmark = pytest.mark.django_db
RESULT = "现场核查，仓库确有油漆稀料并住人。"
FEEDBACK = "您反映的问题属实，已责令清理并立案。"


def officer_of(report):
    return asker(Role.DEPARTMENT, report.owner_unit)


def accepted(**values):
    report, code = make_report(**values)
    actions.accept(report=report, by=officer_of(report), at=NOW)
    return report, code


def verified(verdict="true", **values):
    report, code = accepted(**values)
    actions.verify(
        report=report, verdict=verdict, result=RESULT, by=officer_of(report), at=NOW + timedelta(days=20)
    )
    return report, code


def fed_back(**values):
    report, code = verified(**values)
    actions.feed_back(report=report, text=FEEDBACK, by=officer_of(report), at=NOW + timedelta(days=22))
    return report, code


def due_day(report):
    return beijing_day(Clock.objects.of(report).get(stopped_at=None).due_at)


def test_a_report_waits_for_acceptance_with_the_unit_that_takes_reports_in():
    report, code = make_report()
    assert report.owner_unit == make_bureau()
    assert report.state == "received"
    assert due_day(report) == date(2026, 11, 27)
    assert queries.by_code(code) == report


def test_sixty_days_run_from_acceptance_and_ten_from_the_end_of_verification():
    report, _ = accepted()
    assert due_day(report) == beijing_day(NOW) + timedelta(days=60)
    actions.verify(
        report=report, verdict="true", result=RESULT, by=officer_of(report), at=NOW + timedelta(days=20)
    )
    assert due_day(report) == beijing_day(NOW) + timedelta(days=30)


def test_an_order_of_12345_brings_its_own_deadline():
    make_bureau()
    due_at = NOW + timedelta(days=7)
    sent = submission(channel="12345", order_number="GD2026001", order_due_at=due_at)
    report, _ = actions.take_in(submission=sent, by=asker(Role.DUTY, make_bureau()), at=NOW)
    assert report.due_at == due_at
    actions.accept(report=report, by=officer_of(report), at=NOW + timedelta(hours=3))
    report.refresh_from_db()
    assert report.due_at == due_at


def test_an_order_without_its_number_or_with_a_deadline_gone_by_is_refused():
    by = asker(Role.DUTY, make_bureau())
    with pytest.raises(Refusal, match="工单号"):
        actions.take_in(submission=submission(channel="12345"), by=by, at=NOW)
    late = submission(channel="12345", order_number="1", order_due_at=NOW - timedelta(hours=1))
    with pytest.raises(Refusal, match="时限已过"):
        actions.take_in(submission=late, by=by, at=NOW)


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.GRID, Role.AUDITOR, Role.COMMANDER])
def test_only_those_who_take_reports_in_may_write_one_down(role):
    with pytest.raises(NotAllowed):
        actions.take_in(submission=submission(channel="visit"), by=asker(role, make_bureau()), at=NOW)


def test_a_report_with_hardly_a_word_is_refused():
    make_bureau()
    with pytest.raises(Refusal, match="不少于10个字"):
        actions.submit(submission=submission(content="有问题"), at=NOW)
    assert not Report.every.exists()


def test_the_same_page_sent_twice_is_one_report():
    make_bureau()
    sent = submission()
    one, code = actions.submit(submission=sent, at=NOW)
    two, again = actions.submit(submission=sent, at=NOW + timedelta(minutes=1))
    assert (one.pk, code) == (two.pk, again)
    assert Report.every.count() == 1


def test_handing_over_to_another_unit_of_the_district_moves_who_may_see_and_act():
    report, _ = make_report()
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    clerk = asker(Role.SUBDISTRICT, street)
    assert not queries.visible(clerk).exists()
    actions.dispatch(report=report, unit=street, why="属地核查", by=officer_of(report), at=NOW)
    assert queries.visible(clerk).get() == report
    actions.accept(report=report, by=clerk, at=NOW + timedelta(hours=1))
    assert report.state == "accepted"


def test_a_case_handed_over_after_acceptance_keeps_its_first_sixty_days():
    report, _ = accepted()
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    later = NOW + timedelta(days=10)
    actions.dispatch(report=report, unit=street, why="属地核查", by=officer_of(report), at=later)
    actions.accept(report=report, by=asker(Role.SUBDISTRICT, street), at=later)
    assert due_day(report) == beijing_day(NOW) + timedelta(days=60)


@pytest.mark.parametrize("kind", [UnitKind.ENTERPRISE, UnitKind.COLLECTIVE])
def test_an_enterprise_or_a_collective_handles_no_report(kind):
    report, _ = make_report()
    unit = make_enterprise() if kind == UnitKind.ENTERPRISE else make_unit("各街道", kind)
    with pytest.raises(Refusal, match="不能承办"):
        actions.dispatch(report=report, unit=unit, why="转办", by=officer_of(report), at=NOW)


def test_transfer_and_refusal_tell_the_reporter_why():
    one, _ = make_report()
    actions.transfer(report=one, to="市住建委", why="属市管项目", by=officer_of(one), at=NOW)
    assert "市住建委" in one.told
    assert "属市管项目" in one.told
    two, _ = make_report()
    actions.reject(report=two, why="内容不具体，无法核查", by=officer_of(two), at=NOW)
    assert two.told == "内容不具体，无法核查"
    assert (one.state, two.state) == ("transferred", "rejected")
    three, _ = make_report()
    with pytest.raises(Refusal, match="告知举报人"):
        actions.reject(report=three, why="不行", by=officer_of(three), at=NOW)


def test_earlier_reports_of_the_same_thing_are_suggested_and_others_are_not():
    first, _ = make_report(geometry=(116.46, 39.91))
    make_report(content="双井桥下井盖缺失，晚上没有照明，行人容易掉下去。", geometry=(116.47, 39.90))
    office = asker(Role.OFFICE)
    new = "建国路甲八号后院仓库住人，还堆放油漆稀料，电线乱拉。"
    from django.contrib.gis.geos import Point

    found = queries.alike(office, new, place=Point(116.4601, 39.9101, srid=4326), at=NOW + timedelta(days=2))
    assert [each.report for each in found] == [first]
    assert found[0].metres < 20
    assert queries.alike(office, new, place=None, at=NOW + timedelta(days=100)) == []


def test_what_the_asker_may_not_see_is_not_suggested():
    make_report()
    assert queries.alike(asker(Role.DEPARTMENT, make_unit()), CONTENT, place=None, at=NOW) == []


def test_a_later_report_is_joined_to_an_earlier_one_and_reads_its_outcome():
    first, _ = make_report()
    later, code = make_report(at=NOW + timedelta(hours=5))
    by = officer_of(first)
    with pytest.raises(Refusal, match="更早接收"):
        actions.merge(report=first, first=later, by=by, at=NOW + timedelta(days=1))
    actions.merge(report=later, first=first, by=by, at=NOW + timedelta(days=1))
    assert later.state == "merged"
    third, _ = make_report(at=NOW + timedelta(days=2))
    with pytest.raises(Refusal, match="更早接收"):
        actions.merge(report=third, first=later, by=by, at=NOW + timedelta(days=2))
    assert queries.by_code(code).first == first


def test_more_time_is_granted_by_the_next_level_and_moves_the_end_by_calendar_days():
    report, _ = accepted()
    by = officer_of(report)
    asked = actions.ask_more_time(report=report, days=30, reason="需要委托检测", by=by, at=NOW)
    with pytest.raises(Conflict, match="待审批"):
        actions.ask_more_time(report=report, days=1, reason="再等等", by=by, at=NOW)
    with pytest.raises(NotAllowed, match="上一级"):
        actions.decide_more_time(asked=asked, granted=True, answer="", by=by, at=NOW)
    actions.decide_more_time(asked=asked, granted=True, answer="同意", by=asker(Role.OFFICE), at=NOW)
    report.refresh_from_db()
    assert due_day(report) == beijing_day(NOW) + timedelta(days=90)
    with pytest.raises(Refusal, match="不得超过30日"):
        actions.ask_more_time(report=report, days=1, reason="再等等", by=by, at=NOW)
    with pytest.raises(Conflict, match="已由他人审批"):
        actions.decide_more_time(asked=asked, granted=True, answer="", by=asker(Role.OFFICE), at=NOW)


def test_nobody_grants_the_own_request_for_more_time():
    report, _ = accepted()
    office = asker(Role.OFFICE)
    asked = actions.ask_more_time(report=report, days=5, reason="需要委托检测", by=office, at=NOW)
    with pytest.raises(NotAllowed, match="本人"):
        actions.decide_more_time(asked=asked, granted=True, answer="", by=office, at=NOW)
    with pytest.raises(Refusal, match="须写明理由"):
        actions.decide_more_time(asked=asked, granted=False, answer="", by=asker(Role.OFFICE), at=NOW)


def test_verification_does_not_end_while_a_request_for_more_time_is_open():
    report, _ = accepted()
    by = officer_of(report)
    actions.ask_more_time(report=report, days=5, reason="需要委托检测", by=by, at=NOW)
    with pytest.raises(Conflict, match="延期申请待审批"):
        actions.verify(report=report, verdict="true", result=RESULT, by=by, at=NOW)


def test_verification_needs_a_finding_and_words():
    report, _ = accepted()
    with pytest.raises(Refusal, match="核查结论"):
        actions.verify(report=report, verdict="maybe", result=RESULT, by=officer_of(report), at=NOW)
    with pytest.raises(Refusal, match="不少于10个字"):
        actions.verify(report=report, verdict="true", result="属实", by=officer_of(report), at=NOW)


def test_the_reporter_judges_once_and_only_after_feedback():
    report, code = verified()
    with pytest.raises(Conflict, match="尚未反馈"):
        actions.rate(code=code, satisfaction="satisfied", text="", at=NOW)
    actions.feed_back(report=report, text=FEEDBACK, by=officer_of(report), at=NOW + timedelta(days=22))
    rated = actions.rate(code=code, satisfaction="dissatisfied", text="没有整改", at=NOW + timedelta(days=23))
    assert rated.satisfaction == "dissatisfied"
    assert timeline(report).first().actor_name == "公众"
    with pytest.raises(Conflict, match="评价过"):
        actions.rate(code=code, satisfaction="satisfied", text="", at=NOW + timedelta(days=23))


def test_a_dissatisfied_reporter_can_be_answered_by_verifying_again():
    report, _ = fed_back()
    with pytest.raises(Refusal, match="须填写理由"):
        actions.reopen(report=report, why="", by=asker(Role.OFFICE), at=NOW + timedelta(days=25))
    actions.reopen(report=report, why="举报人称未整改", by=asker(Role.OFFICE), at=NOW + timedelta(days=25))
    assert (report.state, report.verdict, report.fed_back_at) == ("accepted", "", None)
    assert due_day(report) == beijing_day(NOW) + timedelta(days=60)


def test_a_stranger_from_another_unit_may_not_handle_it():
    report, _ = make_report()
    with pytest.raises(NotAllowed):
        actions.accept(report=report, by=asker(Role.DEPARTMENT, make_unit()), at=NOW)
    with pytest.raises(NotAllowed):
        actions.identify(report=report, enterprise_id=None, by=asker(Role.DEPARTMENT, make_unit()), at=NOW)


def test_the_enterprise_reported_on_never_sees_the_report():
    enterprise = make_enterprise()
    report, _ = make_report(enterprise_id=enterprise.pk)
    boss = asker(Role.ENTERPRISE, enterprise)
    assert not queries.visible(boss).exists()
    assert not queries.of_enterprise(boss, enterprise.pk).exists()
    assert queries.of_enterprise(asker(Role.OFFICE), enterprise.pk).get() == report


def test_a_danger_opened_from_a_report_carries_the_officers_words_and_nothing_of_the_reporters():
    enterprise = make_enterprise()
    report, _ = accepted(identity=WHO, enterprise_id=enterprise.pk)
    by = officer_of(report)
    danger = actions.open_danger(report=report, title="库房违规储存易燃品", grade="major", description="现场核查发现。", by=by, at=NOW)  # fmt: skip
    danger = Danger.every.get(pk=danger.pk)
    assert (danger.source, danger.grade, danger.source_id) == ("hotline", "major", str(report.pk))
    assert danger.enterprise == enterprise
    kept = f"{danger.title}{danger.description}{danger.source_label}"
    assert report.content not in kept
    assert report.title not in kept


def test_no_danger_is_opened_from_a_report_that_was_not_accepted():
    report, _ = make_report()
    with pytest.raises(Conflict, match="受理后"):
        actions.open_danger(
            report=report, title="隐患", grade="general", description="", by=officer_of(report), at=NOW
        )


def test_a_reward_is_proposed_once_granted_by_another_and_paid_on_a_voucher():
    report, _ = fed_back()
    proposer, granter = asker(Role.OFFICE), asker(Role.OFFICE)
    reward = rewards.propose(
        report=report, amount_yuan=4500, basis="罚〔2026〕8号，罚款3万元", by=proposer, at=NOW
    )
    with pytest.raises(Conflict, match="只奖励一次"):
        rewards.propose(report=report, amount_yuan=4500, basis="罚〔2026〕8号", by=proposer, at=NOW)
    with pytest.raises(NotAllowed, match="本人"):
        rewards.grant(reward=reward, by=proposer, at=NOW)
    rewards.grant(reward=reward, by=granter, at=NOW)
    with pytest.raises(Refusal, match="凭证号"):
        rewards.pay(reward=reward, voucher=" ", by=granter, at=NOW)
    with pytest.raises(Conflict, match="期满前"):
        rewards.forfeit(reward=reward, why="联系不上", by=granter, at=NOW)
    rewards.pay(reward=reward, voucher="PZ001", by=granter, at=NOW)
    assert reward.state == "paid"


def test_a_reward_that_nobody_collects_in_sixty_days_is_forfeited():
    report, _ = fed_back()
    reward = rewards.propose(
        report=report, amount_yuan=3000, basis="罚〔2026〕8号", by=asker(Role.OFFICE), at=NOW
    )
    rewards.grant(reward=reward, by=asker(Role.OFFICE), at=NOW)
    assert due_day(reward) == beijing_day(NOW) + timedelta(days=60)
    rewards.forfeit(reward=reward, why="期满未领", by=asker(Role.OFFICE), at=NOW + timedelta(days=61))
    assert reward.state == "forfeited"


def test_a_report_that_proved_false_earns_nothing():
    report, _ = verified(verdict="false")
    with pytest.raises(Refusal, match="属实"):
        rewards.propose(report=report, amount_yuan=3000, basis="罚〔2026〕8号", by=asker(Role.OFFICE), at=NOW)


def test_the_figures_count_what_waits_runs_and_is_late():
    make_report()
    accepted()
    fed_back()
    found = queries.figures(queries.visible(asker(Role.OFFICE, make_office())), NOW + timedelta(days=100))
    assert (found["waiting"], found["open"], found["late"], found["rated"]) == (1, 3, 3, 0)


def test_one_step_is_one_row_in_the_chain():
    report, code = make_report()
    rows = Entry.objects.filter(subject_type="hotline.report", subject_id=str(report.pk))
    assert rows.count() == 1
    by = officer_of(report)
    steps = [
        lambda: actions.accept(report=report, by=by, at=NOW),
        lambda: actions.identify(report=report, enterprise_id=make_enterprise().pk, by=by, at=NOW),
        lambda: actions.ask_more_time(report=report, days=5, reason="需要检测", by=by, at=NOW),
        lambda: actions.decide_more_time(asked=report.extensions.get(), granted=True, answer="", by=asker(Role.OFFICE), at=NOW),
        lambda: actions.verify(report=report, verdict="partly", result=RESULT, by=by, at=NOW),
        lambda: actions.feed_back(report=report, text=FEEDBACK, by=by, at=NOW),
        lambda: actions.rate(code=code, satisfaction="fair", text="", at=NOW),
        lambda: actions.close(report=report, by=by, at=NOW),
    ]  # fmt: skip
    for number, step in enumerate(steps, 2):
        step()
        report.refresh_from_db()
        assert rows.count() == number
