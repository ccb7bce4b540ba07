"""Pages of runs: the catalogue of models, a form with its map, the result, two side by side, the list."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Refusal
from ancheng.base.numbers import key
from ancheng.base.realm import Realm
from ancheng.decision.runs import actions, export, figures, form, onward, queries, rules
from ancheng.decision.runs.checklists import SOURCE, checklist
from ancheng.decision.runs.models import Run, RunState
from ancheng.decision.runs.prefill import Start, drawn_area, place_of, start
from ancheng.decision.runs.roads import warm
from ancheng.decision.runs.section import draw
from ancheng.decision.runs.surroundings import people_inside
from ancheng.decision.runs.words import SENSITIVE
from ancheng.kernel.counting import how_many
from ancheng.kernel.documents.rendering import print_page
from ancheng.kernel.exchange.download import download
from ancheng.kernel.language import named
from ancheng.kernel.pages import asker_of, realm_of
from ancheng.kernel.paging import page
from ancheng.science.model import BadInput, Model
from ancheng.science.models import models as known_models
from ancheng.supervision.public import attribute_words, keeps_objects

# The catalogue by what an officer wants to know; what is in no group stands at the end.
GROUPS: tuple[tuple[tuple[str, str], tuple[str, ...]], ...] = (
    (("泄漏扩散与火灾爆炸", "Releases, fires and explosions"), ("release", "gaussian_plume", "gaussian_puff", "dense_gas", "explosion_fire", "effect_zones", "gb18218")),
    (("人员疏散与密集程度", "Evacuation and crowds"), ("station_evacuation", "pedestrian_evacuation", "area_evacuation", "crowd_level")),
    (("内涝与暴雨", "Flooding and rain"), ("urban_flood", "rain_frequency")),
    (("边坡、填埋与地震", "Slopes, fills and earthquakes"), ("slope_stability", "infinite_slope", "seismic_exposure")),
    (("管网与供电", "Networks and power"), ("gas_network", "water_network", "outage")),
    (("布局与响应", "Siting and response"), ("siting", "coverage", "response_isochrone")),
)  # fmt: skip

ROAD_MODELS = frozenset({"area_evacuation", "coverage", "response_isochrone"})


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    found = dict(known_models())
    groups = [
        (named(label), [(name, found.pop(name)) for name in names if name in found])
        for label, names in GROUPS
    ]
    if found:
        groups.append((named(("其他", "Other")), sorted(found.items())))
    asker = asker_of(request)
    context = {
        "groups": groups,
        "long": rules.LONG,
        "may_run": asker.holds(*queries.RUNNERS),
        "query": request.GET.urlencode(),
        "latest": queries.visible(asker, realm_of(request)).order_by("-pk")[:8],
    }
    return render(request, "runs/models.html", context)


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    rows = _asked_rows(request)
    found = page(rows, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    choices = sorted((name, named((each.title, each.title_en))) for name, each in known_models().items())
    context = {
        "page": found,
        "count": how_many(rows),
        "models": choices,
        "states": RunState.choices,
        "query": request.GET.urlencode(),
        "shapes": _points(found.rows),
        "may_run": asker_of(request).holds(*queries.RUNNERS),
    }
    return render(request, "runs/list.html", context)


def _asked_rows(request: HttpRequest) -> Any:
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("model", "state", "text", "incident")}
    if asked["state"] and asked["state"] not in RunState.values:
        raise Refusal("筛选条件“状态”无效，请重新选择。")
    if asked["incident"] and key(asked["incident"]) is None:
        raise Refusal("筛选条件“突发事件”应为编号。")
    return queries.narrowed(queries.visible(asker_of(request), realm_of(request)), asked)


def _points(rows: list[Run]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": str(each)},
                "geometry": {"type": "Point", "coordinates": [each.geometry.x, each.geometry.y]},
            }
            for each in rows
            if each.geometry
        ],
    }


@require_safe
def export_runs(request: HttpRequest, form: str) -> Any:
    return download(request, export.RUNS, export.rows(_asked_rows(request)), form)


def new(request: HttpRequest, name: str) -> HttpResponse:
    model = rules.model_named(name)
    asker = asker_of(request)
    actions.may_run(asker)
    if request.method == "POST":
        return _post(request, name, model)
    if name in ROAD_MODELS:
        warm()
    begun = start(name, model, request.GET, asker, timezone.now())
    return _form_page(request, name, model, form.blank(model, begun.values), begun)


def _post(request: HttpRequest, name: str, model: Model) -> HttpResponse:
    begun = start(name, model, request.GET, asker_of(request), timezone.now())
    try:
        inputs = form.posted(model, request.POST, request.FILES)
        asked = actions.Asked(
            name,
            inputs,
            purpose=request.POST.get("purpose", ""),
            subjects=begun.subjects,
            place=place_of(request.POST["spot"]) if request.POST.get("spot") else begun.place,
            incident_id=key(request.POST.get("incident", "")),
            realm=realm_of(request),
            background=True if request.POST.get("background") else None,
        )
        run = actions.ask_now(asked, by=asker_of(request), at=timezone.now(), once=True)
    except Refusal as refusal:
        again = form.again(model, request.POST, request.FILES, refusal)
        return _form_page(request, name, model, again, begun)
    return redirect(run)


def _form_page(
    request: HttpRequest, name: str, model: Model, filled: form.ModelForm, begun: Start
) -> HttpResponse:
    found = form.targets(model)
    shape = {"type": "Feature", "properties": {}, "geometry": begun.shape} if begun.shape else None
    context = {
        "name": name,
        "model": model,
        "form": filled,
        "begun": begun,
        "title": named((model.title, model.title_en)),
        "targets": found,
        "shape": shape,
        "purpose": request.POST.get("purpose", ""),
        "incident": request.POST.get("incident", request.GET.get("incident", "")),
        "long": name in rules.LONG,
        "bounds": _around(begun.place),
        "spot": f"{begun.place[0]:.6f},{begun.place[1]:.6f}" if begun.place else "",
        "missing": missing_engines(model),
    }
    return render(request, "runs/new.html", context, status=filled.status)


def missing_engines(model: Model) -> list[str]:
    """Engines that this machine has not; said before the form is filled in."""
    from importlib.util import find_spec

    return [each for each in model.needs if find_spec(each) is None]


def _around(place: tuple[float, float] | None) -> str:
    if place is None:
        return ""
    lon, lat = place
    return f"{lon - 0.012:.5f},{lat - 0.008:.5f},{lon + 0.012:.5f},{lat + 0.008:.5f}"


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    run = queries.one(asker_of(request), pk)
    context = page_of(request, run)
    if any(name in ROAD_MODELS for name, _label in context["steps"]):
        warm()
    context["file"] = _file(run, asker_of(request))
    if context["warn"]:
        context["warning_query"] = _warning_query(run, context["file"])
    return render(request, "runs/detail.html", context)


def page_of(request: HttpRequest, run: Run) -> dict[str, Any]:
    """What the page, the print and the comparison show of a run."""
    model, asker = run.declared, asker_of(request)
    result = run.result or {}
    shown = figures.shown(run.model, result, run.inputs) if run.result is not None else None
    return {
        "run": run,
        "model": model,
        "shown": shown,
        "around": run.around,
        "sensitive": SENSITIVE,
        "inputs": form.described(model, run.inputs) if model else [],
        "moved": moved(model, run) if model else [],
        "band": band(run),
        "cautions": result.get("cautions") or [],
        "unverified": [*(result.get("unverified") or []), *(model.unverified if model else ())],
        "stale": model is not None and model.version != run.model_version,
        "checklist": [named(each) for each in checklist(run.model)],
        "checklist_source": named(SOURCE),
        "section": draw(run.inputs, result) if run.model == "slope_stability" and result else None,
        "codes": [(key_, result[key_]) for key_ in ("gb50157", "gb51298") if isinstance(result.get(key_), dict)],
        "frames": {"frames": result["frames"], "plan": result.get("plan"), "density": result.get("density")} if "frames" in result else None,
        "spread": figures.water_layers(result.get("spread")),
        "may_run": asker.holds(*queries.RUNNERS),
        "same": _same(run),
        "steps": [(each.target, each.label) for each in onward.steps(run)],
        "warn": _warn(run),
        "uncounted_before": _uncounted_before(run),
    }  # fmt: skip


def _uncounted_before(run: Run) -> int:
    """How many places of the area that people are moved from have no figure, so that nobody of them is counted."""
    source = next((each["id"] for each in run.subjects if each.get("kind") == "run"), None)
    if run.model != "area_evacuation" or source is None:
        return 0
    around = Run.every.filter(pk=source).values_list("around", flat=True).first() or {}
    return int(around.get("uncounted") or 0)


def _file(run: Run, asker: Asker) -> dict[str, Any] | None:
    """What the result says of its object beside what the object's file says now."""
    found = onward.findings(run, asker, timezone.localdate())
    if found is None:
        return None
    standing, said = found
    now = attribute_words(standing.kind, {name: standing.attributes.get(name) for name in said})
    then = attribute_words(standing.kind, said)
    rows = [(label, before, after) for (label, before), (_label, after) in zip(now, then, strict=True)]
    return {"object": standing, "rows": rows, "may_keep": keeps_objects(asker)}


def _warning_query(run: Run, file: dict[str, Any] | None) -> str:
    """What the form of a warning begins with when a slope calls for one."""
    result = run.result or {}
    site = file["object"].name if file else run.purpose
    why = f"模型测算 №{run.pk}：{site}安全系数 {result['factor']:.3f}，低于要求的 {result['required']:g}，状态为{result['state']}。"
    return urlencode({"kind": "waste_soil", "title": f"{site}失稳预警"[:120], "why": why})


def _same(run: Run) -> bool | None:
    """Whether a repetition gave the same result bit by bit; None where it is none."""
    if run.repeat_of_id is None or not run.result_checksum:
        return None
    first = Run.every.filter(pk=run.repeat_of_id).values_list("result_checksum", flat=True).first()
    return bool(first == run.result_checksum)


def _warn(run: Run) -> str:
    """A state that calls for a warning, in words."""
    state = (run.result or {}).get("state")
    return str(state) if state in ("不稳定", "欠稳定") else ""


def moved(model: Model, run: Run) -> list[dict[str, Any]]:
    """The three strongest inputs with their words."""
    declared = {each.key: each for each in model.inputs}
    rows = []
    for each in (run.around.get("sensitivity") or {}).get("strongest") or ():
        found = declared.get(each["input"])
        if found is None:
            continue
        rows.append(
            {
                "label": named((found.label, found.label_en)),
                "unit": found.unit,
                "values": [figures.number(value) for value in each["values"]],
                "figures": [figures.number(value) for value in each["figures"]],
            }
        )
    return rows


def band(run: Run) -> dict[str, str] | None:
    """From where to where the first figure reaches when the strongest inputs move."""
    found = run.around.get("sensitivity") or {}
    first = rules.headline(run.model, run.result or {})
    if not found.get("strongest") or first is None or first[0] != found["key"]:
        return None
    return {"low": figures.number(found["low"]), "high": figures.number(found["high"])}


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is; once it is finished the page is loaded anew."""
    run = queries.one(asker_of(request), pk)
    answer = render(request, "runs/progress.html", {"run": run})
    if not run.waiting:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
def inside(request: HttpRequest) -> HttpResponse:
    """Who is registered inside an area that was drawn, place by place, for the rows of a form."""
    asker = asker_of(request)
    actions.may_run(asker)
    found = people_inside(asker, drawn_area(request.GET.get("area", "")))
    return JsonResponse(
        {"places": found.places, "uncounted": found.uncounted, "left_off": found.left_off},
        json_dumps_params={"ensure_ascii": False},
    )


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    run = queries.one(asker_of(request), pk)
    actions.cancel(run=run, by=asker_of(request), at=timezone.now())
    messages.success(request, _("已要求取消。"))
    return redirect(run)


@require_POST
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    run = queries.one(asker_of(request), pk)
    again = actions.repeat(run=run, by=asker_of(request), at=timezone.now())
    return redirect(again)


@require_POST
def go_on(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The next model at once, with what this result knows; what is still missing is asked in its form."""
    asker = asker_of(request)
    run = queries.one(asker, pk)
    model = rules.model_named(name)
    query = QueryDict(mutable=True)
    query["onward"] = str(run.pk)
    if run.incident_id:
        query["incident"] = str(run.incident_id)
    begun = start(name, model, query, asker, timezone.now())
    asked = actions.Asked(
        name,
        begun.values,
        purpose=run.purpose,
        subjects=begun.subjects,
        place=begun.place,
        incident_id=run.incident_id,
        realm=Realm(run.realm),
    )
    try:
        return redirect(actions.ask_now(asked, by=asker, at=timezone.now(), once=True))
    except BadInput as refusal:
        messages.warning(request, refusal.sentence)
        return redirect(f"{reverse('runs:new', args=[name])}?{query.urlencode()}")


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the result says into the file of its object."""
    run = queries.one(asker_of(request), pk)
    actions.keep_findings(run=run, by=asker_of(request), at=timezone.now())
    messages.success(request, _("已写入对象档案。"))
    return redirect(run)


@require_POST
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    run = queries.one(asker_of(request), pk)
    text = request.POST.get("incident", "").strip()
    if text and key(text) is None:
        raise Refusal("突发事件编号应为数字，请核对。")
    actions.tie(run=run, incident_id=key(text), by=asker_of(request), at=timezone.now())
    messages.success(request, _("已保存。"))
    return redirect(run)


@require_safe
def result(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The result as JSON, or its map as GeoJSON (WGS 84)."""
    run = queries.one(asker_of(request), pk)
    if run.result is None:
        raise Absent("这次测算还没有结果。")
    if form == "geojson":
        layers = figures.map_layers(run.result)
        if layers is None:
            raise Absent("这次测算的结果没有可以放在地图上的内容。")
        body, kind = layers, "application/geo+json"
    else:
        body, kind = export.whole(run), "application/json"
    answer = HttpResponse(json.dumps(body, ensure_ascii=False, allow_nan=False), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="run-{run.pk}.{form}"'
    return answer


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for the commander."""
    run = queries.one(asker_of(request), pk)
    if run.result is None:
        raise Absent("这次测算还没有结果，不能打印。")
    values = page_of(request, run) | {
        "sketch": export.sketch(figures.map_layers(run.result)),
        "now": timezone.now(),
    }
    answer = HttpResponse(print_page("runs/print.html", values), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="run-{run.pk}.pdf"'
    return answer


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two runs of one model side by side; without a second one, those to choose from."""
    asker = asker_of(request)
    left = queries.one(asker, pk)
    other = key(request.GET.get("with", ""))
    if other is None:
        context = {"run": left, "others": queries.comparable(asker, left).order_by("-pk")[:30]}
        return render(request, "runs/choose.html", context)
    right = queries.one(asker, other)
    if right.model != left.model or left.result is None or right.result is None:
        raise Refusal("只能比较同一模型的两次已完成的测算，请重新选择。")
    sides = [page_of(request, each) for each in (left, right)]
    return render(
        request, "runs/compare.html", {"sides": sides, "run": left, "rows": export.differing(left, right)}
    )


@require_safe
def for_incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """The runs made for an incident, as a part of the incident room."""
    asker = asker_of(request)
    rows = queries.of_incident(asker, incident_id)
    for each in rows:
        each.first = figures.headline(each.model, each.result)  # type: ignore[attr-defined]
    context = {
        "runs": rows,
        "incident_id": incident_id,
        "may_run": asker.holds(*queries.RUNNERS),
        "at": request.GET.get("at", ""),
    }
    return render(request, "runs/for_incident.html", context)


def incident_layers(request: HttpRequest, incident_id: int) -> HttpResponse:
    """The layers of an incident's finished runs as one GeoJSON collection, each feature with its run."""
    features = []
    for run in queries.of_incident(asker_of(request), incident_id):
        layers = figures.map_layers(run.result or {})
        for each in layers["features"] if layers else []:
            features.append(
                {
                    **each,
                    "properties": {
                        **each["properties"],
                        "run": run.pk,
                        "url": reverse("runs:detail", args=[run.pk]),
                    },
                }
            )
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return HttpResponse(body, content_type="application/geo+json")
