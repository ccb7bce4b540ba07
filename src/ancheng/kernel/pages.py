"""What the pages of the desks have in common: filters, forms that lose nothing, verbs of a case, facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Refusal
from ancheng.base.realm import Realm
from ancheng.kernel.orgs.models import Operational
from ancheng.kernel.paging import Page, page
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Case, Clock


class DayInput(forms.DateInput):
    """A day as the browser's own calendar offers it."""

    input_type = "date"

    def __init__(self, **given: Any) -> None:
        super().__init__(format="%Y-%m-%d", **given)


class MomentInput(forms.DateTimeInput):
    """A moment in Beijing time."""

    input_type = "datetime-local"

    def __init__(self, **given: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **given)


class RecordForm(forms.ModelForm):
    """A form of a record; what the tables refuse is said by the action, in a sentence."""

    def validate_unique(self) -> None:
        pass

    def _post_clean(self) -> None:
        whole = self.instance.full_clean
        self.instance.full_clean = partial(whole, validate_constraints=False)
        try:
            super()._post_clean()  # type: ignore[misc]
        finally:
            del self.instance.full_clean


class Filters(forms.Form):
    """The filters of a list as they stand in the address; a value that is none is refused with a sentence."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("全部")
            elif isinstance(field, forms.ChoiceField):
                field.choices = [("", _("全部")), *field.choices]
            if isinstance(field, forms.ChoiceField | forms.BooleanField):
                field.widget.attrs["data-auto-submit"] = ""

    def asked(self) -> dict[str, Any]:
        """The filters that are set."""
        if not self.is_valid():
            names = "、".join(str(self.fields[key].label or key) for key in self.errors if key in self.fields)
            raise Refusal(f"筛选条件“{names}”无效，请重新选择。")
        return {key: value for key, value in self.cleaned_data.items() if value not in (None, "", False)}


def realm_of(request: HttpRequest) -> Realm:
    """What really happens, unless an exercise was entered on purpose."""
    return Realm.EXERCISE if request.session.get("realm") == Realm.EXERCISE else Realm.ACTUAL


def asker_of(request: HttpRequest) -> Asker:
    found: Asker = request.asker  # type: ignore[attr-defined]
    return found


@dataclass(frozen=True, slots=True)
class Where:
    """Where a page stands: its heading, and the list above it."""

    heading: Any
    up: str
    up_label: Any
    verb: Any = ""
    note: Any = ""
    draft: str = ""


def fill(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    where: Where,
    *,
    template: str,
    said: str = "",
    **more: Any,
) -> HttpResponse:
    """A form on a page of its own: what was typed stays when it is refused, whoever refuses it."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                done = act(form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, said or _("已保存。"))
                return redirect(done)
        else:
            status = 422
    return render(request, template, {"form": form, "where": where, **more}, status=status)


@dataclass(frozen=True, slots=True)
class Verb:
    """One step that may be taken now, with the form that it asks for."""

    name: str
    label: str
    form: forms.BaseForm | None
    why: bool
    main: bool


Forms = Mapping[str, Callable[[Any, Any], forms.BaseForm]]
Acts = Mapping[str, Callable[..., Any]]


def verbs(
    case: Case, by: Asker, made: Forms, *, without: Sequence[str] = (), bound: Mapping[str, Any] | None = None
) -> list[Verb]:
    """The steps that `by` may take now; `made` makes the form of those that ask for more than a reason."""
    awaited = case.WORKFLOW.timed_step(case.state)
    given = bound or {}
    return [
        Verb(
            step.verb,
            str(step.label),
            given.get(step.verb) or (made[step.verb](case, None) if step.verb in made else None),
            step.why,
            step is awaited,
        )
        for step in verbs_for(case, by)
        if step.verb not in without
    ]


def take(
    request: HttpRequest,
    case: Case,
    verb: str,
    *,
    made: Forms,
    acts: Acts,
    again: Callable[[dict[str, Any], str], HttpResponse],
) -> HttpResponse:
    """Take one step from its form; refused, the page is shown again with everything that was typed."""
    if verb not in acts:
        raise Absent("没有这个操作，请刷新页面后重试。")
    form = made[verb](case, request.POST) if verb in made else None
    if form is not None and not form.is_valid():
        return again({verb: form}, "")
    values = form.cleaned_data if form is not None else {}
    why = request.POST.get("why", "")
    try:
        acts[verb](case, by=asker_of(request), at=timezone.now(), why=why, **values)
    except Refusal as refusal:
        if form is None and not why:
            raise
        # The step was rolled back; what the page shows is what the database holds.
        case.refresh_from_db()
        if form is not None:
            form.add_error(None, refusal.sentence)
        response = again({verb: form} if form is not None else {}, refusal.sentence)
        response.status_code = refusal.status
        return response
    messages.success(request, _("已办理。"))
    return redirect(case)


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page:
    """The stretch of `rows` that the address asks for."""
    return page(rows, before=request.GET.get("before", ""), after=request.GET.get("after", ""))


def points(rows: Iterable[Any]) -> dict[str, Any]:
    """The places of `rows` that are points, as GeoJSON."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": str(each)},
                "geometry": {"type": "Point", "coordinates": [each.geometry.x, each.geometry.y]},
            }
            for each in rows
            if each.geometry and each.geometry.geom_type == "Point"
        ],
    }


def one(kind: type[Operational], asker: Asker, key: int, *related: str) -> Any:
    """The record, or a refusal that does not say whether it exists."""
    found = kind.every.visible_to(asker).select_related(*related).filter(pk=key).first()
    if found is None:
        name = kind._meta.verbose_name
        raise Absent(f"没有这条“{name}”，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def clock_of(case: Case) -> Clock | None:
    return Clock.objects.of(case).filter(stopped_at=None).select_related("unit").first()


def facts(record: Model, *names: str) -> list[tuple[str, Any]]:
    """(label, value as people read it) of fields; None stands for what nobody knows."""
    found: list[tuple[str, Any]] = []
    for name in names:
        field = record._meta.get_field(name)
        shown = getattr(record, f"get_{name}_display", None)
        value = shown() if shown else getattr(record, name)
        if isinstance(value, bool):
            value = _("是") if value else _("否")
        if isinstance(value, datetime):
            value = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        if isinstance(value, list):
            value = "、".join(value)
        found.append((str(getattr(field, "verbose_name", name)), None if value == "" else value))
    return found


@require_safe
@login_not_required
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, under the address whose pages it may serve."""
    found = finders.find("dist/sw.js")
    if not found:
        raise Absent("离线功能尚未构建，请联系系统管理员。")
    response = HttpResponse(Path(str(found)).read_text(encoding="utf-8"), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
