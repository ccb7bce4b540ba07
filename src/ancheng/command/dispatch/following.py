"""What follows from a step of a crew: a line in the file of its mission."""

from __future__ import annotations

from datetime import datetime

from ancheng.base.asker import Asker
from ancheng.command.dispatch.models import Mission
from ancheng.kernel.audit.actions import record


def into_log(mission: Mission, text: str, *, by: Asker, at: datetime) -> None:
    """One line, in the order in which the server saw it."""
    record(by=by, at=at, verb=text[:200], subject=mission)
