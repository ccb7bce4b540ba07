"""Verbs on boundary files: upload, adopt, take back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.contracts.kernel import BoundariesChanged
from ancheng.kernel.audit.actions import record
from ancheng.kernel.events.actions import announce
from ancheng.kernel.exchange.areas import read_areas
from ancheng.kernel.exchange.boundaries import Match, best_field, matches
from ancheng.kernel.exchange.models import BoundaryImport, BoundaryState
from ancheng.kernel.files.actions import store
from ancheng.kernel.files.rules import display_name
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.models import Boundary


def permit(by: Asker) -> None:
    if not by.holds(Role.ADMINISTRATOR, Role.OFFICE):
        raise NotAllowed("行政边界由安委办或系统管理员导入。")


@transaction.atomic
def upload(
    *, file: UploadedFile[Any], source: str, crs: str, schematic: bool, by: Asker, at: datetime
) -> BoundaryImport:
    """Take in a file of areas; one that cannot be read is refused and nothing of it stays."""
    permit(by)
    if not source.strip():
        raise Refusal("请填写边界的来源，例如“区规自分局 2026 年勘界成果”。")
    blob = store(chunks=file.chunks(), name=file.name or "", purpose="boundary", at=at)
    areas = read_areas(blob.path, crs=crs)
    found = BoundaryImport.objects.create(
        blob=blob,
        filename=display_name(file.name or "")[:200],
        source=source.strip()[:200],
        schematic=schematic,
        crs=areas.crs[:80],
        field=best_field(areas),
        by_name=by.name,
        created_at=at,
    )
    record(by=by, at=at, verb="上传边界文件", subject=found, after={"file": found.filename})
    return found


@transaction.atomic
def choose_field(*, found: BoundaryImport, field: str, by: Asker) -> None:
    """Say which property of the file names the unit."""
    permit(by)
    if not BoundaryImport.objects.filter(pk=found.pk, state=BoundaryState.READ).update(field=field[:200]):
        raise Conflict("该文件已经采用或撤销，请重新上传。")


@transaction.atomic
def adopt(*, found: BoundaryImport, by: Asker, at: datetime) -> int:
    """Make the matched areas the boundaries of their units, all in one commit."""
    permit(by)
    if not BoundaryImport.objects.filter(pk=found.pk, state=BoundaryState.READ).update(
        state=BoundaryState.APPLIED, applied_at=at
    ):
        raise Conflict("该文件已经采用或撤销，请刷新页面。")
    sound = [
        each
        for each in matches(read_areas(found.blob.path, crs=found.crs), found.field)
        if each.unit and each.area.area and not each.fault
    ]
    if not sound:
        raise Refusal("没有可采用的边界：请核对名称所在字段，并确认单位已建立。")
    found.before = _draw(found, sound)
    found.state, found.applied_at = BoundaryState.APPLIED, at
    found.save(update_fields=["before"])
    announce(BoundariesChanged(tuple(int(each) for each in found.before), at))
    record(by=by, at=at, verb="采用边界", subject=found, after={"units": len(sound), "source": found.source})
    return len(sound)


def _draw(found: BoundaryImport, sound: list[Match]) -> dict[str, Any]:
    """Write the boundaries; returns what was there before."""
    units = {each.unit.pk: each for each in sound if each.unit}
    old = Boundary.objects.select_for_update().filter(unit__in=units).in_bulk()
    before: dict[str, Any] = {str(pk): None for pk in units}
    for pk, boundary in old.items():
        before[str(pk)] = {
            "area": boundary.area.wkt,
            "schematic": boundary.schematic,
            "source": boundary.source,
            "source_crs": boundary.source_crs,
        }
    Boundary.objects.bulk_create(
        [
            Boundary(
                unit=each.unit,
                kind=each.unit.kind,
                area=GEOSGeometry(memoryview(each.area.area.wkb), srid=4326),
                schematic=found.schematic,
                source=found.source,
                source_crs=found.crs[:40],
            )
            for each in sound
            if each.unit and each.area.area
        ],
        update_conflicts=True,
        unique_fields=["unit"],
        update_fields=["kind", "area", "schematic", "source", "source_crs"],
    )
    return before


@transaction.atomic
def undo(*, found: BoundaryImport, why: str, by: Asker, at: datetime) -> None:
    """Put back the boundaries that were there before; only the latest adoption can be taken back."""
    permit(by)
    if not why.strip():
        raise Refusal("请填写撤销原因。")
    later = BoundaryImport.objects.filter(state=BoundaryState.APPLIED, applied_at__gt=found.applied_at)
    if later.exists():
        raise Conflict("之后又采用过别的边界文件，请先从最近一次开始撤销。")
    if not BoundaryImport.objects.filter(pk=found.pk, state=BoundaryState.APPLIED).update(
        state=BoundaryState.UNDONE
    ):
        raise Conflict("该文件没有采用或已经撤销，请刷新页面。")
    kinds = dict(Unit.objects.filter(pk__in=found.before).values_list("pk", "kind"))
    Boundary.objects.filter(unit__in=found.before).delete()
    Boundary.objects.bulk_create(
        Boundary(
            unit_id=int(pk),
            kind=kinds[int(pk)],
            area=GEOSGeometry(old["area"], srid=4326),
            schematic=old["schematic"],
            source=old["source"],
            source_crs=old["source_crs"],
        )
        for pk, old in found.before.items()
        if old
    )
    announce(BoundariesChanged(tuple(int(each) for each in found.before), at))
    record(by=by, at=at, verb="撤销边界", subject=found, why=why)
