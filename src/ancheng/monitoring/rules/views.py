"""Pages of rules: list, one version, the editor with its words, trial and activation."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import key
from ancheng.kernel.counting import how_many
from ancheng.kernel.language import named
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.paging import page
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.monitoring.rules import actions, asking, building, charts, queries
from ancheng.monitoring.rules.models import ScopeKind, Version
from ancheng.monitoring.rules.patterns import PATTERNS
from ancheng.monitoring.rules.reading import stored_readings
from ancheng.monitoring.rules.trial import try_out
from ancheng.monitoring.rules.values import ScopeKind as Scope
from ancheng.monitoring.rules.workflows.rule import AUTHORS, WORKFLOW
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.warnings import rules as warning_rules
from ancheng.monitoring.warnings.kinds import kinds
from ancheng.science.signals.words import from_json, in_words

TRIAL_DAYS = 30
MOST_TRIAL_DAYS = 400


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All rules in all their versions, the newest first."""
    asker = request.asker  # type: ignore[attr-defined]
    state, kind = request.GET.get("state", "active"), request.GET.get("kind", "")
    q = request.GET.get("q", "").strip()[:80]
    if state and state not in {each.key for each in WORKFLOW.states}:
        raise Refusal("没有这一状态，请重新选择筛选条件。")
    rows = queries.versions(asker, state=state, kind=kind if kind in kinds() else "", q=q)
    context = {
        "page": page(rows, before=request.GET.get("before", ""), after=request.GET.get("after", "")),
        "count": how_many(rows),
        "states": WORKFLOW.states,
        "kinds": kinds().items(),
        "state": state,
        "kind": kind,
        "q": q,
        "may_write": asker.may_write and asker.holds(*AUTHORS),
    }
    return render(request, "rules/list.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: in words, its scope, its trial, what it may do next."""
    asker = request.asker  # type: ignore[attr-defined]
    version = queries.one(asker, pk)
    context = {
        "version": version,
        "verbs": {each.verb: each for each in verbs_for(version, asker)},
        "scope": _scope_words(version),
        "sensor_kind": KINDS.get(version.sensor_kind),
        "text": json.dumps(version.condition, ensure_ascii=False, indent=2),
        "others": Version.every.filter(rule_id=version.rule_id).exclude(pk=version.pk).order_by("-number"),
        "days": TRIAL_DAYS,
        "chart": charts.per_day(version.trial),
        "compared": _compared(version, request.GET.get("with", "")),
        "may_write": asker.may_write and asker.holds(*AUTHORS),
        "inputs": [(name, KINDS[kind]) for name, kind in version.inputs.items() if kind in KINDS],
    }
    return render(request, "rules/detail.html", context)


def _compared(version: Version, other: str) -> dict[str, Any] | None:
    """What differs from another version of the same rule; the one before it when none is named."""
    rows = Version.every.filter(rule_id=version.rule_id).exclude(pk=version.pk)
    found = rows.filter(pk=key(other)) if key(other) else rows.filter(number__lt=version.number)
    former = found.select_related("rule").order_by("-number").first()
    if former is None:
        return None
    told = ((name, _said(former, name), _said(version, name)) for name in COMPARED)
    return {"with": former, "rows": [(COMPARED[name], was, now) for name, was, now in told if was != now]}


COMPARED = {
    "words": gettext_lazy("条件"),
    "scope": gettext_lazy("范围"),
    "level": gettext_lazy("建议级别"),
    "clause": gettext_lazy("依据"),
    "remind_min": gettext_lazy("重复提醒（分钟）"),
    "downgrade_min": gettext_lazy("定时降级（分钟）"),
    "clear_min": gettext_lazy("恢复后定时解除（分钟）"),
}


def _said(version: Version, name: str) -> str:
    if name == "scope":
        kind = KINDS.get(version.sensor_kind)
        told = (version.get_scope_kind_display(), named(kind) if kind else "", _scope_words(version))
        return " · ".join(str(each) for each in told if each)
    if name == "level":
        return named(warning_rules.COLOURS[version.level]) if version.level else _("仅报警")
    return str(getattr(version, name) or "—")


def _scope_words(version: Version) -> str:
    if version.scope_kind == Scope.AREAS:
        keys = [int(each) for each in version.scope if str(each).isdigit()]
        return "、".join(str(each) for each in Unit.objects.filter(pk__in=keys))
    return "、".join(str(each) for each in version.scope)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new rule, or the next version of one."""
    asker, sentence = request.asker, ""  # type: ignore[attr-defined]
    _may_write(request)
    former = queries.one(asker, pk) if pk else None
    if request.method == "POST" and not request.POST.get("change"):
        try:
            draft = asking.draft(request)
            version = actions.write(
                draft=draft, by=asker, at=timezone.now(), rule=former.rule if former else None
            )
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _("已保存为草稿，请在历史数据上回测后启用。"))
            return redirect(version)
    context = {
        **_builder(request, former),
        "former": former,
        "sentence": sentence,
        "typed": request.POST or asking.typed(former),
        "patterns": [(name, label, json.dumps(each, ensure_ascii=False)) for name, label, each in PATTERNS],
        "kinds": kinds().items(),
        "scopes": ScopeKind.choices,
        "areas": Unit.objects.in_use().filter(kind=UnitKind.SUBDISTRICT).order_by("name"),
        "chosen": request.POST.getlist("areas") or [str(each) for each in (former.scope if former else [])],
        "levels": [(level, warning_rules.COLOURS[level]) for level in warning_rules.LEVELS],
    }
    return render(request, "rules/edit.html", context, status=422 if sentence else 200)


def _may_write(request: HttpRequest) -> None:
    asker = request.asker  # type: ignore[attr-defined]
    if not (asker.may_write and asker.holds(*AUTHORS)):
        raise NotAllowed("当前岗位不能编写规则，请联系安委办或主管部门。")


def _builder(request: HttpRequest, former: Version | None = None) -> dict[str, Any]:
    """The condition as fields, after the button that was pressed, if any."""
    change = request.POST.get("change", "")
    if change and asking.by_form(request.POST):
        node = building.tree(building.changed(asking.as_typed(request.POST), change))
    else:
        node = asking.form_tree(request.POST, former)
    return {
        "node": node,
        "sorts": [(kind, label) for kind, (label, _fields) in building.SORTS.items()],
        "sizes": building.SIZES,
        "week": building.DAYS,
        "sensor_kinds": KINDS.items(),
    }


@require_POST
def condition(request: HttpRequest) -> HttpResponse:
    """The fields of the condition after a button or another type was chosen."""
    _may_write(request)
    return render(request, "rules/builder.html", _builder(request))


@require_POST
def words(request: HttpRequest) -> HttpResponse:
    """The condition as it is being typed, in words, or what is wrong with it."""
    try:
        stated, _inputs = asking.condition(request.POST)
        said, fault = in_words(from_json(stated), asking.unit_of(request.POST)), ""
    except Refusal as refusal:
        said, fault = "", refusal.sentence
    return render(request, "rules/words.html", {"said": said, "fault": fault})


def _test(request: HttpRequest, version: Version, how: dict[str, Any]) -> str:
    days = key(request.POST.get("days", "")) or 0
    if not 1 <= days <= MOST_TRIAL_DAYS:
        raise Refusal(f"回测天数应为 1 至 {MOST_TRIAL_DAYS} 天。")
    until = how["at"]
    with stored_readings() as readings:
        trial = try_out(version=version, readings=readings, since=until - timedelta(days=days), until=until)
    actions.note_trial(version=version, trial=trial, **how)
    return _("回测完成：会触发 %(count)s 次。") % {"count": trial["count"]}


def _activate(request: HttpRequest, version: Version, how: dict[str, Any]) -> str:
    actions.activate(version=version, **how)
    return _("规则已启用。")


def _confirm(request: HttpRequest, version: Version, how: dict[str, Any]) -> str:
    actions.confirm(version=version, why=request.POST.get("why", ""), **how)
    return _("已复核。")


def _retire(request: HttpRequest, version: Version, how: dict[str, Any]) -> str:
    actions.retire(version=version, why=request.POST.get("why", ""), **how)
    return _("规则已停用。")


def _discard(request: HttpRequest, version: Version, how: dict[str, Any]) -> str:
    actions.discard(version=version, why=request.POST.get("why", ""), **how)
    return _("草稿已作废。")


VERBS: dict[str, Callable[[HttpRequest, Version, dict[str, Any]], str]] = {
    "test": _test,
    "activate": _activate,
    "confirm": _confirm,
    "retire": _retire,
    "discard": _discard,
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One verb on one version."""
    by = request.asker  # type: ignore[attr-defined]
    version = queries.one(by, pk)
    if verb not in VERBS:
        raise Refusal("没有这个操作，请刷新页面后重试。")
    messages.success(request, VERBS[verb](request, version, {"by": by, "at": timezone.now()}))
    return redirect(version)
