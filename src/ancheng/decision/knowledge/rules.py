"""What is decided about knowledge: its validity on a day, how it is found, what changed between two versions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from types import ModuleType

from ancheng.base.editions import Edition, Editions
from ancheng.base.working_days import Deadline, working_days
from ancheng.science.chinese import HAN, RUN, bigrams, comparable, initials

DEFAULT = "产品默认"
ALWAYS = date(2020, 1, 1)
STEP_DAYS = Editions(
    "知识库、案例库、智库各环节期限（工作日）",
    [
        Edition(
            {"review": 10, "publish": 5, "revise": 20, "answer": 3, "advise": 10, "decide": 5},
            "知识库、案例库和智库办理时限",
            DEFAULT,
            ALWAYS,
        )
    ],
)


def step_days(verb: str, on: date) -> Deadline:
    edition = STEP_DAYS.in_force(on)
    return working_days(edition.value[verb], edition.citation)


class Validity(StrEnum):
    IN_FORCE = "in_force"
    TO_COME = "to_come"
    ENDED = "ended"
    UNKNOWN = "unknown"


def validity(valid_from: date | None, valid_to: date | None, on: date) -> Validity:
    """Whether something is in force on a day; without a first day nobody knows."""
    if valid_to is not None and valid_to < on:
        return Validity.ENDED
    if valid_from is None:
        return Validity.UNKNOWN
    return Validity.TO_COME if valid_from > on else Validity.IN_FORCE


# A tsvector keeps positions up to 16383; what lies beyond is found all the same, only ranked no lower.
LAST_POSITION = 16383
LONGEST_LEXEME = 200


def folded(text: str) -> str:
    """`text` as it is compared in search: NFKC and lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=1)
def _cutter() -> ModuleType:
    # The dictionary costs 0.2 s: the first search pays for it, not the start of every command.
    import rjieba

    return rjieba


def segments(text: str) -> list[str]:
    """The words of a text, as the dictionary cuts them: 燃气泄漏处置 → 燃气, 泄漏, 处置."""
    return [each for each in _cutter().cut_for_search(folded(text)) if RUN.fullmatch(each)]


def vector(strong: str, middle: str = "", weak: str = "") -> str:
    """A tsvector as text: pairs of characters and whole words of three texts, weighted A, B and D."""
    found: dict[str, list[str]] = {}
    position = 0
    for text, weight in ((strong, "A"), (middle, "B"), (weak, "")):
        plain = folded(text)
        for word in [*bigrams(plain).split(), *_characters(plain)]:
            position += 1
            places = found.setdefault(word[:LONGEST_LEXEME], [])
            # PostgreSQL keeps 256 places of a word at most.
            if len(places) < 250 and position <= LAST_POSITION:
                places.append(f"{position}{weight}")
    return " ".join(
        _quoted(word) + (":" + ",".join(places) if places else "") for word, places in found.items()
    )


def _characters(text: str) -> list[str]:
    """The characters of Chinese that begin no pair: the last of each run."""
    return [run[-1] for run in RUN.findall(text) if len(run) > 1 and re.match(rf"[{HAN}]", run)]


def lexemes(text: str) -> str:
    """A tsquery that asks for every word of `text`: pairs of characters, and the start of other words; '' for none."""
    asked: dict[str, None] = {}
    for run in RUN.findall(folded(text)):
        if not re.match(rf"[{HAN}]", run):
            asked[_quoted(run[:LONGEST_LEXEME]) + ":*"] = None
            continue
        if len(run) == 1:
            asked[_quoted(run) + ":*"] = None
            continue
        words = [each for each in segments(run) if len(each) > 1] or [run]
        for word in words:
            asked |= dict.fromkeys(map(_quoted, bigrams(word).split()))
    return " & ".join(asked)


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def number_key(number: str) -> str:
    """A number for comparison: GB 18218-2018 and GB18218—2018 are one."""
    return comparable(number)


def short_initials(title: str) -> str:
    return initials(title)[:200]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, marked where it was searched for."""

    text: str
    marked: bool


def highlight(text: str, query: str, *, around: int = 60) -> list[Piece]:
    """The stretch of `text` around the first match, in pieces; empty where nothing of `query` stands in it."""
    words = {folded(each) for each in query.split()} | {each for each in segments(query) if len(each) > 1}
    pattern = "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True) if each)
    if not pattern:
        return []
    plain = text.casefold()
    if len(plain) != len(text):
        plain = text
    first = re.search(pattern, plain)
    if first is None:
        return []
    start, end = max(0, first.start() - around), min(len(text), first.end() + around * 2)
    pieces: list[Piece] = [Piece("…", False)] if start else []
    last = start
    for match in re.finditer(pattern, plain[:end]):
        if match.start() < last:
            continue
        pieces += [Piece(text[last : match.start()], False), Piece(text[match.start() : match.end()], True)]
        last = match.end()
    return [*pieces, Piece(text[last:end] + ("…" if end < len(text) else ""), False)]


@dataclass(frozen=True, slots=True)
class Difference:
    """One article beside its older wording; None where it is only in one of them."""

    clause: str
    old: str | None
    new: str | None

    @property
    def kind(self) -> str:
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "same" if self.old == self.new else "changed"


def compare(old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]]) -> list[Difference]:
    """Two versions article by article, in the order of the newer with what was dropped where it stood."""
    before, after = list(old), list(new)
    first, second = dict(before), dict(after)
    keys_a, keys_b = [each for each, _ in before], [each for each, _ in after]
    found: list[Difference] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, keys_a, keys_b, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [Difference(key, first[key], None) for key in keys_a[a1:a2] if key not in second]
        found += [Difference(key, first.get(key), second[key]) for key in keys_b[b1:b2]]
    return found


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of an accident or incident when it is held against the case base."""

    kind: str = ""
    place: str = ""
    substance: str = ""
    text: str = ""
    # 1 the worst, as the figures grade it; None where nobody knows or asks.
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in which a case is like another: how much it counts, and the words in common."""

    aspect: str
    points: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """0 to 100, and every reason for it; the points of the reasons add up to the score."""

    score: float
    reasons: tuple[Reason, ...]


WEIGHTS = Editions(
    "相似案例的权重（分）",
    [Edition({"kind": 35, "substance": 20, "place": 15, "text": 30}, "相似案例评分", DEFAULT, ALWAYS)],
)
# What the same level adds, where a level is asked for.
LEVEL_POINTS = Editions("同等级案例加分", [Edition(5.0, "相似案例评分", DEFAULT, ALWAYS)])
LEVELS = Editions(
    "按死亡和重伤人数划分的等级",
    [
        Edition(
            ((1, 30, 100), (2, 10, 50), (3, 3, 10)), "第三条", "国务院令第493号", date(2007, 6, 1), None, True
        )
    ],
)


def level_of(deaths: int | None, injured: int | None, on: date) -> int | None:
    """The level that the figures reach, 4 where they are known and low; None where nobody knows any."""
    if deaths is None and injured is None:
        return None
    known = ((deaths or 0) >= dead or (injured or 0) >= hurt for _, dead, hurt in LEVELS.in_force(on).value)
    reached = [level for (level, _, _), held in zip(LEVELS.in_force(on).value, known, strict=True) if held]
    return min(reached, default=4)


# Words that stand in every report and make no two of them alike.
COMMON = frozenset(
    [
        "发生",
        "事故",
        "现场",
        "人员",
        "进行",
        "造成",
        "情况",
        "有限公司",
        "公司",
        "单位",
        "北京",
        "北京市",
        "朝阳区",
        "演示",
        "数据",
        "一名",
        "立即",
        "报告",
        "组织",
        "时间",
        "作业",
        "导致",
    ]
)


def words_of(text: str) -> tuple[str, ...]:
    """The words by which two texts are compared, each once."""
    return tuple(
        dict.fromkeys(
            each for each in segments(text) if len(each) > 1 and each not in COMMON and not each.isdigit()
        )
    )


def likeness(asked: Described, known: Described, on: date) -> Likeness:
    """How like a known case is to what is asked, with its reasons; what is not known on either side counts nothing."""
    weights = WEIGHTS.in_force(on).value
    reasons = []
    if asked.kind and asked.kind == known.kind:
        reasons.append(Reason("kind", weights["kind"]))
    for aspect in ("substance", "place", "text"):
        left, right = words_of(getattr(asked, aspect)), words_of(getattr(known, aspect))
        # A short question is not unlike a long report because the report says more.
        common = [each for each in left if each in set(right)]
        share = min(1.0, len(common) / min(len(left), len(right), 12)) if common else 0.0
        if share:
            reasons.append(Reason(aspect, round(weights[aspect] * share, 1), tuple(common[:6])))
    if asked.level is not None and asked.level == known.level:
        # What counts beyond all others never makes the whole more than a hundred.
        room = 100 - sum(each.points for each in reasons)
        reasons.append(Reason("level", min(LEVEL_POINTS.in_force(on).value, round(room, 1))))
    return Likeness(round(sum(each.points for each in reasons), 1), tuple(reasons))
