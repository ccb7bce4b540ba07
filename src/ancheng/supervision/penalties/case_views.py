"""The page of one case, its verbs, and its electronic file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.documents.models import Document
from ancheng.kernel.people.queries import people_in
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.penalties import (
    actions,
    dossier,
    execution_actions,
    forms,
    hearing_actions,
    queries,
    record_actions,
    rules,
    transfer_actions,
)
from ancheng.supervision.penalties.models import (
    Band,
    Evidence,
    EvidenceKind,
    Lifted,
    Medium,
    Officer,
    PenaltyCase,
    Sanction,
    Spared,
)
from ancheng.supervision.penalties.staff import active, is_party, may_work
from ancheng.supervision.penalties.workflows.penalty import BEFORE_DECISION

How = dict[str, Any]


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: facts, chain, the verbs that the asker may take now, file and timeline."""
    return _page(request, queries.one(request.asker, pk))  # type: ignore[attr-defined]


def _page(request: HttpRequest, case: PenaltyCase, *, failed: str = "", sentence: str = "") -> HttpResponse:
    asker, today = request.asker, timezone.localdate()  # type: ignore[attr-defined]
    party = asker.role == Role.ENTERPRISE
    works = may_work(case, asker)
    context = {
        "case": case,
        "party": party,
        "works": works,
        "speaks": works or is_party(case, asker),
        "is_office": asker.holds(Role.OFFICE),
        "verbs": {each.verb: each for each in verbs_for(case, asker)},
        "clock": Clock.objects.of(case).filter(stopped_at=None).select_related("unit").first(),
        "documents": Document.every.visible_to(asker)
        .filter(subject_type="penalties.penaltycase", subject_id=case.pk)
        .order_by("pk"),
        "payments": case.payments.all(),
        "instalments": case.instalments.all(),
        "addition": queries.addition_on(case, today) if case.state in ("served", "coercing") else 0,
        "late_publication": case.decided_on and case.publishes_late(today),
        "citations": _citations(case),
        "before_decision": case.state in BEFORE_DECISION,
        "failed": failed,
        "sentence": sentence,
        "typed": forms.typed(request.POST) if failed else {},
        "today": today,
        "sanctions": Sanction.choices,
        "bands": Band.choices,
        **({} if party else _inside(case, works)),
    }
    return render(request, "penalties/detail.html", context, status=422 if failed else 200)


def _inside(case: PenaltyCase, works: bool) -> dict[str, Any]:
    """What the party does not read: officers, evidence, statements, recordings, transfers."""
    files = queries.attached(case)
    return {
        "officers": case.officers.all(),
        "lacking": case.filed_on and not case.ended and len(active(case)) < 2,
        "evidence": [(each, files.get(each.pk, [])) for each in Evidence.every.filter(case=case)],
        "statements": case.statements.all(),
        "recordings": case.recordings.all(),
        "transfers": case.transfers.order_by("-pk"),
        "colleagues": people_in([case.owner_unit_id], timezone.localdate(), rules.WORKERS) if works else [],
        "evidence_kinds": EvidenceKind.choices,
        "media": Medium.choices,
        "spareds": Spared.choices,
        "lifteds": Lifted.choices,
        "public_text": _public_text(case) if case.decided_on and not case.published_on else "",
    }


def _citations(case: PenaltyCase) -> dict[str, str]:
    """The clauses by which the clocks of this case run, as they are in force for it."""
    on = case.filed_on or case.found_on
    found = {"decide": rules.DECIDE_WITHIN.in_force(on).citation}
    if case.notified_on:
        editions = rules.HEARING_REQUEST if case.hearing_right else rules.DEFENCE
        found["answer"] = editions.in_force(case.notified_on).citation
    if case.decided_on:
        found["publish"] = rules.PUBLISH_WITHIN.in_force(case.decided_on).citation
        found["serve"] = rules.SERVE_WITHIN.in_force(case.decided_on).citation
    if case.served_on:
        found["pay"] = rules.PAY_WITHIN.in_force(case.served_on).citation
        found["additional"] = rules.ADDITIONAL.in_force(case.served_on).citation
    return found


def _public_text(case: PenaltyCase) -> str:
    """A draft of what is published, with persons and numbers already masked."""
    text = f"违法事实：{case.facts}\n违反：{case.clause}\n依据：{case.basis}\n处罚内容：{case.kinds_label}"
    return rules.desensitised(text, queries.names_in(case))


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "penalties/peek.html", {"case": queries.one(request.asker, pk)})  # type: ignore[attr-defined]


def _inside_only(request: HttpRequest, pk: int) -> PenaltyCase:
    asker: Asker = request.asker  # type: ignore[attr-defined]
    case = queries.one(asker, pk)
    if asker.role == Role.ENTERPRISE:
        raise NotAllowed("电子案卷由办案单位保管；查阅案卷请向办案单位申请。")
    return case


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The electronic case file with its numbered index."""
    case = _inside_only(request, pk)
    return render(request, "penalties/file.html", {"case": case, "items": dossier.index(case)})


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The whole file as one archive with checksums."""
    case = _inside_only(request, pk)
    out = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    dossier.write_zip(case, out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{case.number}-{_('电子案卷')}.zip")


Verb = Callable[[HttpRequest, PenaltyCase, How], object]


def _text(act: Callable[..., object], **named: str) -> Verb:
    """A verb whose arguments are texts of the form: argument name → field."""

    def take(request: HttpRequest, case: PenaltyCase, how: How) -> object:
        return act(case=case, **{name: request.POST.get(field, "") for name, field in named.items()}, **how)

    return take


def _with(act: Callable[..., object], **read: Callable[[Any], object]) -> Verb:
    """A verb whose arguments are read from the form by a function each."""

    def take(request: HttpRequest, case: PenaltyCase, how: How) -> object:
        return act(case=case, **{name: reader(request.POST) for name, reader in read.items()}, **how)

    return take


def _evidence(request: HttpRequest, case: PenaltyCase, how: How) -> object:
    return record_actions.add_evidence(
        case=case, evidence=forms.evidence(request.POST), uploads=request.FILES.getlist("files"), **how
    )


def _add_officer(request: HttpRequest, case: PenaltyCase, how: How) -> None:
    for each in forms.officers(request.POST) or [forms.NewOfficer(0, "")]:
        record_actions.add_officer(case=case, officer=each, **how)


def _recuse(request: HttpRequest, case: PenaltyCase, how: How) -> None:
    officer = get_object_or_404(Officer, pk=forms.whole(request.POST.get("recused", "")), case=case)
    record_actions.recuse(officer=officer, why=request.POST.get("recused_why", ""), **how)


def _get(field: str) -> Callable[[Any], str]:
    return lambda sent: str(sent.get(field, ""))


VERBS: dict[str, Verb] = {
    "file": _with(actions.file, officers=forms.officers),
    "decline": _text(actions.decline, why="why"),
    "fine_on_spot": _with(
        actions.fine_on_spot,
        officers=forms.officers,
        facts=_get("facts"),
        proposal=forms.proposal,
        defence=_get("defence"),
    ),
    "submit": _with(actions.submit, facts=_get("facts"), proposal=forms.proposal),
    "pass_review": _text(actions.pass_review, opinion="opinion"),
    "fail_review": _text(actions.fail_review, why="opinion"),
    "notify": _text(actions.notify),
    "notify_again": _with(actions.notify_again, proposal=forms.proposal, why=_get("why")),
    "defend": _text(hearing_actions.defend, text="defence"),
    "waive": _text(hearing_actions.waive),
    "ask_hearing": _text(hearing_actions.ask_hearing),
    "drop_hearing": _text(hearing_actions.drop_hearing, why="why"),
    "hear_out": _text(hearing_actions.hear_out, answer="answer"),
    "open_hearing": _with(
        hearing_actions.open_hearing,
        held_on=lambda sent: forms.day(sent.get("held_on", ""), "听证日期"),
        chair=_get("chair"),
    ),
    "close_hearing": _text(hearing_actions.close_hearing, text="hearing_record"),
    "discuss": _text(hearing_actions.discuss, people="people", opinion="discussion"),
    "decide": _with(actions.decide, proposal=forms.proposal, answer=_get("answer")),
    "serve": _text(actions.serve, how="service", received_by="received_by"),
    "pay": _with(
        execution_actions.pay,
        yuan=lambda sent: forms.yuan(sent.get("yuan", ""), "金额") or 0,
        receipt=_get("receipt"),
        paid_on=lambda sent: forms.day(sent.get("paid_on", ""), "缴款日期"),
    ),
    "instalments": _with(execution_actions.grant_instalments, plan=forms.instalments, why=_get("plan_why")),
    "urge": _text(execution_actions.urge),
    "coerce": _text(execution_actions.coerce, court="court", why="coerce_why"),
    "execute": _text(execution_actions.execute, note="note"),
    "publish": _text(execution_actions.publish, text="public_text"),
    "withhold": _text(execution_actions.withhold, why="withheld_why"),
    "lift": _text(execution_actions.lift, ground="ground", why="lifted_why"),
    "archive": _text(execution_actions.archive),
    "spare": _text(actions.spare, ground="spared", why="spared_why"),
    "withdraw": _text(actions.withdraw, why="why"),
    "revoke": _text(actions.revoke, why="why"),
    "more_time": _with(
        record_actions.give_more_time,
        days=lambda sent: forms.whole(sent.get("days", "")),
        ground=_get("time_ground"),
        why=_get("time_why"),
    ),
    "summon": _with(
        record_actions.summon,
        name=_get("asked"),
        when=lambda sent: forms.moment(sent.get("when", ""), "询问时间"),
        place=_get("asked_place"),
    ),
    "evidence": _evidence,
    "statement": _with(record_actions.add_statement, statement=forms.statement),
    "recording": _with(record_actions.add_recording, recording=forms.recording),
    "officer": _add_officer,
    "recuse": _recuse,
    "transfer": _text(transfer_actions.propose, offence="offence", reason="reason", police="police"),
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one verb; a refused form comes back with the sentence and what was typed."""
    case = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    if verb not in VERBS:
        raise Absent("没有这个操作，请刷新页面后重试。")
    how = {"by": request.asker, "at": timezone.now()}  # type: ignore[attr-defined]
    try:
        VERBS[verb](request, case, how)
    except NotAllowed:
        raise
    except Refusal as refusal:
        again = queries.one(request.asker, pk)  # type: ignore[attr-defined]
        return _page(request, again, failed=verb, sentence=refusal.sentence)
    messages.success(request, _("已办理。"))
    return redirect(case)
