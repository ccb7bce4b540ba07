"""What lists, maps and exports ask of the register, limited to what the asker may see."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Polygon
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BooleanField, Count, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower, StrIndex
from django.db.models.lookups import GreaterThan

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.science.chinese import search_forms
from ancheng.supervision.assets.declare import Typed
from ancheng.supervision.assets.filters import BY_CODE, OLDEST, SINCE, UNKNOWN, Filter
from ancheng.supervision.assets.models import Asset, SavedView, Status
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.assets.rules import read

PAGE = 50
COUNT_UP_TO = 10_000


def visible(asker: Asker) -> QuerySet[Asset]:
    return Asset.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, asset_id: int) -> Asset:
    """The object, or a refusal that does not say whether it exists."""
    related = ("unit", "department", "enterprise", "subdistrict", "community", "grid")
    found = visible(asker).select_related(*related).filter(pk=asset_id).first()
    if found is None:
        raise Absent("没有这个对象，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def narrowed(asker: Asker, asked: Filter, at: datetime) -> QuerySet[Asset]:
    """The objects that `asker` may see and that `asked` describes, not yet in order."""
    found = visible(asker)
    if asked.asked_kinds:
        found = found.filter(kind__in=asked.asked_kinds)
    found = (
        found.filter(status__in=asked.statuses) if asked.statuses else found.exclude(status=Status.RETIRED)
    )
    if asked.conditions:
        found = found.filter(condition__in=[int(each) for each in asked.conditions])
    for name in ("unit", "department", "subdistrict", "community", "enterprise"):
        value = getattr(asked, name)
        if value is not None:
            found = found.filter(**{f"{name}_id": value})
    if asked.since:
        found = found.filter(updated_at__gte=at - SINCE[asked.since])
    if asked.bbox:
        found = found.filter(geometry__bboverlaps=Polygon.from_bbox(asked.bbox))
    if asked.outside:
        found = found.filter(geometry__isnull=False, subdistrict=None)
    if asked.ids:
        found = found.filter(pk__in=asked.ids)
    for key, value in asked.attributes:
        found = found.filter(_attribute(asked.kinds[0], key, value))
    return found.filter(_matching(asked.q)) if asked.q else found


def ordered(found: QuerySet[Asset], sort: str) -> QuerySet[Asset]:
    if sort == BY_CODE:
        return found.order_by("kind", "code")
    return found.order_by("updated_at", "id") if sort == OLDEST else found.order_by("-updated_at", "-id")


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the list and the marks from which the next and the one before it start."""

    rows: list[Asset]
    after: str = ""
    before: str = ""


class _Row(Func):
    """A row value, which the index compares as a whole: rows stamped alike cost no extra reading."""

    function = "ROW"
    # A row has no type of its own for Django, which would refuse its parts for being of several.
    output_field = TextField()


class _Beyond(Func):
    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, *args: Any, less: bool, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.arg_joiner = " < " if less else " > "


def page(found: QuerySet[Asset], sort: str, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """`size` rows after (or before) a mark; never by offset, so the thousandth page costs as the first."""
    back = bool(before)
    rows = ordered(found, sort)
    names, descending = (("code",), False) if sort == BY_CODE else (("updated_at", "id"), sort != OLDEST)
    mark = _read_mark(before or after, sort)
    if mark:
        columns = _Row(*(F(name) for name in names))
        rows = rows.filter(_Beyond(columns, _Row(*(Value(each) for each in mark)), less=descending != back))
    if back:
        rows = rows.reverse()
    got = list(rows.select_related("unit", "subdistrict", "community").defer("words")[: size + 1])
    more = len(got) > size
    got = got[:size][::-1] if back else got[:size]
    if not got:
        return Page([])
    return Page(
        got,
        after=_mark(got[-1], sort) if more or back else "",
        before=_mark(got[0], sort) if (more if back else mark) else "",
    )


@dataclass(frozen=True, slots=True)
class HowMany:
    """A number of rows; an estimate of the planner when counting would take long."""

    number: int
    exact: bool

    @property
    def text(self) -> str:
        return f"{self.number:,}" if self.exact else f"≈ {self.number:,}"


def how_many(found: QuerySet[Asset]) -> HowMany:
    """Exact up to 10,000; beyond that the planner's estimate, rounded."""
    sql, params = found.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = answer if isinstance(answer, list) else json.loads(answer)
    estimate = int(plan[0]["Plan"]["Plan Rows"])
    if estimate < COUNT_UP_TO * 8:
        counted = found.order_by().values("pk")[: COUNT_UP_TO + 1].count()
        if counted <= COUNT_UP_TO:
            return HowMany(counted, exact=True)
    step = 10 ** (len(str(max(estimate, COUNT_UP_TO))) - 2)
    return HowMany(max(round(estimate / step) * step, COUNT_UP_TO), exact=False)


def tally(found: QuerySet[Asset], field: str) -> dict[Any, int]:
    """How many rows per value of `field`."""
    return dict(found.order_by().values_list(field).annotate(number=Count("pk")))


def names(asker: Asker, text: str, *, at_most: int = 8) -> list[Asset]:
    """Objects whose name, code, address or pinyin initials match, for the search box."""
    if not text.strip():
        return []
    found = visible(asker).exclude(status=Status.RETIRED).filter(_matching(text[:80]))
    return list(found.select_related("unit").defer("words").order_by("-updated_at", "-id")[:at_most])


def saved_views(person_id: int) -> QuerySet[SavedView]:
    return SavedView.objects.filter(person_id=person_id)


NAMED = Concat("name", Value(" "), "code", Value(" "), "address")
FOLDED = Lower(Func(NAMED, template="normalize(%(expressions)s, NFKC)", output_field=TextField()))


class _Lexemes(SearchQuery):
    """Lexemes as they are written, without a parser that would take them apart."""

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"({sql})::tsquery", list(params)


def _matching(text: str) -> Q:
    """Substring of name, code or address; pinyin initials or the start of a code where it looks like one."""
    forms = search_forms(text)
    terms = unicodedata.normalize("NFKC", text).lower().split()
    if not terms:
        return Q(pk__in=[])
    found = Q(words=_Lexemes(_pairs(terms)))
    for term in terms:
        if len(term) > 2:
            # The same pairs in another order are another word.
            found &= Q(GreaterThan(StrIndex(FOLDED, Value(term)), 0))
    if forms.initials:
        found |= Q(initials__startswith=forms.initials)
    if forms.code:
        found |= Q(code__startswith=forms.code)
    return found


def _pairs(terms: Sequence[str]) -> str:
    lexemes = [(term[n : n + 2], "") for term in terms if len(term) > 1 for n in range(len(term) - 1)] + [
        (term, ":*") for term in terms if len(term) == 1
    ]
    return " & ".join(
        "'" + each.replace("\\", "\\\\").replace("'", "''") + "'" + mark for each, mark in lexemes
    )


def _attribute(kind: str, key: str, value: str) -> Q:
    if value == UNKNOWN:
        return ~Q(attributes__has_key=key)
    attribute = KINDS[kind].by_key[key]
    if attribute.type == Typed.DATE and value.startswith(("<", ">")):
        return Q(**{f"attributes__{key}__{'lt' if value[0] == '<' else 'gt'}": value[1:]})
    try:
        return Q(attributes__contains={key: read(attribute, value)})
    except ValueError:
        return Q(pk__in=[])


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
