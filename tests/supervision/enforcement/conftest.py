"""A bureau with inspectors, an item with its checklist, and enterprises that may be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from itertools import count

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Enterprise, Unit, UnitKind
from ancheng.kernel.people.models import Person
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.dangers.checklist_actions import publish
from ancheng.supervision.dangers.rules import NewItem as ListItem
from ancheng.supervision.enforcement import actions, draw_actions, field_actions, library_actions
from ancheng.supervision.enforcement.models import Draw, Inspection, Inspector, Item
from ancheng.supervision.enforcement.values import (
    Answer,
    FieldRecord,
    NewInspection,
    NewInspector,
    NewItem,
    Source,
    Terms,
    Verdict,
)
from tests.factories import NOW, make_enterprise, make_office, make_person, make_unit, seat_of

_numbers = count(1)
ITEMS = [
    ListItem("用电", "线路敷设规范", "《消防法》第二十七条第二款"),
    ListItem("通道", "疏散通道畅通", "《消防法》第二十八条"),
    ListItem("制度", "建立安全管理制度", "《安全生产法》第四条"),
]
INDUSTRY = "餐饮住宿"


def photo() -> SimpleUploadedFile:
    """A picture that no other test has uploaded."""
    number = next(_numbers)
    held = BytesIO()
    Image.new("RGB", (8, 8), (number % 256, number // 256 % 256, 33)).save(held, "PNG")
    return SimpleUploadedFile(f"照片{number}.png", held.getvalue(), "image/png")


def enterprise(street: Unit, industry: str = INDUSTRY) -> Unit:
    made = make_enterprise(street)
    Enterprise.objects.filter(unit=made).update(industry=industry)
    return made


@dataclass
class Scene:
    """Who is there."""

    office: Asker
    office_colleague: Asker
    bureau: Unit
    street: Unit
    item: Item
    officers: list[Asker]
    inspectors: list[Inspector]
    enterprises: list[Unit]

    def draw(self, *, ratio: int = 2500, **more) -> Draw:
        terms = Terms("餐饮住宿单位抽查", self.item.pk, {INDUSTRY: ratio}, **more)
        return draw_actions.propose(terms=terms, by=self.officers[0], at=NOW)

    def drawn(self, **more) -> tuple[Draw, list[Inspection]]:
        draw = self.draw(**more)
        draw_actions.announce(draw=draw, by=self.officers[0], at=NOW)
        made = draw_actions.make(draw=draw, public_value="", by=self.officers[0], at=NOW + timedelta(hours=1))
        return draw, made

    def inspection(self, **more) -> Inspection:
        new = NewInspection(
            more.pop("source", Source.SPECIAL),
            self.item.pk,
            self.enterprises[0].pk,
            more.pop("planned_on", date(2026, 12, 1)),
            reason="节前专项检查",
            **more,
        )
        return actions.open_inspection(new=new, by=self.officers[0], at=NOW)

    def assigned(self, **more) -> Inspection:
        inspection = self.inspection(**more)
        actions.assign(inspection=inspection, inspectors=self.inspectors[:2], by=self.officers[0], at=NOW)
        return inspection

    def on_site(self, **more) -> Inspection:
        inspection = self.assigned(**more)
        at = NOW + timedelta(hours=2)
        field_actions.arrive(inspection=inspection, spot=None, by=self.officers[0], at=at)
        return inspection

    def found(self, *failed: int, **more) -> FieldRecord:
        """A record of the checklist in which the items at `failed` are not in order."""
        keys = list(self.item.checklist.items.values_list("pk", flat=True))
        answers = {
            key: Answer(Verdict.FAIL, f"第{number}项不合格") if number in failed else Answer(Verdict.PASS)
            for number, key in enumerate(keys)
        }
        values = {
            "arrived_at": NOW + timedelta(hours=2),
            "recorded_at": NOW + timedelta(hours=3),
            "attended_by": "王经理",
            "seen_version": 1,
            **more,
        }
        return FieldRecord(answers=answers, **values)

    def recorded(self, *failed: int, **more) -> Inspection:
        inspection = self.on_site(**more)
        at = NOW + timedelta(hours=3)
        field_actions.record(inspection=inspection, record=self.found(*failed), by=self.officers[0], at=at)
        return inspection


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    settings.FILES_ROOT = tmp_path / "files"
    office, bureau = make_office(), make_unit("区应急局")
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    checklist = publish(
        industry="通用",
        title="通用清单",
        items=ITEMS,
        valid_from=date(2026, 1, 1),
        source="",
        by=PLATFORM,
        at=NOW,
    )
    boss = seat_of(make_person(Role.OFFICE, office))
    item = library_actions.add_item(
        item=NewItem(
            "YJ-001",
            "餐饮场所消防安全检查",
            "《安全生产法》第六十五条",
            bureau.pk,
            "综合",
            "industry:*",
            checklist.pk,
            valid_from=date(2026, 1, 1),
        ),
        by=boss,
        at=NOW,
    )
    people: list[Person] = [make_person(Role.ENFORCEMENT, bureau) for _ in range(5)]
    inspectors = [
        library_actions.add_inspector(
            inspector=NewInspector(
                each.name,
                f"ZF{number:03d}",
                bureau.pk,
                ("综合",),
                date(2024, 1, 1),
                date(2028, 1, 1),
                each.pk,
            ),
            by=boss,
            at=NOW,
        )
        for number, each in enumerate(people)
    ]
    enterprises = [enterprise(street) for _ in range(8)]
    site = Asset(
        kind="enterprise_site", code="QY-1", name="场所", unit=street, enterprise=enterprises[0],
        subdistrict=street, geometry=Point(116.4, 39.9, srid=4326), address="示例路1号", created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    site.derive_scope()
    site.save()
    return Scene(
        boss,
        seat_of(make_person(Role.OFFICE, office)),
        bureau,
        street,
        item,
        [seat_of(each) for each in people],
        inspectors,
        enterprises,
    )
