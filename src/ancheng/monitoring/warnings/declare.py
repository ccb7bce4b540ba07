"""What a kind of warning is: its names, its place in CAP, and who may author it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ancheng.kernel.exchange.cap.schema import CATEGORIES, RESPONSES


@dataclass(frozen=True, slots=True)
class WarningKind:
    """One kind of warning 预警类别; `relayed` when another office alone may author it (its number is demanded)."""

    zh: str
    en: str
    categories: tuple[str, ...]
    responses: tuple[str, ...]
    # GB/T 35965.1 event code; '' where nobody looked it up.
    code: str = ""
    department: str = ""
    cosigners: tuple[str, ...] = ()
    relayed: str = ""
    clause: str = ""
    alert_items: str = ""
    measures: str = ""
    alert_items_en: str = ""
    measures_en: str = ""
    icon: str = "alert-triangle"
    sensor_kinds: tuple[str, ...] = field(default=())

    def faults(self) -> list[str]:
        """What contradicts CAP or the law; empty when nothing does."""
        found = [f"unknown category {each}" for each in self.categories if each not in CATEGORIES]
        found += [f"unknown response {each}" for each in self.responses if each not in RESPONSES]
        found += [] if self.categories else ["no category"]
        found += [] if self.zh and self.en else ["a name in each language is needed"]
        found += [] if self.alert_items and self.measures else ["the law asks for alert items and measures"]
        found += [] if self.alert_items_en and self.measures_en else ["the English block needs both too"]
        found += [] if not self.relayed or self.clause else ["who alone may author it needs a clause"]
        return found
