"""What follows from facts of other desks: a confirmed warning becomes an incident, nothing retyped."""

from __future__ import annotations

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.realm import Realm
from ancheng.command.incidents.actions import note, open_incident
from ancheng.command.incidents.catalogue import OF_WARNING
from ancheng.command.incidents.models import Incident, Source
from ancheng.command.incidents.rules import Sort, crew_words
from ancheng.contracts.command import CrewReported
from ancheng.contracts.decision import ModelRunFinished
from ancheng.contracts.monitoring import WarningConfirmed
from ancheng.kernel.people.models import Person


def _named(person_id: int | None) -> Asker:
    """The person of a fact by name alone; the platform where there is none."""
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    return Asker(person.pk, person.name, None, "", None) if person else PLATFORM


def open_from_warning(fact: WarningConfirmed) -> None:
    """Open the incident of a warning, once however often the fact arrives."""
    open_incident(
        title=fact.title, kind=OF_WARNING.get(fact.kind, "work"), source=Source.WARNING, source_id=fact.warning_id,
        source_label=fact.number, lon=fact.longitude, lat=fact.latitude, address=fact.area_text, text=fact.title,
        asset_id=fact.asset_id, key=f"warning:{fact.warning_id}", realm=Realm(fact.realm), by=_named(fact.by_person_id), at=fact.at,
    )  # fmt: skip


def crew_told(fact: CrewReported) -> None:
    """Each step of a crew is an entry of the log, once, with the estimate or what it really took."""
    if fact.incident_id is None:
        return
    said = crew_words(fact.crew, fact.label, fact.state, took_s=fact.took_seconds, eta_s=fact.eta_seconds)
    note(
        incident_id=fact.incident_id, sort=Sort.RESOURCE, text=said + (f"，{fact.why}" if fact.why else ""), by=PLATFORM,
        at=fact.at, key=f"turnout:{fact.turnout_id}:{fact.state}", facts={"turnout": fact.turnout_id, "state": fact.state, "ability": fact.ability},
    )  # fmt: skip


def run_told(fact: ModelRunFinished) -> None:
    """What a model said stands in the log, once a run, in the world in which it was asked and to which it belongs."""
    incident = Incident.every.filter(pk=fact.incident_id).first() if fact.incident_id else None
    if incident is None or incident.realm != fact.realm:
        return
    said = f"模型测算：{fact.title}" + (f"，{fact.headline}" if fact.headline else "")
    note(
        incident_id=incident.pk, sort=Sort.NOTE, text=f"{said}（结果校验码{fact.result_checksum[:12]}）", by=_named(fact.by_person_id),
        at=fact.at, key=f"run:{fact.run_id}", facts={"run": fact.run_id, "model": fact.model},
    )  # fmt: skip


REACTIONS = {WarningConfirmed: [open_from_warning], CrewReported: [crew_told], ModelRunFinished: [run_told]}
