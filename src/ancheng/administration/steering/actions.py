"""Drafting, editing and issuing bulletins; choosing who is sent the reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from ancheng.administration.indicators.rules import month_ends
from ancheng.administration.steering import drafting, queries
from ancheng.administration.steering.models import Bulletin, Rhythm, Subscription
from ancheng.administration.steering.rules import period
from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.people.models import Person

TITLES = {Rhythm.WEEKLY: "安全发展工作周报", Rhythm.MONTHLY: "安全发展工作月报"}
LONGEST = 3000


def _only_office(by: Asker) -> None:
    if not by.holds(Role.OFFICE):
        raise NotAllowed("简报由安委办起草、修改和印发。")


@transaction.atomic
def draft(*, rhythm: str, by: Asker, at: datetime) -> Bulletin:
    """The draft of the week or month that ended last; drafted again while it is not issued."""
    _only_office(by)
    if rhythm not in Rhythm.values:
        raise Refusal("请选择周报或月报。")
    starts_on, ends_on = period(rhythm, beijing_day(at))
    found = Bulletin.objects.select_for_update().filter(rhythm=rhythm, starts_on=starts_on).first()
    if found and found.issued:
        raise Conflict("本期简报已经印发，不能重新起草。")
    made = found or Bulletin(rhythm=rhythm, starts_on=starts_on, ends_on=ends_on, drafted_at=at)
    year, week, _day = starts_on.isocalendar()
    issue_of = f"{year}年第{week}周" if rhythm == Rhythm.WEEKLY else f"{starts_on.year}年{starts_on.month}月"
    made.title = f"{TITLES[Rhythm(rhythm)]}（{issue_of}）"
    drafting.write(made, queries.command_post(by, at, month=month_ends(ends_on, 1)[0]), by, at)
    made.drafted_at, made.edited_at, made.edited_by = at, None, ""
    made.version += 1 if found else 0
    made.derive_scope()
    made.save()
    record(by=by, at=at, verb="起草简报", subject=made, after={"sections": made.sections})
    return made


@transaction.atomic
def edit(
    *, bulletin: Bulletin, title: str, texts: Sequence[str], version: int, by: Asker, at: datetime
) -> None:
    """Change the text of a draft; refused when somebody else changed it since it was opened."""
    _only_office(by)
    if not title.strip() or len(texts) != len(bulletin.sections):
        raise Refusal("标题和各段正文须填写完整。")
    if any(len(each) > LONGEST for each in texts):
        raise Refusal(f"每段正文不能超过{LONGEST}字。")
    sections = [{**each, "text": text.strip()} for each, text in zip(bulletin.sections, texts, strict=True)]
    changed = Bulletin.objects.filter(pk=bulletin.pk, version=version, document=None).update(
        title=title.strip()[:200], sections=sections, edited_at=at, edited_by=by.name, version=version + 1
    )
    if not changed:
        raise Conflict("简报已被他人修改或已印发，请刷新后再改。")
    record(
        by=by, at=at, verb="修改简报", subject=bulletin, before={"sections": bulletin.sections},
        after={"sections": sections},
    )  # fmt: skip


@transaction.atomic
def issue(*, bulletin: Bulletin, version: int, by: Asker, at: datetime) -> Document:
    """Issue the draft as it reads now, numbered, as Word and PDF; it is not changed afterwards."""
    _only_office(by)
    rows = Bulletin.objects.select_for_update()
    found = rows.filter(pk=bulletin.pk, version=version, document=None).first()
    if found is None:
        raise Conflict("简报已被他人修改或已印发，请刷新后再印发。")
    document = produce(kind="steering_bulletin", subject=found, context=context(found, by, at), by=by, at=at)
    found.document = document
    found.save(update_fields=["document"])
    return document


def context(bulletin: Bulletin, by: Asker, at: datetime) -> dict[str, object]:
    """The values for the Word template."""
    numerals = "一二三四五六七八九十"
    day = beijing_day(at)
    return {
        "title": bulletin.title,
        "span": bulletin.span,
        "sections": [
            {"number": numerals[number], "heading": each["heading"], "text": each["text"]}
            for number, each in enumerate(bulletin.sections)
        ],
        "late_tasks": bulletin.tables.get("late_tasks", []),
        "late_shown": bulletin.late_shown,
        "missed": bulletin.tables.get("missed", []),
        "issuer": by.unit_name,
        "date": f"{day.year}年{day.month}月{day.day}日",
    }


@transaction.atomic
def subscribe(*, person: Person, rhythm: str, by: Asker, at: datetime) -> Subscription:
    """Choose a person to whom the report of every week or month is sent."""
    _only_office(by)
    if rhythm not in Rhythm.values:
        raise Refusal("请选择周报或月报。")
    if not queries.seats_to_choose(beijing_day(at)).filter(person=person).exists():
        raise Refusal("只能选择政府部门、街道和地区的在任人员。")
    found, new = Subscription.objects.get_or_create(
        person=person, rhythm=rhythm, defaults={"chosen_at": at, "chosen_by": by.name}
    )
    if new:
        record(by=by, at=at, verb="设定报送对象", subject=found, after={"person": str(person)})
    return found


@transaction.atomic
def unsubscribe(*, subscription: Subscription, by: Asker, at: datetime) -> None:
    _only_office(by)
    record(
        by=by, at=at, verb="取消报送对象", subject=subscription, before={"person": str(subscription.person)}
    )
    subscription.delete()


@transaction.atomic
def report(*, rhythm: str, by: Asker, at: datetime) -> int:
    """Draft the bulletin that is due and send its figures to those chosen; nobody is sent a period twice."""
    starts_on, _ends_on = period(rhythm, beijing_day(at))
    found = Bulletin.objects.filter(rhythm=rhythm, starts_on=starts_on).first()
    made = found or draft(rhythm=rhythm, by=by, at=at)
    chosen = Subscription.objects.filter(rhythm=rhythm, person__is_active=True).select_related("person")
    seated = set(queries.seats_to_choose(beijing_day(at)).values_list("person_id", flat=True))
    told = tell(
        people=[each.person for each in chosen if each.person_id in seated],
        kind="report",
        title=made.title,
        body="\n\n".join(f"{each['heading']}\n{each['text']}" for each in made.sections),
        url=reverse("steering:post"),
        subject=made,
        key=f"report:{rhythm}:{starts_on:%Y%m%d}",
        by=by,
        at=at,
    )
    return len(told)
