"""The rubric of the preparedness assessment and what its points amount to; the rubric is the product's own, nobody checked it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal
from ancheng.base.words import msgid
from ancheng.base.working_days import Deadline, working_days

ALWAYS = date(2000, 1, 1)
DEFAULT = "产品默认（未核对）"


@dataclass(frozen=True, slots=True)
class Item:
    """One line: what is looked at, its most points, and whether the platform counts it (`counted`) or a person judges it."""

    key: str
    label: str
    dimension: str
    points: int
    counted: bool = True


RUBRIC = Editions(
    "应急准备能力评估标准",
    [
        Edition(
            (
                Item("plans_in_force", msgid("预案现行有效"), msgid("预案"), 8),
                Item("plans_joined", msgid("预案与上级衔接"), msgid("预案"), 6),
                Item("plans_drilled", msgid("预案达到法定演练频次"), msgid("预案"), 8),
                Item("drill_points", msgid("近两年演练评估得分"), msgid("演练"), 8),
                Item("duty_manned", msgid("未来七日值班无空岗"), msgid("值班值守"), 8),
                Item("teams_ready", msgid("应急队伍待命"), msgid("队伍"), 8),
                Item("teams_trained", msgid("应急队伍一年内训练"), msgid("队伍"), 6),
                Item("reserve", msgid("应急储备物资完备率"), msgid("物资"), 10),
                Item("shelters", msgid("避难场所功能完备"), msgid("避难场所"), 8),
                Item("reports_in_time", msgid("近一年信息报告按时"), msgid("信息报告"), 10),
                Item("reviews_done", msgid("近一年突发事件已复盘"), msgid("总结改进"), 6),
                Item("command_place", msgid("指挥场所、通信和备用电源"), msgid("指挥保障"), 7, counted=False),
                Item(
                    "joint_work", msgid("与消防、医疗、企业的联动机制"), msgid("指挥保障"), 7, counted=False
                ),
            ),
            "评估项目和分值",
            DEFAULT,
            ALWAYS,
        )
    ],
)
CONCLUSIONS = Editions(
    "应急准备能力等级（得分率下限）",
    [Edition(((85, msgid("充分")), (70, msgid("基本满足")), (0, msgid("不足"))), "等级", DEFAULT, ALWAYS)],
)
# An item that reaches less than this share is a gap that must be put right.
GAP_BELOW = Editions("短板标准（得分率）", [Edition(0.6, "短板", DEFAULT, ALWAYS)])
SUBMIT_WITHIN = Editions(
    "评估提交时限", [Edition(working_days(20, msgid("产品默认（未核对）")), "提交", DEFAULT, ALWAYS)]
)
REVIEW_WITHIN = Editions(
    "评估审核时限", [Edition(working_days(10, msgid("产品默认（未核对）")), "审核", DEFAULT, ALWAYS)]
)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; of nothing there is no share, and no share is no fulfilment."""

    met: float
    of: float

    @property
    def value(self) -> float | None:
        return self.met / self.of if self.of else None


def points(item: Item, share: Share) -> int | None:
    """The points that a share earns, rounded down; None where there is nothing to count."""
    value = share.value
    return None if value is None else int(item.points * min(max(value, 0.0), 1.0) + 1e-9)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over the items that were scored; `possible` leaves out what nobody could count."""

    points: int
    possible: int
    conclusion: str

    @property
    def percent(self) -> float | None:
        return round(100 * self.points / self.possible, 1) if self.possible else None


def total(scored: Mapping[str, int | None], on: date) -> Total:
    """What the points amount to; items without data count neither for nor against."""
    items = {each.key: each for each in RUBRIC.in_force(on).value}
    known = {key: value for key, value in scored.items() if value is not None and key in items}
    won, possible = sum(known.values()), sum(items[key].points for key in known)
    if not possible:
        return Total(0, 0, "")
    share = 100 * won / possible
    label = next(each for least, each in CONCLUSIONS.in_force(on).value if share >= least)
    return Total(won, possible, label)


def check(item: Item, given: int | None, evidence: str) -> None:
    """Refuse points out of range, and points of a person without a word why."""
    if given is None:
        return
    if not 0 <= given <= item.points:
        raise Refusal(f"“{item.label}”的得分应在 0 至 {item.points} 之间。")
    if not evidence.strip():
        raise Refusal(f"“{item.label}”由人工评分，请写明依据。")


def is_gap(item: Item, given: int | None, on: date) -> bool:
    return given is not None and given < GAP_BELOW.in_force(on).value * item.points


def submit_within(on: date) -> Deadline:
    return SUBMIT_WITHIN.in_force(on).value


def review_within(on: date) -> Deadline:
    return REVIEW_WITHIN.in_force(on).value
