"""What the rules say about sending crews: times, who is chosen, why somebody lacks, whose clock to believe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal
from ancheng.base.words import msgid
from ancheng.base.working_days import Deadline, hours
from ancheng.command.dispatch.declare import Need

DEFAULT = "产品默认"
ALWAYS = date(2000, 1, 1)
# Minutes from the order to the edge of the area.
FIRE_MINUTES = Editions("消防站到场时间（分钟）", [Edition(5.0, "GB 51080-2015", "建标152-2017", ALWAYS)])
MICRO_MINUTES = Editions(
    "微型消防站到场时间（分钟）", [Edition(3.0, "“救早、灭小、3分钟到场”", "公消〔2015〕301号", ALWAYS)]
)
ELEVATOR_MINUTES = Editions(
    "电梯困人救援到场时限（分钟）",
    [Edition(30.0, "直辖市、设区的市抵达时间不超过30分钟", "TSG T5002-2017", date(2017, 8, 1))],
)
# Minutes of a crew between order and departure, of each step of a turnout, and of an elevator call; no clause found.
STEP_MINUTES = Editions(
    "调派各环节时限（分钟）",
    [
        Edition(
            {
                "accept": 2.0,
                "set_out": 3.0,
                "arrive": 30.0,
                "finish": 720.0,
                "locate": 2.0,
                "send": 2.0,
                "rescue": 60.0,
                "close": 60.0,
                "review": 4320.0,
            },
            "调派与电梯救援",
            DEFAULT,
            ALWAYS,
        )
    ],
)
# A phone's clock may be off by so much before what it says is not believed.
SKEW = timedelta(minutes=2)
# What was written down without a network is taken for so long.
LATEST_SYNC = timedelta(hours=24)


def step(verb: str, on: date) -> Deadline:
    edition = STEP_MINUTES.in_force(on)
    return hours(edition.value[verb] / 60, edition.citation)


def elevator_due(called_at: datetime, on: date) -> datetime:
    """Until when somebody must be at an elevator with people in it."""
    return called_at + timedelta(minutes=ELEVATOR_MINUTES.in_force(on).value)


@dataclass(frozen=True, slots=True)
class Believed:
    """When something happened according to a phone, as far as it can be believed, and what was wrong."""

    at: datetime
    note: str = ""


def believed(said: datetime | None, *, received: datetime, not_before: datetime | None = None) -> Believed:
    """The moment a phone says, unless its clock is ahead, or behind what was known before; then the server's word."""
    if said is None:
        return Believed(received)
    if said > received + SKEW:
        return Believed(received, "手机时钟偏快，按平台收到的时间登记。")
    if said > received:
        return Believed(received)
    if received - said > LATEST_SYNC:
        raise Refusal("该状态是一天以前记录的，不再采用，请电话联系指挥中心。")
    if not_before is None:
        return Believed(said)
    if said < not_before - SKEW:
        return Believed(not_before, "手机时钟偏慢，按上一环节的时间登记。")
    return Believed(max(said, not_before))


class Lack(StrEnum):
    """Why a line of a run card is not filled."""

    NONE_KNOWN = "none_known"
    ALL_OUT = "all_out"
    NO_PLACE = "no_place"
    UNREACHABLE = "unreachable"
    TOO_LATE = "too_late"


LACKS: dict[str, str] = {
    Lack.NONE_KNOWN: msgid("没有登记这类力量"),
    Lack.ALL_OUT: msgid("这类力量都在出动或停用"),
    Lack.NO_PLACE: msgid("待命力量没有位置"),
    Lack.UNREACHABLE: msgid("没有开放的道路，不可达"),
    Lack.TOO_LATE: msgid("最近的力量不能在要求时间内到达"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A crew as the choice sees it; seconds is None where no way leads from it."""

    key: int
    abilities: frozenset[str]
    ready: bool
    placed: bool
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a package: what is needed, who is proposed (key, seconds), how many lack and why."""

    need: Need
    chosen: tuple[tuple[int, float], ...]
    short: int
    why: str


def package(needs: Sequence[Need], crews: Iterable[Standing]) -> tuple[Line, ...]:
    """For each line the crews that arrive first; nobody is proposed twice."""
    known, taken, lines = list(crews), set[int](), []
    for need in needs:
        able = [each for each in known if need.ability in each.abilities]
        free = [each for each in able if each.ready and each.key not in taken]
        there = sorted((each.seconds, each.key) for each in free if each.placed and each.seconds is not None)[
            : need.number
        ]
        taken |= {key for _, key in there}
        short = need.number - len(there)
        lines.append(
            Line(need, tuple((key, far) for far, key in there), short, _why(need, able, free, there, short))
        )
    return tuple(lines)


def _why(
    need: Need,
    able: Sequence[Standing],
    free: Sequence[Standing],
    there: Sequence[tuple[float, int]],
    short: int,
) -> str:
    if short:
        if not able:
            return Lack.NONE_KNOWN
        if len(free) <= len(there):
            return Lack.ALL_OUT
        left = [each for each in free if each.key not in {key for _, key in there}]
        return Lack.NO_PLACE if not any(each.placed for each in left) else Lack.UNREACHABLE
    late = need.minutes is not None and there[0][0] > need.minutes * 60
    return Lack.TOO_LATE if late else ""


@dataclass(frozen=True, slots=True)
class Punctual:
    """Of turnouts that arrived: how many, how many within the estimate (and a fifth more), the median error."""

    arrived: int
    punctual: int
    median_error: float | None

    @property
    def percent(self) -> float | None:
        return round(100 * self.punctual / self.arrived, 1) if self.arrived else None


def punctuality(rows: Iterable[tuple[float, float]]) -> Punctual:
    """From pairs of estimated and actual seconds."""
    known = [(told, took) for told, took in rows if told > 0]
    errors = sorted(abs(took - told) / told for told, took in known)
    middle = errors[len(errors) // 2] if errors else None
    return Punctual(
        len(known),
        sum(took <= told * 1.2 for told, took in known),
        round(100 * middle, 1) if middle is not None else None,
    )


def share(counts: Mapping[str, int]) -> list[tuple[str, int, float]]:
    """Each key with its count and percentage, the most first."""
    whole = sum(counts.values())
    rows = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(key, number, round(100 * number / whole, 1)) for key, number in rows if whole]
