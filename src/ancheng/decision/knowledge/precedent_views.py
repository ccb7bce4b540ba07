"""Pages of the case base: the list, one case, a new one, cases like something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent, NotAllowed
from ancheng.base.numbers import key
from ancheng.command import public as command
from ancheng.decision.knowledge import actions, forms, queries, rules
from ancheng.decision.knowledge.models import Kind, Precedent
from ancheng.decision.knowledge.pages import fill, verbs
from ancheng.decision.knowledge.similar import INCIDENT, described, similar
from ancheng.decision.knowledge.similar import of_incident as incident_cases
from ancheng.decision.knowledge.views import do, paged
from ancheng.decision.knowledge.workflows.item import WRITERS
from ancheng.kernel.counting import how_many
from ancheng.kernel.pages import Where, asker_of, clock_of, facts
from ancheng.supervision import public as supervision

ASPECTS = {
    "kind": gettext_lazy("类型相同"),
    "substance": gettext_lazy("涉及物质"),
    "place": gettext_lazy("地点场所"),
    "text": gettext_lazy("经过和原因"),
    "level": gettext_lazy("等级相同"),
}


@require_safe
def precedents(request: HttpRequest) -> HttpResponse:
    asker, filters = asker_of(request), forms.PrecedentFilters(request.GET)
    asked = filters.asked()
    text = asked.pop("q", "")
    rows = queries.precedents(asker).filter(**asked).select_related("owner_unit").defer("words")
    context = {
        "page": paged(request, rows, text),
        "count": how_many(rows.filter(queries.matching(text)) if text and queries.matching(text) else rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "may_write": asker.holds(*WRITERS),
    }
    return render(request, "knowledge/precedents.html", context)


@require_safe
def precedent(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, queries.precedent(asker_of(request), pk), {}, "")


def _shown(request: HttpRequest, found: Precedent, bound: Mapping[str, Any], sentence: str) -> HttpResponse:
    asker, on = asker_of(request), beijing_day(timezone.now())
    alike = similar(described(found), asker, on, at_most=6)
    context = {
        "case": found,
        "clock": clock_of(found),
        "verbs": verbs(found, asker, {}, bound),
        "act_url": "knowledge:precedent_act",
        "sentence": sentence,
        "facts": facts(found, "kind", "occurred_on", "place", "substance", "deaths", "injured"),
        "texts": facts(found, "brief", "direct_cause", "indirect_cause", "response", "lessons"),
        "links": found.links.all(),
        "incident": _incident_of(request, found),
        "came_from": found.source_type == INCIDENT,
        "link_form": bound.get("link") or forms.LinkForm(),
        "may_write": asker.holds(*WRITERS),
        "matches": _told([each for each in alike if each.precedent.pk != found.pk][:5]),
        "edition": rules.WEIGHTS.in_force(on),
    }
    return render(request, "knowledge/precedent.html", context, status=422 if bound else 200)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found = queries.precedent(asker_of(request), pk)
    return do(request, found, verb, lambda bound, said: _shown(request, found, bound, said))


def new(request: HttpRequest) -> HttpResponse:
    """A new case, filled from an approved accident where one is named."""
    asker = asker_of(request)
    if not asker.holds(*WRITERS):
        raise NotAllowed("您的岗位不能提交案例，请联系部门或安委办人员。")
    source = key(request.GET.get("accident", ""))
    start = actions.from_accident(supervision.accident(asker, source)) if source is not None else Precedent()
    form = forms.PrecedentForm(request.POST or None, instance=start)

    def act(_values: dict[str, Any]) -> Precedent:
        return actions.submit_precedent(precedent=form.save(commit=False), by=asker, at=timezone.now())

    return fill(request, form, act, Where(_("编写案例"), reverse("knowledge:precedents"), _("案例库")))


@require_safe
def similar_cases(request: HttpRequest) -> HttpResponse:
    """Cases like an accident, or like the kind, place, substance and text of the address; a fragment for htmx."""
    asker, on = asker_of(request), beijing_day(timezone.now())
    source = key(request.GET.get("accident", ""))
    if source is not None:
        facts_ = supervision.accident(asker, source)
        words = " ".join((facts_.title, facts_.brief, facts_.cause))
        asked = rules.Described(facts_.sort, facts_.place, "", words)
    else:
        given = {name: request.GET.get(name, "")[:2000] for name in ("kind", "place", "substance", "text")}
        given["kind"] = given["kind"] if given["kind"] in Kind.values else ""
        asked = rules.Described(**given)
    context = {
        "matches": _told(similar(asked, asker, on, without=source)),
        "edition": rules.WEIGHTS.in_force(on),
        "asked": asked,
        "kinds": Kind.choices,
    }
    fragment = bool(getattr(request, "htmx", False))
    return render(request, "knowledge/similar_list.html" if fragment else "knowledge/similar.html", context)


@require_safe
def of_incident(request: HttpRequest, pk: int) -> HttpResponse:
    """The three cases most like an incident with what was learnt, and the case that it became itself; for its room."""
    asker, on = asker_of(request), beijing_day(timezone.now())
    facts_ = command.incident(asker, pk)
    own = queries.precedents(asker).filter(source_type=INCIDENT, source_id=pk).exclude(state="withdrawn")
    context = {
        "matches": _told(incident_cases(facts_, asker, on)), "own": own.first(), "incident": facts_,
        "edition": rules.WEIGHTS.in_force(on),
    }  # fmt: skip
    return render(request, "knowledge/of_incident.html", context)


def _incident_of(request: HttpRequest, found: Precedent) -> command.IncidentFacts | None:
    """The incident that a case came from, or from whose room it was opened; None where the asker may not see it."""
    given = found.source_id if found.source_type == INCIDENT else key(request.GET.get("incident", ""))
    if given is None:
        return None
    try:
        return command.incident(asker_of(request), given)
    except Absent:
        return None


def _told(matches: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "case": each.precedent,
            "score": each.likeness.score,
            "reasons": [(ASPECTS[reason.aspect], reason) for reason in each.likeness.reasons],
        }
        for each in matches
    ]
