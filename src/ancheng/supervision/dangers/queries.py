"""What lists, pages and other apps ask about dangers, limited to what the asker may see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan

from ancheng.base.asker import Asker
from ancheng.base.clock import from_beijing
from ancheng.base.errors import Absent, Refusal
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.dangers.filters import Filter
from ancheng.supervision.dangers.models import Checklist, Danger, Listing
from ancheng.supervision.dangers.workflows.danger import WORKFLOW
from ancheng.supervision.dangers.workflows.listing import WORKFLOW as LISTING

OPEN = WORKFLOW.open_states
DOING = ("ordered", "returned", "enforced")
CHECKING = ("found", "graded", "rectified", "accepted")
RELATED = ("owner_unit", "issuer_unit", "enterprise", "subdistrict", "community", "grid", "asset")
ROW = ("owner_unit", "issuer_unit", "subdistrict")
PAGE = 50


def visible(asker: Asker) -> QuerySet[Danger]:
    return Danger.objects.visible_to(asker).defer("words")  # type: ignore[no-any-return]


def one(asker: Asker, danger_id: int) -> Danger:
    """The danger, or a refusal that does not say whether it exists."""
    rows = Danger.every.visible_to(asker).select_related(*RELATED, "item", "found_unit").defer("words")
    found: Danger | None = rows.filter(pk=danger_id).first()
    if found is None:
        raise Absent("没有这条隐患，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def of_source(source_type: str, source_id: str | int) -> QuerySet[Danger]:
    """The dangers that one record found, newest first; the caller answers for who may see that record."""
    rows = Danger.every.filter(source_type=source_type, source_id=str(source_id))
    return rows.select_related(*RELATED).defer("words").order_by("-found_at", "-pk")


def of_enterprise(asker: Asker, enterprise_id: int) -> QuerySet[Danger]:
    """The dangers of one enterprise that `asker` may see, newest first."""
    rows = visible(asker).filter(enterprise_id=enterprise_id)
    return rows.select_related(*RELATED).order_by("-found_at", "-pk")


def late(rows: QuerySet[Danger], at: datetime) -> QuerySet[Danger]:
    """The open ones whose running clock has passed its end."""
    return rows.filter(state__in=OPEN, due_at__lt=at)


def mine(asker: Asker) -> QuerySet[Danger]:
    """What waits for the asker's own unit now: to be removed, or to be judged."""
    return visible(asker).filter(_mine(asker))


def _mine(asker: Asker) -> Q:
    doing = Q(owner_unit_id=asker.unit_id, state__in=DOING)
    return doing | Q(issuer_unit_id=asker.unit_id, state__in=CHECKING)


def count_mine(asker: Asker) -> int:
    return mine(asker).count()


def narrowed(asker: Asker, asked: Filter, at: datetime) -> QuerySet[Danger]:
    """The dangers that `asker` may see and that `asked` describes, not yet in order."""
    rows = visible(asker)
    for name in ("state", "grade", "source"):
        value = getattr(asked, name)
        if value:
            rows = rows.filter(**{name: value})
    for name, field in IDS.items():
        value = getattr(asked, name)
        if value is not None:
            rows = rows.filter(**{field: value})
    if asked.since:
        rows = rows.filter(found_at__gte=from_beijing(asked.since))
    if asked.until:
        rows = rows.filter(found_at__lt=from_beijing(asked.until + timedelta(days=1)))
    if asked.open:
        rows = rows.filter(state__in=OPEN)
    if asked.late:
        rows = late(rows, at)
    if asked.soon:
        rows = rows.filter(state__in=OPEN, due_at__range=(at, at + timedelta(days=3)))
    if asked.mine:
        rows = rows.filter(_mine(asker))
    if asked.account:
        rows = rows.filter(account_since__isnull=False)
    if asked.listed:
        rows = rows.filter(listed=True)
    if asked.reopened:
        rows = rows.filter(reopened__gt=0)
    return rows.filter(_matching(asked.q)) if asked.q else rows


IDS = {
    "unit": "issuer_unit_id",
    "owner": "owner_unit_id",
    "enterprise": "enterprise_id",
    "subdistrict": "subdistrict_id",
    "asset": "asset_id",
    "checklist": "item__checklist_id",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the list and the marks from which the next and the one before it start."""

    rows: list[Danger]
    after: str = ""
    before: str = ""


def ordered(rows: QuerySet[Danger]) -> QuerySet[Danger]:
    return rows.order_by("-found_at", "-pk")


def page(rows: QuerySet[Danger], *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """`size` rows after (or before) a mark; never by offset, so the thousandth page costs as the first."""
    back, mark = bool(before), _read_mark(before or after)
    found = ordered(rows)
    if mark:
        moment, number = mark
        beyond = "gt" if back else "lt"
        same = Q(found_at=moment, **{f"pk__{beyond}": number})
        found = found.filter(**{f"found_at__{beyond}e": moment}).filter(
            Q(**{f"found_at__{beyond}": moment}) | same
        )
    if back:
        found = found.reverse()
    got = list(found.select_related(*ROW)[: size + 1])
    more, got = len(got) > size, got[:size]
    got = got[::-1] if back else got
    if not got:
        return Page([])
    return Page(
        got, _mark(got[-1]) if more or back else "", _mark(got[0]) if (more if back else mark) else ""
    )


def _mark(row: Danger) -> str:
    return f"{row.found_at.isoformat()}~{row.pk}"


def _read_mark(text: str) -> tuple[datetime, int] | None:
    moment, _, number = text.partition("~")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many dangers are open, late, major, listed, on account."""

    open: int
    late: int
    soon: int
    major: int
    listed: int
    account: int


def tally(asker: Asker, at: datetime) -> Tally:
    """Over what is open only, so that it costs the same after ten years."""
    rows = visible(asker).filter(state__in=OPEN).order_by()
    soon = Q(due_at__range=(at, at + timedelta(days=3)))
    counted = rows.aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=at)),
        soon=Count("pk", filter=soon),
        major=Count("pk", filter=Q(grade="major")),
        listed=Count("pk", filter=Q(listed=True)),
        account=Count("pk", filter=Q(account_since__isnull=False)),
    )
    return Tally(**counted)


def supervisor_of(enterprise: Unit) -> Unit:
    """The unit that supervises an enterprise by default: its subdistrict or zone, else the office."""
    lines = Unit.objects.in_use().filter(pk__in=enterprise.ancestors)
    near = lines.filter(kind__in=(UnitKind.SUBDISTRICT, UnitKind.ZONE)).first()
    found = near or Unit.objects.in_use().filter(kind=UnitKind.COORDINATION).order_by("pk").first()
    if found is None:
        raise Refusal("尚未登记企业所在街道或安委办，无法确定监管单位，请联系系统管理员。")
    return found


def checklists_in_force() -> QuerySet[Checklist]:
    return Checklist.objects.filter(valid_to=None).annotate(count=Count("items"))


def listings(asker: Asker) -> QuerySet[Listing]:
    rows: QuerySet[Listing] = Listing.objects.visible_to(asker)
    return rows.select_related("danger", "owner_unit", "issuer_unit")


def listing(asker: Asker, listing_id: int) -> Listing:
    rows = Listing.every.visible_to(asker).select_related("danger", "owner_unit", "issuer_unit")
    found: Listing | None = rows.filter(pk=listing_id).first()
    if found is None:
        raise Absent("没有这个挂牌督办，或当前岗位无权查看。")
    return found


def public_listings() -> QuerySet[Listing]:
    """What the public may read: listings that were published, never those of an exercise."""
    rows: QuerySet[Listing] = Listing.objects.filter(published_at__isnull=False)
    return rows.exclude(state__in=("proposed", "declined")).select_related(
        "danger", "owner_unit", "issuer_unit"
    )


def listing_tally(asker: Asker) -> dict[str, int]:
    found = dict(
        Listing.objects.visible_to(asker).order_by().values_list("state").annotate(number=Count("pk"))
    )
    return {each.key: found.get(each.key, 0) for each in LISTING.states}


FOLDED = Lower(Func(F("title"), template="normalize(%(expressions)s, NFKC)", output_field=TextField()))


class _Lexemes(SearchQuery):
    """Lexemes as they are written, without a parser that would take them apart."""

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"({sql})::tsquery", list(params)


# What reads as the start of a number is looked up as one: its pairs of digits are in every other row.
NUMBERED = re.compile(r"[A-Za-z]{2}-[0-9-]*")


def _matching(text: str) -> Q:
    """Words in title, number or address; the number by its start."""
    if NUMBERED.fullmatch(text):
        return Q(number__startswith=text.upper())
    terms = text.lower().split()
    found = Q(words=_Lexemes(_pairs(terms)))
    for term in terms:
        if len(term) > 2:
            # The same pairs in another order are another word.
            within = [GreaterThan(StrIndex(Lower(field), Value(term)), 0) for field in ("number", "address")]
            found &= Q(GreaterThan(StrIndex(FOLDED, Value(term)), 0)) | Q(within[0]) | Q(within[1])
    return found


def _pairs(terms: Sequence[str]) -> str:
    lexemes = [(term[n : n + 2], "") for term in terms if len(term) > 1 for n in range(len(term) - 1)]
    lexemes += [(term, ":*") for term in terms if len(term) == 1]
    return " & ".join(
        "'" + each.replace("\\", "\\\\").replace("'", "''") + "'" + mark for each, mark in lexemes
    )
