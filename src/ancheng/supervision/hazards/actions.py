"""Verbs on major hazards; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number, produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.queries import put_in_place
from ancheng.kernel.workflow.actions import may_take, move, open_cases
from ancheng.science.models import gb18218
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.hazards import rules
from ancheng.supervision.hazards.models import Hazard, Identification, Substance
from ancheng.supervision.hazards.notices import filing_context
from ancheng.supervision.hazards.queries import authority, may_identify
from ancheng.supervision.hazards.rules import DECLARERS
from ancheng.supervision.hazards.values import Amount, Assessment, Exercise, Exposure, Regime, Stated, Verdict

NUMBER = "WXY-{year}-{n:05d}"
BUREAU, GAS_BUREAU = "区应急局", "区城管委"
# While it stands here the inventory is corrected in place; elsewhere a change begins a new identification.
IN_HAND = ("identified", "reassessing")
GAS = "城镇燃气不适用危险化学品重大危险源监督管理暂行规定（40号令），由城市管理部门监管。"


@transaction.atomic
def identify(*, stated: Stated, by: Asker, at: datetime) -> Hazard:
    """Open the file of a unit with its S, R and level; town gas is handed to who supervises it."""
    if not may_identify(by):
        raise NotAllowed("您的岗位不能登记重大危险源，请由企业、街道或监管部门登记。")
    rules.check_unit(stated.name, stated.sort, stated.regime)
    rules.check_exposure(stated.exposure)
    verdict = rules.judge(stated.amounts, stated.exposure.people)
    enterprise = _enterprise(stated.enterprise_id, by)
    gas = stated.regime == Regime.TOWN_GAS
    hazard = Hazard(
        number=next_number(kind="hazard", pattern=NUMBER, at=at),
        name=stated.name.strip()[:120],
        sort=stated.sort,
        regime=stated.regime,
        enterprise=enterprise,
        asset=_asset(stated.asset_id),
        boundary=stated.boundary.strip(),
        address=stated.address.strip()[:200],
        geometry=_geometry(stated.geometry),
        owner_unit=enterprise,
        issuer_unit=authority(GAS_BUREAU if gas else BUREAU),
        identified_at=at,
        **_figures(verdict, stated.exposure),
    )
    if hazard.geometry is None and hazard.asset and hazard.asset.geometry:
        hazard.geometry = hazard.asset.geometry
    put_in_place(hazard)
    open_cases(cases=[hazard], verb="辨识重大危险源", by=by, at=at)
    _keep(hazard, stated.amounts, verdict, by=by, at=at, why="")
    if gas:
        move(hazard, "hand_over", by=PLATFORM, at=at, why=GAS)
    return hazard


@transaction.atomic
def re_identify(
    *,
    hazard: Hazard,
    amounts: tuple[Amount, ...],
    exposure: Exposure,
    version: int,
    why: str,
    by: Asker,
    at: datetime,
) -> Verdict:
    """Put another inventory or population on the unit; a hazard that was assessed is identified anew."""
    rules.check_exposure(exposure)
    if not why.strip():
        raise Refusal("请写明变更理由，如“新增2号储罐”。")
    verdict = rules.judge(amounts, exposure.people)
    if hazard.state in IN_HAND:
        if not may_take(hazard, hazard.WORKFLOW.step("assess"), by):
            raise NotAllowed("清单由企业或其所在街道填报，您的岗位不能修改。")
    else:
        move(hazard, "reassess", by=by, at=at, why=why)
    figures = _figures(verdict, exposure)
    before = {name: getattr(hazard, name) for name in ("s", "r", "level", "people")}
    changed = Hazard.every.filter(pk=hazard.pk, version=version, state__in=IN_HAND).update(
        identified_at=at, version=version + 1, **figures
    )
    if not changed:
        raise Conflict("该单元的清单刚被他人修改，请刷新后核对再提交。")
    for name, value in {**figures, "identified_at": at, "version": version + 1}.items():
        setattr(hazard, name, value)
    _keep(hazard, amounts, verdict, by=by, at=at, why=why)
    after = {name: getattr(hazard, name) for name in before}
    record(by=by, at=at, verb="重新辨识", subject=hazard, why=why, before=before, after=after)
    return verdict


@transaction.atomic
def assess(*, hazard: Hazard, report: Assessment, by: Asker, at: datetime) -> None:
    """Hand in the safety assessment; from its date run the days for filing and the years to the next one."""
    rules.check_assessment(report, beijing_day(at))
    if not hazard.is_major:
        raise Refusal("S 小于 1，不构成重大危险源，不需要评估申报。")
    if report.reported_on is None:
        return
    changes = {
        "report_number": report.number.strip()[:60],
        "report_by": report.by_whom.strip()[:120],
        "reported_on": report.reported_on,
        "reassess_due_on": rules.reassess_on(report.reported_on),
    }
    move(hazard, "assess", by=by, at=at, changes=changes)


@transaction.atomic
def close_minor(*, hazard: Hazard, by: Asker, at: datetime) -> None:
    """Confirm that the unit is no major hazard."""
    if hazard.is_major:
        raise Refusal(f"S={hazard.s:g}，不小于 1，构成重大危险源，须评估并申报备案。")
    move(hazard, "close_minor", by=by, at=at)


@transaction.atomic
def declare(*, hazard: Hazard, by: Asker, at: datetime) -> None:
    """Declare the hazard for filing, with everything that the file must hold."""
    lacking = missing(hazard)
    if lacking:
        raise Refusal("申报材料不齐，请先：" + "".join(lacking))
    move(hazard, "declare", by=by, at=at, changes={"declared_at": at})


def missing(hazard: Hazard) -> list[str]:
    """What the file still lacks before it can be declared."""
    return rules.missing_for_declaration(
        s=hazard.s,
        posts=hazard.responsibles.values_list("post", flat=True),
        has_plan=hazard.plan_id is not None and attachments(hazard, purpose="plan").exists(),
        has_report=attachments(hazard, purpose="evidence").exists(),
        has_place=hazard.geometry is not None,
    )


@transaction.atomic
def register(*, hazard: Hazard, by: Asker, at: datetime) -> Document:
    """Register and file the hazard; the certificate is numbered and kept as Word and PDF."""
    permitted = may_take(hazard, hazard.WORKFLOW.step("register"), by)
    if permitted and hazard.state == "declared" and (lacking := missing(hazard)):
        raise Refusal("申报材料不齐，请退回补正：" + "".join(lacking))
    changes = {
        "filed_at": at,
        "filed_level": hazard.level,
        "special_drill_due_on": _drill_due(hazard, Exercise.SPECIAL, at),
        "on_site_drill_due_on": _drill_due(hazard, Exercise.ON_SITE, at),
    }
    move(hazard, "register", by=by, at=at, changes=changes)
    document = produce(
        kind="hazard_filing", subject=hazard, context=filing_context(hazard, by, at), by=by, at=at
    )
    Hazard.every.filter(pk=hazard.pk).update(filing_number=document.number)
    hazard.filing_number = document.number
    return document


@transaction.atomic
def send_back(*, hazard: Hazard, why: str, by: Asker, at: datetime) -> None:
    move(hazard, "send_back", by=by, at=at, why=why)


@transaction.atomic
def supervise(*, hazard: Hazard, by: Asker, at: datetime) -> None:
    move(hazard, "supervise", by=by, at=at)


@transaction.atomic
def order_reassessment(*, hazard: Hazard, why: str, by: Asker, at: datetime) -> None:
    """The supervising department demands a new identification."""
    move(hazard, "order_reassessment", by=by, at=at, why=why)


@transaction.atomic
def apply_cancel(*, hazard: Hazard, why: str, by: Asker, at: datetime) -> None:
    """Ask for the hazard to be struck off because it no longer is one."""
    move(hazard, "apply_cancel", by=by, at=at, why=why)


@transaction.atomic
def cancel(*, hazard: Hazard, by: Asker, at: datetime) -> None:
    """Strike the hazard off."""
    move(hazard, "cancel", by=by, at=at, changes={"cancelled_on": beijing_day(at)})


@transaction.atomic
def refuse_cancel(*, hazard: Hazard, why: str, by: Asker, at: datetime) -> None:
    move(hazard, "refuse_cancel", by=by, at=at, why=why)


def _drill_due(hazard: Hazard, exercise: Exercise, at: datetime) -> Any:
    """The next drill after the last one, or after the plan was approved where none was held yet."""
    last = hazard.drills.filter(exercise=exercise.value).values_list("held_on", flat=True).first()
    base = last or (hazard.plan.approved_on if hazard.plan else beijing_day(at))
    return rules.next_drill_on(exercise, base)


def _figures(verdict: Verdict, exposure: Exposure) -> Mapping[str, Any]:
    return {
        "s": verdict.s,
        "r": verdict.r,
        "alpha": verdict.alpha,
        "level": verdict.level,
        "people": exposure.people,
        "people_from_map": exposure.from_map,
        "people_why": exposure.why.strip()[:300],
        "people_source": exposure.source.strip()[:200],
    }


def _keep(
    hazard: Hazard, amounts: tuple[Amount, ...], verdict: Verdict, *, by: Asker, at: datetime, why: str
) -> None:
    """Write the inventory in force and the run of the standard that judged it."""
    hazard.substances.all().delete()
    Substance.objects.bulk_create(substances(hazard, amounts, verdict))
    Identification.objects.create(**identification(hazard, amounts, verdict, by=by, at=at, why=why))


def substances(hazard: Hazard, amounts: tuple[Amount, ...], verdict: Verdict) -> list[Substance]:
    return [
        Substance(
            hazard=hazard,
            order=order,
            stated_name=amount.name,
            name=line.name,
            hazard_class=amount.hazard_class,
            quantity_t=line.quantity_t,
            critical_quantity_t=line.critical_quantity_t,
            ratio=line.ratio,
            beta=line.beta,
            basis=line.basis,
            confirmed=line.confirmed,
        )
        for order, (amount, line) in enumerate(zip(amounts, verdict.lines, strict=True))
    ]


def identification(
    hazard: Hazard, amounts: tuple[Amount, ...], verdict: Verdict, *, by: Asker, at: datetime, why: str
) -> dict[str, Any]:
    return {
        "hazard": hazard,
        "at": at,
        "by_name": by.name,
        "standard": rules.STANDARD.in_force(beijing_day(at)).value,
        "model_version": gb18218.MODEL.version,
        "people": verdict.population,
        "alpha": verdict.alpha,
        "s": verdict.s,
        "r": verdict.r,
        "level": verdict.level,
        "lines": [
            {"name": line.name, "class": amount.hazard_class, "quantity_t": line.quantity_t,
             "critical_quantity_t": line.critical_quantity_t, "beta": line.beta, "confirmed": line.confirmed}
            for amount, line in zip(amounts, verdict.lines, strict=True)
        ],
        "unverified": list(verdict.unverified),
        "why": why.strip(),
    }  # fmt: skip


def _geometry(given: Any) -> GEOSGeometry | None:
    if given is None or isinstance(given, GEOSGeometry):
        return given
    longitude, latitude = given
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Refusal("标绘的位置超出经纬度范围，请在地图上重新点选。")
    return Point(float(longitude), float(latitude), srid=4326)


def _enterprise(enterprise_id: int | None, by: Asker) -> Unit:
    units = Unit.objects.in_use().filter(kind=UnitKind.ENTERPRISE)
    if by.holds(*DECLARERS):
        units = units.visible_to(by)
    found = units.filter(pk=enterprise_id).first() if enterprise_id else None
    if found is None:
        raise Refusal("没有找到该企业，请填写企业全称或统一社会信用代码。")
    return found


def _asset(asset_id: int | None) -> Asset | None:
    if asset_id is None:
        return None
    found: Asset | None = Asset.every.defer("words").filter(pk=asset_id).first()
    if found is None:
        raise Refusal("没有找到该对象，请核对对象编号。")
    return found
