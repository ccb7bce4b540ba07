"""Who asks: a person in one seat (unit and role), as every query and action receives it."""

from __future__ import annotations

from dataclasses import dataclass

from ancheng.base.roles import DISTRICT_WIDE, READ_ONLY, Role
from ancheng.base.words import msgid


@dataclass(frozen=True, slots=True)
class Asker:
    """A person acting for a unit in a role; `person_id` is None for the platform itself."""

    person_id: int | None
    name: str
    unit_id: int | None
    unit_name: str
    role: Role | None

    @property
    def sees_district(self) -> bool:
        return self.role is None or self.role in DISTRICT_WIDE

    @property
    def may_write(self) -> bool:
        return self.role not in READ_ONLY

    def holds(self, *roles: Role) -> bool:
        """Whether the seat is one of `roles`; the platform itself holds all."""
        return self.role is None or self.role in roles


PLATFORM = Asker(person_id=None, name=msgid("平台"), unit_id=None, unit_name="", role=None)
