"""Grids with points, plans, people and events."""

from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.grid import actions
from ancheng.supervision.grid.models import EventKind
from tests.factories import NOW, asker, make_unit

COUNTS = {
    "grid:today": 6,
    "grid:events": 5,
    "grid:event": 7,
    "grid:new_event": 5,
    "grid:points": 4,
    "grid:point": 6,
    "grid:plans": 4,
    "grid:people": 8,
    "grid:coverage": 14,
}


def grow(district, number):
    community = make_unit(f"第{number}社区", UnitKind.COMMUNITY, district.street)
    grid = make_unit(f"第{number}社区第1网格", UnitKind.GRID, community)
    worker = asker(Role.GRID, grid)
    district.point = actions.set_point(
        name=f"第{number}市场东门", unit=grid, spot=(116.4435, 39.9215), asset=None, address="东大街1号",
        by=asker(Role.SUBDISTRICT, district.street), at=NOW,
    )  # fmt: skip
    sighting = actions.Sighting("井盖缺失", EventKind.ROAD, grid.pk)
    district.event = actions.find(sighting=sighting, by=worker, at=NOW)
    actions.report(event=district.event, by=worker, at=NOW)


def arguments(district):
    return {"grid:event": [district.event.pk], "grid:point": [district.point.pk]}
