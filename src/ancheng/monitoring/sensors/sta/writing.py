"""Entities of SensorThings made, changed and deleted: each request one transaction, audited, the whole or nothing.

A Datastream becomes a device of the register. What was registered on the pages is changed there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent, Conflict, NotAllowed
from ancheng.kernel.audit.actions import record
from ancheng.monitoring.gateway.postgres.readings import PostgresReadings
from ancheng.monitoring.sensors import actions, revision
from ancheng.monitoring.sensors.models import Entity, Sensor, Source, Token
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.sensors.sta.described import (
    BadEntity,
    Description,
    observed,
    only,
    read_entity,
    refuse_inside,
    spot,
)
from ancheng.monitoring.sensors.sta.model import ANY_KIND, FIRST_OWN, KIND_OF_NUMBER, SETS
from ancheng.monitoring.sensors.values import Described

MOST_INSIDE = 200
# The column that keeps a link, and the set it leads to.
KEPT = {
    "Thing": "thing_id",
    "Locations": "location_id",
    "Sensor": "instrument_id",
    "ObservedProperty": "property_id",
    "FeatureOfInterest": "feature_id",
}


@dataclass(slots=True)
class Made:
    """What a request made: the entity itself and the Observations that were described inside Datastreams."""

    set: str
    number: int
    observations: list[tuple[int, int, float]] = field(default_factory=list)
    entities: list[int] = field(default_factory=list)


def permitted(digest: str) -> Token:
    """The token, if it may describe devices."""
    token = Token.objects.select_related("source__unit").filter(digest=digest, revoked_at=None).first()
    if token is None or not token.may_describe:
        raise NotAllowed("该令牌只能上报和读取读数。登记、修改设备请申请“可登记设备”的令牌。")
    return token


class Writer:
    """Writes for one source; `has(set, number)` says whether the source has an entity."""

    def __init__(self, token: Token, has: Callable[[str, int], bool], at: datetime) -> None:
        self.source: Source = token.source
        self.by: Asker = replace(
            PLATFORM,
            name=f"接入令牌 {token.head}…",
            unit_id=self.source.unit_id,
            unit_name=str(self.source.unit),
        )
        self.has, self.at = has, at
        self.kept: list[int] = []

    # Making.

    @transaction.atomic
    def create(self, set_name: str, given: Any, above: dict[str, int]) -> Made:
        """Make an entity with all that is described inside it; `above` are links that the address gives."""
        found = read_entity(SETS[set_name], given)
        for name, number in above.items():
            found.linked.setdefault(name, []).append(number)
            found.inside.pop(name, None)
        made = Made(set_name, 0)
        made.number = self._make(found, made)
        made.entities = self.kept
        revision.advance()
        return made

    @transaction.atomic
    def undo(self, made: Made) -> None:
        """Take out all that a request made."""
        rows = Entity.objects.filter(pk__in=made.entities, deleted_at=None).select_related("device")
        for each in rows.select_for_update(of=("self",)):
            self._delete(each)
        revision.advance()

    def _make(self, found: Description, made: Made) -> int:
        if len(self.kept) >= MOST_INSIDE:
            raise BadEntity(f"一次最多登记 {MOST_INSIDE} 个实体，请分次登记。")
        match found.set.name:
            case "Things":
                return self._thing(found, made)
            case "Locations":
                return self._location(found)
            case "HistoricalLocations":
                return self._historical(found)
            case "Datastreams":
                return self._stream(found, made)
            case "Sensors" | "ObservedProperties" | "FeaturesOfInterest":
                only(found)
                return self._keep(found).pk
        raise BadEntity(f"不能在此登记 {found.set.single}。")

    def _keep(self, found: Description, **columns: Any) -> Entity:
        entity = Entity.objects.create(
            source=self.source, set=found.set.name, body=found.body, created_at=self.at, **columns
        )
        self.kept.append(entity.pk)
        verb = f"登记 {found.set.single}"
        record(by=self.by, at=self.at, verb=verb, subject=entity, after=dict(found.body))
        return entity

    def _thing(self, found: Description, made: Made) -> int:
        only(found, "Locations", "Datastreams")
        if "Datastreams" in found.linked or "HistoricalLocations" in found.linked:
            raise BadEntity("Thing 与已有 Datastream 的关系由 Datastream 指明。")
        thing = self._keep(found)
        for location in self._one_or_more(found, "Locations", made)[:1]:
            self._put(thing, location)
        for each in found.inside.get("Datastreams", ()):
            inner = read_entity(SETS["Datastreams"], each)
            inner.linked["Thing"] = [thing.pk]
            inner.inside.pop("Thing", None)
            self._make(inner, made)
        return thing.pk

    def _location(self, found: Description) -> int:
        only(found)
        location = self._keep(found)
        for number in found.linked.get("Things", ()):
            self._put(self._own("Things", number), location.pk)
        return location.pk

    def _historical(self, found: Description) -> int:
        only(found)
        thing, locations = found.linked.get("Thing", []), found.linked.get("Locations", [])
        if len(thing) != 1 or len(locations) != 1:
            raise BadEntity("HistoricalLocation 须指明一个 Thing 和一个 Location。")
        self._must("Things", thing[0])
        self._must("Locations", locations[0])
        return self._keep(found, thing_id=thing[0], location_id=locations[0]).pk

    def _put(self, thing: Entity, location_id: int) -> None:
        """The thing is at the location from now on; where it was stays known."""
        self._must("Locations", location_id)
        Entity.objects.filter(pk=thing.pk).update(location_id=location_id)
        thing.location_id = location_id
        moved = Description(SETS["HistoricalLocations"], {"time": self.at.isoformat()})
        self._keep(moved, thing_id=thing.pk, location_id=location_id)
        place = self._spot_of(thing.pk)
        for stream in Entity.objects.filter(set="Datastreams", thing_id=thing.pk, deleted_at=None):
            self._change_device(stream, spot=place)

    def _stream(self, found: Description, made: Made) -> int:
        only(found, "Thing", "Sensor", "ObservedProperty", "Observations")
        links = {
            name: self._exactly_one(found, name, made) for name in ("Thing", "Sensor", "ObservedProperty")
        }
        kind = KIND_OF_NUMBER.get(links["ObservedProperty"], ANY_KIND)
        unit = found.body["unitOfMeasurement"]
        if kind != ANY_KIND and unit["symbol"] != KINDS[kind].unit:
            raise BadEntity(f"{KINDS[kind].zh}的计量单位应为 {KINDS[kind].unit}。")
        stream = self._keep(found, **{KEPT[name]: number for name, number in links.items()})
        described = Described(
            kind=kind,
            code=f"STA-{stream.pk}",
            name=found.body["name"][:120],
            source_id=self.source.pk,
            unit_id=self.source.unit_id,
            spot=self._spot_of(links["Thing"]),
            remarks=f"计量单位：{unit['symbol'] or unit['name']}" if kind == ANY_KIND else "",
        )
        device = actions.register(described=described, by=self.by, at=self.at)
        Entity.objects.filter(pk=stream.pk).update(device=device)
        made.observations += [(device.pk, *observed(each)) for each in found.inside.get("Observations", ())]
        return int(device.pk)

    def _one_or_more(self, found: Description, name: str, made: Made) -> list[int]:
        numbers = list(found.linked.get(name, ()))
        target = SETS[found.set.links[name].target]
        for each in numbers:
            self._must(target.name, each)
        numbers += [self._make(read_entity(target, each), made) for each in found.inside.get(name, ())]
        if len(numbers) > 1:
            raise BadEntity(f"{found.set.single} 只能有一个 {target.single}。")
        return numbers

    def _exactly_one(self, found: Description, name: str, made: Made) -> int:
        numbers = self._one_or_more(found, name, made)
        if not numbers:
            raise BadEntity(f"{found.set.single} 须指明 {name}。")
        return numbers[0]

    def _spot_of(self, thing: int) -> tuple[float, float] | None:
        if thing < FIRST_OWN:
            device = Sensor.objects.filter(pk=thing, source=self.source).first()
            return (device.geometry.x, device.geometry.y) if device and device.geometry else None
        location = Entity.objects.filter(pk=thing).values_list("location_id", flat=True).first()
        if location and location < FIRST_OWN:
            return self._spot_of(location)
        body = Entity.objects.filter(pk=location or 0).values_list("body", flat=True).first()
        return spot((body or {}).get("location"))

    def feature_for(self, stream: int, given: Any) -> None:
        """The feature that an Observation names becomes that of its Datastream, which watches one place only."""
        device = Entity.objects.filter(source=self.source, device_id=stream, deleted_at=None).first()
        number = given.get("@iot.id") if isinstance(given, dict) else None
        if device is None:
            if number == stream:
                return
            raise Conflict("在页面登记的设备只观测其登记的位置，不能另指 FeatureOfInterest。")
        if device.feature_id:
            if number == device.feature_id:
                return
            raise Conflict("该 Datastream 已有 FeatureOfInterest；一个设备只观测一处。")
        if number == stream:
            return
        with transaction.atomic():
            if number is None:
                number = self._make(read_entity(SETS["FeaturesOfInterest"], given), Made("", 0))
            self._must("FeaturesOfInterest", int(number))
            Entity.objects.filter(pk=device.pk, feature_id=None).update(feature_id=number)

    # Changing.

    @transaction.atomic
    def change(self, set_name: str, number: int, given: Any) -> None:
        """Change the given properties and links of an entity; the others stay."""
        entity = self._own(set_name, number)
        found = read_entity(SETS[set_name], given, partly=True)
        refuse_inside(found)
        before = {name: entity.body.get(name) for name in found.body}
        entity.body = entity.body | found.body
        entity.save(update_fields=["body"])
        if set_name == "Datastreams":
            self._relink(entity, found)
            self._change_device(entity, name=entity.body["name"])
        elif set_name == "Things" and "Locations" in found.linked:
            self._put(entity, found.linked["Locations"][-1])
        elif found.linked:
            raise BadEntity(f"{SETS[set_name].single} 的这一关系不能在此修改。")
        if set_name == "Locations" and "location" in found.body:
            for thing in Entity.objects.filter(set="Things", location_id=entity.pk, deleted_at=None):
                for stream in Entity.objects.filter(set="Datastreams", thing_id=thing.pk, deleted_at=None):
                    self._change_device(stream, spot=spot(found.body["location"]))
        verb = f"修改 {SETS[set_name].single}"
        record(by=self.by, at=self.at, verb=verb, subject=entity, before=before, after=dict(found.body))
        revision.advance()

    def _relink(self, entity: Entity, found: Description) -> None:
        if "Observations" in found.linked:
            raise BadEntity("Observations 不能改属另一个 Datastream。")
        for name, numbers in found.linked.items():
            target = found.set.links[name].target
            self._must(target, numbers[-1])
            if name == "ObservedProperty" and numbers[-1] != entity.property_id:
                raise Conflict("监测量登记后不能更改：已有的读数属于原来的监测量。请另建 Datastream。")
            Entity.objects.filter(pk=entity.pk).update(**{KEPT[name]: numbers[-1]})
            if name == "Thing":
                self._change_device(entity, spot=self._spot_of(numbers[-1]))

    def _change_device(self, stream: Entity, **what: Any) -> None:
        device = stream.device
        if device is None or device.retired_on:
            return
        now = (device.geometry.x, device.geometry.y) if device.geometry else None
        described = Described(
            kind=device.kind,
            code=device.code,
            name=what.get("name", device.name)[:120],
            source_id=device.source_id,
            unit_id=device.unit_id,
            spot=what.get("spot", now),
            low=device.low,
            high=device.high,
            interval_s=device.interval_s,
            silent_after_s=device.silent_after_s,
            remarks=device.remarks,
        )
        if described.name != device.name or described.spot != now:
            device.refresh_from_db()
            actions.change(
                sensor_id=device.pk, version=device.version, described=described, by=self.by, at=self.at
            )

    @transaction.atomic
    def delete(self, set_name: str, number: int) -> None:
        """Take an entity out, with what cannot be without it; devices are retired, their readings stay on record."""
        entity = self._own(set_name, number)
        self._delete(entity)
        below = {
            "Things": Q(set__in=("Datastreams", "HistoricalLocations"), thing_id=entity.pk),
            "Locations": Q(set="HistoricalLocations", location_id=entity.pk),
            "Sensors": Q(set="Datastreams", instrument_id=entity.pk),
            "ObservedProperties": Q(set="Datastreams", property_id=entity.pk),
        }.get(set_name)
        if below is not None:
            for each in Entity.objects.filter(below, deleted_at=None).select_related("device"):
                self._delete(each)
        if set_name == "Locations":
            Entity.objects.filter(set="Things", location_id=entity.pk).update(location_id=None)
        if set_name == "FeaturesOfInterest":
            Entity.objects.filter(set="Datastreams", feature_id=entity.pk).update(feature_id=None)
        revision.advance()

    def _delete(self, entity: Entity) -> None:
        if not Entity.objects.filter(pk=entity.pk, deleted_at=None).update(deleted_at=self.at):
            raise Absent("没有这个实体。")
        record(
            by=self.by,
            at=self.at,
            verb=f"删除 {SETS[entity.set].single}",
            subject=entity,
            before=dict(entity.body),
        )
        if entity.device and not entity.device.retired_on:
            why = "数据来源通过 SensorThings 删除"
            actions.retire(sensor=entity.device, on=beijing_day(self.at), why=why, by=self.by, at=self.at)

    @transaction.atomic
    def amend(self, sensor: int, moment: datetime, value: float | None, store: PostgresReadings) -> None:
        """Correct a reading of an own device, or take it out (None); the audit keeps that it was done."""
        device = self._own("Datastreams", sensor).device
        if device is None or not store.amend(sensor, moment, value):
            raise Absent("没有这个 Observation。")
        after: dict[str, Any] = {"time": moment.isoformat()} | ({} if value is None else {"result": value})
        verb = "撤回读数" if value is None else "更正读数"
        record(by=self.by, at=self.at, verb=verb, subject=device, after=after)

    # Finding.

    def _must(self, set_name: str, number: int) -> None:
        """Refuse a link to what the source has not."""
        if number >= FIRST_OWN:
            known = Entity.objects.filter(
                source=self.source, set=set_name, pk=number, deleted_at=None
            ).exists()
        else:
            # A kind may be named before the source has a device of it.
            known = (set_name == "ObservedProperties" and number in KIND_OF_NUMBER) or self.has(
                set_name, number
            )
        if not known:
            raise BadEntity(f"没有编号为 {number} 的 {SETS[set_name].single}，或不属于该令牌的来源。")

    def _own(self, set_name: str, number: int) -> Entity:
        """The entity that was made over SensorThings, held until the end of the transaction."""
        rows = Entity.objects.select_for_update(of=("self",)).select_related("device")
        mine = rows.filter(source=self.source, set=set_name, deleted_at=None)
        key = Q(device_id=number) if set_name == "Datastreams" else Q(pk=number)
        found = mine.filter(key).first()
        if found is not None:
            return found
        if self.has(set_name, number):
            raise NotAllowed("该实体由登记簿维护，请在“监测设备”页面修改或停用。")
        raise Absent("没有这个实体，或该令牌无权查看。")
