"""Rows of registers from tables: judged against what stands, written in bulk, taken back as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.administration.registers import rules
from ancheng.administration.registers.actions import fill, next_codes, settle, streets_of, supervisor
from ancheng.administration.registers.models import Row
from ancheng.administration.registers.queries import may_keep
from ancheng.administration.registers.registry import chapters
from ancheng.administration.registers.registry import register as register_called
from ancheng.base.asker import Asker
from ancheng.base.codes import tidy
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.copying import change_in, copy_in
from ancheng.kernel.exchange.importable import (
    CHANGED,
    ERROR,
    NEW,
    UNCHANGED,
    Judge,
    Judged,
    Staged,
    Terms,
    Undone,
    Written,
)
from ancheng.kernel.exchange.tables import CellError, CheckedRow, TableSpec
from ancheng.kernel.language import english, named
from ancheng.kernel.orgs.models import Enterprise, Unit
from ancheng.kernel.orgs.queries import by_name

STRETCH = 1000
CHANGEABLE = (
    "title", "unit", "subdistrict", "same", "series", "starts_on", "ends_on", "due_on", "due_clock", "attributes",
    "seen_by", "version", "updated_at",
)  # fmt: skip


class Registers:
    """Rows of the registers of the plan, one table each."""

    name = "registers"
    label = _("登记册")

    def variants(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        found = [
            (named(chapter), [(key, named(each)) for key, each in registers if not each.automatic])
            for chapter, registers in chapters()
        ]
        return [each for each in found if each[1]]

    def title(self, variant: str) -> str:
        return register_called(variant).zh

    def spec(self, variant: str) -> TableSpec:
        return register_called(variant).spec

    def permit(self, by: Asker, variant: str) -> None:
        if variant and not may_keep(by, register_called(variant)):
            raise NotAllowed("当前岗位不能导入这个登记册，请由责任单位或主管部门的工作人员办理。")
        if (
            not variant
            and by.role is not None
            and not any(may_keep(by, each) for _chapter, found in chapters() for _key, each in found)
        ):
            raise NotAllowed("当前岗位只能查看登记册，不能导入。")

    def read_options(self, given: Mapping[str, str], by: Asker) -> dict[str, Any]:
        name = given.get("unit", "").strip()
        if not name:
            return {"unit": "", "unit_id": None}
        unit = by_name([name]).get(name) or Unit.objects.in_use().filter(name=name).first()
        if unit is None:
            raise Refusal(f"默认责任单位“{name}”不是已知单位，请填写规范名称、简称或已登记的别名。")
        return {"unit": name, "unit_id": unit.pk}

    def options_shown(self, options: Mapping[str, Any], by: Asker) -> dict[str, Any]:
        return {"unit": options.get("unit", by.unit_name), "english": english()}

    def options_template(self) -> str:
        return "registers/import_options.html"

    def judge(self, terms: Terms) -> Judge:
        return RowJudge(terms)

    def address(self) -> str:
        return reverse("registers:index")

    def write(self, rows: Iterable[Staged], terms: Terms) -> Iterator[list[Written]]:
        """New rows are inserted, changed ones updated if nobody touched them since the check."""
        waiting = iter(rows)
        while stretch := list(islice(waiting, STRETCH)):
            yield [*_insert([each for each in stretch if each.subject_id is None], terms),
                   *_update([each for each in stretch if each.subject_id is not None], terms)]  # fmt: skip

    def undo(self, rows: Sequence[Written], terms: Terms, why: str) -> Undone:
        by_id = {each.subject_id: each for each in rows}
        found = list(Row.every.filter(pk__in=by_id).select_for_update().order_by("pk"))
        former = [each.series for each in found]
        kept = [str(each) for each in found if each.version != by_id[each.pk].version]
        same = [each for each in found if each.version == by_id[each.pk].version]
        created = [each for each in same if by_id[each.pk].before is None]
        changed = [each for each in same if by_id[each.pk].before is not None]
        record_all(
            entry(by=terms.by, at=terms.at, verb="撤销导入的登记", subject=each, why=why) for each in created
        )
        Row.every.filter(pk__in=[each.pk for each in created]).delete()
        units = _units(by_id[each.pk].before["unit_id"] for each in changed)  # type: ignore[index]
        for row in changed:
            before = by_id[row.pk].before or {}
            fill(
                row,
                row.declared,
                units[before["unit_id"]],
                before["values"],
                streets_of(units[before["unit_id"]]),
            )
            row.version, row.updated_at = row.version + 1, terms.at
        change_in(changed, CHANGEABLE)
        settle(terms.variant, [*former, *(each.series for each in changed)])
        record_all(
            entry(by=terms.by, at=terms.at, verb="撤销导入的修改", subject=each, why=why) for each in changed
        )
        return Undone(len(same), tuple(kept))


class RowJudge:
    """Judges stretches of rows of one register; remembers the units that it has looked up."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.declared = register_called(terms.variant)
        self.department = supervisor(self.declared)
        self.units: dict[str, Unit | None] = {}
        self.seen: set[str] = set()
        first = terms.options.get("unit_id")
        self.default = Unit.objects.in_use().filter(pk=first).first() if first else None

    def __call__(self, rows: Sequence[CheckedRow]) -> list[Judged]:
        self._learn({str(each.values["unit"]) for each in rows if each.values.get("unit")})
        told = [self._told(each) for each in rows]
        keys = [rules.same(self.declared, unit.pk, values) for _row, unit, values, _errors in told if unit]
        found = Row.every.filter(register=self.terms.variant, same__in=keys).select_related(
            "unit", "department"
        )
        known = {each.same: each for each in found}
        return [self._one(row, unit, values, errors, known) for row, unit, values, errors in told]

    def _learn(self, names: set[str]) -> None:
        new = {each for each in names if each not in self.units}
        found: dict[str, Unit] = dict(by_name(new))
        left = new - set(found)
        codes = {tidy(each): each for each in left}
        for each in Enterprise.objects.filter(credit_code__in=codes).select_related("unit"):
            found[codes[each.credit_code]] = each.unit
        for unit in Unit.objects.in_use().filter(name__in=left - set(found)):
            found[unit.name] = unit
        self.units |= {name: found.get(name) for name in new}

    def _told(self, row: CheckedRow) -> tuple[CheckedRow, Unit | None, dict[str, Any], list[CellError]]:
        """The unit and values of a row; what is wrong with it so far."""
        errors, name = list(row.errors), str(row.values.get("unit") or "")
        unit = self.units.get(name) if name else self.default
        if unit is None:
            sentence = (
                f"“责任单位”中的“{name}”不是已知单位，请填写规范名称、简称或已登记的别名。"
                if name
                else "请填写“责任单位”，或在导入时选定。"
            )
            errors.append(CellError("unit", sentence))
        values = {
            key: rules.plain(value)
            for key, value in row.values.items()
            if key != "unit" and value is not None
        }
        checked = rules.completed(self.declared, values) if not errors else rules.Checked(values)
        errors += [
            CellError(key or self.declared.key[0], sentence) for key, sentence in checked.errors.items()
        ]
        return row, unit, checked.values, errors

    def _one(
        self,
        row: CheckedRow,
        unit: Unit | None,
        values: dict[str, Any],
        errors: list[CellError],
        known: Mapping[str, Row],
    ) -> Judged:
        label = rules.title(self.declared, values)
        if unit is None or errors:
            return Judged(row.number, ERROR, label, errors=tuple(errors), doubts=row.doubts)
        same = rules.same(self.declared, unit.pk, values)
        old = known.get(same)
        if sentence := self._against(unit, same, old):
            return Judged(row.number, ERROR, label, errors=(CellError(self.declared.key[0], sentence),))
        self.seen.add(same)
        # What the table leaves empty stays as it is known.
        whole = rules.completed(self.declared, {**old.attributes, **values}).values if old else values
        plain = {"unit_id": unit.pk, "values": whole}
        if old is None:
            return Judged(row.number, NEW, label, plain, doubts=row.doubts)
        changes = self._changes(old, unit, whole)
        outcome = CHANGED if changes else UNCHANGED
        return Judged(
            row.number,
            outcome,
            label,
            plain,
            changes,
            doubts=row.doubts,
            subject_id=old.pk,
            version=old.version,
        )

    def _against(self, unit: Unit, same: str, old: Row | None) -> str:
        by = self.terms.by
        if same in self.seen:
            names = "、".join(self.declared.by_key[each].zh for each in self.declared.key)
            return f"表中已有相同的登记（{names}相同），请保留一行。"
        if old is not None and old.closed_on:
            return "该登记已办结，不能再修改。"
        own = (
            by.sees_district or by.unit_id in unit.line or by.unit_id == getattr(self.department, "pk", None)
        )
        return "" if own else "只能为本单位和下级单位登记；其他单位由主管部门登记。"

    def _changes(self, old: Row, unit: Unit, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
        found = {
            each.zh: (
                rules.shown(each, old.attributes.get(each.key)),
                rules.shown(each, values.get(each.key)),
            )
            for each in self.declared.fields
            if old.attributes.get(each.key) != values.get(each.key)
        }
        return found | ({"责任单位": (str(old.unit), str(unit))} if unit.pk != old.unit_id else {})


def _units(ids: Iterable[int]) -> dict[int, Unit]:
    return Unit.objects.in_bulk(set(ids))


def _insert(rows: Sequence[Staged], terms: Terms) -> list[Written]:
    if not rows:
        return []
    declared, units = register_called(terms.variant), _units(each.values["unit_id"] for each in rows)
    streets, department = streets_of(*units.values()), supervisor(declared)
    made = []
    for staged, code in zip(rows, next_codes(terms.variant, len(rows)), strict=True):
        row = Row(
            register=terms.variant, code=code, department=department, created_at=terms.at, updated_at=terms.at
        )
        fill(row, declared, units[staged.values["unit_id"]], staged.values["values"], streets)
        made.append(row)
    copy_in(made)
    settle(terms.variant, [each.series for each in made])
    record_all(
        entry(
            by=terms.by,
            at=terms.at,
            verb="导入登记",
            subject=each,
            after={"unit_id": each.unit_id, **each.attributes},
        )
        for each in made
    )
    return [Written(each.pk, each.version) for each in made]


def _update(rows: Sequence[Staged], terms: Terms) -> list[Written]:
    if not rows:
        return []
    declared, units = register_called(terms.variant), _units(each.values["unit_id"] for each in rows)
    streets = streets_of(*units.values())
    found = Row.every.filter(pk__in=[each.subject_id for each in rows]).select_for_update().order_by("pk")
    locked, entries, written = {each.pk: each for each in found}, [], []
    former = [each.series for each in locked.values()]
    for staged in rows:
        row = locked.get(staged.subject_id or 0)
        if row is None or row.version != staged.version or row.closed_on:
            raise Conflict(f"第 {staged.number} 行的登记在核对之后已被他人修改。")
        before = {"unit_id": row.unit_id, "values": dict(row.attributes)}
        fill(row, declared, units[staged.values["unit_id"]], staged.values["values"], streets)
        row.version, row.updated_at = row.version + 1, terms.at
        entries.append(
            entry(
                by=terms.by,
                at=terms.at,
                verb="导入修改登记",
                subject=row,
                before=before["values"],
                after=row.attributes,
            )
        )
        written.append(Written(row.pk, row.version, before))
    change_in(list(locked.values()), CHANGEABLE)
    settle(terms.variant, [*former, *(each.series for each in locked.values())])
    record_all(entries)
    return written


IMPORTABLE = Registers()
