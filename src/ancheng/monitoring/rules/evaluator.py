"""The process that evaluates rules: readings in, alarms raised and returned, nothing false or lost by a restart.

What was done is written at once and only once; what was known is kept every few seconds with the position in the log.
After a restart the log behind that position is read again: whatever was written before is recognised and left.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import DatabaseError, OperationalError, close_old_connections, transaction
from django.utils import timezone

from ancheng.base.errors import Refusal
from ancheng.monitoring.gateway.seam import Batch, Entry, Flag, Log
from ancheng.monitoring.rules.keeping import carry, excuse_silence, packed, unpacked
from ancheng.monitoring.rules.models import Progress, Snapshot, Version
from ancheng.monitoring.rules.queries import active, devices, watched
from ancheng.monitoring.rules.recent import Recent
from ancheng.monitoring.rules.values import Binding, Device
from ancheng.monitoring.sensors.models import Revision
from ancheng.monitoring.warnings.alarm_actions import raise_alarms, return_alarms
from ancheng.monitoring.warnings.values import Raised, Returned
from ancheng.science.signals.engine import Change, Group

log = logging.getLogger(__name__)
SAVE_EVERY_S = 5.0
LOOK_EVERY_S = 3.0
LAG_S = 2.0
NOWHERE = -1


@dataclass
class Watch:
    """One version at work: its bindings and their state."""

    version: Version
    bindings: list[Binding]
    group: Group

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.bindings]


@dataclass
class SignalRules:
    """The evaluator behind the gateway's seam; `wall` gives the present in seconds since 1970."""

    wall: Callable[[], float] = time.time
    save_every_s: float = SAVE_EVERY_S
    position: int = 0
    clock: float = 0.0
    watches: dict[int, Watch] = field(default_factory=dict)
    known: list[Device] = field(default_factory=list)
    pending: list[Raised | Returned] = field(default_factory=list)
    _seen: Any = None
    _saved: float = 0.0
    _looked: float = 0.0

    def restore(self, log: Log) -> None:
        """Take up what was kept and read the log behind it."""
        self._build(first=True)
        heard = self.clock
        for entry in _all(log, self.position):
            self._feed(entry)
            heard = max(heard, entry.received_us / 1e6)
        if heard:
            for each in self.watches.values():
                excuse_silence(each.group, self.wall() - heard)
        self.clock = max(self.clock, self.wall())
        self._write()
        self.save()

    def take(self, entry: Entry) -> None:
        """One stretch of the log, right after it is durable."""
        self._feed(entry)
        self.clock = max(self.clock, entry.received_us / 1e6)
        self._write()

    def tick(self, now_us: int) -> None:
        """Let time pass; look for changed rules and sensors, and keep what is known, now and then."""
        now = now_us / 1e6
        for each in self.watches.values():
            # A little behind the present: readings that were measured before it are still on their way.
            self._changed(each, each.group.tick(now - LAG_S))
        self.clock = max(self.clock, now)
        self._write()
        if now - self._looked >= LOOK_EVERY_S:
            self._looked = now
            if self._signature() != self._seen:
                self._build(first=False)
        if now - self._saved >= self.save_every_s:
            self.save()

    def _feed(self, entry: Entry) -> None:
        self.position = max(self.position, entry.position)
        batch = entry.batch
        if not len(batch) or not len(self.dense):
            return
        inside = (batch.sensor >= 0) & (batch.sensor < len(self.dense))
        dense = np.where(inside, self.dense[np.where(inside, batch.sensor, 0)], NOWHERE)
        # A sensor that is worked on says nothing about what it watches.
        chosen = (dense != NOWHERE) & ((batch.flag & int(Flag.MAINTENANCE | Flag.FUTURE)) == 0)
        if not chosen.any():
            return
        sensor, when, value = dense[chosen], batch.time_s[chosen], batch.value[chosen]
        good = _good(batch)[chosen] & (value >= self.low[sensor]) & (value <= self.high[sensor])
        self.recent.take(sensor, when, np.where(good, value, np.nan))
        signs = self.sign[sensor]
        for sign in np.unique(signs):
            mine = signs == sign
            for number in self.signs[sign]:
                watch = self.watches[number]
                self._changed(watch, watch.group.feed(sensor[mine], when[mine], value[mine], good[mine]))

    def _changed(self, watch: Watch, changes: Iterable[Change]) -> None:
        for change in sorted(changes, key=lambda each: each.time):
            binding = watch.bindings[change.binding]
            at = datetime.fromtimestamp(change.time, UTC)
            if not change.raised:
                self.pending.append(Returned(watch.version.pk, binding.key, at))
                continue
            first = int(self.dense[binding.first])
            device, version = self.known[first], watch.version
            self.pending.append(
                Raised(
                    version_id=version.pk, key=binding.key, at=at, kind=version.rule.kind,
                    label=f"{binding.label}（{binding.key}）", level=version.level,
                    judged_at=datetime.fromtimestamp(self.wall(), UTC), value=self.recent.last(first),
                    threshold=version.threshold, unit=version.unit, words=version.words,
                    sensor_kind=device.kind, point=device.point, unit_id=device.unit_id,
                    asset_id=device.asset_id, trace=self.recent.of(first),
                )
            )  # fmt: skip

    def _write(self) -> None:
        """Write what changed, in its order; what the database does not take now is written at the next tick."""
        if not self.pending:
            return
        try:
            self._put(self.pending)
        except OperationalError:
            log.exception("alarms wait for the database: %s", len(self.pending))
            close_old_connections()
            return
        except (DatabaseError, Refusal):
            # One that cannot be written must not hold up all others: each by itself, the faulty one is logged.
            log.exception("alarms are written one by one: %s", len(self.pending))
            for each in self.pending:
                try:
                    self._put([each])
                except (DatabaseError, Refusal):
                    log.exception("left out: %s", each)
        self.pending = []

    @staticmethod
    @transaction.atomic
    def _put(changes: list[Raised | Returned]) -> None:
        at = timezone.now()
        for kind, stretch in _stretches(changes):
            if kind is Raised:
                raise_alarms(raised=stretch, at=at)
            else:
                return_alarms(returned=stretch, at=at)

    def save(self) -> None:
        """Keep what is known with the position; never ahead of what was written."""
        if self.pending:
            return
        at = timezone.now()
        rows = [
            Snapshot(
                version_id=number,
                position=self.position,
                keys=watch.keys,
                state=packed(watch.group),
                saved_at=at,
            )
            for number, watch in self.watches.items()
        ]
        try:
            with transaction.atomic():
                Snapshot.objects.exclude(version_id__in=list(self.watches)).delete()
                Snapshot.objects.bulk_create(
                    rows,
                    update_conflicts=True,
                    unique_fields=["version"],
                    update_fields=["position", "keys", "state", "saved_at"],
                    batch_size=50,
                )
                Progress.objects.update_or_create(
                    pk=1, defaults={"position": self.position, "clock": self.clock}
                )
        except OperationalError:
            log.exception("the state of the rules is kept later")
            close_old_connections()
            return
        self._saved = self.clock

    def _signature(self) -> Any:
        try:
            revision = Revision.objects.filter(pk=1).values_list("number", flat=True).first()
            rows = Version.objects.filter(state="active").order_by("pk").values_list("pk", "state_since")
            return revision, tuple(rows)
        except OperationalError:
            close_old_connections()
            return self._seen

    def _build(self, *, first: bool) -> None:
        """Bind the active versions to the sensors in use; what was known of each binding goes on."""
        self._seen = self._signature()
        self.known = devices(timezone.now())
        size = max((each.id for each in self.known), default=-1) + 1
        self.dense = np.full(size, NOWHERE, dtype=np.int64)
        self.dense[[each.id for each in self.known]] = np.arange(len(self.known))
        self.low = np.array([each.low for each in self.known])
        self.high = np.array([each.high for each in self.known])
        self.recent = Recent(len(self.known))
        kept: dict[int, tuple[list[str], dict[str, Any]]] = {}
        if first:
            progress = Progress.objects.filter(pk=1).first()
            self.position, self.clock = (progress.position, progress.clock) if progress else (0, 0.0)
            kept = {each.version_id: (each.keys, unpacked(each.state)) for each in Snapshot.objects.all()}
        else:
            kept = {number: (each.keys, each.group.dump()) for number, each in self.watches.items()}
        self.watches = {}
        for version in active():
            bound = watched(version, self.known)
            if not bound:
                continue
            dense = [{name: int(self.dense[pk]) for name, pk in each.inputs} for each in bound]
            watch = Watch(version, bound, Group(version.stated, dense, len(self.known)))
            if version.pk in kept:
                keys, state = kept[version.pk]
                carry(state, keys, watch.group, watch.keys)
            self.watches[version.pk] = watch
        self._sign()

    def _sign(self) -> None:
        """Which versions look at a sensor: readings are handed to those alone."""
        looking: list[list[int]] = [[] for _ in self.known]
        for number, watch in self.watches.items():
            for at in sorted({int(self.dense[pk]) for each in watch.bindings for _, pk in each.inputs}):
                looking[at].append(number)
        numbers: dict[tuple[int, ...], int] = {}
        self.sign = np.array(
            [numbers.setdefault(tuple(each), len(numbers)) for each in looking], dtype=np.int64
        )
        self.signs = list(numbers)


def _good(batch: Batch) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return batch.usable & np.isfinite(batch.value)


def _stretches(changes: Iterable[Raised | Returned]) -> Iterable[tuple[type, list[Any]]]:
    """Neighbours of one sort together, as long as none of them speaks twice about the same source."""
    held: list[Any] = []
    names: set[tuple[int, str]] = set()
    for each in changes:
        name = (each.version_id, each.key)
        if held and (type(each) is not type(held[0]) or name in names):
            yield type(held[0]), held
            held, names = [], set()
        held.append(each)
        names.add(name)
    if held:
        yield type(held[0]), held


def _all(log: Log, after: int) -> Iterable[Entry]:
    while True:
        last = after
        for entry in log.read(after):
            after = entry.position
            yield entry
        if after == last:
            return
