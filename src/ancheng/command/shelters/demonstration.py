"""Shelters of the demonstration district: keepers, stores, entrances, people around them, past openings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day
from ancheng.command.authority import commanding_unit
from ancheng.command.demonstration_places import seat
from ancheng.command.resources.models import Warehouse
from ancheng.command.shelters.actions import NUMBER, read_register
from ancheng.command.shelters.models import Entrance, Guest, HeadCount, Opening, Population, Shelter
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved

SEED, OPENINGS, RUNNING = 110105, 26, 2
DEMO = "（演示数据）"
REASONS = ("暴雨内涝转移", "燃气泄漏疏散", "老旧楼房排险转移", "火灾后安置", "地震应急避险")


def load(*, at: datetime) -> int:
    """Read the shelters from the register and write what hangs on them; returns how many there are."""
    random = Random(SEED + 61)  # noqa: S311  # nosec B311
    read_register(by=PLATFORM, at=at, synthetic=True)
    shelters = list(Shelter.every.select_related("unit", "subdistrict", "community").order_by("pk"))
    if not shelters:
        return 0
    _keep(shelters, random)
    _people(random, at)
    _openings(shelters, random, at)
    return len(shelters)


def _keep(shelters: list[Shelter], random: Random) -> None:
    stores: dict[int | None, Warehouse] = {}
    for store in Warehouse.objects.order_by("-pk"):
        stores[store.subdistrict_id] = store
    for each in shelters:
        each.keeper, each.phone = "管理员（演示）", f"010-8700{random.randrange(10_000):04d}"
        each.warehouse = stores.get(each.subdistrict_id)
        each.synthetic = True
    Shelter.every.bulk_update(shelters, ["keeper", "phone", "warehouse", "synthetic"], batch_size=500)
    Entrance.objects.bulk_create(
        Entrance(shelter=each, name=name, width_m=random.choice((3.0, 4.0, 6.0)), vehicles=name == "东门", step_free=random.random() < 0.7)
        for each in shelters
        for name in ("东门", "西门")
    )  # fmt: skip


def _people(random: Random, at: datetime) -> None:
    rows = []
    for number, unit in enumerate(Unit.objects.filter(kind=UnitKind.COMMUNITY).order_by("pk")):
        people = random.randrange(1500, 9000)
        # A few stay unknown: nobody has counted there.
        if number % 40 == 39:
            continue
        row = Population(
            community=unit, people=people, source="示意人口" + DEMO, on=beijing_day(at) - timedelta(days=200)
        )
        row.derive_scope()
        rows.append(row)
    Population.every.bulk_create(rows, batch_size=1000)


def _openings(shelters: list[Shelter], random: Random, at: datetime) -> None:
    bureau, pasts = commanding_unit(), []
    chosen = random.sample([each for each in shelters if each.in_service], min(OPENINGS, len(shelters)))
    begins = sorted((at - timedelta(days=random.uniform(5, 500)) for _ in chosen[RUNNING:]), reverse=True)
    begins = [at - timedelta(hours=random.uniform(3, 9)) for _ in chosen[:RUNNING]] + begins
    numbers: dict[int, int] = {}
    for begun, shelter in sorted(zip(begins, chosen, strict=False), key=lambda pair: pair[0]):
        year = beijing_day(begun).year
        numbers[year] = numbers.get(year, 0) + 1
        running = begun > at - timedelta(hours=12)
        stay = random.choice(("emergency", "temporary", "short"))
        opening = Opening(
            number=NUMBER.format(year=year, n=numbers[year]), shelter=shelter, stay=stay,
            reason=random.choice(REASONS) + DEMO, room=shelter.room(stay, beijing_day(begun)),
            owner_unit=shelter.unit, issuer_unit=bureau, synthetic=True,
        )  # fmt: skip
        pasts.append(Past(opening, seat(bureau), begun, list(_course(opening, begun, running))))
        opening.head_count = random.randrange(20, 180) if running else 0
        opening.counted_at = min(at, begun + timedelta(hours=2))
    write_past(pasts=pasts, verb="启用避难场所", until=at)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="shelter_opening", year=year, defaults={"last": last})
    _fill(pasts, random, at)


def _course(opening: Opening, begun: datetime, running: bool) -> Iterator[Moved]:
    by = seat(opening.owner_unit)
    yield Moved("open", by, begun + timedelta(hours=1))
    if not running:
        opening.summary = "人员全部离开，设施完好，已消杀。" + DEMO
        yield Moved("close", by, begun + timedelta(hours=40))
        yield Moved("finish", by, begun + timedelta(hours=60))


def _fill(pasts: list[Past], random: Random, at: datetime) -> None:
    counts, guests = [], []
    for past in pasts:
        opening: Opening = past.case  # type: ignore[assignment]
        when = past.at + timedelta(hours=2)
        number = opening.head_count or random.randrange(20, 180)
        counts.append(HeadCount(opening=opening, at=min(when, at), number=number, by_name="演示人员"))
        left = None if opening.head_count else past.at + timedelta(hours=38)
        # Names older than they may be kept are gone, as the nightly job would have it.
        if past.at > at - timedelta(days=170):
            for household in range(random.randrange(4, 12)):
                guests.append(
                    Guest(opening=opening, name=f"演示居民{household + 1:02d}", household=random.randint(1, 5),
                          home="演示楼栋", needs="需要轮椅" if household == 2 else "", came_at=min(when, at),
                          left_at=left, went_to="回家" if left else "")
                )  # fmt: skip
    HeadCount.objects.bulk_create(counts)
    Guest.objects.bulk_create(guests)
