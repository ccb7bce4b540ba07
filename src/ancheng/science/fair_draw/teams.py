"""Who is sent: at least two by chance among those with a valid certificate, the field, and no interest."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ancheng.base.clock import day_text
from ancheng.base.errors import Refusal
from ancheng.science.fair_draw.library import Inspector, Library, Subject

# Who has one inspection more than another is no less likely to be sent: strict order would leave nothing to chance.
STEP = 2


@dataclass(frozen=True, slots=True)
class Shortage:
    """A subject for which too few can be sent, and why the others cannot."""

    subject: Subject
    needed: int
    available: tuple[str, ...]
    excluded: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        gone = "、".join(f"{name}（{why}）" for name, why in self.excluded[:8])
        more = f"等{len(self.excluded)}人" if len(self.excluded) > 8 else ""
        return (
            f"检查“{self.subject.name}”（领域：{self.subject.field}）需要{self.needed}名执法人员，"
            f"可派{len(self.available)}名，缺{self.needed - len(self.available)}名。"
            + (f"不能派的有：{gone}{more}。" if gone else "执法人员库中没有其他人员。")
        )


class TooFew(Refusal):
    """A draw for which the library has too few inspectors."""

    status = 422

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        others = f"另有{len(shortages) - 3}个对象同样缺人。" if len(shortages) > 3 else ""
        told = "".join(each.sentence for each in shortages[:3])
        super().__init__(f"{told}{others}请补充该领域的执法人员、更新执法证，或调整抽查范围后重新抽取。")


class Roster:
    """The inspectors of a library with what each has to do by now; `choose` adds to it."""

    def __init__(self, library: Library, seed: str) -> None:
        self.library, self.seed = library, seed
        self.load = {each.key: each.load for each in library.inspectors}
        self._interests = {(each.inspector, each.subject): each.reason for each in library.interests}
        self._barred: dict[str, set[str]] = {}
        for each in library.interests:
            self._barred.setdefault(each.subject, set()).add(each.inspector)
        self._of_field: dict[str, list[str]] = {}

    def able(self, subject: Subject, besides: Collection[str] = ()) -> list[str]:
        """The keys of all who may be sent to `subject`."""
        if subject.field not in self._of_field:
            self._of_field[subject.field] = [
                each.key
                for each in sorted(self.library.inspectors, key=lambda each: each.key)
                if not _fault(each, subject.field, self.library)
            ]
        barred = self._barred.get(subject.key, set()).union(besides)
        known = self._of_field[subject.field]
        return [each for each in known if each not in barred] if barred else known

    def choose(
        self, subject: Subject, number: int, *, besides: Collection[str] = (), turn: int = 0
    ) -> list[str]:
        """`number` of the able ones: those with less to do first, in steps of two, and by chance within a step."""
        able = self.able(subject, besides)
        if len(able) < number:
            raise TooFew([self.shortage(subject, number, besides)])
        last_step = sorted([self.load[each] for each in able])[number - 1] // STEP
        start = hashlib.sha256(f"{self.seed}{subject.key}|".encode())
        tail = f"|{turn}" if turn else ""
        marked = []
        for key in able:
            step = self.load[key] // STEP
            if step <= last_step:
                mark = start.copy()
                mark.update(f"{key}{tail}".encode())
                marked.append((step, mark.digest(), key))
        chosen = [key for _, _, key in sorted(marked)[:number]]
        for key in chosen:
            self.load[key] += 1
        return chosen

    def release(self, keys: Collection[str]) -> None:
        for key in keys:
            self.load[key] -= 1

    def shortage(self, subject: Subject, number: int, besides: Collection[str] = ()) -> Shortage:
        able = self.able(subject, besides)
        named = {each.key: each.name for each in self.library.inspectors}
        excluded = [
            (each.name, self._why_not(each, subject, besides))
            for each in sorted(self.library.inspectors, key=lambda each: each.key)
            if each.key not in able
        ]
        return Shortage(subject, number, tuple(named[each] for each in able), tuple(excluded))

    def shortages(self) -> list[Shortage]:
        """Every subject of the library to which too few could be sent if it were drawn."""
        number = self.library.per_subject
        subjects = sorted(self.library.subjects, key=lambda each: each.key)
        return [self.shortage(each, number) for each in subjects if len(self.able(each)) < number]

    def _why_not(self, inspector: Inspector, subject: Subject, besides: Collection[str]) -> str:
        return (
            _fault(inspector, subject.field, self.library)
            or self._interests.get((inspector.key, subject.key), "")
            or ("已派出或已回避" if inspector.key in besides else "")
        )


def _fault(inspector: Inspector, field: str, library: Library) -> str:
    if inspector.valid_to < library.on:
        return f"执法证已于{day_text(inspector.valid_to)}到期"
    if inspector.valid_from > library.on:
        return f"执法证自{day_text(inspector.valid_from)}起有效"
    if field not in inspector.fields:
        return f"执法领域不含“{field}”"
    return ""
