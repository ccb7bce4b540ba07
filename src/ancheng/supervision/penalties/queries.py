"""What lists, pages and other apps ask about penalties, limited to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.supervision.penalties.models import PenaltyCase, Transfer
from ancheng.supervision.penalties.workflows.penalty import WORKFLOW

OPEN = WORKFLOW.open_states
RELATED = ("owner_unit", "issuer_unit", "enterprise")


def visible(asker: Asker) -> QuerySet[PenaltyCase]:
    rows: QuerySet[PenaltyCase] = PenaltyCase.objects.visible_to(asker)
    return rows


def penalised_sources(source_type: str, ids: Iterable[str | int]) -> set[str]:
    """Which of these records led to a penalty that was decided and was not revoked since."""
    rows = PenaltyCase.objects.filter(
        source_type=source_type, source_id__in=[str(each) for each in ids], decided_on__isnull=False
    )
    return set(rows.exclude(state="revoked").values_list("source_id", flat=True))


def one(asker: Asker, case_id: int) -> PenaltyCase:
    """The case, or a refusal that does not say whether it exists."""
    rows = PenaltyCase.every.visible_to(asker).select_related(*RELATED)
    found: PenaltyCase | None = rows.filter(pk=case_id).first()
    if found is None:
        raise Absent("没有这个处罚案件，或当前岗位无权查看。请核对案号，或切换岗位后再试。")
    return found


def one_transfer(asker: Asker, transfer_id: int) -> Transfer:
    rows = Transfer.every.visible_to(asker).select_related("case__enterprise", "owner_unit", "issuer_unit")
    found: Transfer | None = rows.filter(pk=transfer_id).first()
    if found is None:
        raise Absent("没有这项移送，或当前岗位无权查看。")
    return found
