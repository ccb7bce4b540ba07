"""People walking out of a floor plan by JuPedSim (an extra): the collision-free speed model of Tordeux et al. 2016."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ancheng.science.crowds.plan import Crowd, Exit, Plan
from ancheng.science.model import BadInput
from ancheng.science.needed import engine

Floats = NDArray[np.float64]
# Without --no-deps it would bring a graphical viewer of more than a gigabyte.
INSTALL = "jupedsim（pip install --no-deps jupedsim deprecated wrapt）"
STEP_S, FRAME_S = 0.0625, 1.0
CELL_M = 1.0
# Whoever stands this near to an exit and hardly moves waits in its queue.
QUEUE_M, QUEUE_M_S = 4.0, 0.2
SPACING_M, FROM_WALL_M = 0.36, 0.25
SLOWEST_M_S, FASTEST_M_S = 0.5, 2.2
MOVED_M = 0.1


@dataclass(frozen=True, slots=True)
class People:
    """How people walk: mean and spread of the free speed, the range of pre-movement times, body radius and time gap."""

    speed_m_s: float
    speed_sd_m_s: float
    waits_s: tuple[float, float]
    radius_m: float = 0.18
    time_gap_s: float = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """Moments (s) at which each person set out, was seen to move and got out (NaN if not), and the exit taken.

    `frames` are positions of all who are inside, every FRAME_S: arrays of number, x, y. `crowded` is the greatest number
    of people in each cell (rows from the south-west `corner`), `queues` the longest queue and its moment by exit.
    """

    waits: Floats
    moved: Floats
    out: Floats
    exit: NDArray[np.int64]
    frames: list[Floats]
    crowded: NDArray[np.int64]
    corner: tuple[float, float]
    queues: list[tuple[int, float]]


def walk_out(
    plan: Plan,
    people: People,
    seed: int,
    longest_s: float,
    told: Callable[[float], None] | None = None,
) -> Walked:
    """Everybody walks to the exit that is nearest on foot; the same seed gives the same walk."""
    jps = engine("jupedsim", INSTALL, "人员疏散模拟")
    chance = np.random.default_rng(seed)
    placed = _placed(jps, plan, seed)
    groups: list[_Room] = []
    offset = 0
    for part in plan.parts:
        here = [point for point in placed if shapely.covers(part, shapely.Point(point))]
        if here:
            groups.append(_Room(jps, part, plan.exits, here, people, chance, offset))
            offset += len(here)
    many = sum(len(each.waits) for each in groups)
    corner, crowded = _grid(plan)
    frames: list[Floats] = []
    queues = [(0, 0.0)] * len(plan.exits)
    now, before = 0.0, np.full((many, 2), np.nan)
    while True:
        seen = [each.frame() for each in groups]
        rows = np.concatenate(seen) if seen else np.empty((0, 3))
        frames.append(rows)
        _count(crowded, corner, rows)
        queues = _queues(queues, plan.exits, rows, before, now)
        before = np.full((many, 2), np.nan)
        before[rows[:, 0].astype(np.int64)] = rows[:, 1:]
        if not len(rows) or now >= longest_s - 1e-9:
            break
        for each in groups:
            each.advance(now, min(FRAME_S, longest_s - now))
        now += FRAME_S
        if told is not None:
            told(min(now / longest_s, 1.0))
    return Walked(
        np.concatenate([each.waits for each in groups]),
        np.concatenate([each.moved for each in groups]),
        np.concatenate([each.out for each in groups]),
        np.concatenate([each.exit for each in groups]),
        frames,
        crowded,
        corner,
        queues,
    )


class _Room:
    """One connected part of the plan with those who walk in it."""

    def __init__(
        self,
        jps: Any,
        part: shapely.Polygon,
        exits: Sequence[Exit],
        places: Sequence[tuple[float, float]],
        people: People,
        chance: np.random.Generator,
        offset: int,
    ) -> None:
        near = [n for n, each in enumerate(exits) if part.intersects(each.area)]
        if not near:
            x, y = places[0]
            raise BadInput(f"（{x:.1f}，{y:.1f}）处的人员所在房间没有通往出口的门，请核对平面图。")
        self.offset, many = offset, len(places)
        self.simulation = jps.Simulation(model=jps.CollisionFreeSpeedModel(), geometry=part, dt=STEP_S)
        stages = {n: self.simulation.add_exit_stage(list(exits[n].area.exterior.coords)[:-1]) for n in near}
        journeys = {n: self.simulation.add_journey(jps.JourneyDescription([stages[n]])) for n in near}
        self.exit = _nearest(jps, part, exits, near, places)
        self.speed = np.clip(
            chance.normal(people.speed_m_s, people.speed_sd_m_s, many), SLOWEST_M_S, FASTEST_M_S
        )
        self.waits = chance.uniform(*people.waits_s, many)
        self.moved, self.out = np.full(many, np.nan), np.full(many, np.nan)
        self.start = np.array(places)
        self.number: dict[int, int] = {}
        for n, place in enumerate(places):
            goal = int(self.exit[n])
            agent = self.simulation.add_agent(
                jps.CollisionFreeSpeedModelAgentParameters(
                    position=place,
                    time_gap=people.time_gap_s,
                    desired_speed=0.0 if self.waits[n] > 0 else float(self.speed[n]),
                    radius=people.radius_m,
                    journey_id=journeys[goal],
                    stage_id=stages[goal],
                )
            )
            self.number[agent] = n
        self.standing = {agent for agent, n in self.number.items() if self.waits[n] > 0}

    def advance(self, now: float, seconds: float) -> None:
        """Walk on; whoever's wait is over sets out."""
        for _ in range(round(seconds / STEP_S)):
            for agent in [
                each for each in sorted(self.standing) if self.waits[self.number[each]] <= now + 1e-9
            ]:
                self.simulation.agent(agent).model.desired_speed = float(self.speed[self.number[agent]])
                self.standing.discard(agent)
            if self.simulation.agent_count() == 0:
                return
            try:
                self.simulation.iterate()
            except RuntimeError:
                raise BadInput("人员过于拥挤，模拟不能继续，请减少人数或核对平面图中的狭窄处。") from None
            now += STEP_S
            for agent in self.simulation.removed_agents():
                self.out[self.number[agent]] = now

    def frame(self) -> Floats:
        """Number, x and y of everybody inside."""
        rows = [(self.number[each.id], *each.position) for each in self.simulation.agents()]
        now = float(self.simulation.elapsed_time())
        found = np.array(rows, dtype=np.float64).reshape(-1, 3)
        which = found[:, 0].astype(np.int64)
        away = np.hypot(*(found[:, 1:] - self.start[which]).T)
        fresh = which[(away > MOVED_M) & np.isnan(self.moved[which])]
        self.moved[fresh] = now
        found[:, 0] += self.offset
        return found


def _placed(jps: Any, plan: Plan, seed: int) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for n, crowd in enumerate(plan.crowds):
        found += _spread(jps, crowd, seed + n)
    return found


def _spread(jps: Any, crowd: Crowd, seed: int) -> list[tuple[float, float]]:
    parts = [
        each for each in shapely.get_parts(crowd.area) if each.geom_type == "Polygon" and each.area > 0.05
    ]
    whole = sum(each.area for each in parts)
    found: list[tuple[float, float]] = []
    left = crowd.people
    for n, part in enumerate(parts):
        many = left if n == len(parts) - 1 else round(crowd.people * part.area / whole)
        left -= many
        if not many:
            continue
        try:
            found += jps.distribute_by_number(
                polygon=part,
                number_of_agents=many,
                distance_to_agents=SPACING_M,
                distance_to_polygon=FROM_WALL_M,
                seed=seed,
            )
        except Exception:  # noqa: BLE001 - the engine says in several ways that they do not fit
            raise BadInput(
                f"“{crowd.name}”的 {crowd.people} 人在 {whole:.0f} m² 内放不下，请减少人数或扩大范围。"
            ) from None
    return found


def _nearest(
    jps: Any,
    part: shapely.Polygon,
    exits: Sequence[Exit],
    near: Sequence[int],
    places: Sequence[tuple[float, float]],
) -> NDArray[np.int64]:
    """The exit that is nearest on foot for each place."""
    if len(near) == 1:
        return np.full(len(places), near[0], dtype=np.int64)
    routes = jps.RoutingEngine(part)
    goals = []
    for n in near:
        point = exits[n].area.intersection(part).representative_point()
        goals.append((point.x, point.y))
    lengths = np.array(
        [[_length(routes.compute_waypoints(place, goal)) for goal in goals] for place in places]
    )
    found: NDArray[np.int64] = np.array(near, dtype=np.int64)[np.argmin(lengths, axis=1)]
    return found


def _length(points: Sequence[tuple[float, float]]) -> float:
    line = np.array(points)
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _grid(plan: Plan) -> tuple[tuple[float, float], NDArray[np.int64]]:
    west, south, east, north = shapely.total_bounds(plan.parts)
    shape = int((north - south) // CELL_M) + 1, int((east - west) // CELL_M) + 1
    return (float(west), float(south)), np.zeros(shape, dtype=np.int64)


def _count(crowded: NDArray[np.int64], corner: tuple[float, float], rows: Floats) -> None:
    now = np.zeros_like(crowded)
    column, row = (np.floor((rows[:, 1 + n] - corner[n]) / CELL_M).astype(np.int64) for n in (0, 1))
    np.add.at(now, (np.clip(row, 0, now.shape[0] - 1), np.clip(column, 0, now.shape[1] - 1)), 1)
    np.maximum(crowded, now, out=crowded)


def _queues(
    longest: list[tuple[int, float]], exits: Sequence[Exit], rows: Floats, before: Floats, now: float
) -> list[tuple[int, float]]:
    if not len(rows):
        return longest
    points = shapely.points(rows[:, 1:])
    speed = np.hypot(*(rows[:, 1:] - before[rows[:, 0].astype(np.int64)]).T) / FRAME_S
    found = []
    for old, each in zip(longest, exits, strict=True):
        waiting = int(((shapely.distance(points, each.area) < QUEUE_M) & (speed < QUEUE_M_S)).sum())
        found.append((waiting, now) if waiting > old[0] else old)
    return found
