"""A major danger that is listed for supervision, until it is off the list or the place is closed."""

from datetime import date, timedelta

import pytest
from django.test import Client

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.working_days import beijing_day
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers import actions, listing_actions, queries
from ancheng.supervision.dangers.models import Danger, Level, Listing
from ancheng.supervision.dangers.values import Grade, ListingPlan
from tests.factories import NOW

pytestmark = pytest.mark.django_db
PLAN = ListingPlan(
    "全部更换老化管道", "分段停气施工", "自筹二十万元", "工程部张某", date(2026, 12, 20), "停用燃气，专人值守"
)
TODAY = NOW.date()


@pytest.fixture
def listing(scene):
    danger = scene.ordered(grade=Grade.MAJOR)
    return listing_actions.propose(
        danger=danger,
        level=Level.DISTRICT,
        reason="逾期未整改且危险性大",
        due_on=date(2026, 12, 31),
        by=scene.officer,
        at=NOW,
    )


def rectifying(scene, listing):
    listing_actions.put_on_list(listing=listing, publish=True, by=scene.office, at=NOW)
    listing_actions.file_plan(listing=listing, plan=PLAN, by=scene.worker, at=NOW)
    listing_actions.start(listing=listing, by=scene.officer, at=NOW)
    return listing


def applied(scene, listing):
    rectifying(scene, listing)
    scene.shown(Danger.every.get(pk=listing.danger_id))
    listing_actions.apply(listing=listing, result="管道已全部更换并试压合格", by=scene.worker, at=NOW)
    return listing


def test_a_listed_danger_is_reviewed_on_the_spot_delisted_and_struck_off(scene, listing):
    applied(scene, listing)
    listing_actions.pass_check(
        listing=listing, on=TODAY, opinion="试压合格，现场整洁", by=scene.officer, at=NOW
    )
    listing_actions.delist(listing=listing, by=scene.office, at=NOW)
    danger = Danger.every.get(pk=listing.danger_id)
    assert (listing.state, danger.state, danger.listed) == ("delisted", "closed", False)
    assert danger.rechecked_by_id == scene.office.person_id
    states = Entry.objects.filter(subject_type="dangers.listing", subject_id=listing.pk).exclude(to_state="")
    assert list(states.order_by("id").values_list("to_state", flat=True)) == [
        "proposed",
        "listed",
        "planned",
        "rectifying",
        "applied",
        "checked",
        "delisted",
    ]


def test_only_a_major_danger_under_rectification_is_listed_and_only_once(scene, listing):
    with pytest.raises(Refusal, match="重大隐患"):
        listing_actions.propose(
            danger=scene.ordered(),
            level=Level.DISTRICT,
            reason="危险性大",
            due_on=date(2026, 12, 31),
            by=scene.officer,
            at=NOW,
        )
    with pytest.raises(Conflict, match="已在挂牌督办中"):
        listing_actions.propose(
            danger=Danger.every.get(pk=listing.danger_id),
            level=Level.DISTRICT,
            reason="危险性大",
            due_on=date(2026, 12, 31),
            by=scene.officer,
            at=NOW,
        )


def test_the_office_lists_with_a_numbered_notice_and_the_unit_then_owes_a_plan(scene, listing):
    with pytest.raises(NotAllowed):
        listing_actions.put_on_list(listing=listing, publish=True, by=scene.officer, at=NOW)
    listing_actions.put_on_list(listing=listing, publish=True, by=scene.office, at=NOW)
    document = Document.every.get(kind="listing_notice")
    assert listing.number == document.number
    assert "挂督〔2026〕1号" in document.number
    clock = Clock.objects.of(listing).get(stopped_at=None)
    assert (clock.awaited, clock.unit) == ("报备治理方案", scene.enterprise)


def test_the_review_on_the_spot_is_due_ten_days_after_the_application(scene, listing):
    applied(scene, listing)
    clock = Clock.objects.of(listing).get(stopped_at=None)
    assert beijing_day(clock.due_at) == date(2026, 12, 4)
    assert "第十八条" in clock.clause


def test_the_public_reads_what_is_listed_without_signing_in_and_nothing_before(scene, listing):
    def page():
        return Client().get("/dangers/listings/public/").content.decode()

    assert "疏散通道" not in page()
    listing_actions.put_on_list(listing=listing, publish=False, by=scene.office, at=NOW)
    assert "疏散通道" not in page()
    listing_actions.make_public(listing=listing, by=scene.office, at=NOW)
    shown = page()
    assert "疏散通道" in shown
    assert "测试餐饮有限公司" in shown
    assert scene.officer.name not in shown


def test_an_exercise_is_never_shown_to_the_public(scene, listing):
    Listing.every.filter(pk=listing.pk).update(realm="exercise", state="listed")
    listing.refresh_from_db()
    with pytest.raises(Refusal, match="演练"):
        listing_actions.make_public(listing=listing, by=scene.office, at=NOW)
    assert not queries.public_listings().exists()


def test_while_it_is_listed_the_danger_is_not_struck_off_beside_the_listing(scene, listing):
    danger = Danger.every.get(pk=listing.danger_id)
    scene.shown(danger)
    with pytest.raises(Conflict, match="挂牌督办"):
        actions.rectify(danger=danger, result="已经整改完成", by=scene.worker, at=NOW)
    assert Danger.every.get(pk=danger.pk).state == "ordered"


def test_a_failed_review_returns_the_danger_and_is_counted(scene, listing):
    applied(scene, listing)
    listing_actions.fail_check(
        listing=listing, on=TODAY, opinion="仍有两段未更换", by=scene.officer, at=NOW + timedelta(hours=1)
    )
    danger = Danger.every.get(pk=listing.danger_id)
    assert (listing.state, listing.failures, danger.state, danger.sent_back) == ("failed", 1, "returned", 1)
    listing_actions.resume(listing=listing, by=scene.worker, at=NOW + timedelta(hours=2))
    later = NOW + timedelta(days=3)
    with pytest.raises(Refusal, match="照片"):
        listing_actions.apply(listing=listing, result="余下两段已更换", by=scene.worker, at=later)
    scene.shown(danger, at=later)
    listing_actions.apply(listing=listing, result="余下两段已更换", by=scene.worker, at=later)
    assert listing.state == "applied"


def test_who_reviewed_on_the_spot_does_not_delist(scene, listing):
    applied(scene, listing)
    listing_actions.pass_check(listing=listing, on=TODAY, opinion="试压合格", by=scene.office, at=NOW)
    with pytest.raises(NotAllowed, match="现场审查人"):
        listing_actions.delist(listing=listing, by=scene.office, at=NOW)
    listing_actions.delist(listing=listing, by=scene.office_colleague, at=NOW)
    assert listing.ended


def test_a_place_that_is_not_made_safe_is_closed_by_order_and_the_danger_with_it(scene, listing):
    rectifying(scene, listing)
    listing_actions.ask_closure(listing=listing, why="拒不治理", by=scene.officer, at=NOW)
    with pytest.raises(Refusal, match="文号"):
        listing_actions.close(listing=listing, order_number=" ", by=scene.office, at=NOW)
    listing_actions.close(listing=listing, order_number="朝政决〔2026〕1号", by=scene.office, at=NOW)
    danger = Danger.every.get(pk=listing.danger_id)
    assert (listing.state, danger.state, danger.listed) == ("shut", "shut", False)


def test_the_government_may_refuse_to_close(scene, listing):
    rectifying(scene, listing)
    listing_actions.ask_closure(listing=listing, why="进展缓慢", by=scene.officer, at=NOW)
    listing_actions.spare(listing=listing, why="限期继续治理", by=scene.office, at=NOW)
    assert listing.state == "rectifying"


def test_a_declined_listing_leaves_the_danger_to_the_ordinary_way(scene, listing):
    listing_actions.decline(listing=listing, why="危险性不大", by=scene.office, at=NOW)
    danger = Danger.every.get(pk=listing.danger_id)
    assert not danger.listed
    scene.shown(danger)
    actions.rectify(danger=danger, result="管道已经更换", by=scene.worker, at=NOW)
    assert danger.state == "rectified"


def test_a_plan_is_returned_with_a_reason_and_filed_again(scene, listing):
    listing_actions.put_on_list(listing=listing, publish=False, by=scene.office, at=NOW)
    listing_actions.file_plan(listing=listing, plan=PLAN, by=scene.worker, at=NOW)
    listing_actions.return_plan(listing=listing, why="经费不落实", by=scene.officer, at=NOW)
    assert listing.state == "listed"
    listing_actions.file_plan(listing=listing, plan=PLAN, by=scene.worker, at=NOW)
    assert listing.state == "planned"


def test_progress_is_told_by_who_does_the_work_while_it_is_done(scene, listing):
    with pytest.raises(Conflict, match="拟挂牌"):
        listing_actions.report_progress(
            listing=listing, percent=10, text="已进场施工", by=scene.worker, at=NOW
        )
    rectifying(scene, listing)
    listing_actions.report_progress(listing=listing, percent=40, text="已进场施工", by=scene.worker, at=NOW)
    with pytest.raises(Refusal, match="0 至 100"):
        listing_actions.report_progress(
            listing=listing, percent=101, text="已进场施工", by=scene.worker, at=NOW
        )
    assert listing.progress.get().percent == 40
