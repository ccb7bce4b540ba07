"""What pages, the search box and other desks ask about knowledge, limited to what the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case as When_
from django.db.models import F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.base.roles import Role
from ancheng.decision.knowledge import rules
from ancheng.decision.knowledge.models import Adoption, Advice, Article, Expert, Item, Listing, Precedent
from ancheng.kernel.orgs.models import Unit
from ancheng.science.chinese import search_forms

OPEN = ("published", "superseded")
WAITING = ("submitted", "reviewed", "returned")
MOST_HITS = 50
MOST_WEIGHED = 500


class _Lexemes(SearchQuery):
    """Lexemes as they are written, without a parser that would take them apart."""

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"({sql})::tsquery", list(params)


def lexeme_query(asked: str) -> SearchQuery:
    """A tsquery that is written already."""
    return _Lexemes(asked)


def items(asker: Asker) -> QuerySet[Item]:
    """What is published, for everybody; what is under way, for those concerned."""
    rows: QuerySet[Item] = Item.objects.all()
    return (
        rows if asker.sees_district else rows.filter(Q(state__in=OPEN) | Q(seen_by__contains=[asker.unit_id]))
    )


def item(asker: Asker, key: int) -> Item:
    found = items(asker).select_related("owner_unit", "issuer_unit", "replaces").filter(pk=key).first()
    if found is None:
        raise Absent("没有这个知识条目，或当前岗位无权查看。请核对，或切换岗位后再试。")
    return found


def precedents(asker: Asker) -> QuerySet[Precedent]:
    rows: QuerySet[Precedent] = Precedent.objects.all()
    return (
        rows if asker.sees_district else rows.filter(Q(state__in=OPEN) | Q(seen_by__contains=[asker.unit_id]))
    )


def precedent(asker: Asker, key: int) -> Precedent:
    found = precedents(asker).select_related("owner_unit", "issuer_unit").filter(pk=key).first()
    if found is None:
        raise Absent("没有这个案例，或当前岗位无权查看。请核对，或切换岗位后再试。")
    return found


def matching(text: str) -> Q | None:
    """The words of `text`, its number, or its pinyin initials; None where it asks for nothing."""
    asked = rules.lexemes(text)
    found = Q(words=_Lexemes(asked)) if asked else None
    forms = search_forms(text)
    if forms.initials and len(forms.initials) > 1:
        by_letters = Q(initials__contains=forms.initials)
        found = by_letters if found is None else found | by_letters
    key = rules.number_key(text)
    if len(key) > 2 and any(each.isdigit() for each in key):
        by_number = Q(number_key__contains=key[:80])
        found = by_number if found is None else found | by_number
    return found


def searched(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """`rows` that `text` finds, the best first: the whole phrase in the title, then by weight of the words."""
    found = matching(text)
    if found is None:
        return rows.none()
    asked = rules.lexemes(text)
    rank: Any = SearchRank(F("words"), _Lexemes(asked)) if asked else Value(0.0)
    plain = rules.folded(text).strip()
    whole = When_(
        When(title__istartswith=text.strip(), then=Value(3.0)),
        When(title__icontains=text.strip(), then=Value(2.0)),
        When(number_key=rules.number_key(text), then=Value(4.0)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    rows = rows.annotate(low=Lower("title")) if plain != text.strip() else rows
    # Weighing words reads the whole index entry of a row: of very many hits, the titles that match and the newest are weighed.
    first = rows.filter(found).annotate(whole=whole).order_by("-whole", "-pk")[:MOST_WEIGHED]
    weighed = rows.filter(pk__in=first.values("pk"))
    return weighed.annotate(rank=whole + rank).order_by("-rank", "-pk")


def articles_with(item_ids: list[int], text: str) -> dict[int, Article]:
    """The first article of each item in which a word of `text` stands."""
    words = [each for each in rules.segments(text) if len(each) > 1] or [text.strip()]
    asked = Q()
    for word in words:
        asked |= Q(text__icontains=word)
    rows = (
        Article.objects.filter(asked, item_id__in=item_ids).order_by("item_id", "order").distinct("item_id")
    )
    return {each.item_id: each for each in rows}


def count_waiting(asker: Asker) -> int:
    """What waits for the asker's seat: reviews for the office, returned texts for the writer."""
    states = ("submitted", "reviewed") if asker.holds(Role.OFFICE) else ("returned",)
    own = (
        Q(state__in=states) if asker.holds(Role.OFFICE) else Q(state__in=states, owner_unit_id=asker.unit_id)
    )
    return items(asker).filter(own).count() + precedents(asker).filter(own).count()


@dataclass(frozen=True, slots=True)
class Tally:
    in_force: int
    waiting: int
    cases: int
    experts: int
    phased_out_late: int


def tally(asker: Asker, at: datetime, on: date) -> Tally:
    current = Q(state="published") & (Q(valid_to=None) | Q(valid_to__gte=on)) & Q(valid_from__lte=on)
    return Tally(
        items(asker).filter(current).count(),
        count_waiting(asker),
        precedents(asker).filter(state="published").count(),
        Expert.objects.filter(active=True).exclude(availability="away").count(),
        adoptions(asker).filter(listing__direction="phase_out", ended_on=None, deadline__lt=on).count(),
    )


PHONE_READERS = (Role.OFFICE, Role.DUTY, Role.COMMANDER, Role.ADMINISTRATOR)


def may_see_experts(asker: Asker) -> bool:
    return not asker.holds(Role.ENTERPRISE, Role.GRID) or asker.role is None


def may_read_person(asker: Asker, expert: Expert) -> bool:
    """Telephone and employer are for who calls experts, and for the unit that keeps them."""
    return asker.holds(*PHONE_READERS) or asker.unit_id == expert.unit_id


def experts(asker: Asker) -> QuerySet[Expert]:
    rows: QuerySet[Expert] = Expert.objects.filter(active=True).select_related("unit")
    return rows if may_see_experts(asker) else rows.none()


def expert(asker: Asker, key: int) -> Expert:
    rows: QuerySet[Expert] = Expert.objects.select_related("unit", "employer_unit")
    found = rows.filter(pk=key).first() if may_see_experts(asker) else None
    if found is None:
        raise Absent("没有这位专家，或当前岗位无权查看。请核对，或切换岗位后再试。")
    return found


def advices(asker: Asker) -> QuerySet[Advice]:
    rows: QuerySet[Advice] = Advice.objects.visible_to(asker)
    return rows.select_related("expert", "owner_unit", "enterprise")


def advice(asker: Asker, key: int) -> Advice:
    found = advices(asker).select_related("issuer_unit").filter(pk=key).first()
    if found is None:
        raise Absent("没有这次咨询，或当前岗位无权查看。请核对，或切换岗位后再试。")
    return found


def listings() -> QuerySet[Listing]:
    return Listing.objects.all()


def listing(key: int) -> Listing:
    found = Listing.objects.filter(pk=key).first()
    if found is None:
        raise Absent("没有这个目录条目，请核对编号。")
    return found


def adoptions(asker: Asker) -> QuerySet[Adoption]:
    rows: QuerySet[Adoption] = Adoption.objects.visible_to(asker)
    return rows.select_related("enterprise", "listing")


def adoption(asker: Asker, key: int) -> Adoption:
    found = adoptions(asker).filter(pk=key).first()
    if found is None:
        raise Absent("没有这条使用情况，或当前岗位无权查看。")
    return found


def enterprises(asker: Asker) -> QuerySet[Unit]:
    return Unit.objects.in_use().filter(kind="enterprise").visible_to(asker).order_by("name")


def catalogue_figures(asker: Asker, on: date) -> tuple[int, int, int, int]:
    """Promoted in use, phased out in use, of these late, phased out and stopped."""
    rows = adoptions(asker).order_by()
    out = rows.filter(listing__direction="phase_out")
    return (
        rows.filter(listing__direction="promote", ended_on=None).count(),
        out.filter(ended_on=None).count(),
        out.filter(ended_on=None, deadline__lt=on).count(),
        out.exclude(ended_on=None).count(),
    )
