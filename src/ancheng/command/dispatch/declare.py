"""What a run card declares: which abilities, and how many crews of each, go to one kind of incident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ancheng.base.words import msgid

# What a crew can do. The key stands in the register of crews and on run cards.
ABILITIES: dict[str, str] = {
    "fire": msgid("灭火救援"),
    "micro": msgid("微型消防站"),
    "rescue": msgid("抢险救援"),
    "medical": msgid("医疗急救"),
    "hazmat": msgid("危化品处置"),
    "gas": msgid("燃气抢修"),
    "flood": msgid("排水防汛"),
    "power": msgid("电力抢修"),
    "traffic": msgid("道路交通保障"),
    "elevator": msgid("电梯救援"),
    "grid": msgid("网格救援"),
    "expert": msgid("专家"),
    "volunteer": msgid("志愿服务"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """So many crews with one ability, there within so many minutes where a rule says so."""

    ability: str
    number: int
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class RunCard:
    """The first package for some kinds of incidents; `basis` cites the rule, `verified` says whether it was checked."""

    zh: str
    en: str
    needs: tuple[Need, ...]
    basis: str
    order: int = 50
    verified: bool = False
    kinds: tuple[str, ...] = ()

    def asking(self, wants: Mapping[str, int] | None) -> RunCard:
        """The card with the numbers that are needed by now; what the card does not name comes after it."""
        if not wants:
            return self
        minutes = {each.ability: each.minutes for each in self.needs}
        order = [*(key for key in minutes if key in wants), *(key for key in wants if key not in minutes)]
        return replace(self, needs=tuple(Need(key, wants[key], minutes.get(key)) for key in order))

    def __post_init__(self) -> None:
        unknown = [each.ability for each in self.needs if each.ability not in ABILITIES]
        if unknown or not self.needs or any(each.number < 1 for each in self.needs):
            raise ValueError(f"run card {self.en}: {unknown or 'no needs'}")
