"""A street with its areas, an enterprise in it, and the people who work with its risks."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from ancheng.base.asker import Asker
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.supervision.risks import actions
from ancheng.supervision.risks.aggregation import refresh
from ancheng.supervision.risks.models import Risk
from ancheng.supervision.risks.values import (
    Answerable,
    MeasureKind,
    Method,
    NewMeasure,
    NewRisk,
    Stated,
    Subject,
    Trigger,
)
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit

INPUTS = {
    "red": {"L": 4, "C": 5},
    "orange": {"L": 3, "C": 4},
    "yellow": {"L": 2, "C": 3},
    "blue": {"L": 1, "C": 2},
}


def bound(unit: Unit, west: float, south: float, side: float = 0.02) -> None:
    area = MultiPolygon(Polygon.from_bbox((west, south, west + side, south + side)), srid=4326)
    Boundary.objects.create(unit=unit, kind=unit.kind, area=area, source="测试")


@dataclass
class Scene:
    """Who is there, and where."""

    street: Unit
    other: Unit
    community: Unit
    zone: Unit
    enterprise: Unit
    worker: Asker
    officer: Asker
    colleague: Asker
    office: Asker
    office_colleague: Asker

    def found(self, **more) -> Risk:
        given = {
            "title": "储罐区火灾风险",
            "subject": Subject.ASSET,
            "unit_id": self.street.pk,
            "enterprise_id": self.enterprise.pk,
            "geometry": (116.455, 39.915),
            **more,
        }
        by, at = given.pop("by", self.officer), given.pop("at", NOW)
        return actions.register(new=NewRisk(**given), by=by, at=at)

    def submitted(
        self, grade="orange", *, risk=None, at=NOW, residual=None, trigger=Trigger.CHANGE, **more
    ) -> Risk:
        risk = risk or self.found(at=at, **more)
        by = self.worker if risk.enterprise_id else self.office
        actions.begin(risk=risk, trigger=trigger, by=by, at=at)
        stated = Stated(Method.MATRIX, INPUTS[grade], residual or {"L": 1, "C": 2}, "现场勘查")
        actions.submit(risk=risk, stated=stated, by=by, at=at)
        return risk

    def graded(self, grade="orange", *, at=NOW, **more) -> Risk:
        risk = self.submitted(grade, at=at, **more)
        actions.review(risk=risk, by=self.office_colleague, at=at)
        actions.grade(risk=risk, by=self.office_colleague, at=at)
        return risk

    def kept(self, risk: Risk, *, kinds=tuple(MeasureKind), levels=(1, 2, 3, 4), at=NOW) -> None:
        measures = [NewMeasure(each, "按规程落实措施") for each in kinds]
        people = [Answerable(each, f"责任人{each}") for each in levels]
        actions.keep_control(risk=risk, measures=measures, people=people, by=self.worker, at=at)

    def controlled(self, grade="orange", *, at=NOW, **more) -> Risk:
        risk = self.graded(grade, at=at, **more)
        self.kept(risk, at=at)
        actions.control(risk=risk, by=self.worker, at=at)
        return risk


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    settings.FILES_ROOT = tmp_path / "files"
    street, other = (make_unit(each, UnitKind.SUBDISTRICT) for each in ("第一街道", "第二街道"))
    community = make_unit("甲社区", UnitKind.COMMUNITY, street)
    zone = make_unit("试验功能区", UnitKind.ZONE)
    bound(street, 116.45, 39.91)
    bound(other, 116.47, 39.91)
    bound(community, 116.45, 39.91, 0.01)
    bound(zone, 116.452, 39.912, 0.006)
    enterprise = make_enterprise(street, "测试化工有限公司")
    office = make_office()
    refresh(at=NOW)
    return Scene(
        street,
        other,
        community,
        zone,
        enterprise,
        asker(Role.ENTERPRISE, enterprise),
        asker(Role.SUBDISTRICT, street),
        asker(Role.SUBDISTRICT, street),
        asker(Role.OFFICE, office),
        asker(Role.OFFICE, office),
    )
