"""Pages of the libraries and of the yearly plan."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import is_key
from ancheng.kernel.language import named
from ancheng.kernel.orgs.models import Enterprise
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.people.models import Membership, Person
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.dangers.forms import enterprise_called
from ancheng.supervision.dangers.queries import checklists_in_force
from ancheng.supervision.enforcement import library_actions, queries, rules
from ancheng.supervision.enforcement.draw_views import basis_points
from ancheng.supervision.enforcement.filters import day
from ancheng.supervision.enforcement.models import Inspector, Interest, Item, Plan, Quota, Tie
from ancheng.supervision.enforcement.values import NewInspector, NewItem, NewQuota


def _only_public_bodies(request: HttpRequest) -> None:
    if not queries.may_see_libraries(request.asker):  # type: ignore[attr-defined]
        raise NotAllowed("该名录供监管部门使用；公开的检查结果请看公开页面。")


@require_http_methods(["GET", "HEAD", "POST"])
def items(request: HttpRequest) -> HttpResponse:
    """What may be inspected, each with its legal basis."""
    _only_public_bodies(request)
    by, at, sentence = request.asker, timezone.now(), ""  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            made = library_actions.add_item(item=_item(request), by=by, at=at)
            messages.success(request, _("已列入：%(item)s。") % {"item": made})
            return redirect("enforcement:items")
        except Refusal as refusal:
            sentence = refusal.sentence
    industries = (
        Enterprise.objects.exclude(industry="").order_by("industry").values_list("industry", flat=True)
    )
    context = {
        "items": queries.items(timezone.localdate()),
        "ended": Item.objects.filter(valid_to__lt=timezone.localdate()).select_related("department"),
        "sentence": sentence,
        "typed": request.POST,
        "units": responsible_units(),
        "checklists": checklists_in_force(),
        "targets": [
            ("industry:*", _("全部行业")),
            *((f"industry:{each}", each) for each in industries.distinct()),
            *((f"asset:{key}", named(kind)) for key, kind in sorted(KINDS.items())),
        ],
        "may_add": by.may_write and by.holds(*rules.KEEPERS, *rules.DRAWERS),
    }
    return render(request, "enforcement/items.html", context, status=422 if sentence else 200)


def _item(request: HttpRequest) -> NewItem:
    sent = request.POST
    return NewItem(
        code=sent.get("code", ""),
        title=sent.get("title", ""),
        basis=sent.get("basis", ""),
        department_id=_number(sent.get("department", "")),
        field=sent.get("field", ""),
        target=sent.get("target", ""),
        checklist_id=_number(sent.get("checklist", "")) if sent.get("checklist") else None,
        verified=sent.get("verified") == "1",
    )


def _number(text: str) -> int:
    return int(text) if is_key(text) else -1


@require_POST
def end_item(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(Item, pk=pk)
    library_actions.end_item(
        item=item,
        why=request.POST.get("why", ""),
        by=request.asker,
        at=timezone.now(),  # type: ignore[attr-defined]
    )
    messages.success(request, _("已调出清单。"))
    return redirect("enforcement:items")


@require_http_methods(["GET", "HEAD", "POST"])
def inspectors(request: HttpRequest) -> HttpResponse:
    """Who may inspect: certificate, fields, load; what binds whom to whom is shown to who keeps the library."""
    _only_public_bodies(request)
    by, at, sentence = request.asker, timezone.now(), ""  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            made = library_actions.add_inspector(inspector=_inspector(request), by=by, at=at)
            messages.success(request, _("已列入：%(who)s。") % {"who": made})
            return redirect("enforcement:inspectors")
        except Refusal as refusal:
            sentence = refusal.sentence
    rows = queries.inspectors()
    unit = request.GET.get("unit", "")
    rows = list((rows.filter(department_id=int(unit)) if is_key(unit) else rows)[:400])
    keeps = by.holds(*rules.KEEPERS)
    told = [each.pk for each in rows if keeps or each.department_id == by.unit_id]
    interests: dict[int, list[Interest]] = {}
    for each in queries.interests(told):
        interests.setdefault(each.inspector_id, []).append(each)
    context = {
        "inspectors": [(each, interests.get(each.pk, []), each.pk in told) for each in rows],
        "today": timezone.localdate(),
        "sentence": sentence,
        "typed": request.POST,
        "units": responsible_units(),
        "ties": Tie.choices,
        "may_add": by.may_write and by.holds(*rules.KEEPERS, *rules.DRAWERS),
    }
    return render(request, "enforcement/inspectors.html", context, status=422 if sentence else 200)


def _inspector(request: HttpRequest) -> NewInspector:
    sent = request.POST
    valid_from, valid_to = day(sent.get("valid_from", "")), day(sent.get("valid_to", ""))
    if valid_from is None or valid_to is None:
        raise Refusal("请填写执法证的发证日期和有效期。")
    department = _number(sent.get("department", ""))
    fields = tuple(
        each
        for each in sent.get("fields", "").replace("，", "、").replace(",", "、").split("、")
        if each.strip()
    )
    return NewInspector(
        name=sent.get("name", ""),
        certificate=sent.get("certificate", ""),
        department_id=department,
        fields=tuple(each.strip() for each in fields),
        valid_from=valid_from,
        valid_to=valid_to,
        person_id=_person(sent.get("account", ""), department),
    )


def _person(account: str, department: int) -> int | None:
    """The account with which the inspector records on the phone; it must have a seat in the department."""
    name = account.strip()
    if not name:
        return None
    seats = Membership.objects.valid_on(timezone.localdate()).filter(unit_id=department)
    found = Person.objects.filter(username=name, memberships__in=seats).first()
    if found is None:
        raise Refusal(f"账号“{name[:40]}”在该部门没有任职，请核对账号或先由管理员开设岗位。")
    return int(found.pk)


@require_POST
def act_inspector(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    inspector = get_object_or_404(Inspector, pk=pk)
    match verb:
        case "renew":
            library_actions.renew(
                inspector=inspector, valid_to=day(request.POST.get("valid_to", "")), by=by, at=at
            )
        case "leave":
            library_actions.leave(inspector=inspector, why=request.POST.get("why", ""), by=by, at=at)
        case "interest":
            tie = request.POST.get("tie", "")
            library_actions.note_interest(
                inspector=inspector,
                enterprise=enterprise_called(request.POST.get("enterprise", ""), by),
                tie=Tie(tie) if tie in Tie.values else Tie.OTHER,
                by=by,
                at=at,
            )
        case "end_interest":
            row = get_object_or_404(inspector.interests, pk=_number(request.POST.get("interest", "")))
            library_actions.end_interest(interest=row, by=by, at=at)
        case _:
            raise Refusal("没有这个操作，请刷新页面后重试。")
    messages.success(request, _("已保存。"))
    return redirect("enforcement:inspectors")


@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest) -> HttpResponse:
    """The yearly plans."""
    _only_public_bodies(request)
    by, at, sentence = request.asker, timezone.now(), ""  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            made = library_actions.draft_plan(
                year=_number(request.POST.get("year", "")),
                title=request.POST.get("title", ""),
                text=request.POST.get("text", ""),
                by=by,
                at=at,
            )
            return redirect(made)
        except Refusal as refusal:
            sentence = refusal.sentence
    rows = queries.plans(by).annotate(lines=Count("quotas"), number=Sum("quotas__number"))
    context = {
        "plans": rows.order_by("-year", "-pk")[:200],
        "sentence": sentence,
        "typed": request.POST,
        "year": timezone.localdate().year,
        "may_draft": by.may_write and by.holds(*rules.DRAWERS),
    }
    return render(request, "enforcement/plans.html", context, status=422 if sentence else 200)


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: its lines and how far they were carried out."""
    _only_public_bodies(request)
    asker = request.asker  # type: ignore[attr-defined]
    found = queries.one_plan(asker, pk)
    return _plan(request, found, "")


def _plan(request: HttpRequest, found: Plan, sentence: str) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    quotas = list(found.quotas.select_related("department", "item"))
    done = queries.done(found)
    floor = rules.RATIO_FLOOR_BP.in_force(timezone.localdate())
    verbs = {each.verb: each for each in verbs_for(found, asker)}
    context = {
        "plan": found,
        "quotas": [(each, done[each.department_id, each.item_id, each.industry]) for each in quotas],
        "total": sum(each.number for each in quotas),
        "verbs": verbs,
        "may_edit": "submit" in verbs,
        "lines": request.POST.get("lines") or "\n".join(_line(each) for each in quotas),
        "floor": floor,
        "floor_percent": rules.percent(floor.value),
        "sentence": sentence,
    }
    return render(request, "enforcement/plan.html", context, status=422 if sentence else 200)


def _line(quota: Quota) -> str:
    return f"{quota.department}｜{quota.item.code}｜{quota.industry}｜{quota.ratio_percent:g}｜{quota.number}"


@require_POST
def act_plan(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    found = queries.one_plan(by, pk)
    match verb:
        case "quotas":
            try:
                library_actions.set_quotas(
                    plan=found, quotas=_quotas(request.POST.get("lines", "")), by=by, at=at
                )
            except Refusal as refusal:
                return _plan(request, found, refusal.sentence)
        case "submit":
            library_actions.submit_plan(plan=found, by=by, at=at)
        case "approve":
            library_actions.approve_plan(plan=found, by=by, at=at)
        case "publish":
            library_actions.publish_plan(plan=found, by=by, at=at)
        case "send_back" | "drop":
            library_actions.turn_plan(plan=found, verb=verb, why=request.POST.get("why", ""), by=by, at=at)
        case _:
            raise Refusal("没有这个操作，请刷新页面后重试。")
    messages.success(request, _("已办理。"))
    return redirect(found)


def _quotas(text: str) -> list[NewQuota]:
    """Quotas from lines “部门｜事项编码｜类别｜比例%｜家次”; refuses with the number of the first line that is none."""
    units = {str(each): each.pk for each in responsible_units()}
    codes = dict(queries.items(timezone.localdate()).values_list("code", "pk"))
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [each.strip() for each in line.replace("\t", "｜").replace("|", "｜").split("｜")]
        if len(cells) < 4 or cells[0] not in units or cells[1] not in codes:
            raise Refusal(
                f"第{number}行应写成“部门｜事项编码｜类别｜比例｜家次”，部门和事项编码须与名录一致。"
            )
        count = cells[4] if len(cells) > 4 else "0"
        found.append(
            NewQuota(
                units[cells[0]],
                codes[cells[1]],
                cells[2],
                basis_points(cells[3]),
                int(count) if count.isdigit() else 0,
            )
        )
    return found
