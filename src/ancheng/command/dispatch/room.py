"""What the room of an incident asks of dispatch: who would go, send them, who is where; incidents call it, never the reverse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.errors import Absent, Conflict, Refusal
from ancheng.base.realm import Realm
from ancheng.command.dispatch import actions, queries, room_shapes
from ancheng.command.dispatch.declare import ABILITIES
from ancheng.command.dispatch.marks import GONE, MARKS
from ancheng.command.dispatch.models import Rescue, Turnout
from ancheng.command.dispatch.registry import CARDS, card_for
from ancheng.command.dispatch.values import Place
from ancheng.command.dispatch.workflows.turnout import COMING
from ancheng.command.incidents.actions import CREWS
from ancheng.command.incidents.declare import Ask
from ancheng.command.incidents.models import Incident
from ancheng.command.incidents.rules import Force
from ancheng.command.incidents.rules import forces as counted
from ancheng.kernel.language import named


@dataclass(frozen=True, slots=True)
class Offer:
    """A crew that would go; `seconds` on the road."""

    crew_id: int
    crew: str
    unit: str
    phone: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of the run card: needed, sent, who would go, how many lack and why; `within_minutes` where a rule says so."""

    ability: str
    label: str
    needed: int
    sent: int
    within_minutes: int | None
    offers: tuple[Offer, ...]
    short: int
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the run card asks for at a place; `fault` says in a sentence why nobody can be named."""

    card: str
    label: str
    basis: str
    wanted: tuple[Wanted, ...]
    fault: str = ""

    @property
    def crews(self) -> tuple[tuple[int, str], ...]:
        """Everybody who would go, as `send` takes them."""
        return tuple((offer.crew_id, each.ability) for each in self.wanted for offer in each.offers)


@dataclass(frozen=True, slots=True)
class Order:
    """An incident to which crews are sent: its kind, key, title and place (WGS 84)."""

    kind: str
    incident_id: int
    title: str
    longitude: float
    latitude: float
    address: str = ""
    realm: Realm = Realm.ACTUAL


@dataclass(frozen=True, slots=True)
class Out:
    """One crew on its way; the estimate beside what it took on the road, None where unreachable or not there yet."""

    turnout_id: int
    crew_id: int
    crew: str
    unit: str
    phone: str
    ability: str
    state: str
    label: str
    eta_seconds: float | None
    took_seconds: float | None
    said: str
    letter: str
    tone: str
    ordered_at: datetime
    expected_at: datetime | None
    position_at: datetime | None
    point: tuple[float, float] | None
    arrived_at: datetime | None
    url: str

    @property
    def running(self) -> bool:
        return self.state not in queries.ENDS

    @property
    def coming(self) -> bool:
        return self.state in COMING

    @property
    def cut_off(self) -> bool:
        """On its way, and no open road leads there."""
        return self.coming and self.expected_at is None


@dataclass(frozen=True, slots=True)
class Sent:
    """One order of an incident with everybody that was sent by it."""

    mission_id: int
    number: str
    card: str
    text: str
    address: str
    opened_at: datetime
    closed_at: datetime | None
    url: str
    crews: tuple[Out, ...]


@dataclass(frozen=True, slots=True)
class Trapped:
    """An elevator rescue as an incident takes it over: nothing of it is typed again."""

    rescue_id: int
    number: str
    title: str
    told: str
    caller: str
    called_at: datetime
    longitude: float | None
    latitude: float | None
    address: str
    asset_id: int | None
    incident_id: int | None


def propose(
    kind: str,
    longitude: float,
    latitude: float,
    *,
    asker: Asker,
    at: datetime,
    realm: Realm = Realm.ACTUAL,
    incident_id: int | None = None,
    wants: Mapping[str, int] | None = None,
) -> Proposal:
    """Who would go to an incident of a kind (WGS 84), by travel time; what was sent to the incident counts as sent.

    `wants`: how many of each ability are needed by now, where that is more or other than the run card says.
    """
    card = card_for(kind)
    declared = CARDS[card].asking(wants)
    gone: Counter[str] = Counter()
    if incident_id is not None:
        gone = queries.gone_by_ability(Turnout.every.filter(mission__incident_id=incident_id))
    try:
        lines = queries.package_at(asker, declared.needs, longitude, latitude, at=at, realm=realm, gone=gone)
    except Refusal as refusal:
        empty = tuple(
            Wanted(
                need.ability, named(ABILITIES[need.ability]), need.number, min(gone[need.ability], need.number),
                need.minutes, (), max(need.number - gone[need.ability], 0), "",
            )
            for need in declared.needs
        )  # fmt: skip
        return Proposal(card, named(declared), declared.basis, empty, refusal.sentence)
    wanted = tuple(
        Wanted(
            each.line.need.ability, named(ABILITIES[each.line.need.ability]), each.line.need.number, each.sent,
            each.line.need.minutes, tuple(_offer(choice) for choice in each.choices), each.line.short, named(each.why),
        )
        for each in lines
    )  # fmt: skip
    return Proposal(card, named(declared), declared.basis, wanted)


def _offer(choice: queries.Choice) -> Offer:
    crew = choice.crew
    return Offer(crew.pk, str(crew), str(crew.team.unit), crew.phone, choice.seconds or 0.0)


@transaction.atomic
def send(order: Order, crews: Sequence[tuple[int, str]], *, nonce: str, by: Asker, at: datetime) -> Sent:
    """Send crews (key, ability) to an incident; the same `nonce` again is the same order, and one who is out refuses all."""
    asked = actions.Asked(
        card_for(order.kind), order.title, Place(order.longitude, order.latitude, address=order.address),
        order.incident_id, order.realm, order.title,
    )  # fmt: skip
    mission = actions.open_mission(asked=asked, nonce=nonce, by=by, at=at)
    actions.send(mission=mission, crews=crews, by=by, at=at, nonce=nonce)
    return next(each for each in missions_of(order.incident_id, asker=by) if each.mission_id == mission.pk)


def missions_of(incident_id: int, *, asker: Asker, at: datetime | None = None) -> tuple[Sent, ...]:
    """Everybody who was sent to an incident: order by order, where each is, the estimate beside what it took."""
    rows, now = queries.missions_of_incident(asker, incident_id), at or timezone.now()
    return tuple(
        Sent(
            each.pk, each.number, each.get_card_display(), each.text, each.address, each.opened_at, each.closed_at,
            each.get_absolute_url(), tuple(_out(turnout, now) for turnout in each.turnouts.all()),
        )
        for each in rows.prefetch_related("turnouts__crew__team__unit")
    )  # fmt: skip


def _out(turnout: Turnout, at: datetime) -> Out:
    crew, mark = turnout.crew, MARKS.get(turnout.state, GONE)
    spot, said = room_shapes.where(turnout, crew, at)
    return Out(
        turnout.pk, crew.pk, str(crew), str(crew.team.unit), crew.phone, turnout.ability, turnout.state,
        str(turnout.state_label), turnout.eta_s, turnout.drive_s, room_shapes.estimate(turnout, at), named(mark), mark.tone,
        turnout.ordered_at, turnout.expected_at, crew.position_at if said else None, (spot.x, spot.y) if spot else None,
        turnout.arrived_at, turnout.get_absolute_url(),
    )  # fmt: skip


def still_out(incident: Incident) -> int:
    """How many crews are on their way to an incident, or there."""
    return queries.out_for(PLATFORM, incident.pk, Realm(incident.realm)).count()


def forces(incident: Incident) -> Mapping[str, Force]:
    """Who comes to an incident, by ability, as their turnouts stand at this moment."""
    rows = Turnout.every.filter(mission__incident_id=incident.pk, realm=incident.realm)
    return counted(rows.values_list("ability", "state"))


def asks(kind: str) -> tuple[Ask, ...]:
    """What the run card asks for a kind of incident."""
    return tuple(
        Ask(ABILITIES[each.ability], each.number, CREWS, each.ability) for each in CARDS[card_for(kind)].needs
    )


@transaction.atomic
def fill(order: Order, crews: Sequence[tuple[int, str]], *, nonce: str, by: Asker, at: datetime) -> Sent:
    """Send crews against what an incident lacks of one ability, and no more: two who act at once fill it once."""
    incident = Incident.every.select_for_update(of=("self",)).get(pk=order.incident_id)
    again = Turnout.every.filter(mission__nonce=nonce, mission__incident_id=incident.pk).exists()
    need = incident.needs.filter(ability=crews[0][1]).first() if crews else None
    if need is not None and not again and len(crews) > need.tally(forces(incident)).short:
        lacks = need.tally(forces(incident)).short
        raise Conflict(f"{need.name}刚有人补派，现在缺 {lacks} {need.unit}，请重新打开“就近补派”再选。")
    return send(order, crews, nonce=nonce, by=by, at=at)


@transaction.atomic
def stand_down(incident_id: int, *, by: Asker, at: datetime, why: str) -> int:
    """The incident is over: who is on the spot is done, who is on the way turns round; how many were still out."""
    rows = Turnout.every.select_related("crew", "mission__unit", "owner_unit", "issuer_unit")
    return actions.bring_home(rows.filter(mission__incident_id=incident_id), by=by, at=at, why=why)


def trapped(rescue_id: int, *, asker: Asker) -> Trapped:
    """An elevator rescue that the asker may see, for the incident that takes it over."""
    found: Rescue | None = Rescue.every.visible_to(asker).filter(pk=rescue_id).first()
    if found is None:
        raise Absent("没有这次电梯救援，或当前岗位无权查看，请核对编号。")
    spot = found.geometry
    return Trapped(
        found.pk, found.number, f"{found.elevator or found.told or found.rescue_code}电梯困人", found.told,
        found.caller, found.called_at, spot.x if spot else None, spot.y if spot else None, found.address,
        found.asset_id, found.incident_id,
    )  # fmt: skip


@transaction.atomic
def tie(rescue_id: int, *, incident_id: int, title: str) -> None:
    """An elevator rescue, and whoever was sent by it, belongs to an incident from now on."""
    found = Rescue.every.select_for_update(of=("self",)).get(pk=rescue_id)
    Rescue.every.filter(pk=rescue_id).update(incident_id=incident_id)
    if found.mission is not None:
        type(found.mission).every.filter(pk=found.mission_id).update(
            incident_id=incident_id, incident_title=title[:120]
        )
