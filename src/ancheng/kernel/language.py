"""The language of a page, which its reader chooses, and the language of the record, which is always Chinese."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.utils.translation import get_language, gettext, override

P = ParamSpec("P")
T = TypeVar("T")


def english() -> bool:
    """Whether the page that is being made is in English."""
    return (get_language() or "").startswith("en")


def named(what: Any) -> str:
    """What is declared in both languages (`zh` and `en`, or a pair of them), or a marked word, as the page says it."""
    if isinstance(what, tuple) and len(what) == 2:
        return str(what[1] if english() else what[0])
    if hasattr(what, "zh") and hasattr(what, "en"):
        return str(what.en if english() else what.zh)
    return gettext(str(what)) if what or what == 0 else ""


def as_recorded(text: Any) -> str:
    """A label as it is stored: in the language of the record, whoever acts."""
    # Words that are said already, or said in that language anyway, need no switching: thousands of rows are written.
    if isinstance(text, str) or get_language() == settings.LANGUAGE_CODE:
        return str(text)
    with override(settings.LANGUAGE_CODE):
        return str(text)


def in_record_language(act: Callable[P, T]) -> Callable[P, T]:
    """Let every label that `act` writes down, or quotes in a refusal, be in the language of the record."""

    @wraps(act)
    def recorded(*args: P.args, **kwargs: P.kwargs) -> T:
        # A fresh `override` for each call: one that is shared would mix up the languages of two threads.
        with override(settings.LANGUAGE_CODE):
            return act(*args, **kwargs)

    return recorded
