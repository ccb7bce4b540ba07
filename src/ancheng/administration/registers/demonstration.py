"""Two years of rows of every register, drawn the same way every time, marked 演示数据."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from ancheng.administration.registers import rules
from ancheng.administration.registers.actions import fill, settle, supervisor
from ancheng.administration.registers.declare import Draw, Register
from ancheng.administration.registers.models import Row
from ancheng.administration.registers.registry import REGISTERS
from ancheng.base.asker import PLATFORM
from ancheng.base.clock import add_months, beijing_day
from ancheng.base.errors import Misconfigured
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.copying import copy_in
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import responsible_units

SEED, MONTHS, ENTERPRISES = 110105, 24, 600


def load(*, at: datetime) -> int:
    """Write the rows of every register over two years; returns how many."""
    drawn = draw_from(beijing_day(at))
    streets = {each.pk: each for each in drawn.streets}
    written = 0
    for position, (name, declared) in enumerate(REGISTERS.items()):
        drawn.random = Random(SEED + 700 + position)  # noqa: S311  # nosec B311
        rows = list(rows_of(name, declared, drawn, streets, at))
        copy_in(rows)
        settle(name, [each.series for each in rows])
        record_all(
            entry(
                by=PLATFORM,
                at=each.created_at,
                verb="登记",
                subject=each,
                after={"unit_id": each.unit_id, **each.attributes},
            )
            for each in rows
        )
        written += len(rows)
    return written


def draw_from(today: date) -> Draw:
    """The units of the district from which the demonstration draws."""
    units = Unit.objects.in_use().order_by("order", "adcode", "pk")
    first = today.replace(day=1)
    return Draw(
        Random(SEED),  # noqa: S311  # nosec B311
        today,
        [add_months(first, -back) for back in range(MONTHS - 1, -1, -1)],
        units.get(kind=UnitKind.DISTRICT),
        list(units.filter(kind=UnitKind.SUBDISTRICT)),
        list(units.filter(kind=UnitKind.COMMUNITY)),
        list(units.filter(kind=UnitKind.ENTERPRISE)[:ENTERPRISES]),
        {each.short_name: each for each in responsible_units().exclude(kind=UnitKind.SUBDISTRICT)},
    )


def rows_of(name: str, declared: Register, drawn: Draw, streets: dict[int, Unit], at: datetime) -> list[Row]:
    """The demonstration rows of one register, checked like any others; the same thing stands once."""
    department, found = supervisor(declared), dict[str, Row]()
    for unit, stated in declared.demo(drawn):
        checked = rules.check(declared, stated)
        if checked.errors:
            raise Misconfigured(f"demonstration of {name}: {checked.errors}")
        row = Row(
            register=name,
            code=f"{declared.prefix}-{len(found) + 1:06d}",
            department=department,
            synthetic=True,
        )
        fill(row, declared, unit, checked.values, streets)
        row.created_at = row.updated_at = _written(row, at)
        found.setdefault(row.same, row)
    return list(found.values())


def _written(row: Row, at: datetime) -> datetime:
    """The day after what the row tells of, where that has come."""
    if row.starts_on is None:
        return at
    return min(at, at - timedelta(days=(beijing_day(at) - row.starts_on).days - 1))
