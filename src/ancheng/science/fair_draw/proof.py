"""The published proof of a draw: what was promised before, what came out, what changed since; and its recomputation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ancheng.base.errors import Refusal, Unreadable
from ancheng.science.fair_draw.library import FORMAT, Library, as_json, canonical, read_library, sha256
from ancheng.science.fair_draw.teams import Roster, TooFew
from ancheng.science.fair_draw.tickets import Ranked, drawn, ranked


class Change(StrEnum):
    """What may change after a draw: an inspector withdraws, or a subject cannot be inspected."""

    RECUSAL = "recusal"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Asked:
    """A change as it was asked for; the replacement is not chosen but follows from the seed."""

    kind: Change
    subject: str
    reason: str
    at: str
    inspector: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """A drawn subject and who is sent; `replaces` is the subject in whose place it came."""

    subject: str
    group: str
    digest: str
    inspectors: tuple[str, ...]
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out at first, what replaced what, and what stands."""

    first: tuple[Team, ...]
    replacements: tuple[tuple[str, ...], ...]
    final: tuple[Team, ...]


def seed_of(nonce: str, public_value: str) -> str:
    """The seed: the secret that was promised, and the public value that nobody knew then, where one was stated."""
    return f"{nonce}|{public_value}" if public_value else nonce


def commitment_of(nonce: str) -> str:
    return sha256(nonce)


def run(library: Library, seed: str, asked: Sequence[Asked] = ()) -> Outcome:
    """Draw, send, and replay the changes in their order; refuses when too few can be sent."""
    order = ranked(library, seed)
    roster = Roster(library, seed)
    teams = [_team(each, library, roster) for each in drawn(library, order)]
    first = tuple(teams)
    replacements: list[tuple[str, ...]] = []
    gone: set[tuple[str, str]] = set()
    taken = {each.subject for each in teams}
    waiting = [each for each in order if each.subject.key not in taken]
    for turn, each in enumerate(asked, start=1):
        place = next((n for n, team in enumerate(teams) if team.subject == each.subject), None)
        if place is None:
            raise Refusal(f"“{each.subject}”不在抽取结果中，不能变更。")
        if each.kind == Change.RECUSAL:
            teams[place] = _recused(teams[place], each, library, roster, gone, turn)
            replacements.append((teams[place].inspectors[-1],))
            continue
        roster.release(teams[place].inspectors)
        following = _next(waiting, library, each.subject)
        teams[place] = _team(following, library, roster, replaces=each.subject)
        replacements.append((following.subject.key, *teams[place].inspectors))
    return Outcome(first, tuple(replacements), tuple(teams))


def _team(each: Ranked, library: Library, roster: Roster, replaces: str = "") -> Team:
    chosen = roster.choose(each.subject, library.per_subject)
    return Team(each.subject.key, each.subject.group, each.digest, tuple(chosen), replaces)


def _recused(
    team: Team, asked: Asked, library: Library, roster: Roster, gone: set[tuple[str, str]], turn: int
) -> Team:
    if asked.inspector not in team.inspectors:
        raise Refusal(f"执法人员“{asked.inspector}”没有被派往“{team.subject}”，无需回避。")
    gone.add((team.subject, asked.inspector))
    staying = tuple(each for each in team.inspectors if each != asked.inspector)
    besides = {*team.inspectors, *(who for subject, who in gone if subject == team.subject)}
    chosen = roster.choose(library.by_key[team.subject], 1, besides=besides, turn=turn)
    roster.release([asked.inspector])
    return Team(team.subject, team.group, team.digest, (*staying, *chosen), team.replaces)


def _next(waiting: list[Ranked], library: Library, subject: str) -> Ranked:
    group = library.by_key[subject].group
    found = next((each for each in waiting if each.subject.group == group), None)
    if found is None:
        raise Refusal(f"类别“{group}”的对象已全部抽中，没有可递补的对象。")
    waiting.remove(found)
    return found


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was made public before anybody could know the outcome."""

    at: str
    commitment: str
    library_sha256: str
    public_source: str = ""
    public_known_at: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """When, by whom and with which revealed values a draw was made."""

    nonce: str
    public_value: str
    at: str
    by: str


def build(
    *,
    number: str,
    title: str,
    announcement: Announcement,
    library: Mapping[str, Any],
    drawing: Drawing,
    asked: Sequence[Asked],
    outcome: Outcome,
) -> dict[str, Any]:
    """The proof as it is published, sealed with the hash of all the rest."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "number": number,
        "title": title,
        "announcement": {
            "at": announcement.at,
            "commitment": announcement.commitment,
            "library_sha256": announcement.library_sha256,
            "public_source": announcement.public_source,
            "public_known_at": announcement.public_known_at,
        },
        "library": library,
        "drawing": {
            "nonce": drawing.nonce,
            "public_value": drawing.public_value,
            "at": drawing.at,
            "by": drawing.by,
        },
        "first": [_told(each) for each in outcome.first],
        "changes": [
            {
                "kind": each.kind.value,
                "subject": each.subject,
                "inspector": each.inspector,
                "reason": each.reason,
                "at": each.at,
                "replacement": list(replacement),
            }
            for each, replacement in zip(asked, outcome.replacements, strict=True)
        ],
        "final": [_told(each) for each in outcome.final],
    }
    return {**body, "sha256": sha256(canonical(body))}


def _told(team: Team) -> dict[str, Any]:
    return {
        "subject": team.subject,
        "group": team.group,
        "digest": team.digest,
        "inspectors": list(team.inspectors),
        "replaces": team.replaces,
    }


def read(given: str) -> dict[str, Any]:
    """The proof in a file; refuses what is none."""
    try:
        found = json.loads(given)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"文件不是有效的 JSON：{fault}。") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Unreadable(f"文件不是抽查证明（format 应为 {FORMAT}）。")
    return found


def faults(proof: Mapping[str, Any]) -> list[str]:
    """Everything that does not hold when the draw is run again from the published values; empty when all does."""
    try:
        announced, drawing = proof["announcement"], proof["drawing"]
        library = read_library(proof["library"])
        asked = [_asked(each) for each in proof["changes"]]
        promised, known = _moment(announced["at"]), announced["public_known_at"]
        at = _moment(drawing["at"])
        seed = seed_of(str(drawing["nonce"]), str(drawing["public_value"]))
        found = list(_seal_faults(proof, library))
        if commitment_of(str(drawing["nonce"])) != announced["commitment"]:
            found.append("公布的随机数与事先公布的承诺（SHA-256）不符。")
        if bool(announced["public_source"]) != bool(drawing["public_value"]):
            found.append("事先声明的公开来源与使用的公开数值不一致。")
        if at <= promised:
            found.append("抽取时间不晚于承诺公布的时间。")
        if known and not promised < _moment(known) <= at:
            found.append("公开来源的产生时间不在承诺公布之后、抽取之前。")
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Unreadable(f"抽查证明的内容不完整或格式不对：{fault}。") from None
    try:
        outcome = run(library, seed, asked)
    except TooFew as refusal:
        return [*found, f"按公布的库无法派出足够的执法人员：{refusal.sentence}"]
    except Refusal as refusal:
        return [*found, f"公布的变更记录无法重演：{refusal.sentence}"]
    return [*found, *_outcome_faults(proof, outcome)]


def _seal_faults(proof: Mapping[str, Any], library: Library) -> list[str]:
    found = []
    body = {key: value for key, value in proof.items() if key != "sha256"}
    if sha256(canonical(body)) != proof["sha256"]:
        found.append("证明的内容与其校验值（sha256）不符，文件已被改动。")
    # What is hashed is what is drawn: the library as read, not a text beside it.
    if canonical(as_json(library)) != canonical(proof["library"]):
        found.append("对象库或执法人员库没有按编号排列，或含有多余的内容。")
    if sha256(canonical(proof["library"])) != proof["announcement"]["library_sha256"]:
        found.append("对象库、执法人员库与事先公布的库校验值不符。")
    return found


def _outcome_faults(proof: Mapping[str, Any], outcome: Outcome) -> list[str]:
    found = []
    if [_told(each) for each in outcome.first] != proof["first"]:
        found.append("按种子重新抽取的对象或执法人员与公布的首次结果不符。")
    if [list(each) for each in outcome.replacements] != [each["replacement"] for each in proof["changes"]]:
        found.append("回避或递补的结果与按种子重新抽取的不符。")
    if [_told(each) for each in outcome.final] != proof["final"]:
        found.append("公布的最终名单与重新计算的不符。")
    return found


def _asked(each: Mapping[str, Any]) -> Asked:
    return Asked(
        Change(each["kind"]),
        str(each["subject"]),
        str(each["reason"]),
        str(each["at"]),
        str(each["inspector"]),
    )


def _moment(text: Any) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} 没有时区")
    return found
