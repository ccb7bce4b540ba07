"""What lists, pages and other apps ask about teams and supplies, limited to what the asker may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from ancheng.base.asker import Asker
from ancheng.base.realm import Realm
from ancheng.command.resources.models import (
    Agreement,
    Batch,
    CallOrder,
    CapacityContract,
    Item,
    Meeting,
    MutualAid,
    Requirement,
    Team,
    Warehouse,
)
from ancheng.command.resources.rules import (
    CAPACITY_COUNTS,
    ROTATE_DAYS,
    Completeness,
    Need,
    Picked,
    Shelf,
    Stock,
    completeness,
    first_expiring_first,
)
from ancheng.kernel.orgs.models import Operational
from ancheng.science.geometry import haversine_m

SHELVES = tuple(Shelf)


def visible(kind: type[Operational], asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Any]:
    """The rows of `kind` in one realm that `asker` may know of."""
    rows: QuerySet[Any] = kind.every.visible_to(asker).in_realm(realm)
    return rows


def teams(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Team]:
    rows = visible(Team, asker, realm).filter(closed_on=None)
    return rows.select_related("unit", "subdistrict")


def agreements(asker: Asker) -> QuerySet[Agreement]:
    return visible(Agreement, asker).select_related("enterprise", "team", "team__unit")


def meetings(asker: Asker) -> QuerySet[Meeting]:
    return visible(Meeting, asker).select_related("unit").annotate(number=Count("attending"))


def warehouses(asker: Asker) -> QuerySet[Warehouse]:
    """The stores in use, each with how many pieces and lots it holds."""
    rows = visible(Warehouse, asker).filter(closed_on=None).select_related("unit", "subdistrict")
    held = Count("batches", filter=Q(batches__quantity__gt=0))
    return rows.annotate(lots=held, pieces=Sum("batches__quantity"))


def warehouses_to_ask() -> QuerySet[Warehouse]:
    """Every store in use: who may ask for supplies must know where they lie, not what else is known of it."""
    return Warehouse.objects.filter(closed_on=None).select_related("unit").order_by("unit__order", "name")


def batches(asker: Asker) -> QuerySet[Batch]:
    return visible(Batch, asker).select_related("item", "warehouse", "warehouse__unit")


def on_shelf(rows: QuerySet[Batch], shelf: str, on: date) -> QuerySet[Batch]:
    """The batches of which the date says `shelf`; the same words as rules.shelf."""
    soon = date.fromordinal(on.toordinal() + ROTATE_DAYS.in_force(on).value)
    match Shelf(shelf):
        case Shelf.NO_END:
            return rows.filter(expires_on=None)
        case Shelf.EXPIRED:
            return rows.filter(expires_on__lt=on)
        case Shelf.SOON:
            return rows.filter(expires_on__range=(on, soon))
        case Shelf.GOOD:
            return rows.filter(expires_on__gt=soon)


def usable(on: date) -> QuerySet[Batch]:
    """What may be given out: there is some, and it has not expired."""
    rows: QuerySet[Batch] = Batch.objects.filter(quantity__gt=0)
    return rows.filter(Q(expires_on=None) | Q(expires_on__gte=on))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a requirement plan and what there is against it."""

    requirement: Requirement
    usable: int
    capacity: int
    met: bool
    below: bool


def requirement_lines(rows: QuerySet[Requirement], on: date) -> list[Line]:
    """Each line against the stock of its own unit's stores and the contracts of its unit."""
    found = list(rows.select_related("unit", "item").order_by("unit__order", "unit_id", "item__code"))
    stock = _sums(usable(on).values_list("warehouse__unit_id", "item_id").annotate(n=Sum("quantity")))
    running = CapacityContract.objects.filter(starts_on__lte=on, ends_on__gte=on)
    capacity = _sums(running.values_list("unit_id", "item_id").annotate(n=Sum("quantity")))
    counts = CAPACITY_COUNTS.in_force(on).value
    lines = []
    for each in found:
        key = (each.unit_id, each.item_id)
        need = Need(each.required, stock.get(key, 0), capacity.get(key, 0))
        lines.append(
            Line(
                each,
                need.usable,
                need.capacity,
                need.met(capacity_counts=counts),
                need.usable < each.minimum,
            )
        )
    return lines


def _sums(rows: Iterable[Any]) -> dict[tuple[int, int], int]:
    return {(unit_id, item_id): number for unit_id, item_id, number in rows}


def reserve_completeness(asker: Asker, on: date, unit_id: int | None = None) -> Completeness:
    """IND-041 over the lines that `asker` may see, of one unit or of all."""
    rows = visible(Requirement, asker).filter(year=on.year)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    lines = requirement_lines(rows, on)
    return completeness((Need(each.requirement.required, each.usable, each.capacity) for each in lines), on)


def suggested(order: CallOrder, on: date) -> dict[int, Picked]:
    """For each line of an order what its store would give, by line id: what ends first goes first."""
    lines = list(order.lines.select_related("item"))
    stock: dict[int, list[Stock]] = defaultdict(list)
    rows = usable(on).filter(warehouse_id=order.warehouse_id, item_id__in=[each.item_id for each in lines])
    for item_id, batch_id, quantity, end in rows.values_list("item_id", "pk", "quantity", "expires_on"):
        stock[item_id].append(Stock(batch_id, quantity, end))
    return {each.pk: first_expiring_first(stock[each.item_id], each.asked, on) for each in lines}


def stock_of(warehouse_id: int, on: date) -> dict[int, int]:
    """Usable pieces by item in one store."""
    rows = usable(on).filter(warehouse_id=warehouse_id).values_list("item_id")
    return dict(rows.annotate(n=Sum("quantity")).order_by())


def where_there_is(item_id: int, on: date) -> list[tuple[Warehouse, int]]:
    """Every store that has usable pieces of an item, the fullest first: who asks must know where to ask."""
    held = (
        usable(on)
        .filter(item_id=item_id)
        .values_list("warehouse_id")
        .annotate(n=Sum("quantity"))
        .order_by("-n")
    )
    pieces = dict(held)
    stores = (
        Warehouse.objects.filter(closed_on=None).select_related("unit", "subdistrict").in_bulk(list(pieces))
    )
    return [(stores[key], number) for key, number in pieces.items() if key in stores]


@dataclass(frozen=True, slots=True)
class StoreNear:
    """A store with so many usable pieces, so far away in a straight line; None where nobody knows where it is."""

    store: Warehouse
    pieces: int
    metres: float | None

    @property
    def kilometres(self) -> str:
        return f"{(self.metres or 0) / 1000:.1f}"


def nearest_stores(item_id: int, lon: float, lat: float, on: date, at_most: int = 5) -> list[StoreNear]:
    """The stores that have an item, the nearest first."""
    found = [
        StoreNear(
            store,
            pieces,
            float(haversine_m(lon, lat, store.geometry.centroid.x, store.geometry.centroid.y))
            if store.geometry
            else None,
        )
        for store, pieces in where_there_is(item_id, on)
    ]
    return sorted(found, key=lambda each: (each.metres is None, each.metres or 0.0))[:at_most]


def items_in_stock(on: date) -> QuerySet[Item]:
    return Item.objects.filter(pk__in=usable(on).values("item_id"))


def orders(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[CallOrder]:
    return visible(CallOrder, asker, realm).select_related(
        "owner_unit", "issuer_unit", "requester_unit", "warehouse"
    )


def aids(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[MutualAid]:
    return visible(MutualAid, asker, realm).select_related("owner_unit", "requester_unit")


def orders_waiting(asker: Asker) -> QuerySet[CallOrder]:
    """The orders in which the next step is the asker's own unit's."""
    mine = asker.unit_id
    return orders(asker).filter(
        Q(state="requested", issuer_unit_id=mine)
        | Q(state__in=("approved", "accounted"), owner_unit_id=mine)
        | Q(state__in=("dispatched", "received"), requester_unit_id=mine)
    )


def count_orders(asker: Asker) -> int:
    return orders_waiting(asker).count()


def count_aids(asker: Asker) -> int:
    """For the menu: requests that wait for the asker's own unit."""
    mine = asker.unit_id
    rows = aids(asker).filter(
        Q(state__in=("asked", "passed", "accepted"), owner_unit_id=mine)
        | Q(state__in=("sent", "arrived"), requester_unit_id=mine)
    )
    return rows.count()


def items() -> QuerySet[Item]:
    return Item.objects.all()


def lapsing(on: date) -> QuerySet[Batch]:
    """Batches that hold something and have expired or soon will."""
    soon = date.fromordinal(on.toordinal() + ROTATE_DAYS.in_force(on).value)
    rows: QuerySet[Batch] = Batch.objects.filter(quantity__gt=0, expires_on__lte=soon)
    return rows.select_related("item", "warehouse", "warehouse__unit")
