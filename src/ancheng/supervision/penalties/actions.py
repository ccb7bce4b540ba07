"""Verbs on penalty cases; the state changes through `move` alone."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Refusal
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import open_cases
from ancheng.supervision.penalties import rules
from ancheng.supervision.penalties.models import PenaltyCase

NUMBER = "CF-{year}-{n:05d}"


@transaction.atomic
def open_case(
    *,
    source_type: str,
    source_id: str | int,
    source_label: str,
    enterprise: Unit,
    matter: str,
    clause: str,
    found_on: date,
    by: Asker,
    at: datetime,
) -> PenaltyCase:
    """Open a case as a clue that waits to be filed; the same source, party and clause is one case."""
    rules.check_clue(matter=matter, clause=clause, found_on=found_on, today=beijing_day(at), role=by.role)
    if enterprise.kind != UnitKind.ENTERPRISE:
        raise Refusal(f"“{enterprise}”不是企业，请重新选择。")
    wanted = {
        "source_type": source_type,
        "source_id": str(source_id),
        "enterprise": enterprise,
        "clause": clause.strip()[:300],
    }
    if source_type and (known := PenaltyCase.every.filter(**wanted).first()):
        return known  # type: ignore[no-any-return]
    office = Unit.objects.in_use().filter(kind=UnitKind.COORDINATION).order_by("order", "pk").first()
    owner = Unit.objects.filter(pk=by.unit_id).first() or office
    if owner is None:
        raise Refusal("平台尚未建立安委办，无法确定办案单位，请联系系统管理员。")
    case = PenaltyCase(
        **wanted,
        number=next_number(kind="penalty_case", pattern=NUMBER, at=at),
        source_label=source_label[:200],
        matter=matter.strip()[:200],
        found_on=found_on,
        found_by_id=by.person_id,
        owner_unit=owner,
        issuer_unit=office or owner,
    )
    try:
        with transaction.atomic():
            open_cases(cases=[case], verb="登记案件线索", by=by, at=at)
    except IntegrityError:
        # Somebody handed in the same clue at the same time: theirs is the case.
        return PenaltyCase.every.get(**wanted)
    return case
