"""A call order from the request to the settlement, and what may not happen on the way."""

from datetime import date, timedelta

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.resources import actions, queries, stock_actions
from ancheng.command.resources.models import Allocation, CallOrder, Movement
from ancheng.command.resources.values import Accounted, Asked
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.notices.models import Notice
from ancheng.kernel.workflow.models import Clock
from tests.command.resources.makers import Scene, make_item
from tests.factories import NOW, asker, make_unit
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene(quantity=100)


def sent(scene, number=10, **more):
    order = scene.approved(number, **more)
    actions.dispatch(order, picks={scene.batch.pk: number}, carrier="京A12345", by=scene.keeper, at=NOW)
    return order, Allocation.objects.get(line__order=order)


def test_from_the_request_to_the_settlement_and_what_is_left_comes_back(scene):
    order, given = sent(scene, 30)
    scene.batch.refresh_from_db()
    assert scene.batch.quantity == 70
    actions.receive(order, received={given.pk: 28}, why="途中破损2件", by=scene.clerk, at=NOW)
    actions.account(order, accounted={given.pk: Accounted(used=20, returned=8)}, by=scene.clerk, at=NOW)
    actions.settle(order, by=scene.keeper, at=NOW)
    order.refresh_from_db()
    scene.batch.refresh_from_db()
    given.refresh_from_db()
    assert (order.state, scene.batch.quantity, given.missing) == ("settled", 78, 2)
    assert [each.quantity for each in scene.batch.movements.order_by("pk")] == [100, -30, 8]
    assert Entry.objects.filter(subject_type="resources.callorder").count() == 6
    assert not Clock.objects.of(order).filter(stopped_at=None).exists()


def test_each_step_belongs_to_its_party(scene):
    order = scene.order()
    for other in (scene.clerk, scene.keeper, asker(Role.DUTY, make_unit())):
        with pytest.raises(NotAllowed):
            actions.approve(order, by=other, at=NOW)
    actions.approve(order, by=scene.duty, at=NOW)
    with pytest.raises(NotAllowed):
        actions.dispatch(order, picks={scene.batch.pk: 1}, carrier="x", by=scene.clerk, at=NOW)
    with pytest.raises(Conflict):
        actions.receive(order, received={}, by=scene.clerk, at=NOW)


def test_the_same_form_sent_twice_is_one_order(scene):
    first, second = scene.order(nonce="same"), scene.order(nonce="same")
    assert first.pk == second.pk
    assert CallOrder.objects.count() == 1


def test_only_what_was_asked_for_leaves_the_store_that_was_asked(scene):
    order = scene.approved(10)
    other = stock_actions.take_in(
        warehouse=scene.warehouse, item=make_item(), lot="o", quantity=50, by=PLATFORM, at=NOW
    )
    for picks, sentence in (
        ({}, "至少从一个批次"),
        ({scene.batch.pk: 11}, "超过申请的 10"),
        ({other.pk: 5}, "不在这张调用单"),
        ({10**9: 5}, "不在这张调用单"),
    ):
        with pytest.raises(Refusal, match=sentence):
            actions.dispatch(order, picks=picks, carrier="京A", by=scene.keeper, at=NOW)
    order.refresh_from_db()
    assert order.state == "approved"
    assert not Allocation.objects.exists()


def test_what_has_expired_is_not_sent_and_not_suggested(scene):
    old = stock_actions.take_in(
        warehouse=scene.warehouse, item=scene.item, lot="old", quantity=50,
        expires_on=date(2026, 11, 23), by=PLATFORM, at=NOW,
    )  # fmt: skip
    order = scene.approved(120)
    picked = next(iter(queries.suggested(order, date(2026, 11, 24)).values()))
    assert [(each.batch, each.quantity) for each in picked.picks] == [(scene.batch.pk, 100)]
    assert picked.short == 20
    with pytest.raises(Refusal, match="过期"):
        actions.dispatch(order, picks={old.pk: 5}, carrier="京A", by=scene.keeper, at=NOW)


def test_what_is_short_or_lost_needs_a_word(scene):
    order, given = sent(scene, 10)
    with pytest.raises(Refusal, match="短少的原因"):
        actions.receive(order, received={given.pk: 9}, by=scene.clerk, at=NOW)
    actions.receive(order, received={given.pk: 10}, by=scene.clerk, at=NOW)
    with pytest.raises(Refusal, match="3 件既未使用也未归还"):
        actions.account(order, accounted={given.pk: Accounted(5, 2)}, by=scene.clerk, at=NOW)
    with pytest.raises(Refusal, match="请填写"):
        actions.account(order, accounted={}, by=scene.clerk, at=NOW)
    order.refresh_from_db()
    given.refresh_from_db()
    assert (order.state, given.used) == ("received", None)


def test_an_exercise_calls_out_nothing_and_leaves_no_line_on_a_card(scene):
    order, given = sent(scene, 30, realm=Realm.EXERCISE)
    assert order.number.startswith("演练")
    actions.receive(order, received={given.pk: 30}, by=scene.clerk, at=NOW)
    actions.account(order, accounted={given.pk: Accounted(0, 30)}, by=scene.clerk, at=NOW)
    actions.settle(order, by=scene.keeper, at=NOW)
    scene.batch.refresh_from_db()
    assert scene.batch.quantity == 100
    assert Movement.objects.filter(order=order).count() == 0
    assert list(queries.orders(asker(Role.OFFICE))) == []
    assert queries.orders(asker(Role.OFFICE), Realm.EXERCISE).count() == 1
    assert all(each.title.startswith("【演练】") for each in Notice.objects.filter(kind="resources.order"))


def test_a_refused_order_says_why_and_ends(scene):
    order = scene.order()
    with pytest.raises(Refusal, match="理由"):
        actions.refuse(order, by=scene.duty, at=NOW, why=" ")
    actions.refuse(order, by=scene.duty, at=NOW, why="本街道库存充足")
    assert order.ended
    with pytest.raises(Conflict):
        actions.approve(order, by=scene.duty, at=NOW)


def test_the_next_party_is_told_and_sees_it_in_the_menu(scene):
    order = scene.order()
    assert queries.count_orders(scene.duty) == 1
    assert queries.count_orders(scene.keeper) == 0
    assert Notice.objects.filter(person_id=scene.duty.person_id, kind="resources.order").count() == 1
    actions.approve(order, by=scene.duty, at=NOW)
    assert (queries.count_orders(scene.duty), queries.count_orders(scene.keeper)) == (0, 1)


def test_a_step_that_is_not_taken_in_time_is_late(scene):
    order = scene.order()
    assert order.due_at == NOW + timedelta(hours=1)
    assert "未核对" in Clock.objects.of(order).get().clause


def test_an_unknown_item_or_a_closed_store_is_refused(scene):
    asked = Asked(scene.warehouse.pk, {10**9: 1}, "x", "y", "z")
    with pytest.raises(Refusal, match="不在目录"):
        actions.request_supplies(asked=asked, nonce="a", by=scene.clerk, at=NOW)
    scene.warehouse.closed_on = date(2026, 1, 1)
    scene.warehouse.save()
    with pytest.raises(Refusal, match="已停用"):
        scene.order()
    asked = Asked(scene.warehouse.pk, {scene.item.pk: 1}, "x", "y", "z")
    with pytest.raises(NotAllowed):
        actions.request_supplies(asked=asked, nonce="b", by=asker(Role.AUDITOR), at=NOW)


@pytest.mark.parametrize("seed", range(8))
def test_no_order_leaves_its_table_and_each_change_has_one_row(scene, seed):
    walk(scene.order(), seed)
