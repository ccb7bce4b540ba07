"""A street, an enterprise in it, and the people who work with its dangers."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ancheng.base.asker import Asker
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.dangers import actions, record_actions
from ancheng.supervision.dangers.models import Danger, Stage
from ancheng.supervision.dangers.values import Finding, Grade, Source
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit

_numbers = count(1)


def photo(name: str = "") -> SimpleUploadedFile:
    """A picture that no other test has uploaded."""
    number = next(_numbers)
    held = BytesIO()
    Image.new("RGB", (8, 8), (number % 256, number // 256 % 256, 99)).save(held, "PNG")
    return SimpleUploadedFile(name or f"照片{number}.png", held.getvalue(), "image/png")


@dataclass
class Scene:
    """Who is there."""

    street: Unit
    enterprise: Unit
    worker: Asker
    officer: Asker
    colleague: Asker
    office: Asker
    office_colleague: Asker

    def found(self, *, grade: Grade = Grade.GENERAL, source: Source = Source.INSPECTION, **more) -> Danger:
        by = self.worker if source == Source.SELF_CHECK else self.officer
        finding = Finding(
            more.pop("title", "疏散通道堆放货物"),
            self.street.pk,
            source,
            grade,
            enterprise_id=self.enterprise.pk,
            clause="《消防法》第二十八条",
            **more,
        )
        return actions.report(finding=finding, by=by, at=more.get("at", NOW))

    def ordered(self, *, grade: Grade = Grade.GENERAL, due_on=None) -> Danger:
        danger = self.found(grade=grade)
        why = "对照判定标准属于重大隐患" if grade == Grade.MAJOR else ""
        actions.grade(danger=danger, to=grade, clause="", why=why, by=self.officer, at=NOW)
        actions.order(
            danger=danger,
            requirement="立即清理通道",
            interim="停止营业，撤出人员" if grade == Grade.MAJOR else "",
            due_on=due_on or actions.rules.default_due_on(grade, NOW.date()),
            by=self.officer,
            at=NOW,
        )
        return danger

    def shown(self, danger: Danger, at=NOW) -> None:
        record_actions.add_photo(danger=danger, upload=photo(), stage=Stage.AFTER, by=self.worker, at=at)

    def rectified(self, **more) -> Danger:
        danger = self.ordered(**more)
        self.shown(danger)
        actions.rectify(danger=danger, result="通道已清理干净", by=self.worker, at=NOW)
        return danger

    def accepted(self) -> Danger:
        danger = self.rectified()
        actions.accept(danger=danger, by=self.officer, at=NOW)
        return danger


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    settings.FILES_ROOT = tmp_path / "files"
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    enterprise = make_enterprise(street, "测试餐饮有限公司")
    office = make_office()
    return Scene(
        street,
        enterprise,
        asker(Role.ENTERPRISE, enterprise),
        asker(Role.SUBDISTRICT, street),
        asker(Role.SUBDISTRICT, street),
        asker(Role.OFFICE, office),
        asker(Role.OFFICE, office),
    )
