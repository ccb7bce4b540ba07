"""The risk assessment report: what it says and shows, drawn up from the registers of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day, day_text
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.risks import coverage, picture, rules
from ancheng.supervision.risks.aggregation import run_of_day, top_areas
from ancheng.supervision.risks.map_models import ReportScope
from ancheng.supervision.risks.models import (
    AreaGrade,
    Measure,
    MeasureKind,
    Method,
    Risk,
    RiskReport,
)
from ancheng.supervision.risks.values import Basis, Grade, Rule

LISTED = 80
NAMES = picture.NAMES


@transaction.atomic
@in_record_language
def draw_up(*, scope: ReportScope, unit: Unit | None, industry: str, by: Asker, at: datetime) -> Document:
    """Draw up the report of the district, of a zone or subdistrict, or of an industry, as Word and as PDF."""
    district = Unit.objects.get(kind=UnitKind.DISTRICT)
    subject = _subject(scope, unit, industry, district)
    if not by.holds(Role.OFFICE) and not (
        scope == ReportScope.ZONE and by.unit_id == subject.pk and by.may_write
    ):
        raise NotAllowed("全区和行业报告由安委办编制，街道、功能区可编制本区域的报告。")
    today = beijing_day(at)
    run = run_of_day(rule=Rule.HIGHEST, basis=Basis.UNMITIGATED, day=today, by=by, at=at)
    report = RiskReport(
        scope=scope, unit=subject, industry=industry if scope == ReportScope.INDUSTRY else "",
        run=run, as_of=today, at=at, by_name=by.name,
    )  # fmt: skip
    report.derive_scope()
    report.save()
    found = contents(report, by=by)
    return produce(kind="risk_report", subject=report, context=found, by=by, at=at, pictures=pictures(report))


def _subject(scope: ReportScope, unit: Unit | None, industry: str, district: Unit) -> Unit:
    if scope == ReportScope.INDUSTRY and industry not in rules.INDUSTRIES:
        raise Refusal("请选择报告所涉行业。")
    if scope != ReportScope.ZONE:
        return district
    if unit is None or unit.kind not in (UnitKind.ZONE, UnitKind.SUBDISTRICT):
        raise Refusal("请选择报告所涉功能区或街道（地区）。")
    return unit


def rows_of(report: RiskReport) -> QuerySet[Risk]:
    """The risks of which a report speaks."""
    rows: QuerySet[Risk] = Risk.objects.exclude(state="closed").order_by()
    if report.scope == ReportScope.INDUSTRY:
        return rows.filter(industry=report.industry)
    if report.scope == ReportScope.ZONE:
        unit = report.unit_id
        return rows.filter(Q(subdistrict_id=unit) | Q(zone_id=unit) | Q(area_id=unit))
    return rows


def pictures(report: RiskReport) -> dict[str, bytes]:
    """The map of the areas, and the map of the risks that are at least considerable."""
    level, within = _level(report), _within(report)
    units = [report.unit_id] if report.scope == ReportScope.ZONE else []
    spots = picture.spots(Grade.ORANGE, enterprise_industry=report.industry, units=units)
    return {
        "map_areas": picture.of_run(report.run, level=level, within=within),
        "map_spots": picture.of_run(report.run, level=level, within=within, spots=spots),
    }


def _level(report: RiskReport) -> str:
    if report.scope != ReportScope.ZONE:
        return UnitKind.SUBDISTRICT
    return UnitKind.COMMUNITY if report.unit.kind == UnitKind.SUBDISTRICT else UnitKind.ZONE


def _within(report: RiskReport) -> list[int] | None:
    if report.scope != ReportScope.ZONE:
        return None
    below = (
        Unit.objects.in_use().filter(kind=_level(report)).filter(Q(parent=report.unit) | Q(pk=report.unit_id))
    )
    return list(below.values_list("pk", flat=True))


def contents(report: RiskReport, *, by: Asker) -> dict[str, Any]:
    """Every word and figure of the report as plain values."""
    rows, today = rows_of(report), report.as_of
    counts = _counts(rows.values_list("unmitigated").annotate(number=Count("pk")))
    expired = rows.filter(valid_until__lt=today).count()
    whole = sum(counts.values())
    assessed = whole - counts[Grade.NEVER]
    return {
        "name": report.name,
        "title_line": str(report),
        "as_of": day_text(today),
        "issuer": by.unit_name or "安委办",
        "date": day_text(today),
        "purpose": _purpose(report),
        "rule": f"区域等级按“取最高等级”聚合：区域等级取区域内已评估风险的最高固有等级。依据：{report.run.citation}",
        "methods": _methods(today),
        "total": whole,
        "assessed": assessed,
        "never": counts[Grade.NEVER],
        "expired": expired,
        "summary": _summary(report, counts, expired),
        "grades": [_share(NAMES[each], counts[each], whole) for each in sorted(Grade, reverse=True)],
        "residuals": _residuals(rows),
        "areas": [_area(each) for each in _area_rows(report)],
        "industries": _industries(rows),
        "coverage": _coverage(today),
        "risks": _listed(rows),
        "listed_note": _listed_note(counts),
        "measures": _measures(rows),
        "advice": _advice(rows, counts, expired, report),
    }


def _purpose(report: RiskReport) -> str:
    return (
        f"为落实风险分级管控要求，掌握{report.name}安全风险状况，依据城市安全风险信息平台截至{day_text(report.as_of)}"
        "登记的风险源、评估结果和管控措施，编制本报告。报告所列等级除注明外均为采取措施前的固有风险等级；"
        "未经评估的风险源单独列示，不视为低风险。"
    )


def _methods(today: date) -> list[dict[str, str]]:
    found = []
    for method, label in (
        (Method.MATRIX, "5×5风险矩阵（R = L × C）"),
        (Method.LEC, "作业条件危险性分析（D = L × E × C）"),
    ):
        edition = rules.BANDS[rules.Method(method)].in_force(today)
        sign = "大于" if edition.value.above else "不小于"
        bands = "；".join(f"{sign}{bound:g}为{NAMES[grade]}" for bound, grade in edition.value.bounds)
        found.append(
            {"label": label, "bands": f"{bands}；其余为{NAMES[Grade.BLUE]}", "citation": edition.citation}
        )
    return found


def _counts(pairs: Iterable[tuple[int, int]]) -> dict[Grade, int]:
    found = dict.fromkeys(Grade, 0)
    for grade, number in pairs:
        found[Grade(grade)] += number
    return found


def _share(name: str, number: int, whole: int) -> dict[str, Any]:
    return {"name": name, "number": number, "percent": f"{number * 100 / whole:.1f}%" if whole else "—"}


def _summary(report: RiskReport, counts: Mapping[Grade, int], expired: int) -> str:
    whole = sum(counts.values())
    if not whole:
        return f"{report.name}尚未登记风险源，不能据此判断风险高低。请先组织辨识。"
    parts = "、".join(
        f"{NAMES[each]}{counts[each]}项" for each in (Grade.RED, Grade.ORANGE, Grade.YELLOW, Grade.BLUE)
    )
    never = counts[Grade.NEVER]
    text = f"{report.name}共登记风险源{whole}项，其中已评估{whole - never}项：{parts}；未评估{never}项。"
    return text + (
        f"已评估风险中有{expired}项评估有效期届满，待复评。" if expired else "已评估风险均在有效期内。"
    )


def _residuals(rows: QuerySet[Risk]) -> list[dict[str, Any]]:
    """How many of each grade stay in which grade with their measures."""
    pairs = rows.filter(unmitigated__gt=0).values_list("unmitigated", "residual").annotate(number=Count("pk"))
    table: dict[tuple[int, int], int] = {(before, after): number for before, after, number in pairs}
    grades = (Grade.RED, Grade.ORANGE, Grade.YELLOW, Grade.BLUE)
    return [
        {"name": NAMES[before], "cells": [table.get((before.value, after.value), 0) for after in grades]}
        for before in grades
    ]


def _area_rows(report: RiskReport) -> list[AreaGrade]:
    rows = top_areas(report.run, [_level(report)])
    within = _within(report)
    return rows if within is None else [each for each in rows if each.unit_id in within]


def _area(row: AreaGrade) -> dict[str, Any]:
    counts = row.counts
    return {
        "name": str(row.unit), "grade": NAMES[Grade(row.grade)], "red": row.red, "orange": row.orange,
        "yellow": row.yellow, "blue": row.blue, "never": row.never,
        "never_percent": "—" if not counts.total else f"{counts.percent(row.never)}%",
    }  # fmt: skip


def _industries(rows: QuerySet[Risk]) -> list[dict[str, Any]]:
    numbers = {f"g{each.value}": Count("pk", filter=Q(unmitigated=each.value)) for each in Grade}
    found = rows.values("industry").annotate(**numbers, whole=Count("pk")).order_by("-whole")
    return [
        {
            "name": row["industry"] or "未注明", "whole": row["whole"], "red": row["g4"], "orange": row["g3"],
            "yellow": row["g2"], "blue": row["g1"], "never": row["g0"],
        }
        for row in found
    ]  # fmt: skip


def _coverage(today: date) -> list[dict[str, Any]]:
    zones, industries = coverage.by_zone(today), coverage.by_industry(today)
    named = (("功能区", zones), ("重点行业企业", industries))
    parts = [coverage.overall(each, key) for key, each in named] + [
        each for each in industries if each.required
    ]
    return [
        {
            "name": each.key, "required": each.required, "valid": each.valid, "expired": each.expired,
            "never": each.never, "percent": "—" if each.percent is None else f"{each.percent}%",
        }
        for each in parts
    ]  # fmt: skip


def _listed(rows: QuerySet[Risk]) -> list[dict[str, str]]:
    worst = rows.filter(unmitigated__gte=Grade.ORANGE.value).order_by("-unmitigated", "-residual", "pk")
    found = list(worst.select_related("owner_unit").prefetch_related("measures")[:LISTED])
    return [
        {
            "number": each.number,
            "title": each.title,
            "owner": str(each.owner_unit),
            "grade": NAMES[Grade(each.unmitigated)].removesuffix("风险"),
            "residual": NAMES[Grade(each.residual)].removesuffix("风险"),
            "measures": "；".join(measure.text.rstrip("。；") for measure in each.measures.all()[:3])
            or "尚未填写",
            "until": str(each.valid_until or "—"),
        }
        for each in found
    ]


def _listed_note(counts: Mapping[Grade, int]) -> str:
    whole = counts[Grade.RED] + counts[Grade.ORANGE]
    if whole > LISTED:
        return f"重大、较大风险共{whole}项，下表列出等级最高的{LISTED}项，完整清单可从平台导出。"
    return f"重大、较大风险共{whole}项。" if whole else "没有重大、较大风险。"


def _measures(rows: QuerySet[Risk]) -> list[dict[str, Any]]:
    counted = dict(
        Measure.objects.filter(risk__in=rows.exclude(unmitigated=0).values("pk"))
        .order_by()
        .values_list("kind")
        .annotate(number=Count("risk_id", distinct=True))
    )
    whole = rows.exclude(unmitigated=0).count()
    return [_share(str(label), counted.get(key, 0), whole) for key, label in MeasureKind.choices]


def _advice(rows: QuerySet[Risk], counts: Mapping[Grade, int], expired: int, report: RiskReport) -> list[str]:
    """What follows from the figures; nothing that they do not bear out."""
    advice = []
    if counts[Grade.RED]:
        loose = rows.filter(unmitigated=4).exclude(state__in=("controlled", "downgraded")).count()
        advice.append(
            f"对{counts[Grade.RED]}项重大风险逐项落实四级责任人和应急处置措施"
            + (f"，其中{loose}项尚未处于管控状态，应优先办理。" if loose else "，并保持管控状态。")
        )
    held = rows.filter(unmitigated__gte=3, residual__gte=3).count()
    if held:
        advice.append(
            f"{held}项重大、较大风险采取措施后剩余等级仍为较大以上，应补充工程技术措施或调整作业方式。"
        )
    if expired:
        advice.append(f"{expired}项评估有效期届满，应于启动复评期限内组织复评。")
    if counts[Grade.NEVER]:
        advice.append(f"{counts[Grade.NEVER]}项风险源尚未评估，评估完成前按未知对待，不得视为低风险。")
    blind = [each for each in _area_rows(report) if each.grade == Grade.NEVER.value]
    if blind:
        names = "、".join(str(each.unit) for each in blind[:8])
        advice.append(
            f"{names}{'等' if len(blind) > 8 else ''}{len(blind)}个区域没有任何已评估风险，应组织辨识评估。"
        )
    return advice or ["保持现有管控措施，按期复评。"]
