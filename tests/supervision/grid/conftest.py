"""A street with a community and a grid, a point with a code, and the people who work there."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ancheng.base.asker import Asker
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.grid import actions
from ancheng.supervision.grid.actions import Sighting
from ancheng.supervision.grid.models import Event, EventKind, Point
from tests.factories import NOW, asker, make_office, make_unit

SPOT = (116.4435, 39.9215)


@dataclass
class Scene:
    street: Unit
    community: Unit
    grid: Unit
    worker: Asker
    officer: Asker
    colleague: Asker
    office: Asker
    point: Point

    def found(self, **more) -> Event:
        sighting = Sighting("井盖缺失", EventKind.ROAD, self.grid.pk, **more)
        return actions.find(sighting=sighting, by=self.worker, at=NOW)

    def accepted(self) -> Event:
        event = self.found()
        actions.report(event=event, by=self.worker, at=NOW)
        actions.accept(event=event, by=self.officer, at=NOW)
        return event


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    settings.FILES_ROOT = tmp_path / "files"
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    community = make_unit("甲社区", UnitKind.COMMUNITY, street)
    grid = make_unit("甲社区第1网格", UnitKind.GRID, community)
    officer = asker(Role.SUBDISTRICT, street)
    point = actions.set_point(
        name="菜市场东门", unit=grid, spot=SPOT, asset=None, address="东大街1号", by=officer, at=NOW
    )
    return Scene(
        street,
        community,
        grid,
        asker(Role.GRID, grid),
        officer,
        asker(Role.SUBDISTRICT, street),
        asker(Role.OFFICE, make_office()),
        point,
    )
