"""What everybody may read about inspections: draws with their proofs, and published results."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ancheng.base.errors import Absent
from ancheng.base.numbers import is_key
from ancheng.kernel.language import named
from ancheng.science.fair_draw import proof as fair
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.enforcement import queries
from ancheng.supervision.enforcement.models import Draw
from ancheng.supervision.enforcement.rules import percent

SHOWN = 500
PAGE = 50


@require_safe
@login_not_required
def draws(request: HttpRequest) -> HttpResponse:
    return render(request, "open/draws.html", {"draws": queries.public_draws()[:SHOWN]})


@require_safe
@login_not_required
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """A draw from its promise on; its outcome once everybody who was drawn has been visited."""
    found = _one(number)
    proof: dict[str, Any] | None = json.loads(found.proof) if found.state == "published" else None
    context = {
        "draw": found,
        "ratios": [(_group(name), percent(value)) for name, value in found.ratio_bp.items()],
        "proof": proof,
        # A draw that was called off opens its envelope too: nobody may call off what he does not like.
        "shown": found.state in ("published", "cancelled"),
        "faults": fair.faults(proof) if proof else [],
        "final": _final(proof)[:SHOWN] if proof else [],
    }
    return render(request, "open/draw.html", context)


@require_safe
@login_not_required
def proof(request: HttpRequest, number: str) -> HttpResponse:
    found = _one(number)
    if found.state != "published":
        raise Absent("证明文件在现场检查完成后公布。")
    response = HttpResponse(found.proof, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return response


@require_safe
@login_not_required
def inspections(request: HttpRequest) -> HttpResponse:
    """Published results, newest first; by the name of the enterprise."""
    rows, text = queries.public_results(), request.GET.get("q", "").strip()[:80]
    if text:
        rows = rows.filter(enterprise__name__icontains=text)
    after = request.GET.get("after", "")
    rows = rows.order_by("-pk")
    found = list((rows.filter(pk__lt=int(after)) if is_key(after) else rows)[: PAGE + 1])
    context = {
        "inspections": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "q": text,
    }
    return render(request, "open/inspections.html", context)


def _one(number: str) -> Draw:
    found = queries.public_draws().defer(None).filter(number=number).first()
    if found is None:
        raise Absent("没有这次抽查，请从公开页面的列表中打开。")
    return found


def _group(name: str) -> str:
    return named(KINDS[name]) if name in KINDS else name


def _final(proof: dict[str, Any]) -> list[dict[str, Any]]:
    subjects = {each["key"]: each for each in proof["library"]["subjects"]}
    people = {each["key"]: f"{each['name']}（{each['key']}）" for each in proof["library"]["inspectors"]}
    return [
        {
            **subjects[each["subject"]],
            "digest": each["digest"],
            "inspectors": [people[one] for one in each["inspectors"]],
            "replaces": each["replaces"],
        }
        for each in proof["final"]
    ]
