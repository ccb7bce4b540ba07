"""Drawing subjects: every subject holds tickets, each ticket is a hash, the smallest hash of a subject counts.

The smallest of w independent uniform numbers is distributed as U^(1/w), that is, its exponential key has rate w:
taking the subjects with the smallest hashes is weighted sampling without replacement (Efraimidis and Spirakis,
Information Processing Letters 97 (2006) 181–185), in whole numbers only, so that everybody gets the same.
A subject with one ticket has the key SHA-256(seed + code) of the plain rule.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ancheng.science.fair_draw.library import Library, Subject


@dataclass(frozen=True, slots=True)
class Ranked:
    """A subject with the smallest of its hashes, 64 hexadecimal digits."""

    subject: Subject
    digest: str


def digest(seed: str, subject: Subject) -> str:
    """The smallest hash among the subject's tickets: seed + code, then seed + code + "#2", "#3", …"""
    start = hashlib.sha256((seed + subject.key).encode())
    lowest = start.digest()
    for number in range(2, subject.tickets + 1):
        ticket = start.copy()
        ticket.update(f"#{number}".encode())
        lowest = min(lowest, ticket.digest())
    return lowest.hex()


def ranked(library: Library, seed: str) -> list[Ranked]:
    """All subjects, the first drawn first."""
    return sorted(
        (Ranked(each, digest(seed, each)) for each in library.subjects),
        key=lambda each: (each.digest, each.subject.key),
    )


def drawn(library: Library, order: list[Ranked]) -> list[Ranked]:
    """The first of each group, as many as its ratio demands, in the order of the draw."""
    left = library.wanted()
    found = []
    for each in order:
        if left[each.subject.group]:
            left[each.subject.group] -= 1
            found.append(each)
    return found
