"""Pages of registers: all of them with their numbers, the list of one, a row, what is overdue, forms and export."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.administration.registers import actions, export, queries
from ancheng.administration.registers.actions import BadRow, Stated
from ancheng.administration.registers.declare import Field, Register
from ancheng.administration.registers.models import Row
from ancheng.administration.registers.queries import Filter
from ancheng.administration.registers.registry import REGISTERS, chapters
from ancheng.administration.registers.registry import register as register_called
from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import key
from ancheng.kernel import pages
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.orgs.models import Enterprise, Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.paging import page


def asker_of(request: HttpRequest) -> Asker:
    found = pages.asker_of(request)
    queries.only_public(found)
    return found


def today() -> date:
    return beijing_day(timezone.now())


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every register with who keeps it, how many rows stand and what is overdue."""
    found = queries.tallies(asker_of(request), today())
    context = {
        "chapters": [
            (chapter, [(name, each, found[name]) for name, each in registers])
            for chapter, registers in chapters()
        ],
        "overdue": sum(each.overdue for each in found.values()),
    }
    return render(request, "registers/index.html", context)


def read_filter(given: QueryDict, declared: Register) -> Filter:
    """The filter in an address; refuses what is no value of a field."""
    values = []
    for field in declared.filters:
        value = given.get(f"f.{field.key}", "")
        if not value:
            continue
        if value not in (
            *(each.value for each in field.choices),
            *(() if field.choices else ("true", "false")),
        ):
            raise Refusal(f"“{field.zh}”没有“{value[:40]}”这一选项，请重新选择筛选条件。")
        values.append((field.key, value))
    year = given.get("year", "")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4 and year != "0000"):
        raise Refusal("年份应为四位数字，请重新选择。")
    return Filter(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:80],
        unit=key(given.get("unit", "")),
        year=int(year) if year else None,
        overdue=given.get("overdue") == "1",
        closed=given.get("closed") == "1",
        values=tuple(values),
    )


@require_safe
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of a register that I may see, its numbers, and which units missed their duty."""
    asker, declared, day = asker_of(request), register_called(name), today()
    asked = read_filter(request.GET, declared)
    found = queries.narrowed(asker, name, asked, day)
    late, years = queries.outline(asker, name, day)
    chosen = dict(asked.values)
    context = {
        "name": name,
        "register": declared,
        "asked": asked,
        "count": how_many(found),
        "late": late,
        "page": page(
            found.select_related(*queries.RELATED),
            before=request.GET.get("before", ""), after=request.GET.get("after", ""),
        ),
        "columns": [declared.by_key[each] for each in declared.columns],
        "filters": [(each, chosen.get(each.key, "")) for each in declared.filters],
        "figures": queries.figures(name, day),
        "missed": queries.missed(asker, [name], day),
        "years": years,
        "streets": Unit.objects.in_use().filter(kind=UnitKind.SUBDISTRICT).order_by("order", "name"),
        "today": day,
        "may_keep": queries.may_keep(asker, declared),
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "registers/list.html", context)


@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """All that is overdue in any register, the longest first, and the units that missed a duty."""
    asker, day = asker_of(request), today()
    found = queries.overdue(asker, day)
    only = request.GET.get("register", "")
    if only:
        register_called(only)
        found = found.filter(register=only)
    names = [only] if only else list(REGISTERS)
    context = {
        "rows": found.order_by("due_on", "pk")[:200],
        "count": how_many(found),
        "missed": [each for each in queries.missed(asker, names, day) if each.units],
        "registers": REGISTERS.items(),
        "only": only,
        "today": day,
    }
    return render(request, "registers/overdue.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    row = queries.one(asker, pk)
    return render(request, "registers/detail.html", _told(asker, row))


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    return render(request, "registers/peek.html", _told(asker, queries.one(asker, pk)))


def _told(asker: Asker, row: Row) -> dict[str, Any]:
    return {
        "row": row,
        "register": row.declared,
        "today": today(),
        "may_touch": queries.may_touch(asker, row),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, name: str) -> HttpResponse:
    """Register a row."""
    asker, declared = asker_of(request), register_called(name)
    if not queries.may_keep(asker, declared):
        raise NotAllowed(
            "本登记册由平台自动生成，不能手工填写。" if declared.automatic
            else "当前岗位只能查看登记册，请由责任单位或主管部门的工作人员登记。"
        )  # fmt: skip
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            row = actions.keep(name=name, stated=_stated(request.POST, declared), by=asker, at=timezone.now())
        except Refusal as refusal:
            errors = _errors(refusal)
        else:
            messages.success(request, _("已登记 %(code)s。") % {"code": row.code})
            return redirect(row)
    return _form(request, name, declared, None, errors)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a row."""
    asker = asker_of(request)
    row = queries.one(asker, pk)
    if not queries.may_touch(asker, row):
        raise NotAllowed("只有责任单位、主管部门或安委办可以修改这条登记。")
    errors: dict[str, str] = {}
    if request.method == "POST":
        sent = request.POST
        try:
            changed = actions.amend(
                row=row, stated=_stated(sent, row.declared), version=key(sent.get("version", "")) or 0,
                why=sent.get("why", ""), by=asker, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            errors = _errors(refusal)
        else:
            messages.success(request, _("已保存修改。") if changed else _("没有改动。"))
            return redirect("registers:detail", pk)
    return _form(request, row.register, row.declared, queries.one(asker, pk), errors)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    actions.close(row=queries.one(asker, pk), why=request.POST.get("why", ""), by=asker, at=timezone.now())
    messages.success(request, _("已办结。"))
    return redirect("registers:detail", pk)


def _errors(refusal: Refusal) -> dict[str, str]:
    if refusal.status not in (400, 409, 422):
        raise refusal
    return refusal.errors if isinstance(refusal, BadRow) else {"": refusal.sentence}


def _stated(sent: QueryDict, declared: Register) -> Stated:
    name = sent.get("unit", "").strip()
    unit = by_name([name]).get(name) or Unit.objects.in_use().filter(name=name).first()
    if unit is None:
        site = Enterprise.objects.filter(credit_code=name.upper()).select_related("unit").first()
        unit = site.unit if site else None
    if unit is None:
        raise Refusal(f"责任单位“{name[:60]}”不是已知单位，请填写规范名称、简称或已登记的别名。")
    return Stated(unit, {each.key: sent.get(f"f.{each.key}", "") for each in declared.fields})


def _form(
    request: HttpRequest, name: str, declared: Register, row: Row | None, errors: dict[str, str]
) -> HttpResponse:
    """The form as it was typed, else as the row stands."""
    known: dict[str, Any] = row.attributes if row else {}
    context = {
        "name": name,
        "register": declared,
        "row": row,
        "unit": request.POST.get("unit") or (str(row.unit) if row else request.asker.unit_name),  # type: ignore[attr-defined]
        "fields": [
            (each, _standing(request.POST, known, each), errors.get(each.key, "")) for each in declared.fields
        ],
        "sentence": errors.get("", ""),
        "wrong": bool(errors),
        "why": request.POST.get("why", ""),
    }
    return render(request, "registers/form.html", context, status=422 if errors else 200)


def _standing(typed: QueryDict, known: dict[str, Any], field: Field) -> str:
    if f"f.{field.key}" in typed:
        return str(typed[f"f.{field.key}"])
    value = known.get(field.key)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@require_safe
def export_table(
    request: HttpRequest, name: str, form: str
) -> HttpResponse | FileResponse | StreamingHttpResponse:
    """The filtered list as a workbook or CSV."""
    asker = asker_of(request)
    asked = read_filter(request.GET, register_called(name))
    return download(
        request,
        export.spec(name),
        export.rows(asker, name, asked, today()),
        form,
        csv_name=f"register-{name}",
    )
