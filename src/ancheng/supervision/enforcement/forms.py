"""Reading what people typed and what phones sent about inspections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.supervision.enforcement.field_actions import items_of
from ancheng.supervision.enforcement.models import Inspection
from ancheng.supervision.enforcement.values import Answer, FieldRecord, Spot, Verdict

NOT_READABLE = "手机记录无法识别，已保留在手机上；请刷新检查任务后重新提交。"


def typed_record(given: QueryDict, inspection: Inspection, *, at: datetime) -> FieldRecord:
    """The record that was typed at a desk: v<item> is the verdict, n<item> the note."""
    answers = {}
    for key in items_of(inspection):
        verdict = given.get(f"v{key}", "")
        if verdict in set(Verdict):
            answers[key] = Answer(Verdict(verdict), given.get(f"n{key}", ""))
    return FieldRecord(
        answers=answers,
        arrived_at=inspection.arrived_at or at,
        recorded_at=at,
        opinion=given.get("opinion", ""),
        spot=spot(given),
        attended_by=given.get("attended_by", ""),
        refused_to_sign=given.get("refused_to_sign", ""),
    )


def spot(given: QueryDict) -> Spot | None:
    """Where the browser says it is; None where it does not say. It cannot say whether that is made up."""
    try:
        return Spot(float(given["longitude"]), float(given["latitude"]))
    except (KeyError, ValueError):
        return None


def field_record(given: Any) -> FieldRecord:
    """The record in the JSON of a phone; refuses what is none."""
    try:
        return FieldRecord(
            answers={
                int(key): Answer(Verdict(each["verdict"]), str(each.get("note", ""))[:500])
                for key, each in given["answers"].items()
                if is_key(key)
            },
            arrived_at=_moment(given["arrived_at"]),
            recorded_at=_moment(given["recorded_at"]),
            opinion=str(given.get("opinion", ""))[:4000],
            spot=json_spot(given.get("spot")),
            attended_by=str(given.get("attended_by", "")),
            refused_to_sign=str(given.get("refused_to_sign", "")),
            seen_version=int(given["seen_version"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refusal(NOT_READABLE) from None


def json_spot(given: Mapping[str, Any] | None) -> Spot | None:
    if not given:
        return None
    accuracy, mocked = given.get("accuracy_m"), given.get("mocked")
    return Spot(
        float(given["longitude"]),
        float(given["latitude"]),
        float(accuracy) if accuracy is not None else None,
        mocked if isinstance(mocked, bool) else None,
    )


def _moment(text: Any) -> datetime:
    found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    if found.tzinfo is None:
        raise ValueError(text)
    return found
