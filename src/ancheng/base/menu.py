"""An entry of the menu, declared beside the pages it leads to."""

from __future__ import annotations

from dataclasses import dataclass

from ancheng.base.roles import Role


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """Where an entry leads, under which desk, and who sees it; `count` names a function of the asker."""

    desk: str
    label: str
    url_name: str
    icon: str = ""
    order: int = 0
    roles: tuple[Role, ...] | None = None
    count: str = ""
