"""Verbs on roads: bring in a net, use it, shut roads and open them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import OFFICERS, Role
from ancheng.command.authority import commanding_unit
from ancheng.command.dispatch import live, way_actions
from ancheng.command.dispatch.actions import one_by_one
from ancheng.command.dispatch.models import Closure, RoadNet
from ancheng.kernel.audit.actions import record
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit
from ancheng.science.roads.graph import RoadGraph, from_ways
from ancheng.science.roads.nets import checksum
from ancheng.science.roads.sources import read
from ancheng.science.roads.survey import Survey, survey
from ancheng.science.roads.travel import Roads

CLOSERS = (Role.DUTY, Role.COMMANDER, Role.OFFICE, *OFFICERS)
LONGEST = timedelta(days=366)
SHAPES = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Said:
    """What must be known of a road file beside its content."""

    name: str
    source: str
    licence: str
    crs: str = ""


def look_at(path: Path, crs: str = "") -> tuple[RoadGraph, Survey]:
    """The graph that a file would give, and its figures; nothing is stored."""
    graph = from_ways(read(path, crs), path.name)
    return graph, survey(graph)


def import_net(*, path: Path, said: Said, by: Asker, at: datetime) -> RoadNet:
    """Bring in a road file as the version in use; the same content again is the version that is there."""
    if not (said.name.strip() and said.source.strip() and said.licence.strip()):
        raise Refusal("请写明路网的名称、来源和许可（如“OpenStreetMap 贡献者，ODbL 1.0”）。")
    graph, found = look_at(path, said.crs)
    with path.open("rb") as opened:
        digest = sha256()
        while part := opened.read(1 << 20):
            digest.update(part)
    return keep_net(
        graph=graph, found=found, said=said, file_name=path.name, digest=digest.hexdigest(), by=by, at=at
    )


@transaction.atomic
@in_record_language
def keep_net(
    *,
    graph: RoadGraph,
    found: Survey,
    said: Said,
    by: Asker,
    at: datetime,
    file_name: str = "",
    digest: str = "",
    synthetic: bool = False,
) -> RoadNet:
    """Store a graph with its order of contraction, and use it."""
    if not by.holds(Role.ADMINISTRATOR):
        raise NotAllowed("路网由系统管理员导入。")
    name = checksum(graph)
    kept = RoadNet.objects.filter(checksum=name).first() or RoadNet.objects.create(
        name=said.name.strip()[:80], checksum=name, file_name=file_name[:120], file_sha256=digest,
        source=said.source.strip()[:200], licence=said.licence.strip()[:120], source_crs=(said.crs or "wgs84")[:40],
        nodes=graph.nodes, arcs=graph.arcs, km=found.km, joined_percent=found.joined_percent, graph=graph.dump(),
        order=np.array(Roads(graph).order, dtype=np.int32).tobytes(), imported_at=at, synthetic=synthetic,
    )  # fmt: skip
    use_net(net=kept, by=by, at=at)
    return kept


@transaction.atomic
@in_record_language
def use_net(*, net: RoadNet, by: Asker, at: datetime) -> None:
    """Ask this version from now on."""
    if not by.holds(Role.ADMINISTRATOR):
        raise NotAllowed("路网由系统管理员启用。")
    RoadNet.objects.select_for_update().filter(in_use=True).exclude(pk=net.pk).update(in_use=False)
    RoadNet.objects.filter(pk=net.pk).update(in_use=True)
    net.in_use = True
    live.advance(roads=True)
    record(by=by, at=at, verb="启用路网", subject=net, after={"checksum": net.checksum, "nodes": net.nodes})


@transaction.atomic
@in_record_language
def shut(*, closure: Closure, by: Asker, at: datetime, realm: Realm = Realm.ACTUAL) -> Closure:
    """Shut the roads under a drawn shape; every process heeds it with its next question."""
    if not by.holds(*CLOSERS):
        raise NotAllowed("您的岗位不能登记道路封闭，请联系值班或指挥人员。")
    closure.reason = closure.reason.strip()[:200]
    if not closure.reason:
        raise Refusal("请写明封闭原因，如“燃气泄漏警戒”。")
    if closure.nonce:
        one_by_one(closure.nonce)
        known: Closure | None = Closure.every.filter(nonce=closure.nonce).first()
        if known:
            return known
    _drawn(closure.geometry)
    if closure.ends_at and not closure.starts_at < closure.ends_at:
        raise Refusal("结束时间应晚于开始时间。")
    if closure.ends_at and (closure.ends_at <= at or closure.ends_at - closure.starts_at > LONGEST):
        raise Refusal("结束时间应晚于现在，且封闭不超过一年。")
    where = live.ground()
    arcs = live.arcs_of(where.net, closure.geometry.wkb)
    if not arcs:
        raise Refusal("所画范围内没有道路，请在地图上画到道路上。")
    closure.arcs_shut, closure.made_at, closure.by_name, closure.realm = len(arcs), at, by.name, realm
    closure.unit = _unit_of(by)
    closure.derive_scope()
    closure.save(force_insert=True)
    record(by=by, at=at, verb="封闭道路", subject=closure, why=closure.reason, after={"arcs": len(arcs)})
    live.advance(roads=True)
    way_actions.turn(closure, at=at)
    return closure


def _drawn(shape: GEOSGeometry | None) -> None:
    if shape is None or shape.empty:
        raise Refusal("请在地图上画出封闭的点、线或范围。")
    if shape.geom_type not in SHAPES or not shape.valid:
        raise Refusal("所画的图形自相交或不完整，请重新绘制。")
    if shape.num_coords > 2000:
        raise Refusal("所画的图形超过 2000 个点，请简化后重新绘制。")


def _unit_of(by: Asker) -> Unit:
    return Unit.objects.get(pk=by.unit_id) if by.unit_id else commanding_unit()


@transaction.atomic
@in_record_language
def lift(*, closure: Closure, why: str, by: Asker, at: datetime) -> None:
    """Open the roads again; the closure stays as history."""
    own = by.sees_district or by.unit_id in closure.unit.line
    if not by.holds(*CLOSERS) or not own:
        raise NotAllowed(f"该封闭由{closure.unit}登记，请联系登记单位或值班人员解除。")
    if not Closure.every.filter(pk=closure.pk, lifted_at=None).update(lifted_at=at):
        raise Conflict("该封闭已经解除。")
    closure.lifted_at = at
    record(by=by, at=at, verb="解除封闭", subject=closure, why=why.strip()[:200])
    live.advance(roads=True)
    way_actions.turn(closure, at=at)
