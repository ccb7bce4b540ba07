"""Verbs on identification checklists, and the sources that a checklist or the rule of objects names."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.workflow.actions import open_cases
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.risks import rules
from ancheng.supervision.risks.actions import NUMBER
from ancheng.supervision.risks.aggregation import recolour, touched
from ancheng.supervision.risks.models import Checklist, ChecklistItem, Risk, Subject
from ancheng.supervision.risks.rules import INDUSTRIES, NewItem
from ancheng.supervision.risks.zones import zone_of

STANDARD = Path(__file__).with_name("checklists.csv")
STANDARD_FROM = date(2018, 7, 1)


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
    if not by.holds(Role.OFFICE, Role.ADMINISTRATOR):
        raise NotAllowed("风险辨识清单由安委办维护。")
    if industry not in INDUSTRIES or not title.strip():
        raise Refusal("请选择行业并填写清单名称。")
    known = Checklist.objects.select_for_update().filter(industry=industry, title=title.strip())
    last = known.order_by("-version").first()
    if last and valid_from <= last.valid_from:
        raise Refusal(f"新版生效日期须晚于上一版的 {last.valid_from:%Y-%m-%d}。")
    known.filter(valid_to=None).update(valid_to=valid_from - timedelta(days=1))
    checklist = Checklist.objects.create(
        industry=industry, title=title.strip()[:100], version=last.version + 1 if last else 1,
        valid_from=valid_from, source=source[:200], created_at=at,
    )  # fmt: skip
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=checklist, order=order, part=each.part[:60], accident_type=each.accident_type[:30],
            text=each.text[:300], measures=each.measures[:300], clause=each.clause[:200],
        )
        for order, each in enumerate(items, start=1)
    )  # fmt: skip
    after = {"version": checklist.version, "items": len(items), "valid_from": valid_from}
    record(by=by, at=at, verb="发布风险辨识清单", subject=checklist, after=after)
    return checklist


@transaction.atomic
def publish_standard(*, by: Asker, at: datetime) -> int:
    """Publish the lists that the platform ships, where no version is known; returns how many."""
    with STANDARD.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    new = 0
    for (industry, title), rows in groupby(lines, key=lambda row: (row["industry"], row["title"])):
        if Checklist.objects.filter(industry=industry, title=title).exists():
            continue
        items = [
            NewItem(*(row[key] for key in ("part", "accident_type", "text", "measures", "clause")))
            for row in rows
        ]
        source = "平台自带清单（未核对）"
        publish(
            industry=industry, title=title, items=items, valid_from=STANDARD_FROM, source=source, by=by, at=at
        )
        new += 1
    return new


@transaction.atomic
def identify_required(*, by: Asker, at: datetime, at_most: int = 500) -> int:
    """Open a case for each object that has to be assessed, lies in the asker's charge and has none; returns how many."""
    if not by.holds(*rules.CHECKERS):
        raise NotAllowed("批量辨识由监管单位办理。")
    kinds = rules.REQUIRED_KINDS.in_force(beijing_day(at)).value
    found: list[Asset] = list(
        Asset.objects.visible_to(by)
        .filter(kind__in=kinds)
        .exclude(status=Status.RETIRED)
        .exclude(pk__in=Risk.objects.exclude(state="closed").filter(asset__isnull=False).values("asset_id"))
        .select_related("unit", "department", "enterprise__enterprise", "subdistrict", "community", "grid")
        .defer("words")
        .order_by("pk")[:at_most]
    )
    risks = [_required(each, by, at) for each in found]
    for each in risks:
        each.number = next_number(kind="risk", pattern=NUMBER, at=at)
    open_cases(cases=risks, verb="辨识风险源", by=by, at=at)
    recolour(units={unit for each in risks for unit in touched(each)}, at=at)
    return len(risks)


def _required(asset: Asset, by: Asker, at: datetime) -> Risk:
    enterprise = asset.enterprise
    registered = getattr(enterprise, "enterprise", None)
    return Risk(
        title=f"{asset.name}安全风险"[:200],
        subject=Subject.ASSET,
        industry=rules.industry_of(registered.industry) if registered else "其他",
        asset=asset,
        enterprise=enterprise,
        identified_on=beijing_day(at),
        identified_by=by.name,
        owner_unit=enterprise or asset.unit,
        issuer_unit=asset.subdistrict or asset.department or asset.unit,
        geometry=asset.geometry,
        subdistrict=asset.subdistrict,
        community=asset.community,
        grid=asset.grid,
        zone_id=zone_of(asset.geometry, [enterprise] if enterprise else []),
        address=asset.address,
    )
