"""Verbs on warnings; the state changes through `move` alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Polygon
from django.db import IntegrityError, transaction
from shapely.geometry import shape
from shapely.validation import make_valid

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import OFFICERS, Role
from ancheng.contracts.monitoring import WarningConfirmed, WarningIssued, WarningLifted
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.events.actions import announce, reactions
from ancheng.kernel.notices.actions import settle, tell
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.people.queries import people_in
from ancheng.kernel.places.queries import put_in_place
from ancheng.kernel.workflow.actions import may_take, move, open_cases
from ancheng.monitoring.warnings import rules
from ancheng.monitoring.warnings.cards import NUMBER, say
from ancheng.monitoring.warnings.kinds import kind
from ancheng.monitoring.warnings.models import CoSign, Missed, Warning
from ancheng.monitoring.warnings.outgoing import send_out
from ancheng.monitoring.warnings.queries import approving_unit, duty_unit
from ancheng.monitoring.warnings.values import Content, Outcome, Scope
from ancheng.monitoring.warnings.workflows.warning import KEEPERS


@transaction.atomic
def open_warning(
    *,
    kind_name: str,
    level: int,
    title: str,
    why: str,
    by: Asker,
    at: datetime,
    relay_number: str = "",
    realm: Realm = Realm.ACTUAL,
) -> Warning:
    """Open a warning by hand, from what people saw or another office said; it is verified by who opens it."""
    if not by.holds(*KEEPERS) or not by.may_write:
        raise NotAllowed("当前岗位不能登记预警，请联系值班室。")
    declared = kind(kind_name)
    rules.check_level(level)
    if not title.strip() or not why.strip():
        raise Refusal("请填写预警名称和依据。")
    warning = Warning(
        realm=realm, number=next_number(kind="warning", pattern=NUMBER, at=at, realm=realm), kind=kind_name,
        level=level, title=title.strip()[:120], alert_items=declared.alert_items, measures=declared.measures,
        alert_items_en=declared.alert_items_en, measures_en=declared.measures_en, started_at=at, pushed_at=at,
        sensed_at=at, judged_at=at, relayed=bool(declared.relayed), relay_number=relay_number.strip()[:80],
        owner_unit=duty_unit(), issuer_unit=approving_unit(), words=why.strip()[:300],
    )  # fmt: skip
    open_cases(cases=[warning], verb="登记预警", by=by, at=at)
    move(warning, "verify", by=by, at=at, why=why, changes={"accepted_at": at})
    say(warning, at=at)
    return warning


@transaction.atomic
def verify(*, warning: Warning, by: Asker, at: datetime, why: str = "") -> None:
    """Find that it is so; the ladder stops."""
    _step(warning, "verify", by=by, at=at, why=why, changes={"accepted_at": at})
    settle(subject=warning, at=at)


@transaction.atomic
def dismiss(*, warning: Warning, why: str, by: Asker, at: datetime) -> None:
    """Find that it is a false alarm, and say why: the rule's author learns from it."""
    accepted = warning.accepted_at or at
    changes = {"accepted_at": accepted, "closed_at": at, "outcome": Outcome.FALSE.value}
    _step(warning, "dismiss", by=by, at=at, why=why, changes=changes)
    settle(subject=warning, at=at)


@transaction.atomic
def draft(*, warning: Warning, content: Content, by: Asker, at: datetime) -> None:
    """Write what the warning says; all that the law asks for."""
    rules.check_content(content, at=at)
    shape = _area(content.area)
    changes: dict[str, Any] = {
        "title": content.title.strip()[:120],
        "level": content.level,
        "started_at": content.started_at,
        "expires_at": content.expires_at,
        "area_text": content.area_text.strip()[:300],
        "alert_items": content.alert_items.strip(),
        "measures": content.measures.strip(),
        "alert_items_en": content.alert_items_en.strip(),
        "measures_en": content.measures_en.strip(),
        "scope": content.scope.value,
        "drafted_by_id": by.person_id,
        "approved_by_id": None,
        "issuer_id": warning.issuer_id or duty_unit().pk,
    }
    _step(warning, "draft", by=by, at=at, changes=changes)
    if shape is not None:
        warning.geometry = shape
        put_in_place(warning)
        fields = ["geometry", "subdistrict", "community", "grid"]
        warning.derive_scope()
        warning.save(update_fields=[*fields, "seen_by"])


@transaction.atomic
def send(*, warning: Warning, units: Sequence[int], by: Asker, at: datetime) -> None:
    """Ask departments to sign; without any it goes straight on."""
    asked = list(Unit.objects.in_use().filter(pk__in=set(units)).order_by("pk"))
    if len(asked) != len(set(units)):
        raise Refusal("会签单位不存在或已撤销，请重新选择。")
    _step(warning, "send", by=by, at=at)
    CoSign.objects.bulk_create(CoSign(warning=warning, unit=unit, asked_at=at) for unit in asked)
    if not asked:
        move(warning, "complete", by=PLATFORM, at=at, why="无须会签")
        return
    warning.derive_scope()
    warning.save(update_fields=["seen_by"])
    tell(
        people=people_in([each.pk for each in asked], beijing_day(at), (*OFFICERS, Role.OFFICE)),
        kind="warning.cosign",
        level="urgent",
        title=f"【请会签】{warning.title}（{rules.COLOURS[warning.level]}）",
        body=warning.alert_items,
        url=warning.get_absolute_url(),
        subject=warning,
        by=by,
        at=at,
        key=f"cosign:{warning.pk}:{at.isoformat()}",
    )


@transaction.atomic
def cosign(*, warning: Warning, agreed: bool, opinion: str, by: Asker, at: datetime) -> None:
    """Sign for the own unit, or say what must change; the last signature completes it, one refusal returns it."""
    if not by.may_write:
        raise NotAllowed("审计员只能查看，不能会签。")
    if not agreed and not opinion.strip():
        raise Refusal("不同意会签须写明修改意见。")
    # The row of the warning is held: two last signatures at once must not both find the other one missing.
    state = Warning.every.select_for_update().values_list("state", flat=True).get(pk=warning.pk)
    if state != "cosigning":
        raise Conflict(f"该预警现处于“{warning.WORKFLOW.label_of(state)}”，不在会签中，请刷新后查看。")
    answered = CoSign.objects.filter(
        warning=warning, unit_id=by.unit_id or 0, void=False, answered_at=None
    ).update(
        answered_at=at, agreed=agreed, opinion=opinion.strip()[:300], by_id=by.person_id, by_name=by.name
    )
    if not answered:
        raise Conflict("贵单位没有待办的会签，或已由同事会签。")
    record(by=by, at=at, verb="会签同意" if agreed else "会签不同意", subject=warning, why=opinion)
    if not agreed:
        _void(warning)
        move(warning, "return_draft", by=PLATFORM, at=at, why=f"{by.unit_name}：{opinion.strip()}")
    elif not CoSign.objects.filter(warning=warning, void=False, answered_at=None).exists():
        move(warning, "complete", by=PLATFORM, at=at)
    say(warning, at=at)


@transaction.atomic
def return_draft(*, warning: Warning, why: str, by: Asker, at: datetime) -> None:
    """Take a draft back; the signatures under it are void."""
    _step(warning, "return_draft", by=by, at=at, why=why, changes={"approved_by_id": None})
    _void(warning)


@transaction.atomic
def approve(*, warning: Warning, authorisation: str, by: Asker, at: datetime, opinion: str = "") -> None:
    """Approve a draft by somebody else's hand; orange and red only with the city's authorisation."""
    if by.person_id is not None and by.person_id == warning.drafted_by_id:
        raise NotAllowed("不能批准本人起草的预警，请由其他领导批准。")
    number = authorisation.strip()[:60] or warning.authorisation
    _authority(warning, level=warning.level, authorisation=number, at=at)
    changes = {"authorisation": number, "approved_by_id": by.person_id}
    _step(warning, "approve", by=by, at=at, why=opinion, changes=changes)


@transaction.atomic
def issue(*, warning: Warning, by: Asker, at: datetime, relay_number: str = "") -> None:
    """Let it out: by every channel that may carry it."""
    number = relay_number.strip()[:80] or warning.relay_number
    rules.check_content(_content(warning), at=at)
    warning.relay_number = number
    _authority(warning, level=warning.level, authorisation=warning.authorisation, at=at)
    changes = {"issued_at": at, "relay_number": number, "issuer_id": warning.issuer_id or duty_unit().pk}
    _step(warning, "issue", by=by, at=at, changes=changes)
    send_out(warning=warning, message="Alert", at=at)
    announce(_issued(warning, at))


@transaction.atomic
def relevel(
    *, warning: Warning, level: int, why: str, by: Asker, at: datetime, authorisation: str = ""
) -> None:
    """Raise or lower the level of a warning that is out; the same authority is asked for as at its issue."""
    now = Warning.every.select_for_update().get(pk=warning.pk)
    verb = rules.check_releveled(now.level, level, why)
    number = authorisation.strip()[:60] or now.authorisation
    _authority(now, level=level, authorisation=number, at=at)
    _step(warning, verb, by=by, at=at, why=why, changes={"level": level, "authorisation": number})
    send_out(warning=warning, message="Update", at=at, note=why)
    announce(_issued(warning, at))


@transaction.atomic
def lift(*, warning: Warning, why: str, by: Asker, at: datetime) -> None:
    """End it: the messages that went out are cancelled."""
    _step(warning, "lift", by=by, at=at, why=why, changes={"lifted_at": at, "closed_at": at})
    send_out(warning=warning, message="Cancel", at=at, note=why)
    announce(WarningLifted(warning.pk, warning.number, warning.kind, warning.realm, at))


@transaction.atomic
def review(*, warning: Warning, hit: bool, lessons: str, by: Asker, at: datetime) -> None:
    """Say what it proved to be and what is to be learnt."""
    outcome = Outcome.HIT if hit else Outcome.FALSE
    changes = {"outcome": outcome.value, "lessons": lessons.strip()}
    _step(warning, "review", by=by, at=at, why=lessons, changes=changes)


@transaction.atomic
def withdraw(*, warning: Warning, why: str, by: Asker, at: datetime) -> None:
    """Give up a warning that never went out."""
    _step(warning, "withdraw", by=by, at=at, why=why, changes={"closed_at": at})
    _void(warning)


@transaction.atomic
def confirm(*, warning: Warning, by: Asker, at: datetime) -> None:
    """Hand it to the incident desk, once."""
    if not incidents_are_received():
        raise Refusal("尚未启用事件处置，暂不能生成事件。")
    if not may_take(warning, warning.WORKFLOW.step("verify"), by):
        raise NotAllowed("当前岗位不能生成事件，请联系值班室。")
    if warning.state in ("suggested", "dismissed", "withdrawn"):
        raise Conflict("请先核实预警，再生成事件。")
    if not Warning.every.filter(pk=warning.pk, confirmed_at=None).update(confirmed_at=at):
        raise Conflict("该预警已由他人生成事件，请刷新后查看。")
    warning.confirmed_at = at
    record(by=by, at=at, verb="生成事件", subject=warning)
    point = warning.geometry.centroid if warning.geometry else None
    announce(
        WarningConfirmed(
            warning.pk, warning.number, warning.kind, warning.level, warning.title,
            point.x if point else None, point.y if point else None, warning.area_text,
            warning.subdistrict_id, warning.alarms.values_list("asset_id", flat=True).first(), warning.realm,
            by.person_id, at,
        )
    )  # fmt: skip


@transaction.atomic
def note_missed(
    *, kind_name: str, happened_at: datetime, text: str, unit_id: int, by: Asker, at: datetime
) -> Missed:
    """Write down what happened without a warning, for the ledger of quality."""
    kind(kind_name)
    if not by.holds(*KEEPERS) or not by.may_write:
        raise NotAllowed("当前岗位不能登记漏报，请联系值班室。")
    if happened_at > at:
        raise Refusal("发生时间不能晚于现在。")
    if len(text.strip()) < 5:
        raise Refusal("请写明漏报的情况（不少于5个字）。")
    unit = Unit.objects.in_use().filter(pk=unit_id).first()
    if unit is None:
        raise Refusal("请选择责任单位。")
    missed: Missed = Missed.objects.create(
        kind=kind_name, happened_at=happened_at, text=text.strip()[:300], unit=unit, by_id=by.person_id,
        by_name=by.name, at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="登记漏报", subject=missed)
    return missed


def incidents_are_received() -> bool:
    """Whether a desk that handles incidents is installed."""
    return bool(reactions().get(WarningConfirmed.__name__))


def _step(
    warning: Warning,
    verb: str,
    *,
    by: Asker,
    at: datetime,
    why: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    try:
        with transaction.atomic():
            move(warning, verb, by=by, at=at, why=why, changes=changes)
    except IntegrityError as fault:
        warning.refresh_from_db()
        raise Refusal(_fault(str(fault))) from fault
    say(warning, at=at)


def _fault(text: str) -> str:
    if "warning_issued_with_authority" in text:
        return "该级别的预警没有授权文号或原信号编号，不能发布。"
    if "warning_says_what_the_law_asks" in text:
        return "预警未写明法律要求的全部事项，不能发布，请退回补充。"
    if "warning_approved_by_another" in text:
        return "起草和批准不能是同一人。"
    return "预警内容相互矛盾，未保存，请核对后重试。"


def _authority(warning: Warning, *, level: int, authorisation: str, at: datetime) -> None:
    declared = kind(warning.kind)
    rules.check_authority(
        level=level,
        kind=declared.zh,
        relayed_by=declared.relayed,
        clause=declared.clause,
        authorisation=authorisation,
        relay_number=warning.relay_number,
        at=at,
    )


def _content(warning: Warning) -> Content:
    return Content(
        warning.title,
        warning.level,
        warning.started_at,
        warning.expires_at,
        warning.area_text,
        warning.alert_items,
        warning.measures,
        scope=Scope(warning.scope),
    )


def _issued(warning: Warning, at: datetime) -> WarningIssued:
    return WarningIssued(
        warning.pk, warning.number, warning.kind, warning.level, warning.title, warning.realm, at
    )


def _void(warning: Warning) -> None:
    warning.cosigns.filter(void=False).update(void=True)


def _area(text: str) -> GEOSGeometry | None:
    """The area that was drawn, as GeoJSON; its reference system is always WGS 84."""
    if not text.strip():
        return None
    try:
        found = shape(json.loads(text))
        whole = make_valid(found)
        geometry = GEOSGeometry(whole.wkt, srid=4326)
    except (ValueError, TypeError, KeyError, AttributeError, GEOSException) as fault:
        raise Refusal("预警区域无法识别，请在地图上重新绘制。") from fault
    if not isinstance(geometry, Polygon | MultiPolygon):
        raise Refusal("预警区域应为地图上绘制的面，请重新绘制。")
    return geometry
