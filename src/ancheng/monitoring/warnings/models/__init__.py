"""Tables of warnings: alarms, warnings, what went out and came in, the live stream."""

from ancheng.monitoring.warnings.models.alarm import Alarm, Suppression
from ancheng.monitoring.warnings.models.live import LiveEvent
from ancheng.monitoring.warnings.models.message import (
    Dispatch,
    DispatchState,
    ForeignAlert,
    Message,
    Subscriber,
)
from ancheng.monitoring.warnings.models.warning import CoSign, Missed, Outcome, Scope, Warning

__all__ = [
    "Alarm",
    "CoSign",
    "Dispatch",
    "DispatchState",
    "ForeignAlert",
    "LiveEvent",
    "Message",
    "Missed",
    "Outcome",
    "Scope",
    "Subscriber",
    "Suppression",
    "Warning",
]
