"""Pages of teams: the list, one team's file, agreements, joint meetings, mutual aid."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent, NotAllowed
from ancheng.command.pages import fill
from ancheng.command.resources import export, queries, team_actions
from ancheng.command.resources import team_forms as forms
from ancheng.command.resources.models import Agreement, Equipment, Meeting, MutualAid, Qualification, Team
from ancheng.command.resources.team_models import TeamKind
from ancheng.command.resources.views import may_keep
from ancheng.command.resources.workflows.mutual_aid import PARTIES
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.pages import Where, asker_of, clock_of, facts, one, page_of, points, realm_of, take, verbs
from ancheng.kernel.tasks.models import Task


@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    filters = forms.TeamFilters(request.GET)
    rows = filters.narrowed(queries.teams(asker, realm_of(request)))
    found = page_of(request, rows)
    known = queries.teams(asker, realm_of(request)).order_by().values("kind")
    by_kind = {each["kind"]: each for each in known.annotate(number=Count("pk"), people=Sum("strength"))}
    context = {
        "page": found,
        "count": how_many(rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "kinds": [(key, label, by_kind.get(key, {}).get("number", 0)) for key, label in TeamKind.choices],
        "shapes": points(found.rows),
        "may_keep": may_keep(request),
    }
    return render(request, "resources/teams.html", context)


@require_safe
def export_teams(request: HttpRequest, form: str) -> Any:
    rows = forms.TeamFilters(request.GET).narrowed(queries.teams(asker_of(request), realm_of(request)))
    return download(request, export.TEAMS, export.teams(rows), form)


@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    asker, on = asker_of(request), beijing_day(timezone.now())
    found = one(Team, asker, pk, "unit", "subdistrict")
    papers = list(found.qualifications.order_by("expires_on", "pk"))
    for each in papers:
        each.shelf_now = each.shelf(on)
    context = {
        "team": found,
        "facts": facts(
            found, "kind", "unit", "speciality", "strength", "on_duty", "leader", "phone", "readiness",
            "trained_on", "address", "subdistrict",
        ),
        "equipment": found.equipment.order_by("name"),
        "papers": papers,
        "agreements": queries.agreements(asker).filter(team=found, ended_at=None),
        "shapes": points([found]),
        "equipment_form": forms.EquipmentForm(),
        "paper_form": forms.QualificationForm(),
        "may_keep": may_keep(request) and (asker.sees_district or asker.unit_id in found.unit.line),
    }  # fmt: skip
    return render(request, "resources/team.html", context)


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(Team, asker_of(request), pk, "unit")
    names = ("kind", "unit", "strength", "leader", "phone", "readiness")
    return render(request, "resources/peek.html", {"team": found, "facts": facts(found, *names)})


def edit_team(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    asker = asker_of(request)
    known = one(Team, asker, pk, "unit") if pk else None
    if not may_keep(request):
        raise NotAllowed("您的岗位不能登记队伍，请联系本单位的队伍管理人员。")
    form = forms.TeamForm(request.POST or None, instance=known, initial={"unit": asker.unit_id})
    where = Where(_("登记队伍") if not pk else _("修改队伍"), reverse("resources:teams"), _("应急队伍"))

    def act(_values: dict[str, Any]) -> Team:
        made = form.save(commit=False)
        made.realm = made.realm if pk else realm_of(request)
        return team_actions.keep_team(team=made, by=asker, at=timezone.now())

    return fill(request, form, act, where)


@require_POST
def part(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Add equipment or a paper to a team, or take one away; or close the team."""
    asker, at = asker_of(request), timezone.now()
    found = one(Team, asker, pk, "unit")
    if what == "close":
        team_actions.close_team(team=found, why=request.POST.get("why", ""), by=asker, at=at)
        messages.success(request, _("已撤销。"))
        return redirect("resources:teams")
    if what == "remove":
        kind = Equipment if "equipment" in request.POST else Qualification
        key = request.POST.get("equipment") or request.POST.get("paper") or "0"
        known = get_object_or_404(kind, pk=int(key) if key.isdecimal() else 0, team=found)  # type: ignore[type-var]
        team_actions.remove_part(team=found, part=known, by=asker, at=at)
        return redirect(found)
    form: Any = {"equipment": forms.EquipmentForm, "paper": forms.QualificationForm}.get(what)
    if form is None:
        raise Absent("没有这个操作，请刷新页面后重试。")
    form = form(request.POST)
    where = Where(
        _("登记装备") if what == "equipment" else _("登记资质"), found.get_absolute_url(), str(found)
    )

    def act(_values: dict[str, Any]) -> Team:
        made = form.save(commit=False)
        if what == "equipment":
            team_actions.add_equipment(team=found, item=made, by=asker, at=at)
        else:
            team_actions.add_qualification(team=found, paper=made, by=asker, at=at)
        return found  # type: ignore[no-any-return]

    return fill(request, form, act, where)


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    rows = queries.agreements(asker_of(request))
    text = request.GET.get("q", "").strip()[:80]
    if text:
        rows = rows.filter(enterprise__name__icontains=text)
    found = page_of(request, rows)
    context = {"page": found, "today": timezone.localdate(), "may_keep": may_keep(request)}
    return render(request, "resources/agreements.html", context)


def agree(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    if not may_keep(request):
        raise NotAllowed("您的岗位不能登记协议，请联系队伍所属单位。")
    form = forms.AgreementForm(request.POST or None, asker=asker)
    where = Where(_("登记救援服务协议"), reverse("resources:agreements"), _("救援服务协议"))

    def act(_values: dict[str, Any]) -> str:
        team_actions.agree(agreement=form.save(commit=False), by=asker, at=timezone.now())
        return "resources:agreements"

    return fill(request, form, act, where)


@require_POST
def end_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(Agreement, asker_of(request), pk, "team__unit", "enterprise")
    why = request.POST.get("why", "")
    team_actions.end_agreement(agreement=found, why=why, by=asker_of(request), at=timezone.now())
    messages.success(request, _("已终止。"))
    return redirect("resources:agreements")


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    rows = queries.meetings(asker_of(request))
    found = page_of(request, rows)
    return render(request, "resources/meetings.html", {"page": found, "may_keep": may_keep(request)})


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(Meeting, asker_of(request), pk, "unit")
    tasks = Task.objects.filter(source_type="resources.meeting", source_id=found.pk).select_related(
        "owner_unit"
    )
    context = {"meeting": found, "attending": found.attending.all(), "tasks": tasks}
    return render(request, "resources/meeting.html", context)


def hold_meeting(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    if not may_keep(request):
        raise NotAllowed("您的岗位不能登记联席会，请联系召集单位。")
    form = forms.MeetingForm(request.POST or None, initial={"unit": asker.unit_id})
    where = Where(_("登记联席会"), reverse("resources:meetings"), _("联席会"), draft="joint-meeting")

    def act(values: dict[str, Any]) -> str:
        made = team_actions.hold_meeting(
            meeting=form.save(commit=False),
            attending=values["attending"],
            decisions=values["decisions"].splitlines(),
            by=asker,
            at=timezone.now(),
        )
        return reverse("resources:meeting", args=[made.pk])

    return fill(request, form, act, where)


# Mutual aid.
MADE = {"accept": forms.AcceptForm, "pass_up": lambda aid, data: forms.PassUpForm(data)}
ACTS = {
    "accept": team_actions.accept,
    "pass_up": team_actions.pass_up,
    **{
        verb: (lambda name: lambda aid, **how: team_actions.step(aid, name, **how))(verb)
        for verb in ("send", "arrive", "end", "decline", "withdraw")
    },
}


@require_safe
def aids(request: HttpRequest) -> HttpResponse:
    filters = forms.AidFilters(request.GET)
    rows = filters.narrowed(queries.aids(asker_of(request), realm_of(request)))
    found = page_of(request, rows)
    context = {
        "page": found,
        "filters": filters,
        "query": request.GET.urlencode(),
        "may_ask": asker_of(request).holds(*PARTIES),
    }
    return render(request, "resources/aids.html", context)


def ask(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    if not asker.holds(*PARTIES):
        raise NotAllowed("您的岗位不能发出互助请求，请联系本单位值班人员。")
    form = forms.AidForm(request.POST or None)
    where = Where(_("请求支援"), reverse("resources:aids"), _("互助请求"), _("发出请求"), draft="mutual-aid")

    def act(values: dict[str, Any]) -> MutualAid:
        return team_actions.ask_for_aid(
            aid=form.save(commit=False),
            nonce=values["nonce"],
            by=asker,
            at=timezone.now(),
            realm=realm_of(request),
        )

    return fill(request, form, act, where, said=_("请求已发出。"))


@require_safe
def aid(request: HttpRequest, pk: int) -> HttpResponse:
    return show_aid(request, one(MutualAid, asker_of(request), pk, "owner_unit", "requester_unit", "team"))


def show_aid(
    request: HttpRequest, found: MutualAid, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    context = {
        "case": found,
        "clock": clock_of(found),
        "verbs": verbs(found, asker_of(request), MADE, bound=bound),
        "act_url": "resources:act_aid",
        "sentence": sentence,
        "facts": facts(
            found,
            "requester_unit",
            "kind",
            "text",
            "address",
            "contact",
            "level",
            "city_number",
            "answer",
            "team",
        ),
    }
    return render(request, "resources/aid.html", context, status=422 if bound else 200)


@require_POST
def act_aid(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found = one(MutualAid, asker_of(request), pk, "owner_unit", "requester_unit")
    return take(
        request,
        found,
        verb,
        made=MADE,
        acts=ACTS,
        again=lambda bound, sentence: show_aid(request, found, bound, sentence),
    )
