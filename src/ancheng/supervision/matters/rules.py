"""What a matter may say at a step: typed facts, what is demanded, what the kind's guard allows; values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ancheng.base.errors import Refusal
from ancheng.supervision.assets.declare import Attribute
from ancheng.supervision.assets.rules import Value, read
from ancheng.supervision.matters.declare import Facts, MatterKind

OPENING = "open"


class BadFacts(Refusal):
    """Facts that are missing or cannot be read; all of them at once, by key."""

    status = 422

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("".join(errors.values()))
        self.errors = dict(errors)


def asked(kind: MatterKind, verb: str) -> list[Attribute]:
    """The facts that are stated when a matter is opened, or at a step."""
    return [kind.by_key[key] for key in kind.opening] if verb == OPENING else kind.asked(verb)


def read_facts(kind: MatterKind, verb: str, given: Mapping[str, object]) -> dict[str, Value]:
    """The facts of a step as the kind types them; what is demanded and missing is refused by name."""
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for each in asked(kind, verb):
        try:
            value = read(each, given.get(each.key))
        except ValueError as fault:
            errors[each.key] = str(fault)
            continue
        if value is None and each.key not in kind.optional:
            errors[each.key] = f"请填写“{each.zh}”。"
        elif value is not None:
            values[each.key] = value
    if errors:
        raise BadFacts(errors)
    return values


def check(kind: MatterKind, verb: str, facts: Facts, today: date) -> None:
    """Refuse what the kind's guard has something against."""
    sentence = kind.guard(verb, facts, today)
    if sentence:
        raise Refusal(sentence)


def outcome(kind: MatterKind, verb: str, facts: Facts) -> dict[str, object]:
    """What the object learns from a step: constants, and facts named as “=key”."""
    found: dict[str, object] = {}
    for attribute, value in kind.writes.get(verb, {}).items():
        found[attribute] = facts.get(value[1:]) if isinstance(value, str) and value.startswith("=") else value
    return {key: value for key, value in found.items() if value is not None}


def open_key(kind_name: str, kind: MatterKind, asset_id: int | None, owner_id: int) -> str | None:
    """What may be open once only: one matter of a kind for an object, or for an object and a unit where shared."""
    if asset_id is None:
        return None
    return f"{kind_name}:{asset_id}:{owner_id}" if kind.shared else f"{kind_name}:{asset_id}"
