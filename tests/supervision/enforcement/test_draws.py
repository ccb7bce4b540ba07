"""A draw is promised before it is made, replaced in the open, and proved to everybody."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.models import Entry
from ancheng.science.fair_draw import proof as fair
from ancheng.science.fair_draw.library import read_library
from ancheng.science.fair_draw.teams import TooFew
from ancheng.supervision.credit.models import Rating
from ancheng.supervision.enforcement import draw_actions, library_actions, rules
from ancheng.supervision.enforcement.gathering import library_of, weigh
from ancheng.supervision.enforcement.models import Assignment, Draw, Inspection, Inspector, Item, Tie
from ancheng.supervision.enforcement.values import Terms
from tests.factories import NOW
from tests.supervision.enforcement.conftest import INDUSTRY, enterprise

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def faults_of(draw):
    draw.refresh_from_db()
    return fair.faults(fair.read(draw.proof))


def test_a_draw_opens_a_manned_inspection_for_each_that_was_drawn_and_its_proof_holds(scene):
    draw, made = scene.drawn()
    assert (draw.state, draw.drawn_number, len(made)) == ("drawn", 2, 2)
    assert faults_of(draw) == []
    for inspection in made:
        assert inspection.state == "assigned"
        assert inspection.assignments.count() == 2
        assert inspection.item == scene.item
    proved = {each["subject"] for each in json.loads(draw.proof)["final"]}
    assert proved == {each.enterprise.enterprise.credit_code for each in made}


def test_before_the_draw_nobody_can_read_the_promised_number(scene):
    draw = scene.draw()
    draw_actions.announce(draw=draw, by=scene.officers[0], at=NOW)
    assert fair.commitment_of(draw.nonce) == draw.commitment
    told = json.dumps(list(Entry.objects.values("after", "before", "why")), default=str)
    assert draw.commitment in told
    assert draw.nonce not in told


def test_the_library_is_frozen_with_the_promise_so_that_later_enterprises_do_not_change_the_draw(scene):
    draw = scene.draw(ratio=10_000)
    draw_actions.announce(draw=draw, by=scene.officers[0], at=NOW)
    enterprise(scene.street)
    made = draw_actions.make(draw=draw, public_value="", by=scene.officers[0], at=LATER)
    assert len(made) == 8
    assert faults_of(draw) == []


def test_a_public_value_is_asked_for_and_may_not_be_drawn_before_it_exists(scene):
    known = NOW + timedelta(hours=5)
    draw = scene.draw(public_source="双色球第2026136期开奖号码", public_known_at=known)
    draw_actions.announce(draw=draw, by=scene.officers[0], at=NOW)
    with pytest.raises(Refusal, match="请填写公开随机来源的数值"):
        draw_actions.make(draw=draw, public_value=" ", by=scene.officers[0], at=known)
    with pytest.raises(Refusal, match="才产生"):
        draw_actions.make(draw=draw, public_value="03 11", by=scene.officers[0], at=LATER)
    draw_actions.make(draw=draw, public_value="03 11", by=scene.officers[0], at=known)
    assert faults_of(draw) == []
    assert json.loads(draw.proof)["drawing"]["public_value"] == "03 11"


def test_a_public_value_that_is_known_already_is_refused(scene):
    with pytest.raises(Refusal, match="之后产生"):
        scene.draw(public_source="昨日指数", public_known_at=NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ratio_bp": {INDUSTRY: 499}}, "低于下限5%"),
        ({"ratio_bp": {}}, "至少选择一个抽查类别"),
        ({"ratio_bp": {INDUSTRY: 500}, "per_subject": 1}, "至少派2名"),
        ({"ratio_bp": {"没有的行业": 500}}, "没有类别为"),
    ],
)
def test_unlawful_terms_are_refused_with_a_sentence(scene, changes, sentence):
    with pytest.raises(Refusal, match=sentence):
        draw_actions.propose(terms=Terms("餐饮抽查", scene.item.pk, **changes), by=scene.officers[0], at=NOW)


def test_nothing_is_drawn_under_an_item_that_is_off_the_list(scene):
    library_actions.end_item(item=scene.item, why="法规废止，调出清单", by=scene.office, at=NOW)
    Item.objects.filter(pk=scene.item.pk).update(valid_to=date(2026, 11, 1))
    with pytest.raises(Refusal, match="没有法定依据"):
        scene.draw()


def test_too_few_inspectors_refuse_the_announcement_and_name_who_is_missing(scene):
    Inspector.objects.exclude(certificate="ZF000").update(valid_to=date(2026, 11, 1))
    draw = scene.draw()
    with pytest.raises(TooFew) as refused:
        draw_actions.announce(draw=draw, by=scene.officers[0], at=NOW)
    assert "可派1名，缺1名" in refused.value.sentence
    assert "执法证已于2026年11月1日到期" in refused.value.sentence
    draw.refresh_from_db()
    assert (draw.state, draw.commitment) == ("draft", "")


def test_an_interest_keeps_an_inspector_away(scene):
    for each in scene.enterprises:
        library_actions.note_interest(
            inspector=scene.inspectors[0], enterprise=each, tie=Tie.KIN, by=scene.office, at=NOW
        )
    _, made = scene.drawn(ratio=10_000)
    assert not Assignment.objects.filter(inspector=scene.inspectors[0]).exists()
    assert len(made) == 8


def test_who_withdraws_is_replaced_by_the_seed_and_the_proof_shows_it(scene):
    draw, made = scene.drawn()
    gone = made[0].assignments.first().inspector
    chosen = draw_actions.recuse(
        draw=draw,
        inspection=made[0],
        certificate=gone.certificate,
        tie=Tie.KIN,
        why="弟弟在该店任店长",
        by=scene.officers[0],
        at=LATER,
    )
    assert faults_of(draw) == []
    row = made[0].assignments.get(inspector=gone)
    assert row.recused_why == "弟弟在该店任店长"
    assert made[0].assignments.filter(recused_at=None).count() == 2
    assert made[0].assignments.get(recused_at=None, inspector__certificate=chosen)
    # The public learns the kind of tie, not the story.
    assert "弟弟" not in draw.proof
    assert "近亲属任职" in draw.proof
    with pytest.raises(Refusal, match="没有被派往"):
        draw_actions.recuse(
            draw=draw, inspection=made[0], certificate=gone.certificate, tie=Tie.KIN, why="再次", by=scene.officers[0], at=LATER
        )  # fmt: skip


def test_a_refused_recusal_leaves_no_trace_in_the_proof(scene):
    draw, made = scene.drawn()
    Inspection.every.filter(pk=made[0].pk).update(state="closed")
    gone = made[0].assignments.first().inspector.certificate
    with pytest.raises(Conflict):
        draw_actions.recuse(
            draw=draw, inspection=made[0], certificate=gone, tie=Tie.KIN, why="太晚", by=scene.officers[0], at=LATER
        )  # fmt: skip
    draw.refresh_from_db()
    assert draw.changes == []
    assert faults_of(draw) == []


def test_a_closed_enterprise_is_replaced_by_the_next_one(scene):
    draw, made = scene.drawn()
    more = draw_actions.withdraw(
        draw=draw, inspection=made[0], why="该企业已注销", by=scene.officers[0], at=LATER
    )
    made[0].refresh_from_db()
    assert made[0].state == "cancelled"
    assert [each.state for each in more] == ["assigned"]
    assert more[0].enterprise_id not in {each.enterprise_id for each in made}
    assert faults_of(draw) == []
    assert json.loads(draw.proof)["final"][0]["replaces"] == json.loads(draw.proof)["first"][0]["subject"]


def test_the_proof_is_not_published_while_somebody_would_be_warned(scene):
    draw, made = scene.drawn()
    with pytest.raises(Refusal, match="还有2家未检查"):
        draw_actions.publish(draw=draw, by=scene.officers[0], at=LATER)
    Inspection.every.filter(draw=draw).update(state="recorded")
    draw_actions.publish(draw=draw, by=scene.officers[0], at=LATER)
    assert draw.state == "published"
    assert made


def test_only_who_organises_the_draw_changes_it(scene):
    draw, made = scene.drawn()
    from ancheng.base.roles import Role
    from tests.factories import asker, make_unit

    stranger = asker(Role.DEPARTMENT, make_unit("区商务局"))
    with pytest.raises(NotAllowed):
        draw_actions.withdraw(draw=draw, inspection=made[0], why="该企业已注销", by=stranger, at=LATER)


def test_two_officers_drawing_at_once_one_draws_and_the_other_is_told(scene):
    draw = scene.draw()
    draw_actions.announce(draw=draw, by=scene.officers[0], at=NOW)
    mine, theirs = Draw.every.get(pk=draw.pk), Draw.every.get(pk=draw.pk)
    draw_actions.make(draw=mine, public_value="", by=scene.officers[0], at=LATER)
    with pytest.raises(Conflict):
        draw_actions.make(draw=theirs, public_value="", by=scene.officers[1], at=LATER)
    assert Inspection.objects.filter(draw=draw).count() == 2


def test_the_database_itself_refuses_a_draw_that_was_not_promised(scene):
    draw = scene.draw()
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.every.filter(pk=draw.pk).update(state="drawn", drawn_at=NOW)


def test_bad_credit_and_true_complaints_weigh_more_and_a_good_grade_less(scene):
    bad, good, plain = scene.enterprises[:3]
    for unit, grade, score in ((bad, "D", 20), (good, "A", 95)):
        row = Rating(enterprise=unit, at=NOW, score=score, grade=grade, citation="")
        row.derive_scope()
        row.save()
    weights = weigh([bad.pk, good.pk, plain.pk], NOW, date(2026, 11, 24))
    assert (weights[bad.pk].tickets, weights[good.pk].tickets, weights[plain.pk].tickets) == (8, 2, 4)
    draw = scene.draw()
    library, reasons = library_of(draw, NOW, date(2026, 11, 24))
    assert reasons[bad.enterprise.credit_code] == ["未评估风险", "信用D级"]
    assert plain.enterprise.credit_code not in reasons
    assert read_library(json.loads(json.dumps(fair.as_json(library)))) == library


def test_weights_multiply_in_whole_numbers_and_stay_in_bounds():
    on = date(2026, 11, 24)

    def tickets(risk, credit, complaints):
        return rules.weight(risk=risk, credit=credit, credit_why="", complaints=complaints, on=on).tickets

    assert tickets("", 100, 0) == 4
    assert tickets("R", 300, 9) == 48
    assert tickets("B", 50, 0) == 1
    assert tickets("Y", 100, 1) == 5
    assert tickets("R", 100, 0) > tickets("O", 100, 0) > tickets("Y", 100, 0) > tickets("B", 100, 0)
