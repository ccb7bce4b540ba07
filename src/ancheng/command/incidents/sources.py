"""What an incident may come from, read where it stands, so that nobody types it a second time."""

from __future__ import annotations

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.command.incidents import catalogue
from ancheng.command.incidents.lanes import Origin, ReadOrigin, origins
from ancheng.command.incidents.models import Source
from ancheng.monitoring import public as monitoring
from ancheng.supervision import public as supervision


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


READERS: dict[str, ReadOrigin] = {
    Source.HOTLINE: _hotline,
    Source.GRID: _grid,
    Source.SENSOR: _sensor,
}


def origin(asker: Asker, source: str, key: int) -> Origin:
    """What `source` tells, if `asker` may see it there."""
    read = READERS.get(source) or origins().get(source)
    if read is None:
        raise Absent("没有这种事件来源，请从来源页面重新点“转为突发事件”。")
    return read(asker, key)
