"""What a plan document says: frozen values, each with its character span in the decoded text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

Span = tuple[int, int]


class Role(StrEnum):
    """The part a unit plays in a responsibility group."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    COOPERATING = "cooperating"


class Kind(StrEnum):
    """What a responsibility group belongs to."""

    TASK = "task"
    SUBTASK = "subtask"
    KEY_PROJECT = "key_project"


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit as the plan names it; a collective such as 各街道办事处、地区办事处（乡政府） is one name."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Group:
    """One responsibility clause and the sentences it answers for; `ordinal` counts inside the section."""

    section: str
    ordinal: int
    kind: Kind
    title: str
    text: str
    units: tuple[NamedUnit, ...]
    open_ended: bool
    span: Span
    clause: str
    due: date | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Section and ordinal: what tells one group from another inside one version."""
        return self.section, self.ordinal


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of the work with the first and last day that the plan states; an unstated end is None."""

    section: str
    title: str
    starts: date | None
    ends: date | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A measure that holds the whole plan up (保障措施)."""

    section: str
    title: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that the plan promises; `ordinal` names the group in whose sentences it stands, if any."""

    section: str
    quote: str
    operator: str
    value: int | float
    unit: str
    span: Span
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered item or an annex; `span` covers its heading and own text without its children."""

    id: str
    title: str
    depth: int
    parent: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan document read into its parts; a part that the document does not have is empty or None."""

    title: str
    number: str | None
    groups: tuple[Group, ...]
    phases: tuple[Phase, ...]
    safeguards: tuple[Safeguard, ...]
    targets: tuple[Target, ...]
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, Any]:
        """The plan as plain values for a JSON document."""
        return {
            "title": self.title,
            "number": self.number,
            "groups": [_group_json(each) for each in self.groups],
            "phases": [_phase_json(each) for each in self.phases],
            "safeguards": [
                {"section": each.section, "title": each.title, "text": each.text, "span": list(each.span)}
                for each in self.safeguards
            ],
            "targets": [_target_json(each) for each in self.targets],
        }


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "section": group.section,
        "ordinal": group.ordinal,
        "kind": group.kind.value,
        "title": group.title,
        "text": group.text,
        "units": [{"name": unit.name, "role": unit.role.value} for unit in group.units],
        "open_ended": group.open_ended,
        "span": list(group.span),
        "clause": group.clause,
        "due": group.due.isoformat() if group.due else None,
    }


def _phase_json(phase: Phase) -> dict[str, Any]:
    return {
        "section": phase.section,
        "title": phase.title,
        "starts": phase.starts.isoformat() if phase.starts else None,
        "ends": phase.ends.isoformat() if phase.ends else None,
        "text": phase.text,
        "span": list(phase.span),
    }


def _target_json(target: Target) -> dict[str, Any]:
    return {
        "section": target.section,
        "ordinal": target.ordinal,
        "quote": target.quote,
        "operator": target.operator,
        "value": target.value,
        "unit": target.unit,
        "span": list(target.span),
    }
