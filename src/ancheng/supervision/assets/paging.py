"""A page of the list and the number beside it, within a bound of time whatever is asked.

The database's planner takes the scope of a unit and the filter for independent. Where they are not (a water
bureau asks for fire-fighting things) it walks through the whole register in order, waiting for fifty rows that do
not exist. So what is few is gathered first and put in order then; what is many is read in the order of an index;
and where nobody knows, the second is tried for a moment before the first is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.db.models.functions import Centroid
from django.db import OperationalError
from django.db.models import (
    BooleanField,
    DateTimeField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Concat

from ancheng.kernel.counting import HowMany, within
from ancheng.supervision.assets.filters import BY_CODE, OLDEST
from ancheng.supervision.assets.models import Asset

PAGE = 50
# So long an index may be followed before the rows are gathered instead.
TRY_MILLISECONDS = 120
# What a line of the list shows; the rest of a row is left in the database.
LINE = (
    *("kind", "code", "name", "condition", "synthetic", "updated_at"),
    *("unit__name", "unit__short_name", "subdistrict__name", "subdistrict__short_name"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the list and the marks from which the next and the one before it start."""

    rows: list[Asset]
    after: str = ""
    before: str = ""


def ordered(found: QuerySet[Asset], sort: str) -> QuerySet[Asset]:
    if sort == BY_CODE:
        return found.order_by("kind", "code")
    return found.order_by("updated_at", "id") if sort == OLDEST else found.order_by("-updated_at", "-id")


def page(
    found: QuerySet[Asset],
    sort: str,
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE,
    count: HowMany | None = None,
) -> Page:
    """`size` rows after (or before) a mark; never by offset, so the thousandth page costs as the first."""
    back = bool(before)
    mark = _read_mark(before or after, sort)
    wanted = _beyond(found, sort, mark, back=back) if mark else found
    got = _rows(wanted, sort, back=back, size=size + 1, few=count is not None and count.exact)
    more = len(got) > size
    got = got[:size][::-1] if back else got[:size]
    if not got:
        return Page([])
    return Page(
        got,
        after=_mark(got[-1], sort) if more or back else "",
        before=_mark(got[0], sort) if (more if back else mark) else "",
    )


def _rows(found: QuerySet[Asset], sort: str, *, back: bool, size: int, few: bool) -> list[Asset]:
    if not few:
        try:
            with within(TRY_MILLISECONDS):
                return list(_lines(ordered(found, sort), back=back)[:size])
        except OperationalError:
            pass
    # An order that no index has: the database must gather the rows first.
    gathered = found.order_by("kind", Concat("code", Value(""))) if sort == BY_CODE else _by_time(found, sort)
    return list(_lines(gathered, back=back)[:size])


def _by_time(found: QuerySet[Asset], sort: str) -> QuerySet[Asset]:
    moment = ExpressionWrapper(F("updated_at") + timedelta(0), output_field=DateTimeField())
    return found.order_by(moment.asc(), "id") if sort == OLDEST else found.order_by(moment.desc(), "-id")


def _lines(rows: QuerySet[Asset], *, back: bool) -> QuerySet[Asset]:
    spot = Centroid("geometry")
    lines = (rows.reverse() if back else rows).select_related("unit", "subdistrict").only(*LINE)
    return lines.annotate(longitude=_Ordinate(spot, axis="X"), latitude=_Ordinate(spot, axis="Y"))


class _Row(Func):
    """A row value, which the index compares as a whole: rows stamped alike cost no extra reading."""

    function = "ROW"
    # A row has no type of its own for Django, which would refuse its parts for being of several.
    output_field = TextField()


class _Ordinate(Func):
    """X or Y of a point as a number: fifty geometries need not be read for fifty dots."""

    template = "ST_%(axis)s(%(expressions)s)"
    output_field = FloatField()


class _Beyond(Func):
    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, *args: Any, less: bool, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.arg_joiner = " < " if less else " > "


def _beyond(found: QuerySet[Asset], sort: str, mark: list[Any], *, back: bool) -> QuerySet[Asset]:
    names, descending = (("code",), False) if sort == BY_CODE else (("updated_at", "id"), sort != OLDEST)
    columns, values = _Row(*(F(name) for name in names)), _Row(*(Value(each) for each in mark))
    return found.filter(_Beyond(columns, values, less=descending != back))


def _mark(row: Asset, sort: str) -> str:
    return row.code if sort == BY_CODE else f"{row.updated_at.isoformat()}~{row.pk}"


def _read_mark(text: str, sort: str) -> list[Any]:
    if not text:
        return []
    if sort == BY_CODE:
        return [text]
    moment, _, number = text.partition("~")
    try:
        return [datetime.fromisoformat(moment), int(number)]
    except ValueError:
        return []
