"""What follows from facts of other desks: a confirmed warning becomes an incident, nothing retyped."""

from __future__ import annotations

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.realm import Realm
from ancheng.command.incidents.actions import open_incident
from ancheng.command.incidents.catalogue import OF_WARNING
from ancheng.command.incidents.models import Source
from ancheng.contracts.monitoring import WarningConfirmed
from ancheng.kernel.people.models import Person


def open_from_warning(fact: WarningConfirmed) -> None:
    """Open the incident of a warning, once however often the fact arrives."""
    person = Person.objects.filter(pk=fact.by_person_id).first() if fact.by_person_id else None
    by = Asker(person.pk, person.name, None, "", None) if person else PLATFORM
    open_incident(
        title=fact.title, kind=OF_WARNING.get(fact.kind, "work"), source=Source.WARNING, source_id=fact.warning_id,
        source_label=fact.number, lon=fact.longitude, lat=fact.latitude, address=fact.area_text, text=fact.title,
        asset_id=fact.asset_id, key=f"warning:{fact.warning_id}", realm=Realm(fact.realm), by=by, at=fact.at,
    )  # fmt: skip


REACTIONS = {WarningConfirmed: [open_from_warning]}
