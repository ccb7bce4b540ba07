"""Verbs on reports; the state changes through `move` alone, the reporter is never named outside the seal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import end_of_day
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.queries import put_in_place
from ancheng.kernel.workflow.actions import move, open_cases, set_due
from ancheng.supervision.dangers.actions import report as report_danger
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.dangers.values import Finding, Grade, Source
from ancheng.supervision.hotline import rules
from ancheng.supervision.hotline.challenge import code_hash, query_code
from ancheng.supervision.hotline.models import (
    Channel,
    Matter,
    MoreTime,
    Report,
    Reporter,
    Satisfaction,
    Verdict,
)
from ancheng.supervision.hotline.queries import by_code, receiving_unit
from ancheng.supervision.hotline.rules import CONTACT
from ancheng.supervision.hotline.sealing import Identity, seal, unseal
from ancheng.supervision.hotline.values import Submission

PUBLIC = Asker(person_id=None, name="公众", unit_id=None, unit_name="", role=None)
NUMBER = "JB-{year}-{n:06d}"
LOOK = "查看举报人信息"


def submit(*, submission: Submission, at: datetime) -> tuple[Report, str]:
    """Take in what the public sent, and the reporter's code; the same page sent twice is one report."""
    code = query_code(submission.nonce, settings.SECRET_KEY)
    earlier = by_code(code)
    if earlier is not None:
        return earlier, code
    try:
        with transaction.atomic():
            return _open(submission, by=PUBLIC, at=at, code=code), code
    except IntegrityError:
        # The same page arrived twice at once: the other one won.
        won = by_code(code)
        if won is None:
            raise
        return won, code


@transaction.atomic
def take_in(*, submission: Submission, by: Asker, at: datetime) -> tuple[Report, str]:
    """Write down what somebody told by telephone, letter or visit."""
    if not by.holds(*rules.RECEIVERS):
        raise NotAllowed("您的岗位不能登记举报，请交由值班或受理人员登记。")
    if submission.channel not in (Channel.CITY, Channel.SAFETY, Channel.LETTER, Channel.VISIT):
        raise Refusal("请选择来源渠道：12345、12350、来信或来访。")
    if submission.channel == Channel.CITY and not submission.order_number:
        raise Refusal("12345转来的举报请填写工单号。")
    if submission.order_due_at and submission.order_due_at <= at:
        raise Refusal("工单时限已过，请核对工单上的办理时限。")
    code = query_code(submission.nonce, settings.SECRET_KEY)
    return _open(submission, by=by, at=at, code=code), code


def _open(submission: Submission, *, by: Asker, at: datetime, code: str) -> Report:
    content = rules.clean(submission.content, rules.CONTENT_LIMIT + 1)
    rules.check_content(content)
    title = rules.headline(rules.clean(submission.title, rules.TITLE_LIMIT), content)
    unit = receiving_unit()
    report = Report(
        code_hash=code_hash(code),
        number=next_number(kind="hotline", pattern=NUMBER, at=at),
        channel=submission.channel,
        matter=submission.matter if submission.matter in Matter.values else Matter.OTHER,
        title=rules.without_contacts(title),
        content=rules.without_contacts(content),
        named_party=rules.without_contacts(rules.clean(submission.named_party, 120)),
        address=rules.without_contacts(rules.clean(submission.address, 200)),
        geometry=_geometry(submission.geometry),
        enterprise=_enterprise(submission.enterprise_id) if submission.enterprise_id else None,
        received_at=at,
        real_name=submission.identity.known,
        joint=max(1, min(submission.joint, 500)),
        order_number=rules.clean(submission.order_number, 60),
        order_due_at=submission.order_due_at,
        owner_unit=unit,
        issuer_unit=unit,
    )
    put_in_place(report)
    open_cases(cases=[report], verb="接收举报", by=by, at=at)
    _seal(report, submission, content)
    return report


def _seal(report: Report, submission: Submission, content: str) -> None:
    """Keep who it was, and words that had to be left out, apart and encrypted."""
    given = submission.identity
    left_out = CONTACT in report.content or CONTACT in report.title or CONTACT in report.address
    original = "\n".join((submission.title, content, submission.address)).strip() if left_out else ""
    identity = Identity(
        name=rules.clean(given.name, 60),
        phone=rules.clean(given.phone, 40),
        email=rules.clean(given.email, 120),
        address=rules.clean(given.address, 200),
        original=original[: rules.CONTENT_LIMIT],
    )
    if not identity.empty:
        sealed, mark = seal(identity, subject=report.number)
        Reporter.objects.create(report=report, sealed=sealed, key_mark=mark)


def _geometry(given: Any) -> GEOSGeometry | None:
    if given is None or isinstance(given, GEOSGeometry):
        return given
    longitude, latitude = (float(each) for each in given)
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Refusal("标绘的位置不在有效范围内，请重新标绘。")
    return Point(longitude, latitude, srid=4326)


def _enterprise(enterprise_id: int) -> Unit:
    found = Unit.objects.in_use().filter(pk=enterprise_id, kind=UnitKind.ENTERPRISE).first()
    if found is None:
        raise Refusal("没有找到该企业，请从列表中重新选择。")
    return found


def _handler(unit: Unit) -> Unit:
    if unit.closed_on or unit.kind in (UnitKind.ENTERPRISE, UnitKind.COLLECTIVE):
        raise Refusal(f"“{unit}”不能承办举报，请选择部门或街道（地区）。")
    return unit


@transaction.atomic
def accept(*, report: Report, by: Asker, at: datetime, told: str = "") -> None:
    """Accept it; from this day the sixty days run, also for a case that was accepted before and handed over."""
    accepted = report.accepted_at or at
    move(report, "accept", by=by, at=at, changes={"accepted_at": accepted, "told": told.strip()[:1000]})


@transaction.atomic
def dispatch(*, report: Report, unit: Unit, by: Asker, at: datetime, why: str) -> None:
    """Hand it to another unit of the district, which decides on acceptance anew."""
    if _handler(unit).pk == report.owner_unit_id:
        raise Refusal(f"该件已由“{unit}”承办，无需转办。")
    move(report, "dispatch", by=by, at=at, why=why, changes={"owner_unit_id": unit.pk})
    report.owner_unit = unit
    report.derive_scope()
    Report.every.filter(pk=report.pk).update(seen_by=report.seen_by)


@transaction.atomic
def transfer(*, report: Report, to: str, by: Asker, at: datetime, why: str) -> None:
    """Pass it to an authority outside the district; the reporter is told to whom and why."""
    if not to.strip():
        raise Refusal("请写明移送给哪个单位。")
    told = f"您反映的事项不属于本区职责，已移送{to.strip()}：{why.strip()}"
    move(
        report, "transfer", by=by, at=at, why=why, changes={"transferred_to": to.strip()[:120], "told": told}
    )


@transaction.atomic
def reject(*, report: Report, by: Asker, at: datetime, why: str) -> None:
    """Refuse it with a reason that the reporter reads."""
    if len(why.strip()) < 5:
        raise Refusal("不予受理须写明理由（不少于5个字），该理由将告知举报人。")
    move(report, "reject", by=by, at=at, why=why, changes={"told": why.strip()[:1000]})


@transaction.atomic
def merge(*, report: Report, first: Report, by: Asker, at: datetime) -> None:
    """Join it to an earlier report of the same thing; the later reporter reads what comes of the first."""
    if first.pk == report.pk or first.first_id is not None or first.received_at > report.received_at:
        raise Refusal("只能并入更早接收、且自身未被并案的举报。")
    if first.state in ("rejected", "merged"):
        raise Refusal(f"该首件处于“{first.state_label}”，不能并入。")
    move(report, "merge", by=by, at=at, why=f"并入 {first.number}", changes={"first_id": first.pk})


@transaction.atomic
def identify(*, report: Report, enterprise_id: int | None, by: Asker, at: datetime) -> None:
    """Say which enterprise of the register it is about."""
    _only_handlers(report, by)
    if report.ended:
        raise Conflict(f"该件处于“{report.state_label}”，不能再认定企业。")
    enterprise = _enterprise(enterprise_id) if enterprise_id else None
    before = str(report.enterprise or "")
    Report.every.filter(pk=report.pk).update(enterprise=enterprise)
    report.enterprise = enterprise
    after = {"enterprise": str(enterprise or "")}
    record(by=by, at=at, verb="认定企业", subject=report, before={"enterprise": before}, after=after)


@transaction.atomic
def verify(*, report: Report, verdict: str, result: str, by: Asker, at: datetime) -> None:
    """End the verification with a finding and what was found."""
    if verdict not in Verdict.values:
        raise Refusal("请选择核查结论：属实、部分属实、不属实或无法查实。")
    if len(result.strip()) < 10:
        raise Refusal("请写明核查情况（不少于10个字）。")
    if report.extensions.filter(decided_at=None).exists():
        raise Conflict("该件有一份延期申请待审批，请先审批或撤回后再结束核查。")
    changes = {"verdict": verdict, "result": rules.without_contacts(result.strip()), "verified_at": at}
    move(report, "verify", by=by, at=at, changes=changes)


@transaction.atomic
def feed_back(*, report: Report, text: str, by: Asker, at: datetime) -> None:
    """Tell the reporter what came of it; it is read under the query code."""
    if len(text.strip()) < 10:
        raise Refusal("请写明反馈内容（不少于10个字），举报人凭查询码可以看到。")
    told = rules.without_contacts(text.strip()[:2000])
    move(report, "feed_back", by=by, at=at, changes={"told": told, "fed_back_at": at})


@transaction.atomic
def close(*, report: Report, by: Asker, at: datetime) -> None:
    move(report, "close", by=by, at=at)


@transaction.atomic
def reopen(*, report: Report, by: Asker, at: datetime, why: str) -> None:
    """Verify once more, such as after a reporter who is not satisfied."""
    changes = {"verdict": "", "verified_at": None, "fed_back_at": None}
    move(report, "reopen", by=by, at=at, why=why, changes=changes)


@transaction.atomic
def ask_more_time(*, report: Report, days: int, reason: str, by: Asker, at: datetime) -> MoreTime:
    """Ask for at most thirty more days in all, with a reason that the reporter will read."""
    _only_handlers(report, by)
    if report.state != "accepted" or report.accepted_at is None:
        raise Conflict(f"该件处于“{report.state_label}”，只有核查中的举报可以申请延期。")
    rules.check_more_time(days, report.extended_days, beijing_day(report.accepted_at), reason)
    if report.extensions.filter(decided_at=None).exists():
        raise Conflict("该件已有一份延期申请待审批。")
    asked: MoreTime = MoreTime.objects.create(
        report=report,
        days=days,
        reason=rules.without_contacts(reason.strip()),
        asked_by_id=by.person_id,
        asked_by_name=by.name,
        asked_at=at,
    )
    record(by=by, at=at, verb="申请延期", subject=report, why=asked.reason, after={"days": days})
    return asked


@transaction.atomic
def decide_more_time(*, asked: MoreTime, granted: bool, answer: str, by: Asker, at: datetime) -> None:
    """The next level up grants or refuses; nobody decides on an own request."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("延期由上一级（安委办）审批。")
    if asked.asked_by_id == by.person_id:
        raise NotAllowed("不能审批本人提出的延期申请。")
    if not granted and not answer.strip():
        raise Refusal("不予延期须写明理由。")
    report = Report.every.select_for_update().get(pk=asked.report_id)
    decided = MoreTime.objects.filter(pk=asked.pk, decided_at=None).update(
        decided_by_id=by.person_id, decided_at=at, granted=granted, answer=answer.strip()
    )
    if not decided:
        raise Conflict("该延期申请已由他人审批。")
    if not granted:
        record(by=by, at=at, verb="不予延期", subject=report, why=answer)
        return
    if report.state != "accepted" or report.accepted_at is None or report.due_at is None:
        raise Conflict("该件已不在核查中，延期申请不再需要审批。")
    extended = report.extended_days + asked.days
    Report.every.filter(pk=report.pk).update(extended_days=extended)
    by_rule = end_of_day(rules.handling_due_on(beijing_day(report.accepted_at), extended))
    set_due(
        report,
        due_at=max(by_rule, report.due_at),
        by=by,
        at=at,
        why=f"批准延期{asked.days}日：{asked.reason}",
    )


@transaction.atomic
def open_seal(*, report: Report, by: Asker, at: datetime, why: str) -> Identity:
    """Show who reported, to a named role, for a stated reason, with a row in the audit chain for each look."""
    own = by.unit_id is not None and by.unit_id == report.owner_unit_id
    rules.check_opening(by.role, own_case=own, why=why)
    kept = Reporter.objects.filter(pk=report.pk).first()
    if kept is None:
        raise Absent("该件为匿名举报，没有留下举报人信息。")
    record(by=by, at=at, verb=LOOK, subject=report, why=rules.without_contacts(why.strip())[:300])
    return unseal(bytes(kept.sealed), kept.key_mark, subject=report.number)


@transaction.atomic
def rate(*, code: str, satisfaction: str, text: str, at: datetime) -> Report:
    """The reporter's judgement, once, on what was fed back."""
    report = by_code(code)
    if report is None:
        raise Absent("没有找到该查询码对应的举报，请核对后重新输入。")
    if satisfaction not in Satisfaction.values:
        raise Refusal("请选择：满意、基本满意或不满意。")
    kept = rules.without_contacts(rules.clean(text, 500))
    rated = Report.every.filter(pk=report.pk, state__in=("fed_back", "closed"), satisfaction="").update(
        satisfaction=satisfaction, rating_text=kept, rated_at=at
    )
    if not rated:
        raise Conflict("该件尚未反馈，或您已经评价过。")
    record(by=PUBLIC, at=at, verb="举报人评价", subject=report, after={"satisfaction": satisfaction})
    report.refresh_from_db()
    return report


@transaction.atomic
def open_danger(
    *, report: Report, title: str, grade: str, description: str, by: Asker, at: datetime
) -> Danger:
    """Open a danger from a report, in the officer's own words: nothing of the reporter's goes along."""
    _only_handlers(report, by)
    if report.state not in ("accepted", "verified", "fed_back", "closed"):
        raise Conflict(f"该件处于“{report.state_label}”，受理后才能立为隐患。")
    if not title.strip():
        raise Refusal("请写明隐患名称。")
    finding = Finding(
        title=rules.without_contacts(title.strip())[:200],
        unit_id=report.owner_unit_id,
        source=Source.HOTLINE,
        grade=Grade(grade) if grade in set(Grade) else Grade.GENERAL,
        enterprise_id=report.enterprise_id,
        asset_id=report.asset_id,
        description=rules.without_contacts(description.strip()),
        address=report.address,
        geometry=report.geometry,
        source_type="hotline.report",
        source_id=report.pk,
        source_label=f"举报 {report.number}",
    )
    danger: Danger = report_danger(finding=finding, by=by, at=at)
    return danger


def _only_handlers(report: Report, by: Asker) -> None:
    own = by.unit_id in (report.owner_unit_id, report.issuer_unit_id)
    if not by.holds(*rules.RECEIVERS) or not (own or by.holds(Role.OFFICE)):
        raise NotAllowed(f"该件由{report.owner_unit}承办，您的岗位不能办理。")
