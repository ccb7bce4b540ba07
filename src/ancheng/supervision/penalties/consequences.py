"""What a decided penalty writes elsewhere: the repeat-offender counter of dangers and the credit record."""

from __future__ import annotations

from datetime import datetime

from ancheng.base.asker import Asker
from ancheng.base.numbers import key
from ancheng.base.realm import Realm
from ancheng.supervision.credit.actions import keep, rate, repair
from ancheng.supervision.credit.models import Record
from ancheng.supervision.credit.rules import Kind
from ancheng.supervision.credit.values import NewRecord
from ancheng.supervision.dangers.models import Danger, Penalty
from ancheng.supervision.dangers.record_actions import note_penalty, strike_penalty
from ancheng.supervision.dangers.values import NewPenalty
from ancheng.supervision.penalties.models import PenaltyCase

SOURCE, RECORDED = "penalties.penaltycase", "dangers.penalty"


def write_down(case: PenaltyCase, *, by: Asker, at: datetime) -> None:
    """Note the decided penalty where repeated ones are counted, and in the enterprise's credit."""
    if case.realm != Realm.ACTUAL or case.decided_on is None:
        return
    penalty = NewPenalty(
        enterprise_id=case.enterprise_id,
        decided_on=case.decided_on,
        number=case.decision_number,
        matter=case.matter,
        danger_id=danger_of(case),
        source_type=SOURCE,
        source_id=case.pk,
    )
    row = note_penalty(penalty=penalty, by=by, at=at)
    text = f"{row.number} {row.matter}".strip()
    told = NewRecord(
        case.enterprise_id, Kind.PENALTY, row.decided_on, text, case.owner_unit_id, RECORDED, str(row.pk)
    )
    keep(records=[told], by=by, at=at)
    rate(enterprise_ids=[case.enterprise_id], by=by, at=at)


def take_back(case: PenaltyCase, *, why: str, by: Asker, at: datetime) -> None:
    """Undo what the decision wrote: the counter forgets it, the credit record stays with the reason."""
    rows = list(Penalty.objects.filter(source_type=SOURCE, source_id=str(case.pk)))
    keys = [str(each.pk) for each in rows]
    for row in rows:
        strike_penalty(penalty=row, why=why, by=by, at=at)
    records = Record.every.filter(source_type=RECORDED, source_id__in=keys, repaired_at=None)
    for record in records:
        repair(row=record, why=f"处罚决定已撤销：{why}", by=by, at=at)


def danger_of(case: PenaltyCase) -> int | None:
    """The danger for which it is punished, where the case came from one."""
    if case.source_type != "dangers.danger":
        return None
    number = key(case.source_id)
    return number if number and Danger.every.filter(pk=number).exists() else None
