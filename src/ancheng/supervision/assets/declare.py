"""How a kind of object is declared: its typed attributes and what they say about its condition."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property

from ancheng.base.errors import Misconfigured
from ancheng.base.words import msgid


class Shape(StrEnum):
    """The families of geometry that an object may have."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"


class Condition(IntEnum):
    """How an object stands, the worse the higher; unknown is worse than known to be in order."""

    NORMAL = 0
    UNKNOWN = 1
    ATTENTION = 2
    FAULT = 3


class Group(StrEnum):
    """The chapters of the register."""

    FIRE = "fire"
    BUILDING = "building"
    TRANSPORT = "transport"
    INDUSTRY = "industry"
    MUNICIPAL = "municipal"
    EQUIPMENT = "equipment"
    CONSTRUCTION = "construction"
    CROWD = "crowd"
    NATURE = "nature"
    EMERGENCY = "emergency"
    GENERAL = "general"

    @property
    def zh(self) -> str:
        return GROUP_LABELS[self][0]

    @property
    def en(self) -> str:
        return GROUP_LABELS[self][1]


GROUP_LABELS: dict[Group, tuple[str, str]] = {
    Group.FIRE: ("消防设施", "Fire safety"),
    Group.BUILDING: ("建筑", "Buildings"),
    Group.TRANSPORT: ("交通运输", "Transport"),
    Group.INDUSTRY: ("工业与危险化学品", "Industry and hazardous chemicals"),
    Group.MUNICIPAL: ("市政与生命线", "Municipal lifelines"),
    Group.EQUIPMENT: ("特种设备", "Special equipment"),
    Group.CONSTRUCTION: ("建设工程", "Construction"),
    Group.CROWD: ("人员密集场所", "Crowded places"),
    Group.NATURE: ("自然灾害", "Natural hazards"),
    Group.EMERGENCY: ("应急保障", "Emergency resources"),
    Group.GENERAL: ("综合", "General"),
}


# Icons are those of the portal's sheet; shapes are those that the map can draw: shape means kind of thing.
GROUP_ICONS: dict[Group, str] = {
    Group.FIRE: "flame",
    Group.BUILDING: "building",
    Group.TRANSPORT: "building-bridge",
    Group.INDUSTRY: "alert-triangle",
    Group.MUNICIPAL: "droplet",
    Group.EQUIPMENT: "settings",
    Group.CONSTRUCTION: "ruler-2",
    Group.CROWD: "users",
    Group.NATURE: "radar",
    Group.EMERGENCY: "flag",
    Group.GENERAL: "notebook",
}
GROUP_SHAPES: dict[Group, str] = {
    Group.FIRE: "triangle",
    Group.BUILDING: "square",
    Group.TRANSPORT: "hexagon",
    Group.INDUSTRY: "diamond",
    Group.MUNICIPAL: "circle",
    Group.EQUIPMENT: "pentagon",
    Group.CONSTRUCTION: "square",
    Group.CROWD: "hexagon",
    Group.NATURE: "diamond",
    Group.EMERGENCY: "triangle",
    Group.GENERAL: "circle",
}


class Typed(StrEnum):
    """The types of an attribute; every one of them may also be unknown."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    CHOICE = "choice"


# The counting words among the units of attributes; units of measurement are the same in every language.
COUNTING = (
    msgid("人"), msgid("人次"), msgid("户"), msgid("个"), msgid("件"), msgid("套"), msgid("处"),
    msgid("座"), msgid("层"), msgid("孔"), msgid("条"), msgid("次"), msgid("站"), msgid("辆"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One typed value of an object; empty means unknown, never zero and never “no”."""

    key: str
    zh: str
    en: str
    type: Typed
    unit: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    help_zh: str = ""
    clause: str = ""

    @property
    def heading(self) -> str:
        """The Chinese column heading with the unit, as templates and exports write it."""
        return f"{self.zh}（{self.unit}）" if self.unit else self.zh


@dataclass(frozen=True, slots=True)
class Sign:
    """What a value of one attribute says: `value` is given, or a date that has passed (`lapsed`)."""

    attribute: str
    means: Condition
    value: str | bool | None = None
    lapsed: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of object: labels, chapter, geometry, attributes, and the department that supervises it."""

    zh: str
    en: str
    group: Group
    geometry: frozenset[Shape]
    attributes: tuple[Attribute, ...]
    department: str
    signs: tuple[Sign, ...]
    prefix: str
    about_zh: str = ""

    def __post_init__(self) -> None:
        keys = [each.key for each in self.attributes]
        if len(keys) != len(set(keys)):
            raise Misconfigured(f"{self.en}: an attribute is declared twice.")
        stray = {sign.attribute for sign in self.signs} - set(keys)
        if stray:
            raise Misconfigured(f"{self.en}: a sign reads {sorted(stray)}, which is no attribute.")
        if not self.signs:
            raise Misconfigured(f"{self.en}: nothing says how such an object stands; declare a sign.")

    @property
    def icon(self) -> str:
        return GROUP_ICONS[self.group]

    @property
    def shape(self) -> str:
        return GROUP_SHAPES[self.group]

    @cached_property
    def by_key(self) -> dict[str, Attribute]:
        return {each.key: each for each in self.attributes}


POINT = frozenset({Shape.POINT})
LINE = frozenset({Shape.LINE})
AREA = frozenset({Shape.POINT, Shape.POLYGON})
STRETCH = frozenset({Shape.POINT, Shape.LINE})


def text(
    key: str, zh: str, en: str, *, required: bool = False, help_zh: str = "", clause: str = ""
) -> Attribute:
    return Attribute(key, zh, en, Typed.TEXT, required=required, help_zh=help_zh, clause=clause)


def whole(
    key: str,
    zh: str,
    en: str,
    unit: str = "",
    *,
    minimum: float | None = 0,
    maximum: float | None = None,
    required: bool = False,
    help_zh: str = "",
    clause: str = "",
) -> Attribute:
    return Attribute(
        key,
        zh,
        en,
        Typed.INTEGER,
        unit,
        required,
        minimum=minimum,
        maximum=maximum,
        help_zh=help_zh,
        clause=clause,
    )


def number(
    key: str,
    zh: str,
    en: str,
    unit: str = "",
    *,
    minimum: float | None = 0,
    maximum: float | None = None,
    required: bool = False,
    help_zh: str = "",
    clause: str = "",
) -> Attribute:
    return Attribute(
        key,
        zh,
        en,
        Typed.DECIMAL,
        unit,
        required,
        minimum=minimum,
        maximum=maximum,
        help_zh=help_zh,
        clause=clause,
    )


def yesno(key: str, zh: str, en: str, *, help_zh: str = "", clause: str = "") -> Attribute:
    return Attribute(key, zh, en, Typed.BOOLEAN, help_zh=help_zh, clause=clause)


def day(key: str, zh: str, en: str, *, help_zh: str = "", clause: str = "") -> Attribute:
    return Attribute(key, zh, en, Typed.DATE, help_zh=help_zh, clause=clause)


def choice(
    key: str,
    zh: str,
    en: str,
    *options: tuple[str, str, str],
    required: bool = False,
    help_zh: str = "",
    clause: str = "",
) -> Attribute:
    return Attribute(
        key,
        zh,
        en,
        Typed.CHOICE,
        required=required,
        choices=tuple(Choice(*each) for each in options),
        help_zh=help_zh,
        clause=clause,
    )


def fault(attribute: str, value: str | bool) -> Sign:
    """The value says that it is out of order."""
    return Sign(attribute, Condition.FAULT, value)


def attention(attribute: str, value: str | bool) -> Sign:
    """The value asks for somebody's attention."""
    return Sign(attribute, Condition.ATTENTION, value)


def lapsed(attribute: str) -> Sign:
    """The day in this attribute has passed: an inspection, a certificate or an assessment ran out."""
    return Sign(attribute, Condition.ATTENTION, lapsed=True)
