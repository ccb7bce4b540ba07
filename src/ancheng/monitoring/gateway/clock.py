"""The time by which readings are judged: the wall clock, but not when it jumps.

A server's clock is set by hand, or by a time service after hours without one. What was in the future a moment ago
would be late, and every device silent: a storm of false alarms. For `SETTLES_NS` time goes on as before; a clock
that is set back by then has never jumped, one that is not is believed from then on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)
SECOND_NS = 1_000_000_000
# Below this it is the slow correction that time services make.
JUMP_NS = 30 * SECOND_NS
SETTLES_NS = 600 * SECOND_NS


class SteadyClock:
    """Microseconds since 1970, going on evenly; `fault` says in words that the wall clock has jumped."""

    def __init__(
        self, wall: Callable[[], int] = time.time_ns, steady: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._wall, self._steady = wall, steady
        self._offset = wall() - steady()
        self._odd: tuple[int, int] | None = None
        self._lock = threading.Lock()
        self.fault = ""

    def now_us(self) -> int:
        """The time now."""
        with self._lock:
            steady = self._steady()
            offset = self._wall() - steady
            jump = offset - self._offset
            if abs(jump) <= JUMP_NS:
                self._believe(offset)
            elif self._odd is None or abs(offset - self._odd[0]) > JUMP_NS:
                self._doubt(offset, steady, jump)
            elif steady - self._odd[1] >= SETTLES_NS:
                log.warning("the wall clock is believed again")
                self._believe(offset)
            return (steady + self._offset) // 1000

    def _believe(self, offset: int) -> None:
        self._offset, self._odd, self.fault = offset, None, ""

    def _doubt(self, offset: int, steady: int, jump: int) -> None:
        self._odd = (offset, steady)
        self.fault = (
            f"服务器时钟突然{'拨快' if jump > 0 else '拨慢'} {abs(jump) // SECOND_NS} 秒，请核对授时；"
            f"{SETTLES_NS // SECOND_NS // 60} 分钟内仍按原时间判断读数，之后以新时间为准。"
        )
        log.warning(self.fault)
