"""What pages ask about activations, limited to what the asker may see."""

from __future__ import annotations

from django.db.models import QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.base.realm import Realm
from ancheng.command.activation.models import Activation
from ancheng.command.contingency.models import Plan
from ancheng.command.duty.models import CallList


def visible(asker: Asker, realm: Realm) -> QuerySet[Activation]:
    rows: QuerySet[Activation] = Activation.every.visible_to(asker).in_realm(realm)
    return rows.select_related("plan", "by_unit")


def one(asker: Asker, key: int) -> Activation:
    rows = Activation.every.visible_to(asker).select_related("plan", "plan__owner_unit", "by_unit", "call")
    found: Activation | None = rows.filter(pk=key).first()
    if found is None:
        raise Absent("没有这次预案启动，或当前岗位无权查看。")
    return found


def call_lists(asker: Asker, plan: Plan) -> QuerySet[CallList]:
    """The lists that the asker's own unit may call, those of the plan's unit first where it is the same."""
    rows: QuerySet[CallList] = CallList.objects.filter(unit_id__in=[asker.unit_id, plan.owner_unit_id])
    return rows.visible_to(asker).order_by("name")  # type: ignore[attr-defined,no-any-return]
