"""Pure rules of sensors: what a description must satisfy, and how a device stands."""

from __future__ import annotations

import hashlib
import math
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from ancheng.base.errors import Refusal
from ancheng.monitoring.sensors.declare import Kind

CODE = re.compile(r"[0-9A-Za-z一-鿿][0-9A-Za-z一-鿿_.:/#-]{0,63}")
TOKEN_PREFIX = "ac_"  # noqa: S105  # nosec B105
LONGEST_MAINTENANCE = timedelta(days=180)


class BadDevice(Refusal):
    """A description that contradicts itself or its kind."""

    status = 422


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a device can measure and how often it speaks, worked out from its kind and its own values."""

    low: float
    high: float
    interval_s: int
    silent_after_s: int


def bounds(
    kind: Kind,
    *,
    low: float | None = None,
    high: float | None = None,
    interval_s: int | None = None,
    silent_after_s: int | None = None,
) -> Bounds:
    """The device's own values, or its kind's; refused where they contradict the kind or each other."""
    found = Bounds(
        kind.low if low is None else low,
        kind.high if high is None else high,
        kind.interval_s if interval_s is None else interval_s,
        0,
    )
    if not (math.isfinite(found.low) and math.isfinite(found.high)) or found.low >= found.high:
        raise BadDevice("量程的下限须小于上限。")
    if found.low < kind.low or found.high > kind.high:
        raise BadDevice(
            f"量程超出“{kind.zh}”的范围（{kind.low:g} 至 {kind.high:g} {kind.unit}），请核对单位。"
        )
    if not 1 <= found.interval_s <= 30 * 86_400:
        raise BadDevice("上报间隔应为 1 秒至 30 天。")
    # A device that speaks less often than its kind is given time in proportion.
    silent = silent_after_s or max(
        kind.silent_after_s, math.ceil(found.interval_s * kind.silent_after_s / kind.interval_s)
    )
    if silent <= found.interval_s:
        raise BadDevice("失联判定时间须大于上报间隔，否则设备一直被判为失联。")
    return Bounds(found.low, found.high, found.interval_s, silent)


def check_words(*, code: str, name: str) -> None:
    if not CODE.fullmatch(code):
        raise BadDevice("编号由 1 至 64 个字母、数字、汉字或 _ . : / # - 组成，以字母、数字或汉字开头。")
    if not name.strip() or len(name.strip()) > 120:
        raise BadDevice("请用不超过 120 字写明名称。")


def check_window(starts_at: datetime, ends_at: datetime, reason: str, *, at: datetime) -> None:
    """A maintenance window that says why, ends after it starts, and does not hide a sensor for good."""
    if len(reason.strip()) < 2:
        raise Refusal("请写明维护事由。")
    if ends_at <= starts_at:
        raise Refusal("维护的结束时间须晚于开始时间。")
    if ends_at - starts_at > LONGEST_MAINTENANCE:
        raise Refusal("一次维护最长 180 天；长期不用的设备请办理停用。")
    if ends_at <= at:
        raise Refusal("维护时段已经过去，登记后不起作用；请核对时间。")


def new_token() -> str:
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a source in a window of time: readings, and what went wrong."""

    gateway_beats: bool
    in_use: bool
    has_token: bool
    sensors: int
    speaking: int
    expected: float
    received: int
    unusable: int
    quarantined: int
    refused: int
    last_at: datetime | None


def share(standing: Standing) -> float | None:
    """Readings received of those expected, at most 1; None where none are expected."""
    if standing.expected <= 0:
        return None
    return min(standing.received / standing.expected, 1.0)


def diagnosis(standing: Standing) -> tuple[str, str]:
    """How a source stands, as (tone, sentence): the first thing that keeps its readings away."""
    match standing:
        case Standing(in_use=False):
            return "unknown", "来源已停用，不再接收读数。"
        case Standing(sensors=0):
            return "unknown", "尚未登记传感器；发来的读数会进入隔离区。"
        case Standing(gateway_beats=False):
            return "late", "数据网关没有运行，全部来源的情况不明；请先启动网关。"
        case Standing(has_token=False):
            return "late", "没有有效的接入令牌，来源无法发送；请签发令牌并交给来源单位。"
        case Standing(last_at=None):
            return "late", "从未收到读数：请核对对方的接入地址、令牌和网络。"
        case Standing(received=0, refused=refused) if refused:
            return "late", f"请求均被拒收（{refused} 次）：请求体过大或发送过慢，请对方分批发送。"
        case Standing(received=0, quarantined=quarantined) if quarantined:
            return "late", f"收到的 {quarantined} 条报文全部被隔离：多为编号未登记或时间格式不符，见隔离区。"
        case Standing(received=0):
            return "late", "没有读数到达：请联系来源单位检查采集程序和网络。"
    if standing.speaking < standing.sensors:
        silent = standing.sensors - standing.speaking
        tone = "late" if silent * 10 > standing.sensors else "soon"
        return tone, f"{silent} 个传感器失联或从未上报，须派人检查设备和供电。"
    if standing.quarantined:
        return "soon", f"有 {standing.quarantined} 条报文被隔离，见隔离区。"
    if standing.unusable:
        return "soon", f"有 {standing.unusable} 个读数无效（空值、超量程或时间超前）。"
    portion = share(standing)
    if portion is not None and portion < 0.8:
        return "soon", "读数少于应收的八成：上报间隔与登记的不符，或网络时断时续。"
    return "good", "正常。"
