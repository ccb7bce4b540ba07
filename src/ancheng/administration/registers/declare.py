"""What a register is declared as: its owner, typed fields, what makes a row the same, its clocks and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from random import Random
from typing import Any, Literal

from django.db.models import Q

from ancheng.base.clock import add_months
from ancheng.base.errors import Misconfigured
from ancheng.base.words import msgid
from ancheng.kernel.exchange.tables import Choice, Column, Kind, TableSpec
from ancheng.kernel.measuring import Need
from ancheng.kernel.orgs.models import Unit

LONGEST_TEXT = 300
# The words for units of registers that are no units of measurement; those of objects are marked beside them.
COUNTING = (
    msgid("分钟"), msgid("天"), msgid("份"), msgid("项"), msgid("台"), msgid("万元"), msgid("小时"), msgid("时·户"),
    msgid("分"), msgid("人"), msgid("人次"), msgid("件"), msgid("套"), msgid("次"), msgid("辆"), msgid("户"), msgid("个"),
)  # fmt: skip
Values = Mapping[str, Any]


class Chapter(StrEnum):
    """The chapters under which registers are listed."""

    SOURCE = "source"
    DUTY = "duty"
    OVERSIGHT = "oversight"
    MONITORING = "monitoring"
    RESCUE = "rescue"
    SUPPORT = "support"
    AWARENESS = "awareness"

    @property
    def zh(self) -> str:
        return CHAPTERS[self][0]

    @property
    def en(self) -> str:
        return CHAPTERS[self][1]


CHAPTERS: dict[Chapter, tuple[str, str]] = {
    Chapter.SOURCE: ("源头治理", "Prevention at the source"),
    Chapter.DUTY: ("责任落实", "Responsibility"),
    Chapter.OVERSIGHT: ("监管能力", "Capacity to supervise"),
    Chapter.MONITORING: ("监测预警与供应", "Monitoring, warning and supply"),
    Chapter.RESCUE: ("应急保障", "Emergency support"),
    Chapter.SUPPORT: ("社会共治", "Society takes part"),
    Chapter.AWARENESS: ("宣传教育", "Publicity and education"),
}


@dataclass(frozen=True)
class Option(Choice):
    """A permitted value with its words in both languages."""

    @property
    def zh(self) -> str:
        return self.label_zh

    @property
    def en(self) -> str:
        return self.label_en


@dataclass(frozen=True)
class Field(Column):
    """One typed value of a row; empty means unknown, never nought and never “no”."""

    clause: str = ""

    @property
    def zh(self) -> str:
        return self.label_zh

    @property
    def en(self) -> str:
        return self.label_en


def text(key: str, zh: str, en: str, **more: Any) -> Field:
    more.setdefault("max_length", LONGEST_TEXT)
    return Field(key, zh, en, Kind.TEXT, **more)


def whole(key: str, zh: str, en: str, unit: str = "", **more: Any) -> Field:
    more.setdefault("minimum", 0)
    return Field(key, zh, en, Kind.INTEGER, unit=unit, **more)


def number(key: str, zh: str, en: str, unit: str = "", **more: Any) -> Field:
    more.setdefault("minimum", 0)
    return Field(key, zh, en, Kind.DECIMAL, unit=unit, **more)


def yesno(key: str, zh: str, en: str, **more: Any) -> Field:
    return Field(key, zh, en, Kind.BOOLEAN, **more)


def day(key: str, zh: str, en: str, **more: Any) -> Field:
    return Field(key, zh, en, Kind.DATE, **more)


def choice(key: str, zh: str, en: str, *options: tuple[str, str, str], **more: Any) -> Field:
    return Field(key, zh, en, Kind.CHOICE, choices=tuple(Option(*each) for each in options), **more)


@dataclass(frozen=True, slots=True)
class Clock:
    """When a row next asks for something: so many months after the day in `field`, unless `done` is known by then."""

    key: str
    zh: str
    en: str
    field: str
    months: int = 0
    done: str = ""
    # A later row of the same series answers it.
    renewed: bool = False
    clause: str = "产品默认（未核对）"

    def due(self, values: Values) -> date | None:
        """The day by which it is due; None where nothing is asked or the day is not known."""
        begun = values.get(self.field)
        if not begun or (self.done and values.get(self.done)):
            return None
        return add_months(date.fromisoformat(str(begun)), self.months)


@dataclass(frozen=True, slots=True)
class Duty:
    """What every unit of these kinds must register at least so many times in each period of `months`."""

    zh: str
    en: str
    kinds: tuple[str, ...]
    months: int
    least: int = 1
    clause: str = "产品默认（未核对）"
    # Units by short name, beside or instead of kinds.
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """A figure of the register, which indicators read: what counts, and what each row needs to be met."""

    key: str
    zh: str
    en: str
    needs: tuple[Need, ...] = ()
    scope: Q = field(default_factory=Q)
    begins: tuple[str, ...] = ("starts_on",)
    ends: tuple[str, ...] = ("closed_on",)
    happened: str = ""
    weight: str = ""
    held: str = ""
    split: str = ""
    part: str = ""
    unit: str = ""
    side: Literal["both", "numerator", "denominator"] = "both"
    # A share of what counts; otherwise the amount itself.
    share: bool = True


@dataclass(slots=True)
class Draw:
    """What the demonstration of a register draws from."""

    random: Random
    today: date
    # The first days of the last 24 months, in order of time.
    months: list[date]
    district: Unit
    streets: list[Unit]
    communities: list[Unit]
    enterprises: list[Unit]
    departments: dict[str, Unit]

    def office(self, name: str) -> Unit:
        """The department with this short name; the district where the installation knows none."""
        return self.departments.get(name, self.district)

    def supervisors(self, names: Iterable[str]) -> list[Unit]:
        """Every subdistrict and the named departments that there are."""
        return [*self.streets, *(self.departments[each] for each in names if each in self.departments)]

    def day(self, first: int, last: int) -> str:
        """A day so many days from today, as text."""
        return (self.today + timedelta(days=self.random.randint(first, last))).isoformat()

    def in_month(self, month: date) -> str | None:
        """A day of a month that has come."""
        found = month + timedelta(days=self.random.randint(0, 27))
        return found.isoformat() if found <= self.today else None

    def likely(self, share: float) -> bool:
        return self.random.random() < share


Drawn = Iterator[tuple[Unit, dict[str, Any]]]
Period = Literal["day", "month", "quarter", "year"]


@dataclass(frozen=True)
class Register:
    """A register of the plan that is no register of things with a place; `key` names what makes a row the same row.

    `dated` names the field that places a row in time, `period` how long it then stands for. `derive` adds what
    follows from the stated values. `automatic` registers are written by the platform and never typed in.
    """

    zh: str
    en: str
    chapter: Chapter
    department: str
    clause: str
    about_zh: str
    about_en: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    title: tuple[str, ...]
    columns: tuple[str, ...]
    prefix: str
    demo: Callable[[Draw], Drawn]
    numbers: tuple[Number, ...]
    dated: str = ""
    period: Period = "day"
    clocks: tuple[Clock, ...] = ()
    duties: tuple[Duty, ...] = ()
    derive: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    fault: Callable[[Values], str] | None = None
    automatic: bool = False
    # The same thing may stand once for each unit, or once in all.
    by_unit: bool = True
    # What a later row has in common with the one that it renews; the key without its day where nothing is named.
    series: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.clocks or self.duties):
            raise Misconfigured(f"register {self.en}: nothing falls due; declare a clock or a duty.")
        if not self.numbers:
            raise Misconfigured(f"register {self.en}: it has no number; declare what it counts.")
        if "unit" in self.by_key:
            raise Misconfigured(f"register {self.en}: every row has a unit; name the field otherwise.")
        named = {*self.key, *self.title, *self.columns, *([self.dated] if self.dated else [])}
        named |= {each.field for each in self.clocks} | {each.done for each in self.clocks if each.done}
        if stray := named - set(self.by_key):
            raise Misconfigured(f"register {self.en}: {sorted(stray)} is no field.")

    @cached_property
    def by_key(self) -> dict[str, Field]:
        return {each.key: each for each in self.fields}

    @cached_property
    def by_number(self) -> dict[str, Number]:
        return {each.key: each for each in self.numbers}

    @cached_property
    def by_clock(self) -> dict[str, Clock]:
        return {each.key: each for each in self.clocks}

    @property
    def filters(self) -> list[Field]:
        """The fields by which the list is narrowed."""
        return [each for each in self.fields if each.kind in (Kind.CHOICE, Kind.BOOLEAN)][:3]

    @cached_property
    def spec(self) -> TableSpec:
        """The columns of the table: the unit, then the fields."""
        unit = Column(
            "unit", "责任单位", "Unit", max_length=120,
            help="规范名称、简称、别名，企业可填统一社会信用代码；留空则为导入时选定的单位。",
            aliases=("单位", "街道", "部门", "企业名称", "社区"),
        )  # fmt: skip
        return TableSpec((unit, *self.fields), title_zh=self.zh, title_en=self.en)


def after(first: str, last: str) -> Callable[[Values], str]:
    """A fault where the second of two days lies before the first."""

    def fault(values: Values) -> str:
        early, late = values.get(first), values.get(last)
        return "截止日期不能早于起始日期。" if early and late and str(late) < str(early) else ""

    return fault


def no_more(held: str, whole_of: str) -> Callable[[Values], str]:
    """A fault where a part is more than its whole."""

    def fault(values: Values) -> str:
        part, total = values.get(held), values.get(whole_of)
        if part is None or total is None or part <= total:
            return ""
        return f"部分（{part:g}）不能多于全部（{total:g}），请核对。"

    return fault
