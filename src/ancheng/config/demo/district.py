"""The units of the demonstration district and the areas of those that have one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from ancheng.base.asker import PLATFORM
from ancheng.base.codes import check_digit
from ancheng.config.demo import sources, territory
from ancheng.kernel.orgs.bulk import NewUnit, add_units
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary

SEED = 110105
SOURCE = "演示数据：示意边界，非法定边界"
GRIDS_PER_COMMUNITY = 3
INDUSTRIES = (
    "商贸零售",
    "餐饮住宿",
    "文化娱乐",
    "工业制造",
    "仓储物流",
    "危险化学品",
    "建筑施工",
    "物业管理",
    "教育培训",
    "医疗卫生",
)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def load(*, at: datetime, enterprises: int, echo: Callable[[str], None]) -> Unit:
    """Found the district, its departments, subdistricts, communities, grids and enterprises."""
    random = Random(SEED)  # noqa: S311  # nosec B311
    district = _found(
        [NewUnit(None, UnitKind.DISTRICT, "北京市朝阳区", "朝阳区", "Chaoyang District, Beijing", "110105")],
        at,
    )[0]
    _bound([(district, sources.outline())])
    bodies = _bodies(district, at)
    areas = sources.subdistricts()
    streets = _found(
        [
            NewUnit(
                district,
                UnitKind.SUBDISTRICT,
                f"{row.name}办事处",
                row.name,
                "",
                row.code,
                100 + number,
                aliases=(f"{row.name.removesuffix('地区')}乡政府",) if row.name.endswith("地区") else (),
            )
            for number, row in enumerate(areas)
        ],
        at,
    )
    _bound([(unit, row.area) for unit, row in zip(streets, areas, strict=True)])
    _join_collectives(bodies, streets)
    echo(f"单位：{len(bodies)} 个部门，{len(streets)} 个街道（地区）")
    communities = _communities(streets, [row.area for row in areas], random, at)
    grids = _grids(communities, random, at)
    echo(f"区域：{len(communities)} 个社区（村），{grids} 个网格（示意）")
    _enterprises(streets, enterprises, random, at)
    echo(f"企业：{enterprises} 家（演示数据）")
    return district


def _found(rows: list[NewUnit], at: datetime) -> list[Unit]:
    return add_units(rows=rows, by=PLATFORM, at=at, synthetic=False)


def _bodies(district: Unit, at: datetime) -> dict[str, Unit]:
    rows = sources.units()
    units = _found(
        [
            NewUnit(
                district, UnitKind(row.kind), row.name, row.short_name, row.name_en, "", number, row.aliases
            )
            for number, row in enumerate(rows)
        ],
        at,
    )
    return {row.short_name: unit for row, unit in zip(rows, units, strict=True)}


def _join_collectives(bodies: dict[str, Unit], streets: list[Unit]) -> None:
    zones = [unit for unit in bodies.values() if unit.kind == UnitKind.ZONE]
    for name, unit in bodies.items():
        if unit.kind == UnitKind.COLLECTIVE:
            unit.members.set(zones if "功能区" in name else streets)


def _communities(
    streets: list[Unit], areas: list[BaseGeometry], random: Random, at: datetime
) -> list[tuple[Unit, BaseGeometry]]:
    listed = sources.communities()
    rows: list[NewUnit] = []
    cut: list[BaseGeometry] = []
    for street, area in zip(streets, areas, strict=True):
        members = listed.get(street.adcode, [])
        cells = territory.cells(area, len(members), random)
        for (code, name), cell in zip(members, cells, strict=True):
            rows.append(NewUnit(street, UnitKind.COMMUNITY, name, _plain(name), "", code))
            cut.append(cell)
    units = _found(rows, at)
    _bound(list(zip(units, cut, strict=True)))
    return list(zip(units, cut, strict=True))


def _grids(communities: list[tuple[Unit, BaseGeometry]], random: Random, at: datetime) -> int:
    rows: list[NewUnit] = []
    cut: list[BaseGeometry] = []
    for community, area in communities:
        for number, cell in enumerate(territory.cells(area, GRIDS_PER_COMMUNITY, random), start=1):
            rows.append(
                NewUnit(
                    community,
                    UnitKind.GRID,
                    f"{community.name}第{number}网格",
                    f"{community.short_name}第{number}网格",
                    order=number,
                )
            )
            cut.append(cell)
    units = add_units(rows=rows, by=PLATFORM, at=at, synthetic=True)
    _bound(list(zip(units, cut, strict=True)))
    return len(units)


def _plain(name: str) -> str:
    for ending in ("社区居委会", "居委会", "村委会"):
        if name.endswith(ending):
            return name.removesuffix(ending) + ("村" if ending == "村委会" else "社区")
    return name


def _bound(pairs: list[tuple[Unit, BaseGeometry]]) -> None:
    Boundary.objects.bulk_create(
        [
            Boundary(
                unit=unit,
                kind=unit.kind,
                area=GEOSGeometry(memoryview(area.wkb), srid=4326),
                schematic=True,
                source=SOURCE,
            )
            for unit, area in pairs
        ],
        batch_size=500,
    )


def _enterprises(streets: list[Unit], count: int, random: Random, at: datetime) -> None:
    rows: list[NewUnit] = []
    for number in range(count):
        industry = random.choice(INDUSTRIES)
        street = streets[min(int(random.betavariate(1.2, 2.0) * len(streets)), len(streets) - 1)]
        name = f"演示{industry}企业{number + 1:05d}号"
        rows.append(
            NewUnit(
                street,
                UnitKind.ENTERPRISE,
                name,
                order=10_000,
                registered={
                    "credit_code": _credit_code(number),
                    "industry": industry,
                    "staff": random.randint(3, 900),
                    "principal": "演示负责人",
                    "address": f"{street.short_name}演示路{random.randint(1, 300)}号",
                },
            )
        )
    add_units(rows=rows, by=PLATFORM, at=at, synthetic=True)


def _credit_code(number: int) -> str:
    digits = ""
    while len(digits) < 8:
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    body = "91110105" + organisation_code(digits)
    return body + check_digit(body)


def organisation_code(body: str) -> str:
    """The nine characters of GB 11714 that begin with `body`."""
    from ancheng.base.codes import organisation_check_digit

    return body + organisation_check_digit(body)
