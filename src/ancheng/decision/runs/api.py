"""OGC API – Processes 1.0 (OGC 18-062r2), core, JSON, OGC process description, dismiss: every model is a process.

Who asks is a person who has signed in, or a program that shows a token of a seat (`Authorization: Bearer …`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import key
from ancheng.base.realm import Realm
from ancheng.decision.runs import actions, queries, rules, tokens
from ancheng.decision.runs.models import Run, RunState
from ancheng.kernel.pages import asker_of
from ancheng.science.model import Input, InputKind, Model
from ancheng.science.models import models

CORE = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/"
CONFORMS_TO = [f"{CORE}{each}" for each in ("core", "json", "ogc-process-description", "job-list", "dismiss")]
PROBLEM = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
STATUS = {
    RunState.QUEUED: "accepted",
    RunState.RUNNING: "running",
    RunState.DONE: "successful",
    RunState.FAILED: "failed",
    RunState.CANCELLED: "dismissed",
}
TYPES = {
    InputKind.NUMBER: "number",
    InputKind.INTEGER: "integer",
    InputKind.TEXT: "string",
    InputKind.BOOLEAN: "boolean",
    InputKind.CHOICE: "string",
    InputKind.LIST: "array",
}
LIMIT, MOST = 10, 1000
View = Callable[..., HttpResponse]


class Problem(Exception):
    """An answer by RFC 7807."""

    def __init__(self, status: int, title: str, detail: str, kind: str = "about:blank") -> None:
        self.status, self.title, self.detail, self.kind = status, title, detail, kind

    def answer(self) -> HttpResponse:
        body = {"type": self.kind, "title": self.title, "status": self.status, "detail": self.detail}
        return JsonResponse(
            body, status=self.status, content_type="application/problem+json", json_dumps_params=_JSON
        )


_JSON = {"ensure_ascii": False}


def resource(*methods: str) -> Callable[[View], View]:
    """Answers only these methods; whatever is refused becomes problem+json."""

    def around(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise Problem(405, "Method Not Allowed", f"此地址只接受 {'、'.join(methods)}。")
                if _is_reader_at_the_door(request):
                    return redirect_to_login(request.get_full_path())
                authorise(request)
                return view(request, *args, **kwargs)
            except Problem as problem:
                return problem.answer()
            except tokens.Unauthenticated as refusal:
                answer = Problem(401, "Unauthorized", refusal.sentence).answer()
                answer["WWW-Authenticate"] = 'Bearer realm="processes"'
                return answer
            except rules.Unknown as refusal:
                return Problem(404, "No such process", refusal.sentence, f"{PROBLEM}no-such-process").answer()
            except Refusal as refusal:
                # What the model does not accept is a bad request by clause 7.11.
                status = 400 if refusal.status == 422 else refusal.status
                return Problem(status, "Refused", refusal.sentence).answer()

        # A token is no cookie that a foreign page could make a browser send; for sessions the check is made inside.
        return csrf_exempt(login_not_required(answered))

    return around


READS = ("GET", "HEAD")


def _is_reader_at_the_door(request: HttpRequest) -> bool:
    """Whether a person opens the address without having signed in; a program asks for JSON or shows a token."""
    asks_json = "json" in request.headers.get("Accept", "")
    plain = request.method in READS and not asks_json and "Authorization" not in request.headers
    return plain and not request.user.is_authenticated


def authorise(request: HttpRequest) -> None:
    """Put the seat on the request: that of the token where one is shown, else that of the session."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer" or not text.strip():
            raise tokens.Unauthenticated("请在 Authorization 头中以 Bearer 方式提供令牌。")
        found = tokens.bearer(text.strip(), timezone.now())
        if request.method not in READS and not found.may_run:
            raise NotAllowed("该令牌只能读取模型说明和结果，不能提出或取消测算，请向签发人申请。")
        request.asker = found.asker  # type: ignore[attr-defined]
        return
    if not request.user.is_authenticated or request.asker is None:  # type: ignore[attr-defined]
        raise tokens.Unauthenticated("请先登录，或在 Authorization 头中以 Bearer 方式提供令牌。")
    if request.method not in READS and _forged(request):
        raise NotAllowed("请求缺少防伪校验，请从页面进入，或改用令牌。")


def _forged(request: HttpRequest) -> bool:
    """Whether a session's request lacks the proof that it comes from a page of ours."""
    check = CsrfViewMiddleware(lambda _request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda _request: HttpResponse(), (), {}) is not None


def _url(request: HttpRequest, name: str, *args: Any) -> str:
    return request.build_absolute_uri(reverse(f"processes:{name}", args=args))


def _link(request: HttpRequest, rel: str, name: str, *args: Any, title: str = "") -> dict[str, str]:
    found = {"href": _url(request, name, *args), "rel": rel, "type": "application/json"}
    return found | ({"title": title} if title else {})


def _json(body: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(dict(body), status=status, json_dumps_params=_JSON)


@resource("GET", "HEAD")
def landing(request: HttpRequest) -> HttpResponse:
    """/req/core/landingpage-success"""
    relation = "http://www.opengis.net/def/rel/ogc/1.0/"
    links = [
        _link(request, "self", "landing"),
        _link(request, "service-desc", "api", title="OpenAPI 3.0"),
        _link(request, "http://www.opengis.net/def/rel/ogc/1.0/conformance", "conformance"),
        _link(request, f"{relation}processes", "list"),
        _link(request, f"{relation}job-list", "jobs"),
    ]
    links[1]["type"] = "application/vnd.oai.openapi+json;version=3.0"
    return _json({"title": "安城 辅助决策模型", "description": "OGC API – Processes", "links": links})


@resource("GET", "HEAD")
def conformance(request: HttpRequest) -> HttpResponse:
    """/req/core/conformance-success"""
    return _json({"conformsTo": CONFORMS_TO})


@resource("GET", "HEAD")
def api(request: HttpRequest) -> HttpResponse:
    """The paths as OpenAPI 3.0."""
    ok = {"responses": {"200": {"description": "OK"}}}
    paths = {
        "/": {"get": ok},
        "/conformance": {"get": ok},
        "/processes": {"get": ok},
        "/processes/{processID}": {"get": ok},
        "/processes/{processID}/execution": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {"200": {"description": "result"}, "201": {"description": "job"}},
            }
        },
        "/jobs": {"get": ok},
        "/jobs/{jobID}": {"get": ok, "delete": ok},
        "/jobs/{jobID}/results": {"get": ok},
    }
    body = {
        "security": [{"bearer": []}],
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        "openapi": "3.0.3",
        "info": {"title": "Ancheng processes", "version": "1.0"},
        "servers": [{"url": _url(request, "landing").rstrip("/")}],
        "paths": paths,
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), content_type="application/vnd.oai.openapi+json;version=3.0"
    )


def _limit(request: HttpRequest) -> int:
    text = request.GET.get("limit", str(LIMIT if "jobs" in request.path else MOST))
    wanted = key(text)
    if wanted is None or wanted < 1:
        raise Problem(400, "Bad parameter", f"limit 应为 1 至 {MOST} 的整数，实际为“{text[:20]}”。")
    return min(wanted, MOST)


@resource("GET", "HEAD")
def processes(request: HttpRequest) -> HttpResponse:
    """/req/core/process-list-success"""
    found = sorted(models().items())[: _limit(request)]
    rows = [_summary(request, name, each) for name, each in found]
    return _json({"processes": rows, "links": [_link(request, "self", "list")]})


def _summary(request: HttpRequest, name: str, model: Model) -> dict[str, Any]:
    return {
        "id": name,
        "title": model.title,
        "description": "；".join(model.assumptions),
        "keywords": [model.title_en],
        "version": model.version,
        "jobControlOptions": ["async-execute", "dismiss"]
        if name in rules.LONG
        else ["sync-execute", "async-execute", "dismiss"],
        "outputTransmission": ["value"],
        "links": [
            _link(request, "self", "process", name),
            _link(request, "http://www.opengis.net/def/rel/ogc/1.0/execute", "execution", name),
        ],
    }


@resource("GET", "HEAD")
def process(request: HttpRequest, name: str) -> HttpResponse:
    """/req/core/process-success, /req/core/process-exception/no-such-process"""
    model = rules.model_named(name)
    inputs = {each.key: _described(each) for each in model.inputs}
    outputs = {"result": {"title": "结果", "schema": {"type": "object"}}}
    more = {
        "citations": list(model.citations),
        "verified": model.verified,
        "unverified": list(model.unverified),
    }
    return _json(_summary(request, name, model) | {"inputs": inputs, "outputs": outputs, "metadata": [{"role": each, "title": each, "value": value} for each, value in more.items()]})  # fmt: skip


def _described(each: Input) -> dict[str, Any]:
    must = each.required and each.default is None
    return {
        "title": f"{each.label}（{each.unit}）" if each.unit else each.label,
        "description": each.help or each.label_en,
        "minOccurs": int(must),
        "maxOccurs": 1,
        "schema": _schema(each),
    }


def _schema(each: Input) -> dict[str, Any]:
    found: dict[str, Any] = {"type": TYPES[each.kind]}
    if each.minimum is not None:
        found["minimum"] = each.minimum
    if each.maximum is not None:
        found["maximum"] = each.maximum
    if each.choices:
        found["enum"] = [str.__str__(choice) for choice in each.choices]
    if each.default is not None:
        found["default"] = rules.settled(each.default)
    if each.kind == InputKind.LIST:
        found["items"] = {
            "type": "object",
            "properties": {row.key: _schema(row) for row in each.rows},
            "required": [row.key for row in each.rows if row.required and row.default is None],
        }
    return found


@resource("POST")
def execution(request: HttpRequest, name: str) -> HttpResponse:
    """/req/core/process-execute-*: at once, or as a job where that is preferred or the model is a long one."""
    rules.model_named(name)
    body = _body(request)
    wanted = set(body.get("outputs") or {"result": {}})
    if wanted - {"result"}:
        raise Problem(
            400,
            "No such output",
            f"没有名为“{'、'.join(sorted(wanted - {'result'}))}”的输出，可用的有 result。",
        )
    later = name in rules.LONG or "respond-async" in request.headers.get("Prefer", "")
    asked = actions.Asked(
        name, body.get("inputs") or {}, purpose="OGC API – Processes", background=later or None, vary=False
    )
    run = actions.ask_now(asked, by=asker_of(request), at=timezone.now())
    if run.background:
        answer = _json(_status(request, run), 201)
        answer["Location"] = _url(request, "job", run.pk)
        if "respond-async" in request.headers.get("Prefer", ""):
            answer["Preference-Applied"] = "respond-async"
        return answer
    if run.state != RunState.DONE:
        raise Problem(400, "Refused", run.sentence)
    answer = _json(run.result if body.get("response", "raw") == "raw" else {"result": run.result})
    answer["Link"] = f'<{_url(request, "job", run.pk)}>; rel="monitor"'
    return answer


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise Problem(400, "Not JSON", "请求正文不是有效的 JSON，请核对。") from None
    if not isinstance(found, dict) or not isinstance(found.get("inputs", {}), dict):
        raise Problem(400, "Bad request", "请求正文应为含 inputs 的 JSON 对象。")
    if not isinstance(found.get("outputs") or {}, dict):
        raise Problem(400, "Bad request", "outputs 应为 JSON 对象。")
    return found


def _status(request: HttpRequest, run: Run) -> dict[str, Any]:
    """statusInfo, /req/core/job-success"""
    moments = {"created": run.asked_at, "started": run.started_at, "finished": run.finished_at}
    links = [_link(request, "self", "job", run.pk)]
    if run.state == RunState.DONE:
        links.append(_link(request, "http://www.opengis.net/def/rel/ogc/1.0/results", "results", run.pk))
    return {
        "jobID": str(run.pk),
        "processID": run.model,
        "type": "process",
        "status": STATUS[RunState(run.state)],
        "message": run.sentence,
        "progress": run.percent,
        **{name: at.isoformat() for name, at in moments.items() if at},
        "links": links,
    }


def _job(request: HttpRequest, job: str) -> Run:
    pk = key(job)
    found = Run.every.visible_to(asker_of(request)).filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise Problem(404, "No such job", "没有这个任务，或当前岗位无权查看。", f"{PROBLEM}no-such-job")
    return found  # type: ignore[no-any-return]


@resource("GET", "HEAD")
def jobs(request: HttpRequest) -> HttpResponse:
    """/req/job-list/job-list-success"""
    rows = queries.visible(asker_of(request), Realm.ACTUAL).order_by("-pk")[: _limit(request)]
    return _json(
        {"jobs": [_status(request, each) for each in rows], "links": [_link(request, "self", "jobs")]}
    )


@resource("GET", "HEAD", "DELETE")
def job(request: HttpRequest, job: str) -> HttpResponse:
    """/req/core/job-success, /req/dismiss/job-dismiss-success"""
    run = _job(request, job)
    if request.method == "DELETE":
        actions.cancel(run=run, by=asker_of(request), at=timezone.now())
        run.refresh_from_db()
        return _json(_status(request, run) | {"status": "dismissed"})
    return _json(_status(request, run))


@resource("GET", "HEAD")
def results(request: HttpRequest, job: str) -> HttpResponse:
    """/req/core/job-results, and its exceptions for results that are not ready and jobs that failed"""
    run = _job(request, job)
    if run.waiting:
        raise Problem(404, "Result not ready", "结果尚未就绪，请稍后再取。", f"{PROBLEM}result-not-ready")
    if run.state != RunState.DONE:
        raise Problem(400, "Job failed", run.sentence or "任务没有得出结果。")
    return _json({"result": run.result})
