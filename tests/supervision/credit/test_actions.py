"""Six stages with notice, defence, objection, expiry and repair; what is gathered and what follows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.contracts.kernel import CaseMoved
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.accidents.models import Accident
from ancheng.supervision.credit import actions, queries
from ancheng.supervision.credit.models import BAD, List, Listing, Rating, Record
from ancheng.supervision.credit.reactions import gather_anew
from ancheng.supervision.credit.rules import Kind
from ancheng.supervision.credit.values import NewRecord
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db
FACTS = "处罚决定书（朝）应急罚〔2026〕8号，未取得许可擅自生产。"
IN_2020 = datetime(2020, 5, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def office_unit():
    return make_office()


@pytest.fixture
def enterprise():
    return make_enterprise()


@pytest.fixture
def office():
    return asker(Role.OFFICE)


@pytest.fixture
def boss(enterprise):
    return asker(Role.ENTERPRISE, enterprise)


def collect(enterprise, *, at=NOW, name="serious", behaviour="licence", by=None):
    by = by or asker(Role.ENFORCEMENT, make_unit("区应急局", UnitKind.DEPARTMENT))
    return actions.collect(
        enterprise=enterprise, list_=name, behaviour=behaviour, facts=FACTS, by=by, at=at
    ), by


def to_notice(enterprise, office, *, at=NOW, **values):
    listing, by = collect(enterprise, at=at, **values)
    actions.report(listing=listing, by=by, at=at)
    actions.review(listing=listing, opinion="事实清楚，同意列入。", by=office, at=at)
    actions.notify(listing=listing, by=office, at=at)
    return listing


def to_list(enterprise, office, *, at=NOW, published_at=None, **values):
    listing = to_notice(enterprise, office, at=at, **values)
    actions.hear(listing=listing, opinion="期满未申辩。", by=office, at=at + timedelta(days=9))
    actions.submit(listing=listing, by=office, at=at + timedelta(days=9))
    actions.approve(
        listing=listing, decision="朝应急信〔1〕号", by=asker(Role.OFFICE), at=at + timedelta(days=10)
    )
    told = make_unit("区财政局")
    actions.push(listing=listing, units=[told], by=office, at=published_at or at + timedelta(days=12))
    return listing


def test_the_six_stages_leave_their_dates_in_the_ledger(enterprise, office):
    listing = to_list(enterprise, office)
    dates = (
        listing.collected_on,
        listing.reported_on,
        listing.reviewed_on,
        listing.submitted_on,
        listing.published_on,
    )
    assert all(dates)
    assert list(dates) == sorted(dates)
    assert [number for _, number, _ in queries.stages(queries.visible(office))] == [0, 0, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("at", "name", "behaviour", "published", "expires"),
    [
        (IN_2020, "joint", "licence", date(2020, 6, 1), date(2021, 6, 1)),
        (datetime(2024, 5, 20, 2, 0, tzinfo=UTC), "serious", "licence", date(2024, 6, 1), date(2027, 6, 1)),
    ],
)
def test_the_edition_of_the_day_sets_the_period(enterprise, office, at, name, behaviour, published, expires):
    listing = to_list(enterprise, office, at=at, name=name, behaviour=behaviour)
    assert (listing.published_on, listing.expires_on) == (published, expires)
    assert listing.due_at is not None
    assert beijing_day(listing.due_at) == expires


def test_nobody_goes_onto_a_list_of_bad_credit_unheard(enterprise, office):
    listing, by = collect(enterprise)
    actions.report(listing=listing, by=by, at=NOW)
    actions.review(listing=listing, opinion="事实清楚，同意列入。", by=office, at=NOW)
    with pytest.raises(Refusal, match="书面告知"):
        actions.submit(listing=listing, by=office, at=NOW)
    actions.notify(listing=listing, by=office, at=NOW)
    with pytest.raises(Refusal, match="尚未申辩"):
        actions.hear(listing=listing, opinion="期满未申辩。", by=office, at=NOW + timedelta(days=2))


def test_the_enterprise_learns_of_it_with_the_notice_and_not_before(enterprise, office, boss):
    listing, by = collect(enterprise)
    actions.report(listing=listing, by=by, at=NOW)
    assert not queries.visible(boss).exists()
    actions.review(listing=listing, opinion="事实清楚，同意列入。", by=office, at=NOW)
    actions.notify(listing=listing, by=office, at=NOW)
    assert queries.visible(boss).get() == listing


def test_a_defence_is_made_once_in_time_and_answered(enterprise, office, boss):
    listing = to_notice(enterprise, office)
    with pytest.raises(NotAllowed, match="该企业自己"):
        actions.defend(
            listing=listing,
            text="不是我们",
            waived=False,
            by=asker(Role.ENTERPRISE, make_enterprise()),
            at=NOW,
        )
    actions.defend(
        listing=listing, text="许可正在办理，已停产。", waived=False, by=boss, at=NOW + timedelta(days=1)
    )
    with pytest.raises(Conflict, match="已提交过"):
        actions.defend(
            listing=listing, text="再补充几句话", waived=False, by=boss, at=NOW + timedelta(days=1)
        )
    actions.hear(listing=listing, opinion="申辩理由不成立。", by=office, at=NOW + timedelta(days=2))
    assert listing.state == "heard"


def test_a_defence_after_its_days_is_refused(enterprise, office, boss):
    listing = to_notice(enterprise, office)
    with pytest.raises(Refusal, match="已经届满"):
        actions.defend(
            listing=listing, text="许可正在办理。", waived=False, by=boss, at=NOW + timedelta(days=20)
        )


def test_waiving_the_defence_shortens_the_wait(enterprise, office, boss):
    listing = to_notice(enterprise, office)
    actions.defend(listing=listing, text="", waived=True, by=boss, at=NOW + timedelta(hours=1))
    actions.hear(listing=listing, opinion="当事人放弃申辩。", by=office, at=NOW + timedelta(hours=2))
    assert listing.waived


def test_who_submits_does_not_approve(enterprise, office):
    listing = to_notice(enterprise, office)
    actions.hear(listing=listing, opinion="期满未申辩。", by=office, at=NOW + timedelta(days=9))
    actions.submit(listing=listing, by=office, at=NOW + timedelta(days=9))
    with pytest.raises(NotAllowed, match="本人报批"):
        actions.approve(listing=listing, decision="1号", by=office, at=NOW + timedelta(days=9))
    with pytest.raises(Refusal, match="决定文号"):
        actions.approve(listing=listing, decision=" ", by=asker(Role.OFFICE), at=NOW + timedelta(days=9))


def test_a_listing_is_pushed_to_somebody_who_then_sees_it_and_answers(enterprise, office):
    listing = to_list(enterprise, office)
    told = listing.pushes.get()
    clerk = asker(Role.DEPARTMENT, told.unit)
    assert queries.visible(clerk).get() == listing
    with pytest.raises(NotAllowed):
        actions.answer_push(
            told=told, measure="限制参与招投标", by=asker(Role.DEPARTMENT, make_unit()), at=NOW
        )
    actions.answer_push(told=told, measure="限制参与招投标", by=clerk, at=NOW + timedelta(days=13))
    with pytest.raises(Conflict):
        actions.answer_push(told=told, measure="再填一次措施", by=clerk, at=NOW + timedelta(days=13))


def test_an_enterprise_stands_on_a_list_once_at_a_time(enterprise, office):
    collect(enterprise)
    with pytest.raises(Conflict, match="在办或在列"):
        collect(enterprise)
    assert collect(enterprise, name="red", behaviour="")[0].list == List.RED


def test_the_public_list_lets_go_of_a_name_on_its_last_day_even_if_nobody_removes_it(enterprise, office):
    listing = to_list(enterprise, office, at=IN_2020, name="joint")
    assert listing.expires_on == date(2021, 6, 1)
    assert queries.public_list(date(2020, 5, 31)).count() == 0
    assert queries.public_list(date(2020, 6, 1)).get() == listing
    assert queries.public_list(date(2021, 6, 1)).get() == listing
    assert queries.public_list(date(2021, 6, 2)).count() == 0


def test_the_job_removes_whose_period_is_over_and_nobody_else(enterprise, office):
    old = to_list(enterprise, office, at=IN_2020, name="joint")
    assert actions.expire_due(at=datetime(2021, 6, 1, 10, 0, tzinfo=UTC)) == 0
    assert actions.expire_due(at=datetime(2021, 6, 1, 17, 0, tzinfo=UTC)) == 1
    old.refresh_from_db()
    assert (old.state, old.removed_on) == ("removed", date(2021, 6, 2))
    assert actions.expire_due(at=datetime(2021, 6, 3, 17, 0, tzinfo=UTC)) == 0


def test_removal_is_asked_by_the_enterprise_in_its_window_and_decided_by_the_office(enterprise, office, boss):
    listing = to_list(enterprise, office)
    ground = "已取得许可并完成全部整改。"
    with pytest.raises(Refusal, match="移出申请应在2027-12-06至2029-12-06"):
        actions.ask_removal(listing=listing, ground=ground, by=boss, at=NOW + timedelta(days=100))
    later = datetime(2027, 12, 10, 2, 0, tzinfo=UTC)
    with pytest.raises(NotAllowed):
        actions.ask_removal(listing=listing, ground=ground, by=office, at=later)
    actions.ask_removal(listing=listing, ground=ground, by=boss, at=later)
    with pytest.raises(Refusal, match="须填写理由"):
        actions.refuse_removal(listing=listing, why=" ", by=office, at=later)
    actions.refuse_removal(listing=listing, why="整改未完成", by=office, at=later)
    assert beijing_day(listing.due_at) == listing.expires_on
    actions.ask_removal(listing=listing, ground=ground, by=boss, at=later + timedelta(days=30))
    actions.remove(listing=listing, by=office, at=later + timedelta(days=31))
    assert listing.state == "removed"
    assert queries.public_list(date(2028, 2, 1)).count() == 0


def test_a_removal_by_deceit_is_taken_back_until_the_original_end(enterprise, office, boss):
    listing = to_list(enterprise, office)
    later = datetime(2027, 12, 10, 2, 0, tzinfo=UTC)
    actions.ask_removal(listing=listing, ground="已取得许可并完成全部整改。", by=boss, at=later)
    actions.remove(listing=listing, by=office, at=later)
    end = listing.expires_on
    actions.restore(listing=listing, why="提交虚假材料", by=office, at=later + timedelta(days=60))
    assert (listing.state, listing.expires_on) == ("pushed", end)
    assert queries.public_list(date(2028, 6, 1)).get() == listing
    actions.expire_due(at=datetime(2029, 12, 7, 2, 0, tzinfo=UTC))
    listing.refresh_from_db()
    with pytest.raises(Conflict, match="已经届满"):
        actions.restore(
            listing=listing, why="提交虚假材料", by=office, at=datetime(2029, 12, 8, 2, 0, tzinfo=UTC)
        )


def test_an_objection_that_holds_revokes_the_listing(enterprise, office, boss):
    listing = to_list(enterprise, office)
    at = NOW + timedelta(days=20)
    made = actions.object_to(listing=listing, text="处罚决定书已被法院撤销，附判决书。", by=boss, at=at)
    with pytest.raises(Conflict, match="正在处理"):
        actions.object_to(listing=listing, text="处罚决定书已被法院撤销，附判决书。", by=boss, at=at)
    actions.answer_objection(made=made, upheld=True, answer="经核实判决属实。", by=office, at=at)
    listing.refresh_from_db()
    assert listing.state == "revoked"
    assert queries.public_list(beijing_day(at)).count() == 0


def test_an_objection_that_does_not_hold_leaves_it_and_says_why(enterprise, office, boss):
    listing = to_list(enterprise, office)
    at = NOW + timedelta(days=20)
    made = actions.object_to(listing=listing, text="我们认为处罚过重，请予撤销。", by=boss, at=at)
    with pytest.raises(Refusal, match="答复理由"):
        actions.answer_objection(made=made, upheld=False, answer="", by=office, at=at)
    actions.answer_objection(made=made, upheld=False, answer="处罚已生效。", by=office, at=at)
    listing.refresh_from_db()
    assert listing.state == "pushed"


def test_the_red_list_needs_no_notice(enterprise, office):
    listing, by = collect(enterprise, name="red", behaviour="")
    actions.report(listing=listing, by=by, at=NOW)
    actions.review(listing=listing, opinion="事迹属实，同意。", by=office, at=NOW)
    with pytest.raises(Refusal, match="红名单无需"):
        actions.notify(listing=listing, by=office, at=NOW)
    actions.submit(listing=listing, by=office, at=NOW)
    actions.approve(listing=listing, decision="2号", by=asker(Role.OFFICE), at=NOW)
    actions.push(listing=listing, units=[make_unit()], by=office, at=NOW)
    assert listing.expires_on == date(2027, 11, 24)
    assert queries.public_list(date(2026, 12, 1), BAD).count() == 0


def test_a_list_of_another_edition_is_refused_on_its_day(enterprise):
    with pytest.raises(Refusal, match="严重失信主体名单"):
        collect(enterprise, name="joint")


def test_being_listed_makes_the_grade_d_and_the_weight_three_and_removal_undoes_both(enterprise, office):
    listing = to_list(enterprise, office, at=IN_2020, name="joint")
    assert Rating.objects.get(enterprise=enterprise, current=True).grade == "D"
    assert queries.inspection_weights([enterprise.pk], date(2020, 7, 1))[enterprise.pk].factor == 3.0
    actions.expire_due(at=datetime(2021, 6, 3, 2, 0, tzinfo=UTC))
    listing.refresh_from_db()
    assert Rating.objects.get(enterprise=enterprise, current=True).grade == "B"
    assert queries.inspection_weights([enterprise.pk], date(2021, 7, 1))[enterprise.pk].factor == 1.0


def test_weights_come_for_every_enterprise_asked_for_also_one_that_nobody_rated(enterprise):
    other = make_enterprise()
    found = queries.inspection_weights([enterprise.pk, other.pk], date(2026, 1, 1))
    assert set(found) == {enterprise.pk, other.pk}
    assert "尚未评定" in found[other.pk].why


def penalty(enterprise, number="1", on=date(2026, 10, 1)):
    return NewRecord(enterprise.pk, Kind.PENALTY, on, "罚款三万元", None, "test.penalty", number)


def test_what_a_source_has_told_is_not_told_twice(enterprise, office):
    assert actions.keep(records=[penalty(enterprise), penalty(enterprise, "2")], by=office, at=NOW) == 2
    assert actions.keep(records=[penalty(enterprise), penalty(enterprise, "3")], by=office, at=NOW) == 1
    assert Record.objects.count() == 3


def test_a_rating_is_written_only_when_something_changed(enterprise, office):
    actions.keep(records=[penalty(enterprise)], by=office, at=NOW)
    assert actions.rate(enterprise_ids=[enterprise.pk], by=office, at=NOW) == 1
    assert actions.rate(enterprise_ids=[enterprise.pk], by=office, at=NOW + timedelta(days=1)) == 0
    actions.keep(records=[penalty(enterprise, "2")], by=office, at=NOW)
    assert actions.rate(enterprise_ids=[enterprise.pk], by=office, at=NOW + timedelta(days=2)) == 1
    assert Rating.objects.filter(enterprise=enterprise).count() == 2
    assert Rating.objects.filter(enterprise=enterprise, current=True).get().score == 73


def test_repair_takes_a_record_out_of_the_score_and_keeps_it_readable(enterprise, office):
    actions.keep(records=[penalty(enterprise)], by=office, at=NOW)
    row = Record.objects.get()
    with pytest.raises(NotAllowed):
        actions.repair(row=row, why="已整改并修复", by=asker(Role.DEPARTMENT), at=NOW)
    actions.repair(row=row, why="已整改并修复", by=office, at=NOW)
    assert queries.rating_of(office, enterprise.pk).score == 85
    assert queries.records_of(office, enterprise.pk).get().repaired_why == "已整改并修复"
    with pytest.raises(Conflict):
        actions.repair(row=row, why="已整改并修复", by=office, at=NOW)


def test_what_no_register_knows_is_noted_by_hand_and_rated(enterprise, office):
    actions.note(
        enterprise=enterprise,
        kind="award",
        on=date(2026, 11, 1),
        text="区安全生产先进单位",
        by=office,
        at=NOW,
    )
    assert queries.rating_of(office, enterprise.pk).score == 90
    for wrong in ({"kind": "rumour"}, {"text": "好"}, {"on": date(2027, 1, 1)}):
        with pytest.raises(Refusal):
            actions.note(**{"enterprise": enterprise, "kind": "award", "on": date(2026, 11, 1), "text": "先进单位表彰", "by": office, "at": NOW, **wrong})  # fmt: skip


def responsible_accident(enterprise, **values):
    bureau = make_unit("区应急局", UnitKind.DEPARTMENT)
    accident = Accident(
        number="SG-2026-0001", title="坠落", sort="building", grade="general", enterprise=enterprise, occurred_at=NOW, known_at=NOW, received_at=NOW,
        brief="坠落", deaths=1, injured=0, owner_unit=bureau, issuer_unit=make_office(), state="approved", state_since=NOW, responsible=True,
        approved_on=beijing_day(NOW), **values,
    )  # fmt: skip
    accident.derive_scope()
    accident.save()
    return accident


def test_a_responsible_accident_reaches_the_credit_of_its_enterprise_once(enterprise, office):
    accident = responsible_accident(enterprise, concealed=True)
    fact = CaseMoved("accidents.accident", accident.pk, "approve", "submitted", "approved", None, NOW)
    gather_anew(fact)
    gather_anew(fact)
    assert {each.kind for each in Record.objects.all()} == {"accident_general", "concealed"}
    assert queries.rating_of(office, enterprise.pk).score == 25


def test_other_steps_gather_nothing(enterprise):
    accident = responsible_accident(enterprise)
    gather_anew(
        CaseMoved("accidents.accident", accident.pk, "report_up", "reported", "reported_up", None, NOW)
    )
    gather_anew(CaseMoved("tasks.task", 1, "approve", "a", "b", None, NOW))
    assert not Record.objects.exists()


def test_a_true_report_counts_without_the_words_of_the_reporter(enterprise, office):
    from ancheng.supervision.hotline import actions as hotline
    from tests.supervision.hotline.makers import CONTENT, make_report

    report, _ = make_report(enterprise_id=enterprise.pk)
    by = asker(Role.DEPARTMENT, report.owner_unit)
    hotline.accept(report=report, by=by, at=NOW)
    hotline.verify(report=report, verdict="true", result="现场核查，问题属实。", by=by, at=NOW)
    assert actions.gather(enterprise_ids=[enterprise.pk], by=PLATFORM, at=NOW) == 1
    row = Record.objects.get()
    assert row.kind == "report_true"
    assert CONTENT[:8] not in row.text


def test_an_enterprise_reads_its_own_credit_and_no_others(enterprise, office, boss):
    other = make_enterprise()
    actions.keep(records=[penalty(enterprise), penalty(other, "9")], by=office, at=NOW)
    actions.rate(enterprise_ids=[enterprise.pk, other.pk], by=office, at=NOW)
    assert queries.records_of(boss, enterprise.pk).count() == 1
    assert queries.records_of(boss, other.pk).count() == 0
    assert queries.rating_of(boss, other.pk) is None


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.GRID, Role.AUDITOR, Role.COMMANDER, Role.DUTY])
def test_others_neither_gather_nor_collect(role, enterprise):
    by = asker(role, enterprise if role == Role.ENTERPRISE else make_office())
    with pytest.raises(NotAllowed):
        actions.gather(enterprise_ids=[enterprise.pk], by=by, at=NOW)
    with pytest.raises(NotAllowed):
        collect(enterprise, by=by)


def test_one_step_is_one_row_in_the_chain(enterprise, office, boss):
    listing, by = collect(enterprise)
    rows = Entry.objects.filter(subject_type="credit.listing", subject_id=str(listing.pk))
    second = asker(Role.OFFICE)
    steps = [
        lambda: actions.report(listing=listing, by=by, at=NOW),
        lambda: actions.review(listing=listing, opinion="同意列入名单", by=office, at=NOW),
        lambda: actions.notify(listing=listing, by=office, at=NOW),
        lambda: actions.defend(listing=listing, text="许可正在办理", waived=False, by=boss, at=NOW),
        lambda: actions.hear(listing=listing, opinion="理由不成立", by=office, at=NOW),
        lambda: actions.submit(listing=listing, by=office, at=NOW),
        lambda: actions.approve(listing=listing, decision="1号", by=second, at=NOW),
        lambda: actions.push(listing=listing, units=[make_unit()], by=office, at=NOW),
        lambda: actions.object_to(listing=listing, text="处罚决定已被撤销，请核实。", by=boss, at=NOW),
        lambda: actions.answer_objection(made=listing.objections.get(), upheld=True, answer="经核实属实", by=office, at=NOW),
    ]  # fmt: skip
    for number, step in enumerate(steps, 2):
        step()
        assert rows.count() == number


@pytest.mark.parametrize("seed", range(10))
def test_no_listing_leaves_its_table(seed, enterprise):
    def prepare(listing, verb):
        # What the actions set before the state may be entered.
        Listing.every.filter(pk=listing.pk).update(published_on=NOW.date(), expires_on=date(2029, 11, 24))
        listing.published_on, listing.expires_on = NOW.date(), date(2029, 11, 24)

    walk(collect(enterprise)[0], seed, steps=24, prepare=prepare)
