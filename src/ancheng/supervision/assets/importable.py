"""Objects from tables: who may, on what terms, written in bulk, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.copying import copy_in
from ancheng.kernel.exchange.importable import Judge, Staged, Terms, Undone, Written
from ancheng.kernel.exchange.tables import TableSpec
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.language import english, named
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.places.models import SourceCrs
from ancheng.supervision.assets import facts, revision, sheet
from ancheng.supervision.assets.actions import KEEPERS, next_code
from ancheng.supervision.assets.declare import GROUP_LABELS
from ancheng.supervision.assets.judging import ObjectJudge
from ancheng.supervision.assets.lookup import Units
from ancheng.supervision.assets.models import Asset, ResponsiblePerson
from ancheng.supervision.assets.registry import KINDS, chapters
from ancheng.supervision.assets.registry import kind as kind_called
from ancheng.supervision.assets.values import Stated

STRETCH = 2000
PLACES = ("subdistrict_id", "community_id", "grid_id")
RESTORED = (
    "name",
    "initials",
    "unit_id",
    "department_id",
    "enterprise_id",
    "status",
    "condition",
    "attributes",
    "source_crs",
    "outside_accepted",
    "address",
    "built_on",
    "remarks",
    *PLACES,
)
UPDATED = [*(each.removesuffix("_id") for each in RESTORED), "geometry", "seen_by", "version", "updated_at"]


class Objects:
    """Objects of the register, one table per kind."""

    name = "assets"
    label = _("对象档案")

    def variants(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        return [
            (str(GROUP_LABELS[group][english()]), [(key, named(each)) for key, each in kinds])
            for group, kinds in chapters()
        ]

    def title(self, variant: str) -> str:
        return self._kind(variant).zh

    def spec(self, variant: str) -> TableSpec:
        self._kind(variant)
        return sheet.spec(variant)

    def permit(self, by: Asker, variant: str) -> None:
        if variant:
            self._kind(variant)
        if not by.holds(*KEEPERS):
            raise NotAllowed("当前岗位只能查看对象档案，不能导入。请由责任单位或监管部门的工作人员办理。")

    def read_options(self, given: Mapping[str, str], by: Asker) -> dict[str, Any]:
        crs = given.get("source_crs") or SourceCrs.WGS84.value
        if crs not in SourceCrs.values:
            raise Refusal("请选择坐标系。")
        return {
            "source_crs": crs,
            "unit_id": self._default_unit(given.get("unit", "").strip(), by),
            "unit": given.get("unit", "").strip(),
            "outside_accepted": given.get("outside_accepted") in ("on", "True", "1"),
        }

    def options_shown(self, options: Mapping[str, Any], by: Asker) -> dict[str, Any]:
        own = Unit.objects.filter(pk=by.unit_id).exclude(kind__in=(UnitKind.DISTRICT, UnitKind.COLLECTIVE))
        first = own.first()
        return {
            "frames": SourceCrs.choices,
            "source_crs": options.get("source_crs", SourceCrs.WGS84.value),
            "unit": options.get("unit", str(first or "")),
            "outside_accepted": bool(options.get("outside_accepted")),
        }

    def options_template(self) -> str:
        return "assets/import_options.html"

    def judge(self, terms: Terms) -> Judge:
        return ObjectJudge(terms)

    def address(self) -> str:
        return reverse("assets:list")

    def write(self, rows: Iterable[Staged], terms: Terms) -> Iterator[list[Written]]:
        """New objects are inserted, changed ones updated if nobody touched them since the check."""
        units, waiting = Units(), iter(rows)
        numbers = _Numbers(terms.variant)
        while stretch := list(islice(waiting, STRETCH)):
            units.learn_ids(pk for row in stretch for pk in _named(row.values))
            new = [row for row in stretch if row.subject_id is None]
            old = [row for row in stretch if row.subject_id is not None]
            yield [*_insert(new, terms, units, numbers), *_update(old, terms, units)]
        revision.advance()

    def undo(self, rows: Sequence[Written], terms: Terms, why: str) -> Undone:
        done, kept, waiting = 0, list[str](), iter(rows)
        while stretch := list(islice(waiting, STRETCH)):
            count, stayed = _take_back(stretch, terms, why)
            done += count
            kept += stayed
        revision.advance()
        return Undone(done, tuple(kept))

    def _kind(self, variant: str) -> Any:
        if variant not in KINDS:
            raise Absent("没有这个对象类别，请从列表中选择。")
        return kind_called(variant)

    def _default_unit(self, name: str, by: Asker) -> int | None:
        if not name:
            return None
        unit = by_name([name]).get(name)
        if unit is None or unit.kind in (UnitKind.COLLECTIVE, UnitKind.DISTRICT):
            raise Refusal(f"默认责任单位“{name}”不是具体的单位，请填写规范名称、简称或已登记的别名。")
        return unit.pk


class _Numbers:
    """Free codes of a kind, drawn in one go."""

    def __init__(self, kind: str) -> None:
        self.kind, self.prefix, self.last = kind, kind_called(kind).prefix, 0

    def next(self) -> str:
        # The first draw takes the lock on the kind's codes until the end of the transaction.
        self.last = self.last + 1 if self.last else int(next_code(self.kind).rpartition("-")[2])
        return f"{self.prefix}-{self.last:07d}"


def _named(values: Mapping[str, Any]) -> list[int | None]:
    return [values["unit_id"], values["department_id"], values["enterprise_id"], *(values["place"] or ())]


def _insert(rows: Sequence[Staged], terms: Terms, units: Units, numbers: _Numbers) -> list[Written]:
    assets = []
    for row in rows:
        asset = Asset(kind=terms.variant, created_at=terms.at, updated_at=terms.at)
        _put(asset, row.values, terms, units)
        asset.code = asset.code or numbers.next()
        assets.append(asset)
    copy_in(assets)
    copy_in(list(_people(zip(assets, rows, strict=True))))
    record_all(
        entry(
            by=terms.by,
            at=terms.at,
            verb="导入登记对象",
            subject=each,
            to_state=each.status,
            after=row.values | {"code": each.code},
        )
        for each, row in zip(assets, rows, strict=True)
    )
    return [Written(each.pk, 1) for each in assets]


def _update(rows: Sequence[Staged], terms: Terms, units: Units) -> list[Written]:
    if not rows:
        return []
    found = Asset.every.filter(pk__in=[row.subject_id for row in rows]).defer("words")
    found = found.prefetch_related("people")
    locked = {each.pk: each for each in found.select_for_update().order_by("pk")}
    entries, written = [], []
    for row in rows:
        asset = locked.get(row.subject_id or 0)
        if asset is None or asset.version != row.version:
            raise Conflict(f"第 {row.number} 行的对象在核对之后已被他人修改。")
        before = _facts_of(asset)
        people = _people_of(asset)
        was = asset.status
        _put(asset, row.values, terms, units)
        asset.version, asset.updated_at = asset.version + 1, terms.at
        old, new = facts.difference(before, _facts_of(asset))
        moved = {"from_state": was, "to_state": asset.status} if was != asset.status else {}
        entries.append(
            entry(
                by=terms.by,
                at=terms.at,
                verb="导入修改对象",
                subject=asset,
                before=old,
                after=new | {"version": asset.version, **_told(row)},
                **moved,
            )
        )
        written.append(Written(asset.pk, asset.version, before | {"people": people}))
    Asset.every.bulk_update(list(locked.values()), UPDATED, batch_size=500)
    _write_people(list(_people((locked[row.subject_id or 0], row) for row in rows)))
    record_all(entries)
    return written


def _put(asset: Asset, values: Mapping[str, Any], terms: Terms, units: Units) -> None:
    """The staged facts on `asset`; the place only where the row gave one."""
    # As text: it is parsed only where somebody looks at it.
    geometry = f"SRID=4326;{values['geometry']}" if values["geometry"] else asset.__dict__.get("geometry")
    stated = Stated(
        kind=terms.variant,
        name=values["name"],
        code=values["code"],
        unit_id=values["unit_id"],
        department_id=values["department_id"],
        enterprise_id=values["enterprise_id"],
        status=values["status"],
        geometry=geometry,
        source_crs=values["source_crs"],
        address=values["address"],
        built_on=date.fromisoformat(values["built_on"]) if values["built_on"] else None,
        remarks=values["remarks"],
        outside_accepted=values["outside_accepted"],
    )
    facts.put(asset, stated, dict(values["attributes"]), terms.at)
    if values["place"]:
        for name, pk in zip(PLACES, values["place"], strict=True):
            setattr(asset, name, pk)
    ids = [
        asset.unit_id,
        asset.department_id,
        asset.enterprise_id,
        *(getattr(asset, each) for each in PLACES),
    ]
    units.learn_ids(ids)
    asset.seen_by = sorted({line for pk in ids if pk in units.by_id for line in units.by_id[pk].line})


def _facts_of(asset: Asset) -> dict[str, Any]:
    """The facts that an import may change, as plain JSON."""
    found = {name: getattr(asset, name) for name in RESTORED}
    found["built_on"] = asset.built_on.isoformat() if asset.built_on else None
    found["geometry"] = asset.geometry.wkt if asset.geometry else None
    found["attributes"] = dict(asset.attributes)
    return found


def _people_of(asset: Asset) -> dict[str, list[str]]:
    return {str(each.level): [each.name, each.phone] for each in asset.people.all()}  # type: ignore[attr-defined]


def _told(row: Staged) -> dict[str, Any]:
    return {"people": row.values["people"]} if row.values["people"] else {}


def _people(pairs: Iterable[tuple[Asset, Staged]]) -> Iterator[ResponsiblePerson]:
    """The responsible persons that rows name; what a row leaves out stays as it is."""
    for asset, row in pairs:
        known = _people_of(asset) if row.subject_id else {}
        for level, (name, phone) in row.values["people"].items():
            old_name, old_phone = known.get(level, ["", ""])
            yield ResponsiblePerson(
                asset=asset, level=int(level), name=name or old_name, phone=phone or old_phone
            )


def _write_people(people: Sequence[ResponsiblePerson]) -> None:
    """New or in place of those of the same level."""
    ResponsiblePerson.objects.bulk_create(
        people,
        batch_size=STRETCH,
        update_conflicts=True,
        unique_fields=["asset", "level"],
        update_fields=["name", "phone"],
    )


def _take_back(rows: Sequence[Written], terms: Terms, why: str) -> tuple[int, list[str]]:
    """Put a stretch of records back; those touched or referred to since stay as they are."""
    by_id = {row.subject_id: row for row in rows}
    found = Asset.every.filter(pk__in=by_id).defer("words").select_for_update().order_by("pk")
    with_files = {
        int(each)
        for each in Attachment.objects.filter(
            subject_type="assets.asset", subject_id__in=[str(pk) for pk in by_id]
        ).values_list("subject_id", flat=True)
    }
    kept: list[str] = []
    created: list[Asset] = []
    changed: list[Asset] = []
    for asset in found:
        row = by_id[asset.pk]
        if asset.version != row.version or (row.before is None and asset.pk in with_files):
            kept.append(str(asset))
        else:
            (created if row.before is None else changed).append(asset)
    removed, referred = _remove(created, terms, why)
    units = Units()
    for asset in changed:
        _restore(asset, by_id[asset.pk].before or {}, terms, units)
    Asset.every.bulk_update(changed, UPDATED, batch_size=500)
    ResponsiblePerson.objects.filter(asset__in=changed).delete()
    _write_people(
        [
            ResponsiblePerson(asset=each, level=int(level), name=name, phone=phone)
            for each in changed
            for level, (name, phone) in (by_id[each.pk].before or {})["people"].items()
        ]
    )
    record_all(
        entry(
            by=terms.by,
            at=terms.at,
            verb="撤销导入的修改",
            subject=each,
            why=why,
            after={"version": each.version},
        )
        for each in changed
    )
    return removed + len(changed), kept + referred


def _remove(assets: Sequence[Asset], terms: Terms, why: str) -> tuple[int, list[str]]:
    """Delete objects that only the import made; those that something else refers to by now stay."""
    left = {each.pk: each for each in assets}
    referred: list[str] = []
    while left:
        rows = [
            entry(by=terms.by, at=terms.at, verb="撤销导入的登记", subject=each, why=why)
            for each in left.values()
        ]
        try:
            Asset.every.filter(pk__in=left).delete()
        except ProtectedError as fault:
            held = _held_by(fault)
            referred += [str(left.pop(pk)) for pk in held if pk in left]
            if not held & {each.pk for each in assets}:
                raise
            continue
        record_all(rows)
        break
    return len(left), referred


def _held_by(fault: ProtectedError) -> set[int]:
    """The objects that the protecting rows refer to."""
    return {
        getattr(row, field.attname)
        for row in fault.protected_objects
        for field in row._meta.concrete_fields
        if field.is_relation and field.related_model is Asset
    }


def _restore(asset: Asset, before: Mapping[str, Any], terms: Terms, units: Units) -> None:
    for name in RESTORED:
        setattr(asset, name, before[name])
    asset.built_on = date.fromisoformat(before["built_on"]) if before["built_on"] else None
    asset.geometry = GEOSGeometry(before["geometry"], srid=4326) if before["geometry"] else None
    ids = [
        asset.unit_id,
        asset.department_id,
        asset.enterprise_id,
        *(getattr(asset, each) for each in PLACES),
    ]
    units.learn_ids(ids)
    asset.seen_by = sorted({line for pk in ids if pk in units.by_id for line in units.by_id[pk].line})
    asset.version, asset.updated_at = asset.version + 1, terms.at


IMPORTABLE = Objects()
