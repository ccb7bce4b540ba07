"""The tree of units, level by level, and one unit's page."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.base.roles import Role
from ancheng.kernel.orgs import actions, queries
from ancheng.kernel.orgs.models import Unit, UnitKind

LEVEL_PAGE = 500


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    top = queries.level(None, request.asker)  # type: ignore[attr-defined]
    roots = list(top[:LEVEL_PAGE])
    children = list(queries.level(roots[0], request.asker)[: LEVEL_PAGE + 1]) if len(roots) == 1 else []  # type: ignore[attr-defined]
    more = LEVEL_PAGE if len(children) > LEVEL_PAGE else None
    return render(
        request, "orgs/tree.html", {"roots": roots, "children": children[:LEVEL_PAGE], "more": more}
    )


@require_safe
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """The units below one unit, as a fragment; light rows, because a level may hold thousands."""
    parent = get_object_or_404(Unit.objects.visible_to(request.asker), pk=pk)  # type: ignore[attr-defined]
    start = request.GET.get("start", "0")
    offset = int(start) if is_key(start) else 0
    rows = list(queries.level(parent, request.asker)[offset : offset + LEVEL_PAGE + 1])  # type: ignore[attr-defined]
    more = offset + LEVEL_PAGE if len(rows) > LEVEL_PAGE else None
    return render(request, "orgs/level.html", {"parent": parent, "units": rows[:LEVEL_PAGE], "more": more})


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Unit.objects.visible_to(request.asker).select_related("parent", "enterprise", "boundary")  # type: ignore[attr-defined]
    unit = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        _change(request, unit)
        return redirect("orgs:detail", pk)
    boundary = getattr(unit, "boundary", None)
    context: dict[str, Any] = {
        "unit": unit,
        "line": Unit.objects.filter(pk__in=unit.ancestors).order_by("path"),
        "aliases": unit.aliases.all(),
        "members": unit.members.order_by("order")[:100] if unit.kind == UnitKind.COLLECTIVE else [],
        "people": unit.memberships.valid_on(timezone.localdate())
        .select_related("person")
        .order_by("pk")[:50],
        "boundary": boundary,
        "bounds": ",".join(f"{each:.5f}" for each in boundary.area.extent) if boundary else "",
        "shape": {"type": "Feature", "properties": {}, "geometry": _json(boundary)} if boundary else None,
        "may_edit": request.asker.holds(Role.ADMINISTRATOR),  # type: ignore[attr-defined]
        "kinds": [each for each in UnitKind.choices if each[0] != UnitKind.ENTERPRISE],
    }
    return render(request, "orgs/detail.html", context)


def _json(boundary: Any) -> Any:
    return json.loads(boundary.area.json)


def _change(request: HttpRequest, unit: Unit) -> None:
    asked, by, at = request.POST, request.asker, timezone.now()  # type: ignore[attr-defined]
    match asked.get("verb"):
        case "alias":
            actions.add_alias(unit=unit, name=asked.get("name", ""), by=by, at=at)
        case "child":
            if asked.get("kind") not in UnitKind.values:
                raise Refusal("请选择单位类型。")
            actions.add_unit(
                kind=UnitKind(asked["kind"]), name=asked.get("name", ""), parent=unit, by=by, at=at
            )
        case "move":
            parent = queries.by_name([asked.get("parent", "")]).get(asked.get("parent", ""))
            if parent is None:
                raise Refusal("没有找到上级单位，请填写规范名称、简称或已登记的别名。")
            actions.move_unit(unit=unit, parent=parent, by=by, at=at, why=asked.get("why", ""))
        case "close":
            actions.close_unit(unit=unit, on=timezone.localdate(), by=by, at=at, why=asked.get("why", ""))
        case _:
            raise Refusal("没有这个操作，请刷新页面后重试。")
    messages.success(request, _("已保存。"))
