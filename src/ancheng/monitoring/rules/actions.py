"""Verbs on rules; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved
from ancheng.monitoring.rules.models import Rule, Version
from ancheng.monitoring.rules.rules import check_draft
from ancheng.monitoring.rules.values import Draft, ScopeKind
from ancheng.monitoring.rules.workflows.rule import AUTHORS
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.warnings.kinds import kind_of_sensor, kinds
from ancheng.monitoring.warnings.queries import approving_unit
from ancheng.science.signals.words import to_json

FAULTS = ("silent", "unlawful")
FAULT_NAMES = {"silent": "失联", "unlawful": "读数无效"}


@transaction.atomic
def write(*, draft: Draft, by: Asker, at: datetime, rule: Rule | None = None) -> Version:
    """Keep a new version of a rule, the first one of a new rule when none is given."""
    if not by.holds(*AUTHORS) or not by.may_write:
        raise NotAllowed("当前岗位不能编写规则，请联系安委办或主管部门。")
    check_draft(draft, kinds=kinds(), sensor_kinds=KINDS)
    unit = Unit.objects.get(pk=by.unit_id) if by.unit_id else approving_unit()
    if rule is None:
        rule = Rule.objects.create(name=draft.name.strip()[:120], kind=draft.kind, created_at=at)
    last = Version.every.filter(rule=rule).order_by("-number").values_list("number", flat=True).first()
    version = _version(rule, (last or 0) + 1, draft, unit)
    try:
        with transaction.atomic():
            open_cases(cases=[version], verb="编写规则", by=by, at=at)
    except IntegrityError as fault:
        raise Conflict("另一人刚刚保存了该规则的新版本，请刷新后在其基础上修改。") from fault
    return version


def _version(rule: Rule, number: int, draft: Draft, unit: Unit) -> Version:
    return Version(
        rule=rule,
        number=number,
        condition=draft.condition,
        level=draft.level,
        scope_kind=draft.scope_kind.value,
        scope=list(draft.scope),
        sensor_kind=draft.sensor_kind,
        inputs=dict(draft.inputs),
        unit=draft.unit[:20],
        clause=draft.clause.strip()[:200],
        verified=draft.verified,
        downgrade_min=draft.downgrade_min,
        clear_min=draft.clear_min,
        remind_min=draft.remind_min,
        owner_unit=unit,
        issuer_unit=approving_unit(),
    )


@transaction.atomic
def note_trial(*, version: Version, trial: dict[str, Any], by: Asker, at: datetime) -> None:
    """Keep what a trial on stored history gave; only then may a version be put to use."""
    move(version, "test", by=by, at=at, changes={"trial": trial})


@transaction.atomic
def activate(*, version: Version, by: Asker, at: datetime) -> None:
    """Put a version to use; the one before it is retired in the same moment."""
    former = Version.every.select_for_update().filter(rule_id=version.rule_id, state="active").first()
    if former is not None:
        retire(version=former, why=f"由第{version.number}版取代", by=by, at=at)
    if not version.trial:
        raise Refusal("启用前须先在历史数据上回测，看清会触发多少次。")
    move(version, "activate", by=by, at=at, changes={"activated_at": at})


@transaction.atomic
def confirm(*, version: Version, why: str, by: Asker, at: datetime) -> None:
    """Find, once a year, that the rule is still right."""
    move(version, "confirm", by=by, at=at, why=why)


@transaction.atomic
def retire(*, version: Version, why: str, by: Asker, at: datetime) -> None:
    move(version, "retire", by=by, at=at, why=why, changes={"retired_at": at})


@transaction.atomic
def discard(*, version: Version, why: str, by: Asker, at: datetime) -> None:
    move(version, "discard", by=by, at=at, why=why)


@transaction.atomic
def install_defaults(
    *, at: datetime, by: Asker = PLATFORM, only: Iterable[str] | None = None, on: date | None = None
) -> int:
    """Write and activate the rules that every kind of sensor starts with, as they are in force on the day `on`.

    Those that are there already stay as they are.
    """
    known = set(Rule.objects.exclude(origin="").values_list("origin", flat=True))
    unit = approving_unit()
    added: list[Version] = []
    for origin, draft in _defaults(on or beijing_day(at), only):
        if origin in known:
            continue
        rule = Rule.objects.create(name=draft.name[:120], kind=draft.kind, origin=origin, created_at=at)
        added.append(_version(rule, 1, draft, unit))
    moves = (Moved("test", by, at), Moved("activate", by, at))
    for version in added:
        version.trial, version.activated_at = {"installed": True}, at
    write_past(pasts=[Past(each, by, at, moves) for each in added], verb="安装默认规则", until=at)
    if added:
        record(by=by, at=at, verb="安装默认规则", subject=unit, after={"count": len(added)})
    return len(added)


def _defaults(on: date, only: Iterable[str] | None) -> Iterable[tuple[str, Draft]]:
    wanted = set(only) if only is not None else set(KINDS)
    for name, declared in KINDS.items():
        if name not in wanted:
            continue
        for each in declared.rules:
            edition = each.in_force(on)
            yield (
                f"{name}.{each.key}",
                Draft(
                    f"{declared.zh}：{each.zh}",
                    kind_of_sensor(name),
                    to_json(edition.value),
                    ScopeKind.KIND,
                    sensor_kind=name,
                    level=int(each.suggests),
                    unit="" if declared.states else declared.unit,
                    clause=edition.citation.removesuffix("（未核对）"),
                    verified=edition.verified,
                    remind_min=15,
                ),
            )
        for key, condition in zip(FAULTS, declared.faults, strict=True):
            yield (
                f"{name}.{key}",
                Draft(
                    f"{declared.zh}：{FAULT_NAMES[key]}",
                    kind_of_sensor(name),
                    to_json(condition),
                    ScopeKind.KIND,
                    sensor_kind=name,
                    unit="" if declared.states else declared.unit,
                    clause="设备自检",
                    clear_min=60,
                ),
            )
