"""Pages of draws: the list, a new one, one with its proof."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.clock import parse_moment
from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.numbers import is_key
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.science.fair_draw import proof as fair
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.enforcement import draw_actions, queries, rules
from ancheng.supervision.enforcement.gathering import groups_of
from ancheng.supervision.enforcement.models import Draw, Item, Plan
from ancheng.supervision.enforcement.values import Terms

SHOWN = 200


@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    rows = queries.draws(asker).annotate(
        visited=Count("inspections", filter=~Q(inspections__state__in=("planned", "assigned", "cancelled")))
    )
    after = request.GET.get("after", "")
    found = list((rows.filter(pk__lt=int(after)) if is_key(after) else rows).order_by("-pk")[:51])
    context = {
        "draws": found[:50],
        "older": found[49].pk if len(found) > 50 else None,
        "may_draw": asker.may_write and asker.holds(*rules.DRAWERS),
    }
    return render(request, "enforcement/draws.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The terms of a draw: first the item, then its groups with their ratios."""
    asker = request.asker  # type: ignore[attr-defined]
    if not (asker.may_write and asker.holds(*rules.DRAWERS)):
        raise NotAllowed("双随机抽查由执法部门和安委办组织。")
    sentence, today = "", timezone.localdate()
    items = queries.items(today)
    chosen = _item(request.POST.get("item") or request.GET.get("item", ""))
    if request.method == "POST":
        try:
            draw = draw_actions.propose(terms=_terms(request), by=asker, at=timezone.now())
            messages.success(request, _("已拟定 %(number)s，请核对后公布方案。") % {"number": draw.number})
            return redirect(draw)
        except Refusal as refusal:
            sentence = refusal.sentence
    floor = rules.RATIO_FLOOR_BP.in_force(today)
    groups = groups_of(chosen) if chosen else []
    context = {
        "sentence": sentence,
        "typed": request.POST,
        "items": items,
        "chosen": chosen,
        "groups": [
            (name, _named(chosen, name), number, request.POST.get(f"ratio-{name}", ""))
            for name, number in groups
        ],
        "floor": floor,
        "floor_percent": rules.percent(floor.value),
        "plans": Plan.objects.filter(state="published").order_by("-year")[:20],
    }
    return render(request, "enforcement/draw_new.html", context, status=422 if sentence else 200)


def _named(item: Item | None, group: str) -> str:
    if item and item.target_kind == "asset" and group in KINDS:
        return KINDS[group].zh
    return group


def _item(text: str) -> Item | None:
    return queries.items(timezone.localdate()).filter(pk=int(text)).first() if is_key(text) else None


def _terms(request: HttpRequest) -> Terms:
    sent = request.POST
    ratios = {
        name.removeprefix("ratio-"): basis_points(value)
        for name, value in sent.items()
        if name.startswith("ratio-") and value.strip()
    }
    known_at = sent.get("public_known_at", "").strip()
    plan = sent.get("plan", "")
    team = sent.get("per_subject", "2")
    return Terms(
        title=sent.get("title", ""),
        item_id=int(sent.get("item", "")) if is_key(sent.get("item", "")) else -1,
        ratio_bp=ratios,
        per_subject=int(team) if is_key(team) else 2,
        plan_id=int(plan) if is_key(plan) else None,
        public_source=sent.get("public_source", ""),
        public_known_at=parse_moment(known_at) if known_at else None,
    )


def basis_points(text: str) -> int:
    """Hundredths of a percent from what people type: 5, 7.5, 5%."""
    whole, _dot, part = text.strip().removesuffix("%").partition(".")
    if not (
        whole.isascii()
        and whole.isdigit()
        and len(whole) <= 3
        and (part + "00")[:2].isdigit()
        and len(part) <= 2
    ):
        raise Refusal(f"抽查比例“{text[:12]}”应为百分数，例如 5 或 7.5。")
    return int(whole) * 100 + int((part + "00")[:2])


@require_safe
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw: what was promised, what came out, and whether it holds when it is run again."""
    asker = request.asker  # type: ignore[attr-defined]
    found = queries.one_draw(asker, pk)
    inspections = list(found.inspections.select_related("enterprise", "asset").prefetch_related("assignments__inspector").order_by("pk")[:SHOWN])  # fmt: skip
    context = {
        "draw": found,
        "verbs": {each.verb: each for each in verbs_for(found, asker)},
        "clock": Clock.objects.of(found).filter(stopped_at=None).select_related("unit").first(),
        "ratios": [
            (_named(found.item, name), rules.percent(value)) for name, value in found.ratio_bp.items()
        ],
        "inspections": inspections,
        "reasons": _reasons(found),
        "faults": fair.faults(json.loads(found.proof)) if found.proof else None,
        "changes": found.changes,
        "inspectors": _inspectors(found),
    }
    return render(request, "enforcement/draw.html", context)


def _reasons(found: Draw) -> list[tuple[str, list[str]]]:
    """For the office: who holds more or fewer tickets than plain ones, and why; among those drawn first."""
    if not found.proof:
        return []
    drawn = [each["subject"] for each in json.loads(found.proof)["final"]][:SHOWN]
    return [(each, found.reasons[each]) for each in drawn if each in found.reasons]


def _inspectors(found: Draw) -> list[dict[str, Any]]:
    if not found.library:
        return []
    rows = json.loads(found.library)["inspectors"]
    sent: dict[str, int] = {}
    if found.proof:
        for team in json.loads(found.proof)["final"]:
            for each in team["inspectors"]:
                sent[each] = sent.get(each, 0) + 1
    return [{**each, "sent": sent.get(each["key"], 0)} for each in rows]


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    found = queries.one_draw(by, pk)
    match verb:
        case "announce":
            draw_actions.announce(draw=found, by=by, at=at)
            said = _("方案已公布，库已冻结；到时即可抽取。")
        case "draw":
            made = draw_actions.make(
                draw=found, public_value=request.POST.get("public_value", ""), by=by, at=at
            )
            said = _("已抽取 %(count)s 家并派员。") % {"count": len(made)}
        case "publish":
            draw_actions.publish(draw=found, by=by, at=at)
            said = _("抽查证明已公示。")
        case "cancel":
            draw_actions.cancel(draw=found, why=request.POST.get("why", ""), by=by, at=at)
            said = _("抽查已取消，已公布的方案仍在公开页面并注明理由。")
        case _:
            raise Refusal("没有这个操作，请刷新页面后重试。")
    messages.success(request, said)
    return redirect(found)


@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof as a file."""
    found = queries.one_draw(request.asker, pk)  # type: ignore[attr-defined]
    if not found.proof:
        raise Absent("该抽查尚未抽取，还没有证明。")
    return as_file(found)


def as_file(found: Draw) -> HttpResponse:
    response = HttpResponse(found.proof, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return response
