"""Stock: a card for each lot, never below zero, whoever dispatches at the same moment."""

from datetime import date, timedelta
from random import Random
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import F, Sum

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.command.resources import actions, keeping_actions, queries, stock_actions
from ancheng.command.resources.models import Batch, Movement, MovementKind, Requirement
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.notices.models import Notice
from tests.command.resources.makers import Scene, make_item, make_warehouse
from tests.factories import NOW, asker, make_unit

TODAY = date(2026, 11, 24)


def card_agrees(batch):
    """The card adds up to what the batch holds, line by line."""
    balance = 0
    for line in batch.movements.order_by("pk"):
        balance += line.quantity
        assert line.balance == balance >= 0
    batch.refresh_from_db()
    assert batch.quantity == balance


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_at_once_never_take_stock_below_zero():
    scene = Scene(quantity=100)
    orders = [scene.approved(number=15) for _ in range(12)]
    together, refused, sent = Barrier(12), [], []

    def send(order):
        try:
            together.wait()
            actions.dispatch(order, picks={scene.batch.pk: 15}, carrier="京A", by=scene.keeper, at=NOW)
            sent.append(order)
        except Conflict as conflict:
            refused.append(conflict.sentence)
        finally:
            connection.close()

    threads = [Thread(target=send, args=(each,)) for each in orders]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(sent), len(refused)) == (6, 6)
    assert all("现存 10，不足 15" in each for each in refused)
    card_agrees(scene.batch)
    assert scene.batch.quantity == 10
    for order in orders:
        order.refresh_from_db()
    assert sorted(each.state for each in orders) == ["approved"] * 6 + ["dispatched"] * 6


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_send_the_same_order_send_it_once():
    scene = Scene(quantity=100)
    order, together, outcomes = scene.approved(number=10), Barrier(4), []

    def send():
        from ancheng.command.resources.models import CallOrder

        mine = CallOrder.objects.get(pk=order.pk)
        try:
            together.wait()
            actions.dispatch(mine, picks={scene.batch.pk: 10}, carrier="京A", by=scene.keeper, at=NOW)
            outcomes.append("sent")
        except Conflict:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["refused"] * 3 + ["sent"]
    scene.batch.refresh_from_db()
    assert scene.batch.quantity == 90


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_whatever_several_hands_do_at_once_the_cards_add_up(seed):
    scene = Scene(quantity=60)
    batches = [scene.batch] + [
        stock_actions.take_in(
            warehouse=scene.warehouse, item=make_item(), lot="L", quantity=40, by=PLATFORM, at=NOW
        )
        for _ in range(2)
    ]

    def act(number):
        random = Random(seed * 100 + number)
        try:
            for _ in range(12):
                batch, pieces = random.choice(batches), random.randint(1, 25)
                try:
                    match random.randrange(3):
                        case 0:
                            stock_actions.take_out(
                                batch=batch, quantity=pieces, kind="rotated", why="轮换", by=PLATFORM, at=NOW
                            )
                        case 1:
                            stock_actions.take_in(
                                warehouse=scene.warehouse, item=batch.item, lot=batch.lot, quantity=pieces,
                                by=PLATFORM, at=NOW,
                            )  # fmt: skip
                        case _:
                            stock_actions.count(batch=batch, found=pieces, why="盘点", by=PLATFORM, at=NOW)
                except Refusal:
                    continue
        finally:
            connection.close()

    threads = [Thread(target=act, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for batch in batches:
        card_agrees(batch)


@pytest.mark.django_db
def test_the_database_itself_refuses_stock_below_zero_and_a_changed_card():
    scene = Scene(quantity=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.every.filter(pk=scene.batch.pk).update(quantity=F("quantity") - 6)
    for change in (lambda: Movement.objects.update(quantity=3), lambda: Movement.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="neither changed nor removed"), transaction.atomic():
            change()
    assert Movement.objects.aggregate(all=Sum("quantity"))["all"] == 5


@pytest.mark.django_db
def test_a_lot_that_comes_twice_is_one_batch_and_other_dates_are_another_lot():
    scene = Scene(quantity=5)
    again = stock_actions.take_in(
        warehouse=scene.warehouse, item=scene.item, lot="L1", quantity=7, by=PLATFORM, at=NOW
    )
    assert again.pk == scene.batch.pk
    assert again.quantity == 12
    with pytest.raises(Conflict, match="有效期不同"):
        stock_actions.take_in(
            warehouse=scene.warehouse,
            item=scene.item,
            lot="L1",
            quantity=7,
            expires_on=TODAY,
            by=PLATFORM,
            at=NOW,
        )


@pytest.mark.django_db
def test_counting_writes_the_difference_with_its_reason():
    scene = Scene(quantity=50)
    stock_actions.count(batch=scene.batch, found=47, why="破损3件", by=scene.keeper, at=NOW)
    line = scene.batch.movements.latest("pk")
    assert (line.kind, line.quantity, line.balance, line.why) == (MovementKind.COUNTED, -3, 47, "破损3件")
    with pytest.raises(Refusal, match="与账面一致"):
        stock_actions.count(batch=scene.batch, found=47, why="再数", by=scene.keeper, at=NOW)
    with pytest.raises(Refusal, match="盘盈或盘亏"):
        stock_actions.count(batch=scene.batch, found=40, why=" ", by=scene.keeper, at=NOW)
    assert Entry.objects.filter(verb="盘点调整").count() == 1


@pytest.mark.django_db
def test_only_the_keepers_own_unit_its_superiors_and_the_office_touch_its_stock():
    scene = Scene()
    for other in (scene.clerk, asker(Role.DEPARTMENT, make_unit()), asker(Role.GRID, scene.keeper_unit)):
        with pytest.raises(NotAllowed):
            stock_actions.take_out(
                batch=scene.batch, quantity=1, kind="scrapped", why="破损", by=other, at=NOW
            )
    stock_actions.take_out(
        batch=scene.batch, quantity=1, kind="scrapped", why="破损", by=scene.keeper, at=NOW
    )
    stock_actions.take_out(
        batch=scene.batch, quantity=1, kind="scrapped", why="破损", by=asker(Role.OFFICE), at=NOW
    )
    with pytest.raises(Refusal, match="走物资调用单"):
        stock_actions.take_out(batch=scene.batch, quantity=1, kind="out", why="x", by=scene.keeper, at=NOW)


@pytest.mark.django_db
def test_a_date_says_the_same_in_the_list_and_on_the_page():
    scene = Scene()
    for days in (-1, 0, 90, 91):
        stock_actions.take_in(
            warehouse=scene.warehouse, item=scene.item, lot=f"d{days}", quantity=1,
            expires_on=TODAY + timedelta(days=days), by=PLATFORM, at=NOW,
        )  # fmt: skip
    for each in queries.batches(PLATFORM):
        for word in queries.SHELVES:
            listed = (
                queries.on_shelf(queries.batches(PLATFORM), word.value, TODAY).filter(pk=each.pk).exists()
            )
            assert listed == (each.shelf(TODAY) == word), (each.lot, word)


@pytest.mark.django_db
def test_completeness_counts_what_has_not_expired_and_only_the_units_own_stores():
    scene = Scene(quantity=100)
    old = make_item()
    stock_actions.take_in(
        warehouse=scene.warehouse, item=old, lot="old", quantity=500, expires_on=TODAY - timedelta(days=1),
        by=PLATFORM, at=NOW,
    )  # fmt: skip
    elsewhere = make_warehouse(make_unit())
    stock_actions.take_in(warehouse=elsewhere, item=old, lot="new", quantity=500, by=PLATFORM, at=NOW)
    for item, required in ((scene.item, 100), (old, 1)):
        keeping_actions.plan_requirement(
            requirement=Requirement(
                year=2026, unit=scene.keeper_unit, item=item, required=required, minimum=1
            ),
            by=scene.keeper,
            at=NOW,
        )
    reserve = queries.reserve_completeness(scene.keeper, TODAY)
    assert (reserve.met, reserve.all, reserve.percent) == (1, 2, 50.0)
    lines = {
        each.requirement.item_id: each for each in queries.requirement_lines(Requirement.objects.all(), TODAY)
    }
    assert (lines[old.pk].usable, lines[old.pk].below) == (0, True)
    assert (lines[scene.item.pk].usable, lines[scene.item.pk].below) == (100, False)
    assert queries.reserve_completeness(asker(Role.DEPARTMENT, make_unit()), TODAY).percent is None


@pytest.mark.django_db
def test_the_people_of_a_store_are_told_once_a_month_what_must_be_rotated():
    scene = Scene()
    stock_actions.take_in(
        warehouse=scene.warehouse, item=scene.item, lot="soon", quantity=5,
        expires_on=TODAY + timedelta(days=20), by=PLATFORM, at=NOW,
    )  # fmt: skip
    assert keeping_actions.warn_of_lapsing(at=NOW) == 1
    keeping_actions.warn_of_lapsing(at=NOW + timedelta(days=1))
    told = Notice.objects.filter(kind="resources.lapsing")
    assert [each.person_id for each in told] == [scene.keeper.person_id]
    assert "soon" in told[0].body


@pytest.mark.django_db
def test_the_catalogue_is_entered_once_and_is_marked_as_unchecked():
    from ancheng.command.resources.models import Item

    office = asker(Role.OFFICE)
    assert keeping_actions.load_catalogue(by=office, at=NOW) >= 40
    assert keeping_actions.load_catalogue(by=office, at=NOW) == 0
    assert not Item.objects.filter(verified=True).exists()
    with pytest.raises(NotAllowed):
        keeping_actions.load_catalogue(by=asker(Role.SUBDISTRICT, make_unit()), at=NOW)
