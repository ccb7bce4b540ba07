"""What a platform page shows: kinds of sensors, of warnings and of objects, and where its work is done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlatformPage:
    """One platform of the plan; `links` are labels and URL names of the workflows that go with it."""

    zh: str
    en: str
    clause: str
    about_zh: str
    about_en: str
    sensor_kinds: tuple[str, ...]
    warning_kinds: tuple[str, ...]
    asset_kinds: tuple[str, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    icon: str = "radar"
    order: int = 50

    @property
    def about(self) -> tuple[str, str]:
        return self.about_zh, self.about_en
