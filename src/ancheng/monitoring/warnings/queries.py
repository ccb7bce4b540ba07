"""What lists, boards and other apps ask about warnings, limited to what the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import from_beijing
from ancheng.base.errors import Absent, Refusal
from ancheng.kernel.notices.models import Notice
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.monitoring.warnings.filters import Filter
from ancheng.monitoring.warnings.models import Alarm, CoSign, ForeignAlert, Message, Suppression, Warning
from ancheng.monitoring.warnings.models.warning import OPEN
from ancheng.monitoring.warnings.workflows.alarm import LIVE

RELATED = ("owner_unit", "issuer_unit", "issuer", "subdistrict", "community", "grid", "rule__rule")
LOUD = ("unacknowledged", "acknowledged", "returned")
PAGE = 50


def duty_unit() -> Unit:
    """The unit that keeps the board of alarms: DUTY_UNIT by name, else the office of the safety committee."""
    name = settings.DUTY_UNIT
    found = by_name([name]).get(name) if name else None
    return found or approving_unit()


def approving_unit() -> Unit:
    found = Unit.objects.in_use().filter(kind=UnitKind.COORDINATION).order_by("pk").first()
    if found is None:
        raise Refusal("尚未登记值班单位和安委办，无法登记预警，请联系系统管理员。")
    return found


def visible(asker: Asker) -> QuerySet[Warning]:
    return Warning.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, pk: int) -> Warning:
    """The warning, or a refusal that does not say whether it exists."""
    found: Warning | None = Warning.every.visible_to(asker).select_related(*RELATED).filter(pk=pk).first()
    if found is None:
        raise Absent("没有这条预警，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def alarms_visible(asker: Asker) -> QuerySet[Alarm]:
    return Alarm.objects.visible_to(asker)  # type: ignore[no-any-return]


def one_alarm(asker: Asker, pk: int) -> Alarm:
    rows = Alarm.every.visible_to(asker).select_related(
        "owner_unit", "issuer_unit", "subdistrict", "version__rule", "warning", "acknowledged_by"
    )
    found: Alarm | None = rows.filter(pk=pk).first()
    if found is None:
        raise Absent("没有这条报警，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def board(asker: Asker, *, at_most: int = 60) -> list[Warning]:
    """The open cards, the most urgent first, each with its next escalation."""
    rows = visible(asker).filter(state__in=OPEN).select_related("subdistrict", "community", "rule__rule")
    live = Alarm.every.filter(warning=OuterRef("pk"), state__in=LOUD, returned_at=None)
    found = list(
        rows.exclude(state="lifted").annotate(sounding=Exists(live)).order_by("level", "-pushed_at")[:at_most]
    )
    put_escalations(found)
    return found


def put_escalations(cards: list[Warning]) -> None:
    """Set `escalates_at` on each card: when the next person will be called."""
    keys = [str(each.pk) for each in cards]
    rows = (
        Notice.objects.filter(
            subject_type="warnings.warning", subject_id__in=keys, acknowledged_at=None, escalated_at=None
        )
        .exclude(answer_by=None)
        .values("subject_id")
        .annotate(first=Min("answer_by"))
    )
    due = {row["subject_id"]: row["first"] for row in rows}
    for each in cards:
        each.escalates_at = due.get(str(each.pk)) if each.state == "suggested" else None  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Tally:
    """What is open now: cards by level, what is out, what waits for a signature, what was lifted and not reviewed."""

    suggested: int
    open: int
    issued: int
    lifted: int
    late: int
    red: int
    orange: int
    yellow: int
    blue: int


def tally(asker: Asker, at: datetime) -> Tally:
    rows = visible(asker).filter(state__in=OPEN).order_by()
    out = Q(state="issued")
    levels = {
        name: Count("pk", filter=out & Q(level=n))
        for n, name in enumerate(("red", "orange", "yellow", "blue"), 1)
    }
    counted = rows.aggregate(
        suggested=Count("pk", filter=Q(state="suggested")),
        open=Count("pk"),
        issued=Count("pk", filter=out),
        lifted=Count("pk", filter=Q(state="lifted")),
        late=Count("pk", filter=Q(due_at__lt=at)),
        **levels,
    )
    return Tally(**counted)


def narrowed(asker: Asker, asked: Filter, at: datetime) -> QuerySet[Warning]:
    """The warnings that `asker` may see and that `asked` describes."""
    rows = visible(asker)
    for name in ("state", "kind", "outcome"):
        if getattr(asked, name):
            rows = rows.filter(**{name: getattr(asked, name)})
    if asked.level:
        rows = rows.filter(level=asked.level)
    if asked.subdistrict:
        rows = rows.filter(subdistrict_id=asked.subdistrict)
    if asked.since:
        rows = rows.filter(pushed_at__gte=from_beijing(asked.since))
    if asked.until:
        rows = rows.filter(pushed_at__lt=from_beijing(asked.until + timedelta(days=1)))
    if asked.open:
        rows = rows.filter(state__in=OPEN)
    if asked.issued:
        rows = rows.filter(issued_at__isnull=False)
    if asked.late:
        rows = rows.filter(state__in=OPEN, due_at__lt=at)
    if asked.mine:
        signing = CoSign.objects.filter(unit_id=asker.unit_id, void=False, answered_at=None)
        rows = rows.filter(
            Q(pk__in=signing.values("warning_id"), state="cosigning")
            | Q(owner_unit_id=asker.unit_id, state__in=OPEN)
        )
    if asked.q:
        rows = rows.filter(
            Q(title__icontains=asked.q) | Q(number__istartswith=asked.q) | Q(address__icontains=asked.q)
        )
    return rows


def alarms_narrowed(asker: Asker, asked: Filter) -> QuerySet[Alarm]:
    rows = alarms_visible(asker)
    if asked.alarm_state:
        rows = rows.filter(state=asked.alarm_state)
    if asked.open:
        rows = rows.filter(state__in=LIVE)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.level:
        rows = rows.filter(level=asked.level)
    if asked.subdistrict:
        rows = rows.filter(subdistrict_id=asked.subdistrict)
    if asked.card:
        rows = rows.filter(warning_id=asked.card)
    if asked.since:
        rows = rows.filter(raised_at__gte=from_beijing(asked.since))
    if asked.until:
        rows = rows.filter(raised_at__lt=from_beijing(asked.until + timedelta(days=1)))
    if asked.q:
        rows = rows.filter(Q(label__icontains=asked.q) | Q(key__istartswith=asked.q))
    return rows


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list and the marks from which the next and the one before it start."""

    rows: list[Any]
    after: str = ""
    before: str = ""


def page(
    rows: QuerySet[Any],
    moment: str,
    related: tuple[str, ...],
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE,
) -> Page:
    """`size` rows by `moment`, newest first, after (or before) a mark."""
    back, mark = bool(before), _read_mark(before or after)
    found = rows.order_by(f"-{moment}", "-pk")
    if mark:
        beyond = "gt" if back else "lt"
        same = Q(**{moment: mark[0], f"pk__{beyond}": mark[1]})
        found = found.filter(Q(**{f"{moment}__{beyond}": mark[0]}) | same)
    found = found.reverse() if back else found
    got = list(found.select_related(*related)[: size + 1])
    more, got = len(got) > size, got[:size]
    got = got[::-1] if back else got
    if not got:
        return Page([])
    return Page(
        got,
        _mark(got[-1], moment) if more or back else "",
        _mark(got[0], moment) if (more if back else mark) else "",
    )


def _mark(row: Any, moment: str) -> str:
    return f"{getattr(row, moment).isoformat()}~{row.pk}"


def _read_mark(text: str) -> tuple[datetime, int] | None:
    moment, _, number = text.partition("~")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None


def count_mine(asker: Asker) -> int:
    """Cards to judge for who watches; drafts to sign for a department."""
    signing = CoSign.objects.filter(
        unit_id=asker.unit_id,
        void=False,
        answered_at=None,
        warning__state="cosigning",
        warning__realm="actual",
    )
    own = visible(asker).filter(owner_unit_id=asker.unit_id, state="suggested").count()
    return own + signing.count()


def suppressions(asker: Asker) -> QuerySet[Suppression]:
    return Suppression.objects.visible_to(asker).select_related("unit", "by_unit")  # type: ignore[no-any-return]


def published() -> QuerySet[Message]:
    """What the public may read: messages that were meant for everybody and really happened."""
    return (
        Message.objects.filter(realm="actual", status="Actual", scope="Public", warning__realm="actual")
        .select_related("warning__issuer")
        .order_by("-sent_at", "-pk")
    )


def in_force_publicly() -> QuerySet[Warning]:
    rows: QuerySet[Warning] = Warning.objects.filter(state="issued", scope="Public")
    return rows.select_related("issuer").order_by("level", "-issued_at")


def foreign() -> QuerySet[ForeignAlert]:
    return ForeignAlert.objects.select_related("warning").order_by("-received_at", "-pk")
