"""Verbs on sensors and sources: register, change, retire, maintain, issue and revoke a token, replay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.queries import put_in_place
from ancheng.monitoring.gateway.models import Quarantined
from ancheng.monitoring.sensors import queries, revision, rules
from ancheng.monitoring.sensors.models import Maintenance, Sensor, Source, Token
from ancheng.monitoring.sensors.registry import kind as kind_called
from ancheng.monitoring.sensors.values import Described, Way
from ancheng.supervision.public import asset_places

KEEPERS = (Role.ADMINISTRATOR, Role.OFFICE, Role.DEPARTMENT, Role.SUBDISTRICT)
TOLD = (
    "kind",
    "code",
    "name",
    "source_id",
    "unit_id",
    "department_id",
    "asset_id",
    "low",
    "high",
    "interval_s",
)
SHOWN = (*TOLD, "silent_after_s", "address", "maker", "remarks")
MOST_REPLAYED = 2_000


def only_keepers(by: Asker) -> None:
    if not by.holds(*KEEPERS):
        raise NotAllowed("当前岗位只能查看监测设备。登记、修改请由主管部门或街乡工作人员办理。")


@transaction.atomic
def open_source(
    *,
    code: str,
    name: str,
    unit: Unit,
    way: str,
    contact: str,
    by: Asker,
    at: datetime,
    synthetic: bool = False,
) -> Source:
    """Register a system that will send readings."""
    only_keepers(by)
    rules.check_words(code=code, name=name)
    if way not in Way.values:
        raise Refusal("请选择接入方式。")
    source = Source(
        code=code,
        name=name.strip(),
        unit=unit,
        way=way,
        contact=contact[:120],
        created_at=at,
        synthetic=synthetic,
    )
    source.derive_scope()
    _within_reach(source.seen_by, by)
    try:
        with transaction.atomic():
            source.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(f"代码“{code}”已被另一数据来源使用，请换一个。") from error
    record(
        by=by, at=at, verb="登记数据来源", subject=source, after={"code": code, "unit": str(unit), "way": way}
    )
    revision.advance()
    return source


@transaction.atomic
def set_in_use(*, source: Source, in_use: bool, why: str, by: Asker, at: datetime) -> None:
    """Stop taking readings of a source, or take them again."""
    only_keepers(by)
    if len(why.strip()) < 2:
        raise Refusal("请写明理由。")
    if not Source.objects.filter(pk=source.pk, in_use=not in_use).update(in_use=in_use):
        raise Conflict("该来源的状态已被他人改变，请刷新后再试。")
    record(by=by, at=at, verb="启用数据来源" if in_use else "停用数据来源", subject=source, why=why.strip())
    revision.advance()


@transaction.atomic
def issue_token(
    *, source: Source, label: str, by: Asker, at: datetime, may_describe: bool = False
) -> tuple[Token, str]:
    """A new token and its text, which is shown this once; most tokens may send readings and nothing more."""
    only_keepers(by)
    if not label.strip():
        raise Refusal("请写明令牌交给谁、用在哪里。")
    text = rules.new_token()
    token = Token.objects.create(
        source=source,
        label=label.strip()[:60],
        head=text[:8],
        digest=rules.digest(text),
        may_describe=may_describe,
        created_at=at,
        created_by_id=by.person_id,
    )
    record(
        by=by,
        at=at,
        verb="签发接入令牌",
        subject=source,
        after={"head": token.head, "label": token.label, "may_describe": may_describe},
    )
    revision.advance()
    return token, text


@transaction.atomic
def revoke_token(*, token: Token, by: Asker, at: datetime) -> None:
    """From now on the token opens nothing."""
    only_keepers(by)
    if not Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        raise Conflict("该令牌已经停用。")
    record(by=by, at=at, verb="停用接入令牌", subject=token.source, before={"head": token.head})
    revision.advance()


@transaction.atomic
def register(*, described: Described, by: Asker, at: datetime, synthetic: bool = False) -> Sensor:
    """Open the file of a device."""
    only_keepers(by)
    sensor = Sensor(kind=described.kind, created_at=at, updated_at=at, synthetic=synthetic)
    put(sensor, described, by)
    _within_reach(sensor.seen_by, by)
    _save(sensor, force_insert=True)
    record(by=by, at=at, verb="登记传感器", subject=sensor, after=told(sensor))
    revision.advance()
    return sensor


@transaction.atomic
def change(*, sensor_id: int, version: int, described: Described, by: Asker, at: datetime) -> Sensor:
    """Change a device that the person read in `version`."""
    only_keepers(by)
    sensor: Sensor | None = queries.visible(by).select_for_update(of=("self",)).filter(pk=sensor_id).first()
    if sensor is None:
        raise Absent("没有这个传感器，或当前岗位无权查看。")
    if sensor.version != version:
        raise Conflict("您填写期间，他人已修改该传感器。您填写的内容仍在表单中，请核对后再次保存。")
    if described.kind != sensor.kind:
        raise Refusal("类别登记后不能更改；请停用本设备，再按正确类别登记。")
    before = told(sensor)
    put(sensor, described, by)
    _within_reach(sensor.seen_by, by)
    sensor.version, sensor.updated_at = version + 1, at
    _save(sensor)
    after = told(sensor)
    new = {key: value for key, value in after.items() if before[key] != value}
    record(
        by=by, at=at, verb="修改传感器", subject=sensor, before={key: before[key] for key in new}, after=new
    )
    revision.advance()
    return sensor


@transaction.atomic
def retire(*, sensor: Sensor, on: date, why: str, by: Asker, at: datetime) -> None:
    """Take a device out of use; its readings stay."""
    only_keepers(by)
    if len(why.strip()) < 2:
        raise Refusal("请写明停用原因。")
    if sensor.installed_on and on < sensor.installed_on:
        raise Refusal("停用日期不能早于安装日期。")
    if not Sensor.objects.filter(pk=sensor.pk, retired_on=None).update(retired_on=on, updated_at=at):
        raise Conflict("该传感器已经停用。")
    record(
        by=by, at=at, verb="停用传感器", subject=sensor, why=why.strip(), after={"retired_on": on.isoformat()}
    )
    revision.advance()


@transaction.atomic
def reinstate(*, sensor: Sensor, why: str, by: Asker, at: datetime) -> None:
    """Put a device back into use."""
    only_keepers(by)
    if len(why.strip()) < 2:
        raise Refusal("请写明恢复使用的理由。")
    if (
        not Sensor.objects.filter(pk=sensor.pk)
        .exclude(retired_on=None)
        .update(retired_on=None, updated_at=at)
    ):
        raise Conflict("该传感器正在使用。")
    record(by=by, at=at, verb="恢复传感器", subject=sensor, why=why.strip())
    revision.advance()


@transaction.atomic
def maintain(
    *, sensor: Sensor, starts_at: datetime, ends_at: datetime, reason: str, by: Asker, at: datetime
) -> Maintenance:
    """Say when a device is worked on: its readings are kept, marked, and raise nothing."""
    only_keepers(by)
    rules.check_window(starts_at, ends_at, reason, at=at)
    window = Maintenance.objects.create(
        sensor=sensor,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip()[:200],
        by_id=by.person_id,
        by_name=by.name,
        made_at=at,
    )
    record(
        by=by,
        at=at,
        verb="安排维护",
        subject=sensor,
        why=reason.strip(),
        after={"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()},
    )
    revision.advance()
    return window


@transaction.atomic
def end_maintenance(*, window: Maintenance, by: Asker, at: datetime) -> None:
    """End a maintenance before its time; one that has not begun is struck off."""
    only_keepers(by)
    running = Maintenance.objects.filter(pk=window.pk, ends_at__gt=at)
    done = running.filter(starts_at__lt=at).update(ends_at=at) or running.delete()[0]
    if not done:
        raise Conflict("该维护已经结束。")
    record(by=by, at=at, verb="结束维护", subject=window.sensor, after={"ends_at": at.isoformat()})
    revision.advance()


@transaction.atomic
def replay(*, source: Source, ids: Sequence[int], by: Asker, at: datetime) -> int:
    """Ask the gateway to read quarantined frames again; what is still wrong comes back with its reason."""
    only_keepers(by)
    chosen = Quarantined.objects.filter(source_id=source.pk, replay_asked_at=None)
    if ids:
        chosen = chosen.filter(pk__in=list(ids))
    found = list(chosen.order_by("pk").values_list("pk", flat=True)[:MOST_REPLAYED])
    count: int = Quarantined.objects.filter(pk__in=found, replay_asked_at=None).update(replay_asked_at=at)
    if not count:
        raise Refusal("没有可重放的报文。")
    record(by=by, at=at, verb="重放隔离报文", subject=source, after={"count": count})
    return count


def put(sensor: Sensor, described: Described, by: Asker) -> None:
    """Put what is stated on `sensor`; its place is its own, or that of its object."""
    kind = kind_called(described.kind)
    rules.check_words(code=described.code, name=described.name)
    found = rules.bounds(
        kind,
        low=described.low,
        high=described.high,
        interval_s=described.interval_s,
        silent_after_s=described.silent_after_s,
    )
    source = Source.objects.visible_to(by).filter(pk=described.source_id).first()
    unit = Unit.objects.in_use().filter(pk=described.unit_id).first()
    if source is None or unit is None:
        raise Refusal("请选择数据来源和责任单位。")
    sensor.code, sensor.name = described.code, described.name.strip()
    sensor.source, sensor.unit, sensor.department_id = source, unit, described.department_id
    sensor.low, sensor.high = found.low, found.high
    sensor.interval_s, sensor.silent_after_s = found.interval_s, found.silent_after_s
    sensor.address = described.address.strip()[:200]
    sensor.installed_on, sensor.calibrated_until = described.installed_on, described.calibrated_until
    sensor.maker, sensor.remarks = described.maker.strip()[:120], described.remarks.strip()
    sensor.geometry = Point(*described.spot, srid=4326) if described.spot else None
    _fix_to(sensor, described.asset_id, by)
    put_in_place(sensor)
    sensor.derive_scope()


def _fix_to(sensor: Sensor, asset_id: int | None, by: Asker) -> None:
    sensor.asset_id, sensor.asset_name = asset_id, ""
    if asset_id is None:
        return
    place = next(iter(asset_places(by, ids=[asset_id])), None)
    if place is None:
        raise Refusal("没有这个监测对象，或当前岗位无权查看。请核对对象编号。")
    sensor.asset_name = place.name[:120]
    if sensor.geometry is None and place.wkt:
        sensor.geometry = f"SRID=4326;{place.wkt}"


def _save(sensor: Sensor, **how: Any) -> None:
    try:
        with transaction.atomic():
            sensor.save(**how)
    except IntegrityError as error:
        raise Conflict(f"编号“{sensor.code}”已被另一传感器使用，请核对或换一个编号。") from error


def _within_reach(seen_by: Sequence[int], by: Asker) -> None:
    if not by.sees_district and by.unit_id not in seen_by:
        raise NotAllowed("责任单位不在您的管理范围内，登记后您自己也看不到；请选择本单位或所属单位。")


def told(sensor: Sensor) -> dict[str, Any]:
    """The facts of a device as the audit keeps them."""
    return {each: getattr(sensor, each) for each in SHOWN}
