"""Finding an object by what people type: part of its name, code or address, or pinyin initials."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, Q, TextField, Value
from django.db.models.functions import Concat, Lower, StrIndex
from django.db.models.lookups import GreaterThan

from ancheng.science.chinese import search_forms

NAMED = Concat("name", Value(" "), "code", Value(" "), "address")
FOLDED = Lower(Func(NAMED, template="normalize(%(expressions)s, NFKC)", output_field=TextField()))


class _Lexemes(SearchQuery):
    """Lexemes as they are written, without a parser that would take them apart."""

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"({sql})::tsquery", list(params)


def matching(text: str) -> Q:
    """Substring of name, code or address; pinyin initials or the start of a code where it looks like one."""
    forms = search_forms(text)
    terms = unicodedata.normalize("NFKC", text).lower().split()
    if not terms:
        return Q(pk__in=[])
    found = Q(words=_Lexemes(_pairs(terms)))
    for term in terms:
        if len(term) > 2:
            # The same pairs in another order are another word.
            # Folding costs most, and hardly any row needs it: it comes second.
            found &= Q(GreaterThan(StrIndex(Lower(NAMED), Value(term)), 0)) | Q(
                GreaterThan(StrIndex(FOLDED, Value(term)), 0)
            )
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
