"""What changed between two versions of one plan, so that adopting the new one keeps work already done."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from ancheng.science.plan_text.model import Group, Phase, Plan, Target
from ancheng.science.plan_text.names import normalise_unit_name

_SIMILAR = 0.5
_SAME_PLACE_BONUS = 0.15
_COMPARED = ("kind", "title", "text", "units", "open_ended", "due")


@dataclass(frozen=True, slots=True)
class GroupChange:
    """One group in both versions and the names of the fields that differ."""

    old: Group
    new: Group
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """Every group of both versions stands in exactly one of the five lists of groups."""

    unchanged: tuple[GroupChange, ...]
    changed: tuple[GroupChange, ...]
    moved: tuple[GroupChange, ...]
    added: tuple[Group, ...]
    removed: tuple[Group, ...]
    phases_added: tuple[Phase, ...]
    phases_removed: tuple[Phase, ...]
    targets_added: tuple[Target, ...]
    targets_removed: tuple[Target, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two versions say the same."""
        lists = (self.changed, self.moved, self.added, self.removed, self.phases_added, self.phases_removed)
        return not any(lists) and not self.targets_added and not self.targets_removed


def compare(old: Plan, new: Plan) -> PlanDifference:
    """Match the groups of two versions by place and by words, and tell what became of each."""
    pairs = _matched(old.groups, new.groups)
    taken_old, taken_new = {a for a, _ in pairs}, {b for _, b in pairs}
    unchanged: list[GroupChange] = []
    changed: list[GroupChange] = []
    moved: list[GroupChange] = []
    for a, b in sorted(pairs, key=lambda pair: pair[1]):
        before, after = old.groups[a], new.groups[b]
        change = GroupChange(before, after, _differing(before, after))
        if before.key != after.key:
            moved.append(change)
        else:
            (changed if change.fields else unchanged).append(change)
    return PlanDifference(
        unchanged=tuple(unchanged),
        changed=tuple(changed),
        moved=tuple(moved),
        added=tuple(each for index, each in enumerate(new.groups) if index not in taken_new),
        removed=tuple(each for index, each in enumerate(old.groups) if index not in taken_old),
        phases_added=_phases_missing(new.phases, old.phases),
        phases_removed=_phases_missing(old.phases, new.phases),
        targets_added=_targets_missing(new.targets, old.targets),
        targets_removed=_targets_missing(old.targets, new.targets),
    )


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _differing(old: Group, new: Group) -> tuple[str, ...]:
    fields: list[str] = []
    for field in _COMPARED:
        before, after = getattr(old, field), getattr(new, field)
        if field == "text":
            before, after = re.sub(r"\s", "", before), re.sub(r"\s", "", after)
        if field == "units":
            before = frozenset((normalise_unit_name(each.name), each.role) for each in before)
            after = frozenset((normalise_unit_name(each.name), each.role) for each in after)
        if before != after:
            fields.append(field)
    return tuple(fields)


def _matched(old: tuple[Group, ...], new: tuple[Group, ...]) -> list[tuple[int, int]]:
    """Equal words first (in the same place where possible), then the most similar words."""
    pairs: list[tuple[int, int]] = []
    free_new = set(range(len(new)))
    by_words: defaultdict[str, list[int]] = defaultdict(list)
    for index, group in enumerate(new):
        by_words[_bare(group.text)].append(index)
    waiting: list[int] = []
    for index, group in enumerate(old):
        same = [each for each in by_words[_bare(group.text)] if each in free_new]
        same.sort(key=lambda each: (new[each].key != group.key, new[each].section != group.section))
        if same:
            pairs.append((index, same[0]))
            free_new.discard(same[0])
        else:
            waiting.append(index)
    return pairs + _by_similarity(old, new, waiting, sorted(free_new))


def _by_similarity(
    old: tuple[Group, ...], new: tuple[Group, ...], waiting: list[int], free: list[int]
) -> list[tuple[int, int]]:
    pieces_old = {index: _pieces(old[index].text) for index in waiting}
    pieces_new = {index: _pieces(new[index].text) for index in free}
    scored: list[tuple[float, int, int]] = []
    for a in waiting:
        for b in free:
            likeness = _likeness(pieces_old[a], pieces_new[b])
            if old[a].key == new[b].key:
                likeness += _SAME_PLACE_BONUS + (_SAME_PLACE_BONUS if old[a].title == new[b].title else 0)
            if likeness >= _SIMILAR:
                scored.append((likeness, a, b))
    scored.sort(key=lambda each: (-each[0], each[1], each[2]))
    pairs: list[tuple[int, int]] = []
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _, a, b in scored:
        if a not in used_old and b not in used_new:
            pairs.append((a, b))
            used_old.add(a)
            used_new.add(b)
    return pairs


def _pieces(text: str) -> Counter[str]:
    bare = _bare(text)
    return Counter(bare[index : index + 2] for index in range(max(len(bare) - 1, 1)))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Share of common pairs of characters, 0 to 1 (Dice)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _phases_missing(these: tuple[Phase, ...], those: tuple[Phase, ...]) -> tuple[Phase, ...]:
    known = {(each.section, each.title, each.starts, each.ends) for each in those}
    return tuple(each for each in these if (each.section, each.title, each.starts, each.ends) not in known)


def _targets_missing(these: tuple[Target, ...], those: tuple[Target, ...]) -> tuple[Target, ...]:
    known = {(_bare(each.quote), each.operator, each.value, each.unit) for each in those}
    return tuple(
        each for each in these if (_bare(each.quote), each.operator, each.value, each.unit) not in known
    )
