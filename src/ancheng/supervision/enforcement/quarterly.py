"""Who stands on a list of bad credit is inspected at least once in a quarter."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import add_months, beijing_day, from_beijing
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.kernel.orgs.models import Unit
from ancheng.supervision.credit import queries as credit
from ancheng.supervision.credit.models import BAD
from ancheng.supervision.enforcement import rules
from ancheng.supervision.enforcement.actions import open_inspection
from ancheng.supervision.enforcement.models import Inspection, Item
from ancheng.supervision.enforcement.queries import OPEN
from ancheng.supervision.enforcement.values import NewInspection, Source

# Days that remain for an inspection that a list demands.
TO_INSPECT = timedelta(days=30)


def missing(on: date) -> list[Unit]:
    """Listed enterprises without an inspection in the period before `on` and without one under way."""
    since = from_beijing(add_months(on, -rules.LISTED_EVERY_MONTHS.in_force(on).value))
    listed = {each.enterprise_id: each.enterprise for each in credit.public_list(on, BAD)}
    rows = Inspection.objects.filter(enterprise_id__in=listed)
    done = set(rows.filter(recorded_at__gte=since).values_list("enterprise_id", flat=True))
    under_way = set(rows.filter(state__in=OPEN, recorded_at=None).values_list("enterprise_id", flat=True))
    return [unit for pk, unit in sorted(listed.items()) if pk not in done | under_way]


@transaction.atomic
def open_missing(*, item: Item, by: Asker, at: datetime) -> list[Inspection]:
    """Open what the lists demand, once per enterprise and quarter."""
    if not by.holds(*rules.DRAWERS):
        raise NotAllowed("失信企业的检查由执法部门和安委办下达。")
    on = beijing_day(at)
    if item.target_kind != "industry":
        raise Refusal("请选择以企业为对象的检查事项。")
    quarter = rules.quarter_start(on)
    made = []
    for unit in missing(on):
        new = NewInspection(
            Source.CREDIT,
            item.pk,
            unit.pk,
            on + TO_INSPECT,
            reason="列入失信名单，按季度检查",
            source_type="credit.quarter",
            source_id=f"{unit.pk}-{quarter:%Y%m}",
        )
        made.append(open_inspection(new=new, by=by, at=at))
    return made
