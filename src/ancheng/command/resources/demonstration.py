"""Teams and supplies of the demonstration district over a year, drawn the same way every time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day, from_beijing
from ancheng.command.authority import commanding_unit
from ancheng.command.demonstration_places import Spot, seat, spots
from ancheng.command.resources.actions import NUMBER
from ancheng.command.resources.demonstration_teams import load_teams
from ancheng.command.resources.keeping_actions import load_catalogue
from ancheng.command.resources.models import (
    Allocation,
    Batch,
    CallOrder,
    CapacityContract,
    Item,
    Movement,
    MovementKind,
    OrderLine,
    Requirement,
    Warehouse,
)
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved

SEED, STORES, ORDERS = 110105, 40, 60
KEEPERS = ("区应急局", "区水务局", "区商务局", "区卫生健康委", "区地震局")
DEMO = "（演示数据）"
PURPOSES = ("积水点抽排", "安置受灾群众", "融雪防滑", "火灾现场照明", "防汛备勤", "停电保障", "临时隔离")
COURSES = (
    (5, ()),
    (4, ("approve",)),
    (5, ("approve", "dispatch")),
    (6, ("approve", "dispatch", "receive")),
    (5, ("approve", "dispatch", "receive", "account")),
    (30, ("approve", "dispatch", "receive", "account", "settle")),
    (5, ("refuse",)),
)
HOURS = {"approve": 0.6, "refuse": 0.8, "dispatch": 1.6, "receive": 6, "account": 120, "settle": 60}


def load(*, at: datetime) -> int:
    """Write teams, stores with their cards, plans, contracts and past orders; returns the number of teams."""
    random = Random(SEED + 51)  # noqa: S311  # nosec B311
    places = spots()
    if not places:
        return 0
    load_catalogue(by=PLATFORM, at=at - timedelta(days=370))
    items = list(Item.objects.order_by("code"))
    stores = _stores(places, random, at)
    batches = _batches(stores, items, random, at)
    _orders(batches, places, random, at)
    _plans(stores, items, random, beijing_day(at))
    return load_teams(places, random, at)


def _stores(places: list[Spot], random: Random, at: datetime) -> list[Warehouse]:
    keepers = list(by_name(KEEPERS).values()) or [commanding_unit()]
    rows = []
    for number in range(STORES):
        central = number < 10
        spot = places[number * 17 % len(places)]
        unit = keepers[number % len(keepers)] if central else spot.subdistrict
        row = Warehouse(
            name=f"{'区级' if central else str(spot.subdistrict)}应急物资库{number + 1:02d}号{DEMO}",
            unit=unit,
            holding="social" if number % 5 == 4 else "government",
            spread="central" if central else "dispersed",
            area_m2=random.randrange(800, 3000, 50) if central else random.randrange(60, 400, 10),
            keeper="保管员（演示）",
            phone=f"010-8500{number:04d}",
            geometry=spot.point,
            subdistrict=spot.subdistrict,
            community=spot.community,
            address=f"{spot.community}{random.randint(1, 90)}号院",
            synthetic=True,
        )
        row.derive_scope()
        rows.append(row)
    made = Warehouse.every.bulk_create(rows)
    record_all(
        entry(by=PLATFORM, at=at - timedelta(days=369), verb="登记物资库", subject=each) for each in made
    )
    return made


def _batches(stores: list[Warehouse], items: list[Item], random: Random, at: datetime) -> list[Batch]:
    rows = []
    for store in stores:
        for item in random.sample(items, 26 if store.spread == "central" else 12):
            made = beijing_day(at) - timedelta(days=random.randint(30, 700))
            end = _end(made, item.shelf_months)
            row = Batch(
                warehouse=store,
                item=item,
                lot=f"{made:%Y%m%d}",
                quantity=random.choice((40, 60, 100, 200, 400, 800)),
                produced_on=made,
                expires_on=end,
                shelf_place=f"{random.choice('ABCD')}-{random.randint(1, 30):02d}",
                seen_by=store.seen_by,
                synthetic=True,
            )
            rows.append(row)
    return Batch.every.bulk_create(rows, batch_size=1000)


def _end(made: date, months: int | None) -> date | None:
    return made + timedelta(days=int(months * 30.44)) if months else None


def _orders(batches: list[Batch], places: list[Spot], random: Random, at: datetime) -> None:
    bureau, cards = commanding_unit(), _opened(batches, at)
    good = [each for each in batches if each.expires_on is None or each.expires_on > beijing_day(at)]
    pasts, drawn, numbers = [], [], defaultdict(int)
    begins = sorted(at - timedelta(days=random.uniform(0.1, 300)) for _ in range(ORDERS))
    for number, begun in enumerate(begins):
        verbs = random.choices([each for _, each in COURSES], [share for share, _ in COURSES])[0]
        spot = random.choice(places)
        # What waits for the next step was asked for lately.
        begun = (
            begun
            if verbs and verbs[-1] in ("settle", "refuse")
            else at - timedelta(hours=random.uniform(1, 30))
        )
        there = [
            each
            for each in good
            if each.produced_on and each.produced_on < beijing_day(begun) - timedelta(days=3)
        ]
        batch = random.choice(there or good)
        numbers[beijing_day(begun).year] += 1
        order = _order(batch, spot, bureau, begun, numbers, number, random)
        moves = list(_course(order, verbs, begun, at))
        pasts.append(Past(order, seat(spot.subdistrict), begun, moves))
        drawn.append((order, batch, random.choice((4, 6, 10, 20)), [each.verb for each in moves], moves))
    write_past(pasts=pasts, verb="申请调用物资", until=at)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="call_order", year=year, defaults={"last": last})
    lines = OrderLine.objects.bulk_create(
        OrderLine(order=order, item=batch.item, asked=asked) for order, batch, asked, _, _ in drawn
    )
    allocations = []
    for line, (order, batch, asked, verbs, moves) in zip(lines, drawn, strict=True):
        if "dispatch" not in verbs:
            continue
        used = asked // 2 if "account" in verbs else None
        allocations.append(
            Allocation(
                line=line,
                batch=batch,
                sent=asked,
                received=asked if "receive" in verbs else None,
                used=used,
                returned=asked - used if used is not None else None,
            )
        )
        when = {each.verb: each.at for each in moves}
        cards[batch.pk].append((when["dispatch"], MovementKind.OUT, -asked, order))
        if "settle" in verbs and used is not None:
            cards[batch.pk].append((when["settle"], MovementKind.BACK, asked - used, order))
    Allocation.objects.bulk_create(allocations)
    _write_cards(batches, cards)


Card = dict[int, list[tuple[datetime, MovementKind, int, "CallOrder | None"]]]


def _opened(batches: list[Batch], at: datetime) -> Card:
    """Every card begins with what was taken in, two days after it was made."""
    return {
        each.pk: [
            (
                from_beijing(each.produced_on or beijing_day(at)) + timedelta(days=2, hours=10),
                MovementKind.IN,
                each.quantity,
                None,
            )
        ]
        for each in batches
    }


def _write_cards(batches: list[Batch], cards: Card) -> None:
    rows = []
    for batch in batches:
        balance = 0
        for when, kind, quantity, order in sorted(cards[batch.pk], key=lambda line: line[0]):
            balance += quantity
            rows.append(
                Movement(
                    batch=batch,
                    kind=kind,
                    quantity=quantity,
                    balance=balance,
                    order=order,
                    at=when,
                    by_name="平台",
                    why=order.number if order else DEMO,
                )
            )
        batch.quantity = balance
    Movement.objects.bulk_create(rows, batch_size=2000)
    Batch.every.bulk_update(batches, ["quantity"], batch_size=1000)


def _order(
    batch: Batch,
    spot: Spot,
    bureau: Unit,
    begun: datetime,
    numbers: dict[int, int],
    number: int,
    random: Random,
) -> CallOrder:
    year = beijing_day(begun).year
    return CallOrder(
        number=NUMBER.format(year=year, n=numbers[year]),
        nonce=str(UUID(int=random.getrandbits(128))),
        warehouse=batch.warehouse,
        requester_unit=spot.subdistrict,
        purpose=PURPOSES[number % len(PURPOSES)] + DEMO,
        address=f"{spot.community}服务站",
        contact="收货人（演示）",
        owner_unit=batch.warehouse.unit,
        issuer_unit=bureau,
        synthetic=True,
    )


def _course(order: CallOrder, verbs: tuple[str, ...], begun: datetime, now: datetime) -> Iterator[Moved]:
    when = begun
    for verb in verbs:
        when += timedelta(hours=HOURS[verb])
        if when > now - timedelta(minutes=5):
            return
        by = {
            "approve": order.issuer_unit,
            "refuse": order.issuer_unit,
            "receive": order.requester_unit,
            "account": order.requester_unit,
        }.get(verb, order.owner_unit)
        if verb == "dispatch":
            order.carrier = "京A·演示"
        yield Moved(
            verb, seat(by or order.owner_unit), when, "库存满足，就近调用即可" if verb == "refuse" else ""
        )


def _plans(stores: list[Warehouse], items: list[Item], random: Random, today: date) -> None:
    units = {each.unit_id: each.unit for each in stores}
    held: dict[tuple[int, int], int] = defaultdict(int)
    usable = Batch.objects.exclude(expires_on__lt=today)
    for unit_id, item_id, number in usable.values_list("warehouse__unit_id", "item_id", "quantity"):
        held[unit_id, item_id] += number
    rows = []
    for (unit_id, item_id), number in sorted(held.items()):
        required = max(1, int(number * random.choice((0.5, 0.8, 1.0, 1.0, 1.3))))
        row = Requirement(
            year=today.year, unit=units[unit_id], item_id=item_id, required=required, minimum=required // 3,
            basis="按服务人口和近三年用量测算" + DEMO, synthetic=True,
        )  # fmt: skip
        row.derive_scope()
        rows.append(row)
    Requirement.every.bulk_create(rows, batch_size=1000)
    firms = list(Unit.objects.filter(kind=UnitKind.ENTERPRISE).order_by("pk")[:24])
    contracts = []
    for number, firm in enumerate(firms):
        row = CapacityContract(
            number=f"NLCB-{today.year}-{number + 1:03d}（演）", unit=commanding_unit(), enterprise=firm,
            item=items[number % len(items)], quantity=random.choice((50, 100, 300)), within_hours=random.choice((2, 4, 12)),
            starts_on=date(today.year, 1, 1), ends_on=date(today.year, 12, 31) if number % 8 else today - timedelta(days=9),
            contact="联系人（演示）010-8511", synthetic=True,
        )  # fmt: skip
        row.derive_scope()
        contracts.append(row)
    CapacityContract.every.bulk_create(contracts)
