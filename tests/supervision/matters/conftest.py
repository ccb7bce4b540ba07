"""A street with an area and an object of every kind of matter, and who works with them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.matters import actions
from ancheng.supervision.matters.actions import Opening
from ancheng.supervision.matters.models import Matter
from ancheng.supervision.matters.registry import KINDS
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area, make_asset

_numbers = count(1)
TODAY = beijing_day(NOW)
ATTRIBUTES = {
    "dangerous_works": {"type": "pit", "plan_reviewed": "false"},
    "construction_site": {"type": "municipal", "pipes_checked": "false"},
    "old_building": {"use": "residential"},
    "illegal_construction": {"form": "makeshift", "demolished": "false"},
    "high_rise": {"use": "public", "fire_safety_manager": "false"},
    "elevator": {"registered": "true", "inspection_due": "2026-10-01"},
    "local_standard": {"standard_no": "DB11/T 1", "in_effect": "false"},
}
OBJECT = {key: kind.assets[0] for key, kind in KINDS.items()} | {"special_equipment": "elevator"}
OPEN = {
    "dangerous_works": {"part": "3号楼基坑", "over_scale": "true", "works_until": "2027-03-01"},
    "pipe_protection": {"place": "路口西北角", "dig_from": "2026-12-10", "dig_until": "2026-12-30"},
    "old_building": {"concern": "1970年代砖混住宅"},
    "illegal_construction": {"form": "extra_floors", "found_on": "2026-11-20", "builder": "某商户"},
    "fire_manager": {"post": "manager", "person": "王某", "phone": "13800000000", "appointed_on": "2026-11-20", "expires_on": "2029-11-20"},
    "special_equipment": {"inspection_due": "2026-10-01"},
    "local_standard": {"requirement": "组织宣贯并检查落实", "implement_until": "2027-05-01"},
}  # fmt: skip


def paper() -> SimpleUploadedFile:
    number = next(_numbers)
    return SimpleUploadedFile(f"材料{number}.txt", f"材料{number}".encode(), "text/plain")


@dataclass
class Scene:
    street: Unit
    enterprise: Unit
    worker: Asker
    office: Asker
    colleague: Asker

    def thing(self, kind: str, **more) -> Asset:
        """An object that calls for such a matter."""
        name = OBJECT[kind]
        values = {"name": f"某{KINDS[kind].zh}", "attributes": ATTRIBUTES[name], "geometry": at(INSIDE_FIRST)}
        if name == "local_standard":
            values["geometry"] = None
        return make_asset(self.street, kind=name, **{**values, **more})

    def opened(self, kind: str, *, asset: Asset | None = None, **facts) -> Matter:
        asset = asset or self.thing(kind)
        owner = facts.pop("owner", None)
        opening = Opening(kind, "", {**OPEN[kind], **facts}, asset=asset, owner=owner)
        return actions.open_matter(opening=opening, by=self.office, at=NOW)

    def step(
        self,
        matter: Matter,
        verb: str,
        *,
        why: str = "",
        by: Asker | None = None,
        at=NOW,
        files=None,
        **facts,
    ):
        uploads = [paper()] if files is None and verb in matter.declared.evidence else files or []
        return actions.take_step(
            matter=matter, verb=verb, given=facts, why=why, uploads=uploads, by=by or self.office, at=at
        )


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    settings.FILES_ROOT = tmp_path / "files"
    office = make_office()
    for kind in KINDS.values():
        make_unit(kind.department, UnitKind.DEPARTMENT)
    street = make_area("第一街道", FIRST_STREET)
    enterprise = make_enterprise(street, "测试物业有限公司")
    return Scene(
        street,
        enterprise,
        asker(Role.SUBDISTRICT, street),
        asker(Role.OFFICE, office),
        asker(Role.OFFICE, office),
    )
