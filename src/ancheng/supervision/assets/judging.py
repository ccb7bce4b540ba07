"""Rows of a table held against the register: what each would do, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.errors import ShapelyError

from ancheng.base.errors import Refusal
from ancheng.kernel.exchange.importable import CHANGED, ERROR, NEW, UNCHANGED, Judged, Terms
from ancheng.kernel.exchange.tables import CellError, CheckedRow
from ancheng.kernel.places.queries import Located, locate_many
from ancheng.science.geometry import to_wgs84
from ancheng.supervision.assets import facts
from ancheng.supervision.assets.declare import Shape
from ancheng.supervision.assets.lookup import Units
from ancheng.supervision.assets.models import Asset, Level, Status
from ancheng.supervision.assets.registry import kind as kind_called
from ancheng.supervision.assets.rules import check_attributes
from ancheng.supervision.assets.values import LABELS, Stated

PLAIN = ("name", "status", "address", "remarks", "built_on")
UNIT_COLUMNS = (("unit", "unit_id"), ("department", "department_id"))
SAME_PLACE_DEG = 1e-7


class ObjectJudge:
    """Judges stretches of rows of one kind; remembers the units and codes it has seen."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.kind = kind_called(terms.variant)
        self.units = Units()
        self.default_unit: int | None = terms.options.get("unit_id")
        self.accept_outside = bool(terms.options.get("outside_accepted"))
        self.source_crs = str(terms.options.get("source_crs", "wgs84"))

    def __call__(self, rows: Sequence[CheckedRow]) -> list[Judged]:
        self._learn(rows)
        known = self._known(rows)
        shapes, shape_faults = self._shapes(rows)
        drawn = [(n, shape) for n, shape in enumerate(shapes) if shape is not None]
        places = dict(
            zip(
                (n for n, _ in drawn),
                locate_many([_spot(shape) for _, shape in drawn]),
                strict=True,
            )
        )
        namesakes = self._namesakes(rows)
        return [
            self._one(
                row,
                known.get(str(row.values.get("code") or "")),
                shapes[n],
                places.get(n),
                shape_faults.get(n, ""),
                namesakes,
            )
            for n, row in enumerate(rows)
        ]

    def _learn(self, rows: Sequence[CheckedRow]) -> None:
        named = {str(row.values[key]) for row in rows for key, _ in UNIT_COLUMNS if row.values.get(key)}
        self.units.learn_names(named)
        self.units.learn_sites(str(row.values["enterprise"]) for row in rows if row.values.get("enterprise"))
        found = [*self.units.named.values(), *self.units.sites.values(), self.default_unit]
        self.units.learn_ids(found)

    def _known(self, rows: Sequence[CheckedRow]) -> dict[str, Asset]:
        codes = [str(row.values["code"]) for row in rows if row.values.get("code")]
        found = Asset.every.filter(kind=self.terms.variant, code__in=codes).prefetch_related("people")
        known = {each.code: each for each in found.defer("words")}
        self.units.learn_ids(
            pk for each in known.values() for pk in (each.unit_id, each.department_id, each.enterprise_id)
        )
        return known

    def _namesakes(self, rows: Sequence[CheckedRow]) -> dict[str, str]:
        """Codes of registered objects that bear the name of a row without a code."""
        names = [
            str(row.values["name"]) for row in rows if row.values.get("name") and not row.values.get("code")
        ]
        found = Asset.objects.visible_to(self.terms.by).filter(kind=self.terms.variant, name__in=names)
        return dict(found.exclude(status=Status.RETIRED).values_list("name", "code"))

    def _shapes(self, rows: Sequence[CheckedRow]) -> tuple[list[Any], dict[int, str]]:
        """Each row's geometry in WGS 84, or None; converted together."""
        shapes: list[Any] = [None] * len(rows)
        faults: dict[int, str] = {}
        points: list[int] = []
        for n, row in enumerate(rows):
            x, y, text = (row.values.get(key) for key in ("longitude", "latitude", "wkt"))
            if text:
                shapes[n], fault = self._drawn(str(text))
                if fault:
                    faults[n] = fault
            elif x is not None and y is not None:
                points.append(n)
            elif (x is None) != (y is None) and not any(
                each.column in ("longitude", "latitude") for each in row.errors
            ):
                faults[n] = "经度和纬度须同时填写。"
        if points:
            given = np.array(
                [[rows[n].values["longitude"], rows[n].values["latitude"]] for n in points], float
            )
            east, north = to_wgs84(given[:, 0], given[:, 1], self.source_crs)
            for n, shape in zip(points, shapely.points(east, north), strict=True):
                shapes[n] = shape
        return shapes, faults

    def _drawn(self, text: str) -> tuple[Any, str]:
        try:
            # A spatial reference in the text (“SRID=…;”) is not taken from the file: the frame is chosen on the screen.
            shape = shapely.from_wkt(text.rpartition(";")[2])
            turned = shapely.transform(
                shapely.force_2d(shape),
                lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], self.source_crs)),
            )
        except (ShapelyError, ValueError, Refusal):
            return None, "“图形”不是正确的 WKT，请核对后重新填写。"
        return turned, ""

    def _one(
        self,
        row: CheckedRow,
        asset: Asset | None,
        shape: Any,
        place: Located | None,
        shape_fault: str,
        namesakes: Mapping[str, str],
    ) -> Judged:
        errors = list(row.errors)
        label = str(row.values.get("name") or (asset.name if asset else "") or row.values.get("code") or "")
        wrong = {each.column for each in errors}
        if shape_fault:
            errors.append(CellError("wkt" if row.values.get("wkt") else "longitude", shape_fault))
        if asset is not None and not self._may_touch(asset):
            sentence = f"编号“{asset.code}”已由其他单位登记，当前岗位无权修改，请核对编号。"
            return Judged(row.number, ERROR, label, errors=(*errors, CellError("code", sentence)))
        stated, faults = self._stated(row, asset, shape)
        if (
            shape is not None
            and place is not None
            and place.subdistrict_id is None
            and not self.accept_outside
        ):
            faults.setdefault("geometry", facts.OUTSIDE)
        if not faults and not errors and asset is None and not self._within_reach(stated, place):
            faults["unit_id"] = "责任单位、监管部门和所在区域都不属于本单位，不能由本单位登记。"
        errors += [
            CellError(_column(key), sentence) for key, sentence in faults.items() if _column(key) not in wrong
        ]
        if errors:
            return Judged(row.number, ERROR, label, errors=tuple(errors))
        values = self._plain(stated, place, shape)
        values["people"] = _people(row)
        doubts = list(row.doubts)
        if asset is None:
            if not stated.code and stated.name in namesakes:
                told = f"已有同名对象（编号 {namesakes[stated.name]}）；如为同一对象，请填写编号后重新导入。"
                doubts.append(CellError("name", told))
            return Judged(row.number, NEW, label, values, doubts=tuple(doubts))
        changes = self._changes(asset, stated, shape) | _moved_people(asset, values["people"])
        outcome = CHANGED if changes else UNCHANGED
        return Judged(row.number, outcome, label, values, changes, (), tuple(doubts), asset.pk, asset.version)

    def _stated(self, row: CheckedRow, asset: Asset | None, shape: Any) -> tuple[Stated, dict[str, str]]:
        """What the row states on top of what is registered; an empty cell changes nothing."""
        given, faults = row.values, {}
        base = facts.stated_of(asset) if asset else Stated(self.terms.variant, "", unit_id=self.default_unit)
        changes: dict[str, Any] = {key: given[key] for key in PLAIN if given.get(key) is not None}
        if given.get("code"):
            changes["code"] = str(given["code"])
        for key, field in UNIT_COLUMNS:
            if name := str(given.get(key) or ""):
                changes[field] = self.units.named[name]
                if changes[field] is None:
                    faults[field] = self.units.unknown(name, LABELS[field])
        if name := str(given.get("enterprise") or ""):
            changes["enterprise_id"] = self.units.sites[name]
            if changes["enterprise_id"] is None:
                faults["enterprise_id"] = (
                    f"“所属企业”中的“{name}”没有登记，请填写统一社会信用代码或先登记企业。"
                )
        if shape is not None:
            # A point within the range of its columns cannot be wrong in itself; lines and areas can.
            simple = shape.geom_type == "Point" and Shape.POINT in self.kind.geometry
            changes |= {
                "geometry": None if simple else GEOSGeometry(memoryview(shape.wkb), srid=4326),
                "source_crs": self.source_crs,
                "outside_accepted": self.accept_outside,
            }
        attributes = base.attributes | {
            key[2:]: value for key, value in given.items() if key.startswith("a.") and value is not None
        }
        checked = check_attributes(self.kind, attributes)
        stated = replace(base, **changes, attributes=checked.values)
        faults |= {f"a.{key}": sentence for key, sentence in checked.errors.items()}
        for key, sentence in (
            facts.plain_faults(stated, self.kind) | facts.unit_faults(stated, self.units.by_id)
        ).items():
            faults.setdefault(key, sentence)
        return stated, faults

    def _plain(self, stated: Stated, place: Located | None, shape: Any) -> dict[str, Any]:
        """The facts as JSON, as they wait to be written."""
        return {
            "name": stated.name.strip(),
            "code": stated.code.strip(),
            "unit_id": stated.unit_id,
            "department_id": stated.department_id,
            "enterprise_id": stated.enterprise_id,
            "status": stated.status,
            "attributes": stated.attributes,
            "geometry": shape.wkt if shape is not None else None,
            "source_crs": stated.source_crs,
            "place": [place.subdistrict_id, place.community_id, place.grid_id] if place else None,
            "address": stated.address,
            "built_on": stated.built_on.isoformat() if isinstance(stated.built_on, date) else None,
            "remarks": stated.remarks,
            "outside_accepted": stated.outside_accepted,
        }

    def _changes(self, asset: Asset, stated: Stated, shape: Any) -> dict[str, tuple[str, str]]:
        """Label → (old, new) in words, of what the row would change."""
        old = {name: getattr(asset, name) for name in (*PLAIN, "unit_id", "department_id", "enterprise_id")}
        new = {name: getattr(stated, name) for name in old}
        new |= {
            "name": stated.name.strip(),
            "address": stated.address.strip(),
            "remarks": stated.remarks.strip(),
        }
        found = {
            LABELS[name]: (self._word(name, old[name]), self._word(name, new[name]))
            for name in old
            if old[name] != new[name]
        }
        for key in {*asset.attributes, *stated.attributes}:
            before, after = asset.attributes.get(key), stated.attributes.get(key)
            if before != after:
                name = f"a.{key}"
                found[facts.told(self.kind, name)] = (
                    facts.wording(self.kind, name, before),
                    facts.wording(self.kind, name, after),
                )
        if shape is not None:
            moved = GEOSGeometry(memoryview(shape.wkb), srid=4326)
            if not (asset.geometry and asset.geometry.equals_exact(moved, SAME_PLACE_DEG)):
                found[LABELS["geometry"]] = (_position(asset.geometry), _position(moved))
        return found

    def _word(self, name: str, value: Any) -> str:
        return self.units.label(value) if name.endswith("_id") else facts.wording(self.kind, name, value)

    def _may_touch(self, asset: Asset) -> bool:
        return self.terms.by.sees_district or self.terms.by.unit_id in asset.seen_by

    def _within_reach(self, stated: Stated, place: Located | None) -> bool:
        if self.terms.by.sees_district:
            return True
        places = (place.subdistrict_id, place.community_id, place.grid_id) if place else ()
        self.units.learn_ids(places)
        ids = (stated.unit_id, stated.department_id, stated.enterprise_id, *places)
        lines = {each for pk in ids if pk in self.units.by_id for each in self.units.by_id[pk].line}
        return self.terms.by.unit_id in lines


def _people(row: CheckedRow) -> dict[str, list[str | None]]:
    """Level → name and phone, of the levels of which the row gives either; None where it is silent."""
    found: dict[str, list[str | None]] = {}
    for level in (1, 2, 3, 4):
        name, phone = row.values.get(f"person{level}"), row.values.get(f"phone{level}")
        if name or phone:
            found[str(level)] = [str(name) if name else None, str(phone) if phone else None]
    return found


def _moved_people(asset: Asset, given: Mapping[str, list[str | None]]) -> dict[str, tuple[str, str]]:
    """Label → (old, new) of the responsible persons that the row would change."""
    known = {each.level: each for each in asset.people.all()}  # type: ignore[attr-defined]
    found: dict[str, tuple[str, str]] = {}
    for level, (name, phone) in given.items():
        old = known.get(int(level))
        before = (old.name, old.phone) if old else ("", "")
        after = (name or before[0], phone or before[1])
        if before != after:
            found[str(Level(int(level)).label)] = (" ".join(before).strip(), " ".join(after).strip())
    return found


def _spot(shape: Any) -> tuple[float, float]:
    point = shape if shape.geom_type == "Point" else shape.representative_point()
    return point.x, point.y


def _position(geometry: Any) -> str:
    if geometry is None:
        return ""
    centre = geometry.centroid
    return f"{centre.x:.6f}, {centre.y:.6f}"


def _column(key: str) -> str:
    """The column of the table that a fact stands in."""
    return {
        "geometry": "longitude",
        "unit_id": "unit",
        "department_id": "department",
        "enterprise_id": "enterprise",
    }.get(key, key)
