"""A street with an area, an enterprise in it, the bureau, and hazards at each stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.hazards import actions, archive_actions
from ancheng.supervision.hazards.models import Hazard
from ancheng.supervision.hazards.values import (
    Amount,
    Assessment,
    Contact,
    Exposure,
    Post,
    Regime,
    Sort,
    SpecialPlan,
    Stated,
)
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, make_area

_numbers = count(1)
TODAY = beijing_day(NOW)
AMMONIA = (Amount("氨", 30),)
PEOPLE = Exposure(120, None, "入户调查", "社区台账")


def paper(name: str = "", text: str = "安全评估报告") -> SimpleUploadedFile:
    """A file that no other test has uploaded."""
    number = next(_numbers)
    return SimpleUploadedFile(name or f"报告{number}.txt", f"{text}{number}".encode(), "text/plain")


@dataclass
class Scene:
    """Who is there."""

    street: Unit
    enterprise: Unit
    bureau: Unit
    gas: Unit
    worker: Asker
    officer: Asker
    colleague: Asker
    office: Asker

    def stated(self, **more) -> Stated:
        values = {
            "name": "液氨储罐区",
            "sort": Sort.STORAGE.value,
            "enterprise_id": self.enterprise.pk,
            "amounts": AMMONIA,
            "exposure": PEOPLE,
            "geometry": INSIDE_FIRST,
            "regime": Regime.ORDER_40.value,
        }
        return Stated(**{**values, **more})

    def identified(self, *, at=NOW, **more) -> Hazard:
        return actions.identify(stated=self.stated(**more), by=self.worker, at=at)

    def complete(self, hazard: Hazard, at=NOW) -> None:
        """Everything that a declaration must hold besides the report."""
        for post in Post:
            contact = Contact(post.value, f"{post.value}某", "13800000000")
            archive_actions.name_responsible(hazard=hazard, contact=contact, by=self.worker, at=at)
        plan = SpecialPlan(
            f"ZX-{next(_numbers)}", "液氨泄漏专项应急预案", beijing_day(at) - timedelta(days=10)
        )
        archive_actions.set_plan(hazard=hazard, plan=plan, upload=paper(text="预案"), by=self.worker, at=at)

    def assessed(self, *, reported_on=TODAY, at=NOW, **more) -> Hazard:
        hazard = self.identified(at=at, **more)
        self.complete(hazard, at)
        report = Assessment("PG-1", "某评价机构", reported_on)
        archive_actions.hand_in_report(hazard=hazard, report=report, upload=paper(), by=self.worker, at=at)
        return hazard

    def declared(self, **more) -> Hazard:
        hazard = self.assessed(**more)
        actions.declare(hazard=hazard, by=self.worker, at=more.get("at", NOW))
        return hazard

    def filed(self, **more) -> Hazard:
        hazard = self.declared(**more)
        actions.register(hazard=hazard, by=self.officer, at=more.get("at", NOW))
        return hazard

    def supervised(self, **more) -> Hazard:
        hazard = self.filed(**more)
        actions.supervise(hazard=hazard, by=self.officer, at=more.get("at", NOW))
        return hazard


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    settings.FILES_ROOT = tmp_path / "files"
    office = make_office()
    street = make_area("第一街道", FIRST_STREET)
    enterprise = make_enterprise(street, "测试化工有限公司")
    bureau = make_unit("区应急局", UnitKind.DEPARTMENT)
    return Scene(
        street,
        enterprise,
        bureau,
        make_unit("区城管委", UnitKind.DEPARTMENT),
        asker(Role.ENTERPRISE, enterprise),
        asker(Role.ENFORCEMENT, bureau),
        asker(Role.DEPARTMENT, bureau),
        asker(Role.OFFICE, office),
    )
