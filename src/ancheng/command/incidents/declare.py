"""What a class of incidents declares: its kinds and the criteria of its grades; pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from ancheng.base.editions import Editions
from ancheng.base.words import msgid


class Grade(IntEnum):
    """1 is the worst; a matter of social security has none (突发事件应对法 第三条)."""

    EXTREME = 1
    MAJOR = 2
    LARGER = 3
    GENERAL = 4


GRADES = {
    Grade.EXTREME: msgid("特别重大"),
    Grade.MAJOR: msgid("重大"),
    Grade.LARGER: msgid("较大"),
    Grade.GENERAL: msgid("一般"),
}


@dataclass(frozen=True, slots=True)
class Border:
    """A grade begins where any of these figures is reached; “以上” includes the figure itself, None decides nothing."""

    grade: Grade
    deaths: int | None
    injured: int | None = None
    loss_yuan: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """So much of something is asked for; crews with `ability` fill it by arriving, '' is filled by hand alone."""

    name: str
    amount: int
    unit: str
    ability: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of incident: its names, the matter of its contingency plans, the radius first looked at, words that hint."""

    zh: str
    en: str
    matter: str
    radius_m: int
    words: tuple[str, ...] = ()
    needs: tuple[tuple[str, int, str] | tuple[str, int, str, str], ...] = ()

    @property
    def asks(self) -> tuple[Ask, ...]:
        return tuple(Ask(*each) for each in self.needs)


@dataclass(frozen=True, slots=True)
class IncidentClass:
    """One of the four classes of the law; `borders` None: not graded, or by judgement alone."""

    zh: str
    en: str
    order: int
    graded: bool
    kinds: Mapping[str, Kind]
    borders: Editions[tuple[Border, ...]] | None
    criteria: str

    def grade(self, deaths: int, injured: int, loss_yuan: int | None, on: date) -> Grade | None:
        """The worst grade that a figure reaches; None where figures do not decide."""
        if self.borders is None:
            return None
        for border in self.borders.in_force(on).value:
            if (
                (border.deaths is not None and deaths >= border.deaths)
                or (border.injured is not None and injured >= border.injured)
                or (border.loss_yuan is not None and loss_yuan is not None and loss_yuan >= border.loss_yuan)
            ):
                return border.grade
        return Grade.GENERAL
