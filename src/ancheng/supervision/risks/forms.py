"""Reading what people typed into the forms about risks."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.assets.queries import visible as assets_visible
from ancheng.supervision.dangers.forms import day, enterprise_called, place
from ancheng.supervision.dangers.queries import supervisor_of
from ancheng.supervision.risks import rules
from ancheng.supervision.risks.drawing import AREAS
from ancheng.supervision.risks.values import (
    Answerable,
    MeasureKind,
    Method,
    NewMeasure,
    NewRisk,
    Stated,
    Subject,
    Trigger,
)

MOST_MEASURES = 40


def new_risk(given: QueryDict, asker: Asker) -> NewRisk:
    """The source that a form describes; an enterprise registers its own."""
    subject = Subject(given["subject"]) if given.get("subject") in set(Subject) else Subject.ASSET
    enterprise = _enterprise(given, asker)
    area = _area(given.get("area", "")) if subject == Subject.AREA else None
    item = given.get("item", "")
    return NewRisk(
        title=given.get("title", ""),
        subject=subject,
        unit_id=_supervisor(given, asker, enterprise).pk,
        industry=given.get("industry", ""),
        accident_type=given.get("accident_type", ""),
        factors=given.get("factors", ""),
        asset_id=_asset(given.get("asset", ""), asker),
        area_id=area.pk if area else None,
        enterprise_id=enterprise.pk if enterprise else None,
        event_from=day(given.get("event_from", ""), "活动开始日期"),
        event_to=day(given.get("event_to", ""), "活动结束日期"),
        address=given.get("address", ""),
        geometry=place(given.get("geometry", "")),
        item_id=int(item) if is_key(item) else None,
    )


def stated(given: QueryDict) -> Stated:
    """The inputs of an assessment; what is no number is refused with its name."""
    text = given.get("method", "")
    if text not in set(Method):
        raise Refusal("请选择评估方法。")
    method = Method(text)
    factors = rules.SCALES[method]
    before = {each: _factor(given, f"{method}-{each}", each) for each in factors}
    left_out = not any(given.get(f"{method}-after-{each}", "").strip() for each in factors)
    after = {} if left_out else {each: _factor(given, f"{method}-after-{each}", each) for each in factors}
    return Stated(method, before, after, given.get("basis", ""))


def _factor(given: QueryDict, field: str, name: str) -> float:
    try:
        return float(given.get(field, ""))
    except ValueError:
        raise Refusal(f"请填写参数 {name}。") from None


def trigger(given: QueryDict) -> Trigger:
    text = given.get("trigger", "")
    return Trigger(text) if text in set(Trigger) else Trigger.FIRST


def measures(given: QueryDict) -> list[NewMeasure]:
    """The measures that are filled in, in their order."""
    found = []
    for kind, text, unit in zip(
        given.getlist("measure_kind"), given.getlist("measure"), given.getlist("measure_unit"), strict=False
    ):
        if text.strip():
            if kind not in set(MeasureKind):
                raise Refusal("请选择管控措施的类别。")
            found.append(NewMeasure(MeasureKind(kind), text, unit))
    if len(found) > MOST_MEASURES:
        raise Refusal(f"管控措施最多填写{MOST_MEASURES}条。")
    return found


def people(given: QueryDict) -> list[Answerable]:
    named = [
        (level, given.get(f"person-{level}", ""), given.get(f"phone-{level}", "")) for level in (1, 2, 3, 4)
    ]
    return [Answerable(*each) for each in named if each[1].strip()]


def items(text: str) -> list[rules.NewItem]:
    return rules.read_items(text)


def required_day(text: str, label: str) -> date:
    found = day(text, label)
    if found is None:
        raise Refusal(f"请填写{label}。")
    return found


def _enterprise(given: QueryDict, asker: Asker) -> Unit | None:
    if asker.role == Role.ENTERPRISE:
        return Unit.objects.select_related("enterprise").get(pk=asker.unit_id)
    text = given.get("enterprise", "")
    return enterprise_called(text, asker) if text.strip() else None


def _supervisor(given: QueryDict, asker: Asker, enterprise: Unit | None) -> Unit:
    chosen = given.get("unit", "")
    found = Unit.objects.in_use().filter(pk=int(chosen)).first() if is_key(chosen) else None
    if found and asker.role != Role.ENTERPRISE:
        return found
    if enterprise:
        return supervisor_of(enterprise)
    own = Unit.objects.get(pk=asker.unit_id)
    return supervisor_of(own) if own.kind in (UnitKind.GRID, UnitKind.COMMUNITY) else own


def _area(text: str) -> Unit:
    key = text.strip()
    rows = Unit.objects.in_use().filter(kind__in=AREAS)
    found = rows.filter(pk=int(key)).first() if is_key(key) else None
    found = found or rows.filter(short_name=key).first() or rows.filter(name=key).first()
    if found is None:
        raise Refusal(f"没有找到区域“{key[:60]}”，请填写街道（地区）、社区（村）、网格或功能区的名称。")
    return found


def _asset(text: str, asker: Asker) -> int | None:
    code = text.strip()
    if not code:
        return None
    found = assets_visible(asker).filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Refusal(f"没有找到编号为“{code[:40]}”的对象，请核对对象编号。")
    return int(found)
