"""Template tags that every page uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BoundField, CheckboxSelectMultiple
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ancheng.base.roles import LABELS, Role
from ancheng.kernel import language
from ancheng.kernel.audit.queries import timeline as timeline_of
from ancheng.kernel.people.rules import device as told_device

register = template.Library()

SOON_SECONDS = 3 * 86400
# How a state of work reads at a glance: (tone, icon).
TONES = {
    "good": "circle-check",
    "late": "alert-triangle",
    "soon": "clock-exclamation",
    "neutral": "circle-dot",
    "unknown": "circle-dashed",
}


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """An icon; decorative unless it is given a label."""
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def state(label: str, tone: str = "neutral") -> SafeString:
    """A state of work as icon and words."""
    return format_html(
        '<span class="state state-{}">{} {}</span>', tone, icon(TONES.get(tone, "circle-dot")), label
    )


@register.simple_tag
def case_state(case: Any) -> SafeString:
    """The state of a case: done is good, past its clock is late, near its end is soon."""
    return state(case.state_label, tone_of(case))


def tone_of(case: Any) -> str:
    now = timezone.now()
    if case.ended:
        return "good"
    if case.due_at and case.due_at < now:
        return "late"
    if case.due_at and (case.due_at - now).total_seconds() < SOON_SECONDS:
        return "soon"
    return "neutral"


@register.simple_tag
def countdown(due_at: datetime | None) -> SafeString:
    """The time left or overdue, kept true by the page."""
    if due_at is None:
        return format_html('<span class="text-secondary">{}</span>', _("未设时限"))
    left = (due_at - timezone.now()).total_seconds()
    tone = "is-late" if left < 0 else "is-soon" if left < SOON_SECONDS else ""
    return format_html(
        '<time class="countdown {}" datetime="{}" data-due="{}" title="{}">{}<span data-due-text>{}</span></time>',
        tone,
        due_at.isoformat(),
        due_at.isoformat(),
        timezone.localtime(due_at).strftime("%Y-%m-%d %H:%M"),
        icon("clock"),
        left_in_words(left),
    )


def left_in_words(seconds: float) -> str:
    minutes = int(abs(seconds) // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        span = _("%(days)s天%(hours)s小时") % {"days": days, "hours": hours}
    elif hours:
        span = _("%(hours)s小时%(minutes)s分") % {"hours": hours, "minutes": rest}
    else:
        span = _("%(minutes)s分") % {"minutes": rest}
    return (_("逾期 %(span)s") if seconds < 0 else _("剩余 %(span)s")) % {"span": span}


@register.simple_tag
def risk(letter: str) -> SafeString:
    """A risk grade by colour and letter; grey hatch where nobody assessed it."""
    names = {"R": _("重大风险"), "O": _("较大风险"), "Y": _("一般风险"), "B": _("低风险")}
    known = letter if letter in names else "unknown"
    return format_html(
        '<span class="risk risk-{}" title="{}">{}</span>',
        known,
        names.get(letter, _("未评估")),
        letter or "?",
    )


@register.simple_tag
def warning_level(level: int) -> SafeString:
    """A warning level by colour and numeral."""
    return format_html(
        '<span class="warning warning-{}">{}</span>', level, ("I", "II", "III", "IV")[level - 1]
    )


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The present query string with `changes`; None removes a key."""
    values: QueryDict = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            values.pop(key, None)
        else:
            values[key] = str(value)
    return "?" + values.urlencode()


@register.simple_tag
def maybe_url(name: str, *args: Any) -> str:
    """The address of a page of another part, or "#" where that part is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return "#"


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, wide: bool = False) -> dict[str, Any]:
    """A form field with label, help and errors that belong together for a screen reader."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    css = (
        "form-check-input"
        if kind in ("checkbox", "radio")
        else "form-select"
        if kind == "select"
        else "form-control"
    )
    described = " ".join(
        each
        for each in (
            f"{bound.id_for_label}-help" * bool(bound.help_text),
            f"{bound.id_for_label}-error" * bool(bound.errors),
        )
        if each
    )
    attributes = {"class": f"{css} is-invalid" if bound.errors else css}
    if described:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    many = isinstance(widget, CheckboxSelectMultiple)
    if many:
        widget.attrs["class"] = css
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs=attributes),
        "checkbox": kind == "checkbox" and not many,
        "many": many,
        "wide": wide,
    }


@register.inclusion_tag("components/timeline.html")
def timeline(subject: Model, at_most: int = 50) -> dict[str, Any]:
    """What happened to `subject`, newest first."""
    rows: Iterable[Any] = timeline_of(subject)[: at_most + 1]
    entries = list(rows)
    return {"entries": entries[:at_most], "more": len(entries) > at_most, "subject": subject}


@register.filter
def role_name(role: str) -> str:
    return language.named(LABELS.get(Role(role), role)) if role else ""


@register.filter
def named(what: Any) -> str:
    """What is declared in both languages, or stored as a marked word, in the language of the page."""
    return language.named(what)


@register.filter
def device(user_agent: str) -> str:
    return told_device(user_agent)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def state_label(case: Any, key: str) -> str:
    return language.named(case.WORKFLOW.label_of(key))
