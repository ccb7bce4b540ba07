"""What an incident may come from, read where it stands, so that nobody types it a second time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.command.incidents import catalogue
from ancheng.command.incidents.models import Source
from ancheng.monitoring import public as monitoring
from ancheng.supervision import public as supervision


@dataclass(frozen=True, slots=True)
class Origin:
    """What the source tells; the place in WGS 84. A reporter is never part of it."""

    source: Source
    id: int
    label: str
    title: str
    kind: str
    address: str = ""
    point: tuple[float, float] | None = None
    asset_id: int | None = None

    @property
    def key(self) -> str:
        """One source opens one incident, whoever asks and however often."""
        return f"{self.source}:{self.id}"


def _of_told(source: Source, key: int, told: supervision.Told) -> Origin:
    kind = catalogue.hint(told.title)
    return Origin(source, key, told.label, told.title, kind, told.address, told.point, told.asset_id)


def _hotline(asker: Asker, key: int) -> Origin:
    return _of_told(Source.HOTLINE, key, supervision.told_by_report(asker, key))


def _grid(asker: Asker, key: int) -> Origin:
    return _of_told(Source.GRID, key, supervision.told_by_grid(asker, key))


def _sensor(asker: Asker, key: int) -> Origin:
    found = monitoring.alarm(asker, key)
    kind = catalogue.OF_WARNING.get(found.kind, "") or catalogue.hint(found.label)
    title = f"{found.label}：{found.words}" if found.words else found.label
    return Origin(Source.SENSOR, key, found.label, title[:120], kind, "", found.point, found.asset_id)


READERS: dict[str, Callable[[Asker, int], Origin]] = {
    Source.HOTLINE: _hotline,
    Source.GRID: _grid,
    Source.SENSOR: _sensor,
}


def origin(asker: Asker, source: str, key: int) -> Origin:
    """What `source` tells, if `asker` may see it there."""
    if source not in READERS:
        raise Absent("没有这种事件来源，请从来源页面重新点“转为突发事件”。")
    return READERS[source](asker, key)
