"""Verbs on checklists, and a self-check along one."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record
from ancheng.supervision.dangers.actions import report
from ancheng.supervision.dangers.models import Checklist, ChecklistItem, Danger, SelfCheck, Stage
from ancheng.supervision.dangers.queries import supervisor_of
from ancheng.supervision.dangers.record_actions import add_photo
from ancheng.supervision.dangers.rules import NewItem, check_items
from ancheng.supervision.dangers.values import Finding, Grade, Source

STANDARD = Path(__file__).with_name("checklists.csv")
# The laws that the standard lists cite hold in this wording since this day.
STANDARD_FROM = date(2021, 9, 1)
PASS, FAIL, NOT_APPLICABLE = "pass", "fail", "na"


@transaction.atomic
def publish(
    *,
    industry: str,
    title: str,
    items: Sequence[NewItem],
    valid_from: date,
    source: str,
    by: Asker,
    at: datetime,
) -> Checklist:
    """Publish a checklist; the version in force before it ends the day before."""
    _only_keepers(by)
    check_items(items)
    if not title.strip() or not industry.strip():
        raise Refusal("请填写行业和清单名称。")
    known = Checklist.objects.select_for_update().filter(industry=industry.strip(), title=title.strip())
    last = known.order_by("-version").first()
    if last and valid_from <= last.valid_from:
        raise Refusal(f"新版生效日期须晚于上一版的 {last.valid_from:%Y-%m-%d}。")
    known.filter(valid_to=None).update(valid_to=valid_from - timedelta(days=1))
    checklist = Checklist.objects.create(
        industry=industry.strip(),
        title=title.strip(),
        version=last.version + 1 if last else 1,
        valid_from=valid_from,
        source=source[:200],
        created_at=at,
    )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=checklist,
            order=order,
            part=each.part[:60],
            text=each.text[:300],
            clause=each.clause[:200],
            grade=each.grade.value,
            verified=each.verified,
        )
        for order, each in enumerate(items, start=1)
    )
    after = {"version": checklist.version, "items": len(items), "valid_from": valid_from}
    record(by=by, at=at, verb="发布检查清单", subject=checklist, after=after)
    return checklist


@transaction.atomic
def publish_standard(*, by: Asker, at: datetime) -> int:
    """Publish the lists that the platform ships, where no version is known; returns how many."""
    _only_keepers(by)
    with STANDARD.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    new = 0
    for (industry, title), rows in groupby(lines, key=lambda row: (row["industry"], row["title"])):
        if Checklist.objects.filter(industry=industry, title=title).exists():
            continue
        items = [
            NewItem(row["part"], row["text"], row["clause"], Grade(row["grade"]), row["verified"] == "1")
            for row in rows
        ]
        publish(
            industry=industry,
            title=title,
            items=items,
            valid_from=STANDARD_FROM,
            source="平台自带标准清单",
            by=by,
            at=at,
        )
        new += 1
    return new


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found at one item: passed, failed with words and a photo, or not applicable."""

    verdict: str
    note: str = ""
    photo: UploadedFile[Any] | None = None


@transaction.atomic
def check_oneself(
    *,
    checklist: Checklist,
    answers: Mapping[int, Answer],
    by: Asker,
    at: datetime,
    spot: tuple[float, float] | None = None,
) -> tuple[SelfCheck, list[Danger]]:
    """Walk through a checklist: every item is answered, every failed one becomes a danger."""
    if by.role != Role.ENTERPRISE or by.unit_id is None:
        raise NotAllowed("企业自查由企业用户填报；监管人员请登记检查发现的隐患。")
    items = list(checklist.items.all())
    if checklist.valid_to is not None and checklist.valid_to < beijing_day(at):
        raise Conflict("该清单已有新版本，请用现行版本自查。")
    missing = [each.order for each in items if each.pk not in answers]
    if missing:
        raise Refusal(f"还有 {len(missing)} 项未填（第{'、'.join(map(str, missing[:8]))}项），请逐项填写。")
    verdicts = [answers[each.pk].verdict for each in items]
    if not set(verdicts) <= {PASS, FAIL, NOT_APPLICABLE}:
        raise Refusal("自查结果只能是合格、不合格或不涉及。")
    check = SelfCheck(
        checklist=checklist,
        enterprise_id=by.unit_id,
        at=at,
        by_id=by.person_id,
        by_name=by.name,
        passed=verdicts.count(PASS),
        failed=verdicts.count(FAIL),
        not_applicable=verdicts.count(NOT_APPLICABLE),
        answers={str(each.pk): answers[each.pk].verdict for each in items},
    )
    check.derive_scope()
    check.save()
    after = {"passed": check.passed, "failed": check.failed, "not_applicable": check.not_applicable}
    record(by=by, at=at, verb="完成自查", subject=check, after=after)
    failed = [each for each in items if answers[each.pk].verdict == FAIL]
    return check, [_danger(check, each, answers[each.pk], by, at, spot) for each in failed]


def _danger(
    check: SelfCheck,
    item: ChecklistItem,
    answer: Answer,
    by: Asker,
    at: datetime,
    spot: tuple[float, float] | None,
) -> Danger:
    finding = Finding(
        title=f"{item.part}：不符合“{item.text}”"[:200],
        unit_id=supervisor_of(check.enterprise).pk,
        source=Source.SELF_CHECK,
        grade=Grade(item.grade),
        enterprise_id=check.enterprise_id,
        item_id=item.pk,
        clause=item.clause,
        description=answer.note,
        geometry=spot,
        source_type="dangers.selfcheck",
        source_id=check.pk,
        source_label=str(check),
    )
    danger = report(finding=finding, by=by, at=at)
    if answer.photo:
        add_photo(danger=danger, upload=answer.photo, stage=Stage.BEFORE, by=by, at=at, spot=spot)
    return danger


def _only_keepers(by: Asker) -> None:
    if not by.holds(Role.OFFICE, Role.ADMINISTRATOR):
        raise NotAllowed("检查清单由安委办维护。")
