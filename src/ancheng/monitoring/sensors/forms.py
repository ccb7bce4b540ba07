"""What a page's form says about a device, as typed values."""

from __future__ import annotations

import json
from datetime import date, datetime

from django.http import QueryDict

from ancheng.base.asker import Asker
from ancheng.base.clock import NotADate, parse_day, parse_moment
from ancheng.base.errors import Refusal
from ancheng.base.numbers import key
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import by_name
from ancheng.monitoring.sensors.values import Described
from ancheng.supervision.public import asset_places


def described(given: QueryDict, by: Asker) -> Described:
    """The description; refuses with a sentence where a field cannot be read."""
    unit = unit_named(given.get("unit", ""))
    return Described(
        kind=given.get("kind", "")[:40],
        code=given.get("code", "").strip(),
        name=given.get("name", ""),
        source_id=key(given.get("source")) or 0,
        unit_id=unit.pk if unit else by.unit_id or 0,
        asset_id=_asset(given.get("asset", ""), by),
        spot=drawn(given.get("geometry", "")),
        address=given.get("address", ""),
        low=_number(given.get("low", ""), "量程下限"),
        high=_number(given.get("high", ""), "量程上限"),
        interval_s=_whole(given.get("interval_s", ""), "上报间隔"),
        silent_after_s=_whole(given.get("silent_after_s", ""), "失联判定时间"),
        installed_on=_day(given.get("installed_on", "")),
        maker=given.get("maker", ""),
        calibrated_until=_day(given.get("calibrated_until", "")),
        remarks=given.get("remarks", "")[:2000],
    )


def unit_named(name: str) -> Unit | None:
    if not name.strip():
        return None
    found = (
        by_name([name.strip()]).get(name.strip()) or Unit.objects.in_use().filter(name=name.strip()).first()
    )
    if found is None:
        raise Refusal(f"责任单位“{name.strip()[:60]}”没有登记，请填写规范名称、简称或已登记的别名。")
    return found


def drawn(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of the point that was drawn on the map."""
    if not text.strip():
        return None
    try:
        # Only type and coordinates are read: a spatial reference in the text never reaches GDAL.
        shape = json.loads(text)
        longitude, latitude = shape["coordinates"] if shape["type"] == "Point" else (None, None)
        return float(longitude), float(latitude)
    except (ValueError, TypeError, KeyError) as fault:
        raise Refusal("位置无法识别，请在地图上重新标绘。") from fault


def moment(given: str, label: str) -> datetime:
    try:
        return parse_moment(given)
    except NotADate as fault:
        raise Refusal(f"{label}：{fault.sentence}") from fault


def _asset(code: str, by: Asker) -> int | None:
    if not code.strip():
        return None
    found = asset_places(by, codes=[code.strip()])
    if not found:
        raise Refusal(f"没有编号为“{code.strip()[:40]}”的监测对象，或当前岗位无权查看。")
    return found[0].id


def _number(text: str, label: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text)
    except ValueError:
        raise Refusal(f"{label}“{text[:20]}”不是数字。") from None


def _whole(text: str, label: str) -> int | None:
    if not text.strip():
        return None
    found = key(text.strip())
    if not found or found > 2**31:
        raise Refusal(f"{label}应为正整数（秒）。")
    return found


def _day(text: str) -> date | None:
    return parse_day(text) if text.strip() else None
