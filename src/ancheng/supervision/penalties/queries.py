"""What lists, pages and other apps ask about penalties, limited to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent
from ancheng.base.numbers import is_key
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.orgs.models import Enterprise
from ancheng.supervision.penalties import rules
from ancheng.supervision.penalties.filters import Filter
from ancheng.supervision.penalties.models import (
    Evidence,
    Officer,
    PenaltyCase,
    Recording,
    Statement,
    Transfer,
)
from ancheng.supervision.penalties.workflows.penalty import WORKFLOW

OPEN = WORKFLOW.open_states
RELATED = ("owner_unit", "issuer_unit", "enterprise")
PAGE = 50
UNPUBLISHED = Q(decided_on__isnull=False, published_on=None, withheld_why="") & ~Q(state="revoked")
UNPAID = Q(state__in=("served", "coercing")) & Q(
    paid_yuan__lt=F("fine_yuan") + F("confiscated_yuan") + F("additional_yuan")
)


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


def narrowed(asker: Asker, asked: Filter, at: datetime) -> QuerySet[PenaltyCase]:
    """The cases that `asker` may see and that `asked` describes, not yet in order."""
    rows = visible(asker)
    exact: dict[str, Any] = {
        "state": asked.state,
        "procedure": asked.procedure,
        "owner_unit_id": asked.unit,
        "enterprise_id": asked.enterprise,
        "found_on__gte": asked.since,
        "found_on__lte": asked.until,
        "kinds__contains": [asked.kind] if asked.kind else None,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if asked.open:
        rows = rows.filter(state__in=OPEN)
    if asked.late:
        rows = rows.filter(state__in=OPEN, due_at__lt=at)
    if asked.mine:
        rows = rows.filter(state__in=OPEN, owner_unit_id=asker.unit_id)
    if asked.unpublished:
        rows = rows.filter(UNPUBLISHED, publish_by__lt=beijing_day(at))
    if asked.unpaid:
        rows = rows.filter(UNPAID)
    named = Q(matter__icontains=asked.q) | Q(enterprise__name__icontains=asked.q)
    numbered = Q(number__istartswith=asked.q) | Q(decision_number__icontains=asked.q)
    return rows.filter(named | numbered) if asked.q else rows


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the list and the mark from which the next starts."""

    rows: list[PenaltyCase]
    older: int | None


def page(rows: QuerySet[PenaltyCase], after: str = "", size: int = PAGE) -> Page:
    """`size` rows after a mark, newest first; never by offset."""
    shown = rows.filter(pk__lt=int(after)) if is_key(after) else rows
    found = list(shown.order_by("-pk").select_related(*RELATED)[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)


def count_mine(asker: Asker) -> int:
    """What waits for the asker's own unit."""
    return visible(asker).filter(state__in=OPEN, owner_unit_id=asker.unit_id).count()


def tally(asker: Asker, at: datetime) -> dict[str, int]:
    """What is open, late, unpaid, and published too late or not at all."""
    rows = visible(asker).order_by()
    return rows.aggregate(
        open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=Q(state__in=OPEN, due_at__lt=at)),
        unpaid=Count("pk", filter=UNPAID),
        unpublished=Count("pk", filter=UNPUBLISHED & Q(publish_by__lt=beijing_day(at))),
    )


def of_enterprise(asker: Asker, enterprise_id: int) -> QuerySet[PenaltyCase]:
    return visible(asker).filter(enterprise_id=enterprise_id).select_related(*RELATED).order_by("-pk")


def published() -> QuerySet[PenaltyCase]:
    """What everybody may read: published, not taken back, never of an exercise."""
    rows: QuerySet[PenaltyCase] = PenaltyCase.objects.filter(published_on__isnull=False, lifted_on=None)
    return rows.select_related("enterprise", "owner_unit").order_by("-published_on", "-pk")


def lifted() -> QuerySet[PenaltyCase]:
    """What stood on the public page and was taken off it, with the reason that is public."""
    rows: QuerySet[PenaltyCase] = PenaltyCase.objects.filter(lifted_on__isnull=False)
    return rows.select_related("owner_unit").order_by("-lifted_on", "-pk")


def transfers(asker: Asker) -> QuerySet[Transfer]:
    rows: QuerySet[Transfer] = Transfer.objects.visible_to(asker)
    return rows.select_related("case__enterprise", "owner_unit").order_by("-pk")


def one_transfer(asker: Asker, transfer_id: int) -> Transfer:
    rows = Transfer.every.visible_to(asker).select_related(
        "case__enterprise", "case__owner_unit", "case__issuer_unit", "owner_unit", "issuer_unit"
    )
    found: Transfer | None = rows.filter(pk=transfer_id).first()
    if found is None:
        raise Absent("没有这项移送，或当前岗位无权查看。")
    return found


def addition_on(case: PenaltyCase, on: date) -> int:
    """What delay has added to the fine since it was last reckoned, up to the day `on`."""
    if case.pay_by is None:
        return 0
    unpaid = min(case.fine_yuan, max(case.fine_yuan + case.confiscated_yuan - case.paid_yuan, 0))
    since = max(case.pay_by, case.added_until or case.pay_by)
    more = rules.additional_yuan(case.fine_yuan, unpaid, since, on)
    return min(more, case.fine_yuan - case.additional_yuan)


def names_in(case: PenaltyCase) -> set[str]:
    """Names of persons that must not appear in public: officers, those asked, who received, the principal."""
    names = set(Officer.objects.filter(case=case).values_list("name", flat=True))
    names |= set(Statement.objects.filter(case=case).values_list("name", flat=True))
    names |= set(Enterprise.objects.filter(unit_id=case.enterprise_id).values_list("principal", flat=True))
    return {each for each in {*names, case.received_by} if len(each) > 1}


def attached(case: PenaltyCase) -> dict[int, list[Attachment]]:
    """The files of each piece of evidence of a case."""
    keys = [str(each) for each in Evidence.every.filter(case=case).values_list("pk", flat=True)]
    rows = Attachment.objects.filter(
        subject_type="penalties.evidence", subject_id__in=keys, withdrawn_at=None
    ).select_related("blob")
    found: dict[int, list[Attachment]] = {}
    for each in rows.order_by("pk"):
        found.setdefault(int(each.subject_id), []).append(each)
    return found


def evidence_list(case: PenaltyCase) -> list[dict[str, Any]]:
    """What is handed over with a case: each piece, its files and their checksums."""
    files = attached(case)
    pieces = [
        {
            "title": each.title,
            "kind": str(each.get_kind_display()),
            "files": [{"name": file.name, "sha256": file.blob_id} for file in files.get(each.pk, [])],
        }
        for each in Evidence.every.filter(case=case)
    ]
    said = [
        {"title": f"询问笔录（{each.name}）", "kind": "笔录", "files": []}
        for each in Statement.objects.filter(case=case)
    ]
    seen = [
        {
            "title": f"{each.get_medium_display()} {each.device}",
            "kind": "全过程记录",
            "files": [{"name": "", "sha256": each.sha256}],
        }
        for each in Recording.objects.filter(case=case)
    ]
    return [*pieces, *said, *seen]
