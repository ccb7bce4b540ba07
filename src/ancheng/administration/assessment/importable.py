"""The district's own rubric from a table: checked as a whole, kept as a new edition, taken back while nobody used it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.administration.assessment import queries, sheet
from ancheng.administration.assessment.declare import Sort, whole
from ancheng.administration.assessment.models import Assessment, OwnItem, OwnRubric
from ancheng.administration.indicators.public import known
from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record
from ancheng.kernel.exchange.importable import (
    CHANGED,
    ERROR,
    NEW,
    Judge,
    Judged,
    Staged,
    Terms,
    Undone,
    Written,
)
from ancheng.kernel.exchange.tables import CellError, CheckedRow, TableSpec
from ancheng.kernel.language import named

VARIANT = "rubric"
KEEPERS = (Role.OFFICE, Role.ADMINISTRATOR)


class Rubrics:
    """Editions of the district's own rubric, one table each."""

    name = "rubrics"
    label = _("自评标准")

    def variants(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        return [(str(self.label), [(VARIANT, str(self.label))])]

    def title(self, variant: str) -> str:
        return named((sheet.SPEC.title_zh, sheet.SPEC.title_en))

    def spec(self, variant: str) -> TableSpec:
        if variant != VARIANT:
            raise Absent("没有这类可导入的内容，请从自评标准页的“导入”进入。")
        return sheet.SPEC

    def permit(self, by: Asker, variant: str) -> None:
        if not by.holds(*KEEPERS):
            raise NotAllowed("自评标准由安委办维护。")

    def read_options(self, given: Mapping[str, str], by: Asker) -> dict[str, Any]:
        title, source = given.get("title", "").strip(), given.get("source", "").strip()
        if not title or not source:
            raise Refusal("请填写标准名称和来源（文件名称和文号）。")
        try:
            valid_from = date.fromisoformat(given.get("valid_from", "").strip())
        except ValueError:
            raise Refusal("请填写标准的施行日期，写作 2026-01-01。") from None
        return {"title": title[:120], "source": source[:200], "valid_from": valid_from.isoformat()}

    def options_shown(self, options: Mapping[str, Any], by: Asker) -> dict[str, Any]:
        return {key: options.get(key, "") for key in ("title", "source", "valid_from")}

    def options_template(self) -> str:
        return "assessment/import_options.html"

    def judge(self, terms: Terms) -> Judge:
        return RubricJudge(date.fromisoformat(terms.options["valid_from"]))

    def address(self) -> str:
        return reverse("assessment:rubrics")

    def write(self, rows: Iterable[Staged], terms: Terms) -> Iterator[list[Written]]:
        """One new edition of all the rows; rows that were left out must not have made it lose its hundred points."""
        staged = list(rows)
        values = [each.values for each in staged]
        if sentence := short(values):
            raise Refusal(sentence)
        edition = OwnRubric.objects.create(
            title=terms.options["title"], source=terms.options["source"],
            valid_from=date.fromisoformat(terms.options["valid_from"]), at=terms.at, by_name=terms.by.name,
        )  # fmt: skip
        record(
            by=terms.by, at=terms.at, verb="导入自评标准", subject=edition,
            after={"title": edition.title, "source": edition.source, "valid_from": terms.options["valid_from"], "items": len(values)},
        )  # fmt: skip
        items = OwnItem.objects.bulk_create(
            OwnItem(rubric=edition, no=each["no"], row=each) for each in values
        )
        yield [Written(each.pk, 1) for each in items]

    def undo(self, rows: Sequence[Written], terms: Terms, why: str) -> Undone:
        """An edition by which somebody was assessed stays: those scores must remain explained."""
        items = OwnItem.objects.filter(pk__in=[each.subject_id for each in rows])
        sizes = Counter(items.order_by().values_list("rubric", flat=True))
        editions = list(OwnRubric.objects.filter(pk__in=sizes).select_for_update().order_by("pk"))
        used = set(
            Assessment.every.filter(rubric__in=[each.key for each in editions]).values_list(
                "rubric", flat=True
            )
        )
        gone = [each for each in editions if each.key not in used]
        for each in gone:
            record(by=terms.by, at=terms.at, verb="撤销导入的自评标准", subject=each, why=why)
        OwnRubric.objects.filter(pk__in=[each.pk for each in gone]).delete()
        kept = tuple(f"{each}（已用于考评）" for each in editions if each.key in used)
        return Undone(sum(sizes[each.pk] for each in gone), kept)


def short(rows: Iterable[Mapping[str, Any]]) -> str:
    """What is wrong with rows as a whole, in a sentence; nothing where their points add up to a hundred."""
    total = whole(sheet.item_from(each) for each in rows)
    return "" if total == 100 else f"计分项的分值合计为{total.normalize():f}分，应为100分。"


class RubricJudge:
    """Judges the rows of a rubric; a rubric fits into one stretch, so that its whole is judged with it."""

    def __init__(self, valid_from: date) -> None:
        self.indicators = known()
        self.before = queries.own_items(valid_from)

    def __call__(self, rows: Sequence[CheckedRow]) -> list[Judged]:
        told = [(row, sheet.plain({} if row.errors else row.values), [*row.errors]) for row in rows]
        for row, values, errors in told:
            if not row.errors:
                errors += sheet.faults(values, self.indicators)
        # Where a row cannot be read nobody knows what the points add up to.
        if not any(errors for _row, _values, errors in told):
            sentence = short(values for _row, values, _errors in told)
            for _row, values, errors in told:
                if sentence and values["sort"] == Sort.POINTS:
                    errors.append(CellError("weight", sentence))
        return [self._one(row, values, errors) for row, values, errors in told]

    def _one(self, row: CheckedRow, values: dict[str, Any], errors: list[CellError]) -> Judged:
        label = str(row.values.get("zh") or row.values.get("no") or "")
        if errors:
            return Judged(row.number, ERROR, label, errors=tuple(errors), doubts=row.doubts)
        old = self.before.get(values["no"])
        # What stands as in the edition before is written too: an edition is whole.
        if old is None or old == values:
            return Judged(row.number, NEW, label, values, doubts=row.doubts)
        changes = {
            zh: (_told(old[key]), _told(values[key]))
            for key, zh in sheet.LABELS.items()
            if not _same(old[key], values[key])
        }
        return Judged(row.number, CHANGED if changes else NEW, label, values, changes, doubts=row.doubts)


def _told(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value)
    return next((each.label_zh for each in sheet.SORTS if each.value == value), str(value))


def _same(old: Any, new: Any) -> bool:
    try:
        return Decimal(old) == Decimal(new)
    except (ArithmeticError, TypeError, ValueError):
        return bool(old == new)


IMPORTABLE = Rubrics()
