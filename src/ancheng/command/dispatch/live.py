"""The roads as they are now, held by each process: what changed elsewhere is heeded by the next question.

Tokens in the database name the state of roads and crews. Each question compares them (a few rows), so that a process
never answers from what is past; a listener readies the new weights before anybody asks.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import randbits
from threading import RLock, Thread
from time import sleep

import numpy as np
import psycopg
import shapely
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from ancheng.base.clock import BEIJING
from ancheng.base.errors import Absent
from ancheng.base.realm import Realm
from ancheng.command.dispatch.models import BELIEVED, Closure, Crew, Revision, RoadNet
from ancheng.science.roads import nets
from ancheng.science.roads.graph import RoadGraph
from ancheng.science.roads.nets import Net
from ancheng.science.roads.places import FARTHEST_M
from ancheng.science.roads.speeds import Mode
from ancheng.science.roads.travel import Fleet, Nearest, Route, Travel

log = logging.getLogger(__name__)
CHANNEL = "ancheng_roads"
NO_NET = "尚未导入路网：请由系统管理员执行“ancheng roads import 文件”，或在“路网”页查看办法。"
KEPT_FLEETS = 24


@dataclass(frozen=True, slots=True)
class Shut:
    """A closure with the arcs that it shuts."""

    key: int
    starts_at: datetime
    ends_at: datetime | None
    realm: str
    arcs: tuple[int, ...]

    def holds(self, at: datetime, realm: Realm) -> bool:
        known = self.realm == Realm.ACTUAL or self.realm == realm
        return known and self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(slots=True)
class Ground:
    """The net in use and everything that shuts it."""

    token: int
    net: Net
    checksum: str
    synthetic: bool
    label: str
    shuts: tuple[Shut, ...]

    def closed(self, at: datetime, realm: Realm = Realm.ACTUAL) -> tuple[int, ...]:
        return tuple(sorted({arc for each in self.shuts if each.holds(at, realm) for arc in each.arcs}))

    def travel(self, at: datetime, realm: Realm = Realm.ACTUAL, mode: Mode = Mode.EMERGENCY) -> Travel:
        with _lock:
            return self.net.travel(mode, at.astimezone(BEIJING).hour, self.closed(at, realm))

    def node(self, lon: float, lat: float) -> int:
        return self.net.doors(Mode.EMERGENCY).one(lon, lat).node

    def route(self, start: int, goal: int, at: datetime, realm: Realm = Realm.ACTUAL) -> Route | None:
        return self.travel(at, realm).route(start, goal)


@dataclass(slots=True)
class Crews:
    """Crews with the node at which each stands; −1 where it has no place on the net."""

    token: tuple[int, int]
    keys: list[int]
    abilities: list[frozenset[str]]
    ready: list[bool]
    realms: list[str]
    nodes: list[int]
    fleets: dict[tuple[int, str, bool, str], tuple[list[int], Fleet]] = field(default_factory=dict)

    def fleet(
        self, travel: Travel, ability: str, realm: Realm, *, only_ready: bool
    ) -> tuple[list[int], Fleet]:
        """Positions in the lists, and the fleet, of those with an ability ('' means any)."""
        key = (id(travel), ability, only_ready, str(realm))
        with _lock:
            known = self.fleets.get(key)
            if known is None or known[1].travel is not travel:
                rows = [
                    n
                    for n, node in enumerate(self.nodes)
                    if node >= 0
                    and self.realms[n] == realm
                    and (self.ready[n] or not only_ready)
                    and (not ability or ability in self.abilities[n])
                ]
                if len(self.fleets) >= KEPT_FLEETS:
                    self.fleets.clear()
                known = self.fleets[key] = (rows, travel.fleet([self.nodes[n] for n in rows]))
            return known


_lock = RLock()
_ground: Ground | None = None
_crews: Crews | None = None


def tokens() -> tuple[int, int]:
    """The state of roads and crews as the database has it now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(roads), 0), coalesce(sum(crews), 0) FROM dispatch_revision")
        roads, crews_ = cursor.fetchone()
    return int(roads), int(crews_)


def advance(*, roads: bool = False, crews: bool = False) -> None:
    """In the caller's transaction: what every process holds of these is past; those who listen are woken.

    A row that another transaction holds is passed over, and a new one is written where all are held: two who send
    crews at the same moment must neither wait for each other here nor lock each other out.
    """
    fresh = {name: randbits(62) for name, wanted in (("roads", roads), ("crews", crews)) if wanted}
    with transaction.atomic():
        free = Revision.objects.select_for_update(skip_locked=True, no_key=True).first()
        if free is None:
            Revision.objects.create(**fresh)
        else:
            Revision.objects.filter(pk=free.pk).update(**fresh)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def ground() -> Ground:
    """The net in use with its closures; refused with a sentence where no net was imported."""
    return _ground_of(tokens()[0])


def _ground_of(token: int) -> Ground:
    global _ground
    with _lock:
        if _ground is None or _ground.token != token or not token:
            _ground = _read(token, _ground)
        return _ground


def _read(token: int, before: Ground | None) -> Ground:
    row = RoadNet.objects.defer("graph", "order").filter(in_use=True).first()
    if row is None:
        raise Absent(NO_NET)
    if before is not None and before.checksum == row.checksum:
        net = before.net
    else:
        net = load(row.pk)
        nets.hold(row.checksum, lambda: net)
    # Places do not change: an area that was looked up once is not looked up again.
    known = {each.key: each.arcs for each in before.shuts} if before and before.net is net else {}
    shuts = tuple(
        Shut(
            each.pk, each.starts_at, each.ends_at, each.realm,
            known.get(each.pk) or arcs_of(net, each.geometry.wkb),
        )
        for each in Closure.every.filter(lifted_at=None)
    )  # fmt: skip
    return Ground(token, net, row.checksum, row.synthetic, row.name, shuts)


def load(key: int) -> Net:
    """A stored net with its order of contraction."""
    row = RoadNet.objects.get(pk=key)
    graph = RoadGraph.load(bytes(row.graph))
    return Net(graph, tuple(np.frombuffer(bytes(row.order), dtype=np.int32).tolist()))


def arcs_of(net: Net, shape: bytes | memoryview) -> tuple[int, ...]:
    return net.places.arcs_under(shapely.from_wkb(bytes(shape)))


def crews(ground_: Ground, token: int, at: datetime) -> Crews:
    """All crews that are not closed, each at its node."""
    global _crews
    with _lock:
        both = (ground_.token, token)
        if _crews is None or _crews.token != both or not token:
            _crews = _read_crews(ground_, both, at)
        return _crews


def _read_crews(ground_: Ground, both: tuple[int, int], at: datetime) -> Crews:
    rows = list(
        Crew.every.exclude(status=Crew.Status.OFF)
        .order_by("pk")
        .values_list("pk", "abilities", "status", "realm", "geometry", "position", "position_at")
    )
    spots = []
    for *_, home, position, position_at in rows:
        fresh = position is not None and position_at and at - position_at < BELIEVED
        spots.append(position if fresh else home)
    lon = np.array([each.x if each else 0.0 for each in spots])
    lat = np.array([each.y if each else 0.0 for each in spots])
    nodes = [-1] * len(rows)
    if rows:
        found, off = ground_.net.doors(Mode.EMERGENCY).nearest(lon, lat)
        nodes = [
            int(node) if spot is not None and far <= FARTHEST_M else -1
            for node, far, spot in zip(found, off, spots, strict=True)
        ]
    return Crews(
        both,
        [row[0] for row in rows],
        [frozenset(row[1]) for row in rows],
        [row[2] == Crew.Status.READY for row in rows],
        [row[3] for row in rows],
        nodes,
    )


def nearest(
    lon: float, lat: float, count: int, *, at: datetime, ability: str = "", realm: Realm = Realm.ACTUAL
) -> tuple[list[tuple[int, float]], list[int]]:
    """The `count` ready crews that arrive first (key, seconds), and those that no open road leads from."""
    roads, crews_token = tokens()
    where = _ground_of(roads)
    known = crews(where, crews_token, at)
    rows, fleet = known.fleet(where.travel(at, realm), ability, realm, only_ready=True)
    found: Nearest = fleet.nearest(where.node(lon, lat), count)
    return (
        [(known.keys[rows[each.unit]], each.seconds) for each in found.arrivals],
        [known.keys[rows[each]] for each in found.unreachable],
    )


def seconds_to(
    lon: float, lat: float, *, at: datetime, realm: Realm = Realm.ACTUAL
) -> tuple[Ground, Crews, dict[int, float]]:
    """Seconds of every placed crew, out or ready, by its key; infinite ones are left out."""
    roads, crews_token = tokens()
    where = _ground_of(roads)
    known = crews(where, crews_token, at)
    rows, fleet = known.fleet(where.travel(at, realm), "", realm, only_ready=False)
    seconds = fleet.seconds_to(where.node(lon, lat))
    return (
        where,
        known,
        {known.keys[n]: float(far) for n, far in zip(rows, seconds, strict=True) if np.isfinite(far)},
    )


def routes(
    starts: Sequence[int], goal: int, ground_: Ground, at: datetime, realm: Realm = Realm.ACTUAL
) -> list[Route | None]:
    """The ways of several crews to one place."""
    travel = ground_.travel(at, realm)
    return [travel.route(start, goal) for start in starts]


def listen() -> None:
    """Ready new weights as soon as another process has changed the roads; returns at once."""
    Thread(target=_listen, name="dispatch-roads", daemon=True).start()


def _listen() -> None:
    while True:
        try:
            connection.ensure_connection()
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            warm()
            for _heard in connection.connection.notifies():
                warm()
        except (DatabaseError, psycopg.Error):
            log.warning("dispatch does not hear of changed roads at the moment; it compares at each question")
        finally:
            close_old_connections()
            connection.close()
        sleep(5)


def warm() -> None:
    """Ready what the first question of a process would wait for: the weights of now, and the look-ups by place."""
    try:
        where = ground()
    except Absent:
        return
    where.travel(timezone.now())
    where.net.places.ready()
    where.net.doors(Mode.EMERGENCY).ready()
