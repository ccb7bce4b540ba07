"""Which valves shut off a pipe, what lies between them, and who loses every way to a source."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """What is shut off around a pipe: the valves to close as (pipe, node), the pipes and nodes between them."""

    valves: tuple[tuple[str, str], ...]
    pipes: tuple[str, ...]
    nodes: tuple[str, ...]


def isolate(
    pipes: Mapping[str, tuple[str, str]], valves: Collection[tuple[str, str]], burst: Collection[str]
) -> Cut:
    """The smallest part around the burst pipes that valves can shut off; a valve sits on a pipe beside a node."""
    shut = set(valves)
    at_node: dict[str, list[str]] = {}
    for pipe, ends in pipes.items():
        for node in ends:
            at_node.setdefault(node, []).append(pipe)
    inside, nodes, border = set(burst), set(), set()
    queue = deque(sorted(burst))
    while queue:
        pipe = queue.popleft()
        for node in pipes[pipe]:
            if (pipe, node) in shut:
                border.add((pipe, node))
                continue
            nodes.add(node)
            for other in at_node[node]:
                if other in inside:
                    continue
                if (other, node) in shut:
                    border.add((other, node))
                else:
                    inside.add(other)
                    queue.append(other)
    # A valve of which both sides lie inside need not be closed.
    needed = {each for each in border if each[0] not in inside or each[1] not in nodes}
    return Cut(tuple(sorted(needed)), tuple(sorted(inside)), tuple(sorted(nodes)))


def fed(
    links: Mapping[str, tuple[str, str]],
    sources: Collection[str],
    closed: Collection[str],
    dead: Collection[str] = (),
) -> set[str]:
    """The nodes that some open way joins to a source; `dead` nodes pass nothing on."""
    beside: dict[str, list[str]] = {}
    gone, shut = set(dead), set(closed)
    for name, (a, b) in links.items():
        if name not in shut and not {a, b} & gone:
            beside.setdefault(a, []).append(b)
            beside.setdefault(b, []).append(a)
    seen = {each for each in sources if each not in gone}
    queue = deque(sorted(seen))
    while queue:
        for other in beside.get(queue.popleft(), []):
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return seen
