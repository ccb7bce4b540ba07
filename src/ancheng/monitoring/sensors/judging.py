"""Rows of a table of sensors held against the register: what each would do, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ancheng.base.errors import Refusal
from ancheng.kernel.exchange.importable import CHANGED, ERROR, NEW, UNCHANGED, Judged, Terms
from ancheng.kernel.exchange.tables import CellError, CheckedRow
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.places.queries import Located, locate_many
from ancheng.monitoring.sensors import rules
from ancheng.monitoring.sensors.models import Sensor, Source
from ancheng.monitoring.sensors.queries import sources
from ancheng.monitoring.sensors.registry import kind as kind_called
from ancheng.monitoring.sensors.sheet import LABELS
from ancheng.supervision.public import AssetPlace, asset_places

PLACES = ("subdistrict_id", "community_id", "grid_id")
TOLD = (
    *("name", "source_id", "unit_id", "asset_id", "address", "low", "high", "interval_s", "silent_after_s"),
    *("installed_on", "calibrated_until", "maker", "remarks"),
)


class SensorJudge:
    """Judges stretches of rows of one kind."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.kind = kind_called(terms.variant)
        self.own: int | None = terms.options.get("source_id")

    def __call__(self, rows: Sequence[CheckedRow]) -> list[Judged]:
        self._learn(rows)
        spots = [self._spot(row) for row in rows]
        there = [(number, spot) for number, spot in enumerate(spots) if spot]
        places = dict(
            zip((number for number, _ in there), locate_many([spot for _, spot in there]), strict=True)
        )
        return [self._one(row, spots[n], places.get(n, Located())) for n, row in enumerate(rows)]

    def _learn(self, rows: Sequence[CheckedRow]) -> None:
        def words(key: str) -> list[str]:
            return [str(row.values[key]) for row in rows if row.values.get(key)]

        self.known: dict[str, Sensor] = {
            each.code: each for each in Sensor.every.filter(code__in=words("code")).select_related("unit")
        }
        self.sources: dict[str, Source] = {each.code: each for each in sources(self.terms.by)}
        self.by_id = {each.pk: each for each in self.sources.values()}
        self.units = by_name(words("unit"))
        self.assets: dict[str, list[AssetPlace]] = {}
        for each in asset_places(self.terms.by, codes=words("asset")):
            self.assets.setdefault(each.code, []).append(each)
        pks = {each.unit_id for each in [*self.known.values(), *self.sources.values()]}
        self.unit_by_id = Unit.objects.in_bulk(pks) | {each.pk: each for each in self.units.values()}

    def _spot(self, row: CheckedRow) -> tuple[float, float] | None:
        x, y = row.values.get("longitude"), row.values.get("latitude")
        if x is not None and y is not None:
            return float(x), float(y)  # type: ignore[arg-type]
        asset = self._asset(row)
        if asset is not None and asset.wkt:
            east, north = asset.wkt.removeprefix("POINT (").removesuffix(")").split()
            return float(east), float(north)
        known = self.known.get(str(row.values.get("code") or ""))
        return (known.geometry.x, known.geometry.y) if known and known.geometry else None

    def _asset(self, row: CheckedRow) -> AssetPlace | None:
        found = self.assets.get(str(row.values.get("asset") or ""), [])
        return found[0] if len(found) == 1 else None

    def _one(self, row: CheckedRow, spot: tuple[float, float] | None, place: Located) -> Judged:
        given, errors = row.values, list(row.errors)
        code = str(given.get("code") or "")
        known = self.known.get(code)
        label = str(given.get("name") or (known.name if known else "") or code)
        errors += self._faults(row, known)
        if (given.get("longitude") is None) != (given.get("latitude") is None):
            errors.append(CellError("longitude", "经度和纬度须同时填写。"))
        source = self._source(row, known)
        unit = self._unit(row, known, source)
        if source is None or unit is None or errors:
            return Judged(row.number, ERROR, label, errors=tuple(errors))
        try:
            values = self._values(row, known, source, unit, spot, place)
        except Refusal as refusal:
            return Judged(row.number, ERROR, label, errors=(CellError("low", refusal.sentence),))
        if not self._within_reach(unit, values):
            return Judged(
                row.number, ERROR, label, errors=(CellError("unit", "责任单位不在您的管理范围内。"),)
            )
        if known is None:
            return Judged(row.number, NEW, label, values, doubts=tuple(row.doubts))
        changes = self._changes(known, values)
        outcome = CHANGED if changes else UNCHANGED
        return Judged(
            row.number, outcome, label, values, changes, (), tuple(row.doubts), known.pk, known.version
        )

    def _faults(self, row: CheckedRow, known: Sensor | None) -> list[CellError]:
        given, found = row.values, []
        if known is not None and known.kind != self.terms.variant:
            found.append(
                CellError("code", f"编号“{known.code}”已登记为“{known.declared.zh}”，类别不能更改。")
            )
        by = self.terms.by
        if known is not None and not by.sees_district and by.unit_id not in known.seen_by:
            found.append(CellError("code", f"编号“{known.code}”已由其他单位登记，请核对编号。"))
        name = str(given.get("source") or "")
        if name and name not in self.sources:
            found.append(CellError("source", f"没有代码为“{name}”的数据来源，请先登记来源。"))
        if not name and known is None and self.own is None:
            found.append(CellError("source", "请填写数据来源的代码，或在导入页面选定来源。"))
        unit = str(given.get("unit") or "")
        if unit and unit not in self.units:
            found.append(CellError("unit", f"“{unit}”不是已知单位，请填写规范名称、简称或已登记的别名。"))
        asset = str(given.get("asset") or "")
        if asset and self._asset(row) is None:
            several = len(self.assets.get(asset, [])) > 1
            told = "有多个对象使用该编号，请在页面上逐个登记。" if several else f"没有编号为“{asset}”的对象。"
            found.append(CellError("asset", told))
        if given.get("code") and not rules.CODE.fullmatch(str(given["code"])):
            found.append(CellError("code", "编号只能由字母、数字、汉字和 _ . : / # - 组成。"))
        return found

    def _source(self, row: CheckedRow, known: Sensor | None) -> Source | None:
        if name := str(row.values.get("source") or ""):
            return self.sources.get(name)
        return self.by_id.get((known.source_id if known else None) or self.own or 0)

    def _unit(self, row: CheckedRow, known: Sensor | None, source: Source | None) -> Unit | None:
        if name := str(row.values.get("unit") or ""):
            return self.units.get(name)
        fallback = known.unit_id if known else source.unit_id if source else None
        return self.unit_by_id.get(fallback or 0)

    def _values(
        self,
        row: CheckedRow,
        known: Sensor | None,
        source: Source,
        unit: Unit,
        spot: tuple[float, float] | None,
        place: Located,
    ) -> dict[str, Any]:
        def said(key: str, fallback: Any = None) -> Any:
            value = row.values.get(key)
            return value if value is not None else getattr(known, key) if known else fallback

        low, high = said("low"), said("high")
        bounds = rules.bounds(
            self.kind,
            low=None if low is None else float(low),
            high=None if high is None else float(high),
            interval_s=said("interval_s"),
            silent_after_s=said("silent_after_s"),
        )
        asset = self._asset(row)
        return {
            "code": str(row.values["code"]),
            "name": str(said("name", "")).strip(),
            "source_id": source.pk,
            "unit_id": unit.pk,
            "asset_id": asset.id if asset else known.asset_id if known else None,
            "asset_name": asset.name[:120] if asset else known.asset_name if known else "",
            "address": str(said("address", "") or ""),
            "low": bounds.low,
            "high": bounds.high,
            "interval_s": bounds.interval_s,
            "silent_after_s": bounds.silent_after_s,
            "installed_on": _day(said("installed_on")),
            "calibrated_until": _day(said("calibrated_until")),
            "maker": str(said("maker", "") or ""),
            "remarks": str(said("remarks", "") or ""),
            "spot": list(spot) if spot else None,
            "subdistrict_id": place.subdistrict_id,
            "community_id": place.community_id,
            "grid_id": place.grid_id,
        }

    def _changes(self, known: Sensor, values: dict[str, Any]) -> dict[str, tuple[str, str]]:
        found = {}
        for name in TOLD:
            old, new = getattr(known, name), values[name]
            old = old.isoformat() if isinstance(old, date) else old
            if old != new:
                found[LABELS[name.removesuffix("_id")]] = (self._word(name, old), self._word(name, new))
        was = [round(known.geometry.x, 7), round(known.geometry.y, 7)] if known.geometry else None
        now = [round(each, 7) for each in values["spot"]] if values["spot"] else None
        if was != now:
            found["位置"] = (str(was or ""), str(now or ""))
        return found

    def _word(self, name: str, value: Any) -> str:
        if name == "source_id":
            return str(self.by_id.get(value, value or ""))
        if name == "unit_id":
            return str(self.unit_by_id.get(value, value or ""))
        return "" if value is None else str(value)

    def _within_reach(self, unit: Unit, values: dict[str, Any]) -> bool:
        by = self.terms.by
        if by.sees_district or by.unit_id in unit.line:
            return True
        return by.unit_id in {values[each] for each in PLACES}


def _day(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else None
