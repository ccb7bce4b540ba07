"""Out of the house: a warning as a CAP message, and the message by every channel that may carry it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import IntegrityError, transaction
from shapely import from_wkb
from shapely.geometry import MultiPolygon, Polygon

from ancheng.base.clock import BEIJING, beijing
from ancheng.base.errors import Conflict
from ancheng.base.registry import load
from ancheng.kernel.exchange.cap.alert import Alert, Area, Circle, Info, Point, Reference
from ancheng.kernel.exchange.cap.check import MOST_VERTICES
from ancheng.kernel.exchange.cap.write import write
from ancheng.kernel.notices.rules import wait_after
from ancheng.monitoring.warnings import rules
from ancheng.monitoring.warnings.channel import ChannelFault, Outgoing, PublicChannel
from ancheng.monitoring.warnings.kinds import kind
from ancheng.monitoring.warnings.models import Dispatch, DispatchState, Message, Subscriber, Warning

BATCH = 100
SPOT_RADIUS_KM = 0.5


@cache
def channels() -> Mapping[str, PublicChannel]:
    """Every channel by the name of its file."""
    return load("ancheng.monitoring.warnings.channels", "CHANNEL", PublicChannel)


def send_out(*, warning: Warning, message: str, at: datetime, note: str = "") -> Message:
    """Write the message and put it on its ways, in the caller's transaction; what may not leave is withheld."""
    earlier = list(warning.messages.order_by("pk"))
    sent = beijing(at).replace(microsecond=0)
    alert = alert_of(
        warning, message=message, identifier=_identifier(sent), sent=sent, earlier=earlier, note=note
    )
    written = _keep(warning, alert, at)
    rows = []
    for name, channel in channels().items():
        allowed = rules.leaves(
            realm=warning.realm,
            status=alert.status,
            scope=alert.scope,
            message=message,
            public_channel=channel.public,
        )
        for address in _addresses(name, channel):
            state, detail = DispatchState.WITHHELD, "演练、测试或非公开内容不经此渠道外发"
            if allowed:
                state, detail = (
                    (DispatchState.QUEUED, "") if channel.send else (DispatchState.SENT, "已在信息源公开")
                )
            rows.append(
                Dispatch(
                    message=written, channel=name, address=address, state=state, detail=detail,
                    next_try_at=at if state == DispatchState.QUEUED else None,
                    sent_at=at if state == DispatchState.SENT else None,
                )
            )  # fmt: skip
    Dispatch.objects.bulk_create(rows)
    return written


def _addresses(name: str, channel: PublicChannel) -> list[str]:
    if not channel.addressed:
        return [""]
    return list(Subscriber.objects.filter(channel=name, enabled=True).values_list("address", flat=True))


def _keep(warning: Warning, alert: Alert, at: datetime) -> Message:
    try:
        with transaction.atomic():
            return Message.objects.create(  # type: ignore[no-any-return]
                warning=warning,
                identifier=alert.identifier,
                message=alert.message,
                status=alert.status,
                scope=alert.scope,
                level=warning.level,
                realm=warning.realm,
                sent_at=alert.sent,
                headline=alert.infos[0].headline[:200],
                content=write(alert).decode(),
            )
    except IntegrityError as fault:
        raise Conflict("同一秒内发出的预警信息过多，请稍候一秒再发布。") from fault


def _identifier(sent: datetime) -> str:
    """The next free identifier of that second; ten fit into one."""
    first = rules.identifier(
        adcode=settings.WARNING_ADCODE,
        agency=settings.WARNING_AGENCY,
        unit=settings.WARNING_UNIT_CODE,
        at=sent,
        serial=0,
    )
    used = Message.objects.filter(identifier__startswith=first[:-1]).count()
    if used > 9:
        raise Conflict("同一秒内发出的预警信息过多，请稍候一秒再发布。")
    return f"{first[:-1]}{used}"


def alert_of(
    warning: Warning, *, message: str, identifier: str, sent: datetime, earlier: list[Message], note: str = ""
) -> Alert:
    """The warning as CAP says it: Chinese first, then English, and every earlier message named."""
    return Alert(
        identifier=identifier,
        sender=settings.WARNING_SENDER,
        sent=sent,
        status=rules.cap_status(warning.realm),
        message=message,
        scope=warning.scope,
        source=str(warning.issuer or ""),
        restriction="仅限有关部门内部使用" if warning.scope == "Restricted" else "",
        addresses=("warning-recipients",) if warning.scope == "Private" else (),
        note=note,
        references=tuple(
            Reference(settings.WARNING_SENDER, each.identifier, each.sent_at.astimezone(BEIJING))
            for each in earlier
        ),
        infos=(_info(warning, message, sent, english=False), _info(warning, message, sent, english=True)),
    )


def _info(warning: Warning, message: str, sent: datetime, *, english: bool) -> Info:
    declared = kind(warning.kind)
    level = warning.level
    colour = rules.COLOURS_EN[level] if english else rules.COLOURS[level]
    over = message == "Cancel"
    if english:
        headline = f"{colour} warning: {declared.en}" + (" lifted" if over else "")
    else:
        headline = f"{warning.issuer or ''}{'解除' if over else '发布'}{declared.zh}{colour}预警"
    expires = warning.expires_at or sent + timedelta(hours=24)
    return Info(
        language="en-US" if english else "zh-CN",
        categories=declared.categories,
        event=declared.en if english else declared.zh,
        responses=("AllClear",) if over else declared.responses,
        urgency="Past" if over else rules.CAP_URGENCY[level],
        severity=rules.CAP_SEVERITY[level],
        certainty="Observed" if warning.sensed_at else "Likely",
        event_codes=(("GB/T 35965.1", declared.code),) if declared.code else (),
        effective=sent,
        onset=beijing(warning.started_at or sent),
        expires=beijing(max(expires, sent)),
        sender_name=(warning.issuer.name_en or str(warning.issuer))
        if english and warning.issuer
        else str(warning.issuer or ""),
        headline=headline,
        description=(warning.alert_items_en or declared.alert_items_en) if english else warning.alert_items,
        instruction=(warning.measures_en or declared.measures_en) if english else warning.measures,
        web=f"{settings.PUBLIC_URL}/open/warnings/" if warning.scope == "Public" else "",
        parameters=_parameters(warning),
        areas=(_area(warning),),
    )


def _parameters(warning: Warning) -> tuple[tuple[str, str], ...]:
    """The colour always goes along: no official table says which severity it is."""
    found = [
        ("ColorCode", rules.COLOURS_EN[warning.level]),
        ("Level", rules.NUMERALS[warning.level]),
        ("Number", warning.number),
    ]
    found += [("AuthorisationNumber", warning.authorisation)] if warning.authorisation else []
    found += [("RelayedSignal", warning.relay_number)] if warning.relay_number else []
    return tuple(found)


def _area(warning: Warning) -> Area:
    geocodes = (("GB/T 2260", settings.WARNING_ADCODE),)
    if warning.geometry is None:
        return Area(warning.area_text, geocodes=geocodes)
    shape = from_wkb(bytes(warning.geometry.wkb))
    if isinstance(shape, Polygon | MultiPolygon):
        parts = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
        return Area(warning.area_text, polygons=tuple(ring(each) for each in parts), geocodes=geocodes)
    spot = shape.centroid
    circle = Circle((round(spot.x, 6), round(spot.y, 6)), SPOT_RADIUS_KM)
    return Area(warning.area_text, circles=(circle,), geocodes=geocodes)


def ring(shape: Polygon, most: int = MOST_VERTICES) -> tuple[Point, ...]:
    """The outer ring with at most `most` points, simplified no further than needed, closed."""
    tolerance = 0.0
    simple = shape
    while len(simple.exterior.coords) > most:
        tolerance = tolerance * 1.6 if tolerance else 1e-5
        simple = shape.simplify(tolerance, preserve_topology=True)
        if tolerance > 1:
            simple = shape.convex_hull.simplify(tolerance, preserve_topology=True)
    points = tuple((round(x, 6), round(y, 6)) for x, y, *_ in simple.exterior.coords)
    return points if points[0] == points[-1] else (*points, points[0])


def send_due(*, at: datetime) -> int:
    """Try every message that is due, each in a transaction of its own; one failed channel stops no other."""
    tried = 0
    while tried < BATCH and _send_one(at):
        tried += 1
    return tried


@transaction.atomic
def _send_one(at: datetime) -> bool:
    waiting = (
        Dispatch.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state__in=(DispatchState.QUEUED, DispatchState.FAILED), next_try_at__lte=at)
        .select_related("message")
        .order_by("next_try_at", "pk")
        .first()
    )
    if waiting is None:
        return False
    fault = _try(waiting)
    waiting.tries += 1
    wait = wait_after(waiting.tries)
    waiting.detail = fault[:300]
    if not fault:
        waiting.state, waiting.next_try_at, waiting.sent_at = DispatchState.SENT, None, at
    elif wait is None:
        waiting.state, waiting.next_try_at = DispatchState.GIVEN_UP, None
    else:
        waiting.state, waiting.next_try_at = DispatchState.FAILED, at + wait
    waiting.save()
    return True


def _try(waiting: Dispatch) -> str:
    message = waiting.message
    channel = channels().get(waiting.channel)
    if channel is None or channel.send is None:
        return f"没有名为 {waiting.channel} 的渠道"
    # A second lock behind the one in `send_out`: whoever queued it, it does not leave.
    if not rules.leaves(
        realm=message.realm, status=message.status, scope=message.scope, message=message.message,
        public_channel=channel.public,
    ):  # fmt: skip
        return "演练、测试或非公开内容不外发"
    try:
        channel.send(
            waiting.address,
            Outgoing(message.identifier, message.message, message.headline, message.level, message.content),
        )
    except ChannelFault as fault:
        return str(fault) or "未知故障"
    return ""
