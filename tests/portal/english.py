"""A district whose names are English, so that Chinese on a page can only be the interface's own."""

from datetime import UTC, datetime

from django.test import Client

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.kernel.orgs.actions import add_unit
from ancheng.kernel.orgs.models import UnitKind
from tests.factories import make_enterprise, make_person, make_task

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class District:
    """An office, a bureau and an enterprise, and who works there."""

    def __init__(self) -> None:
        self.unit = self._unit("Example District", UnitKind.DISTRICT, None)
        self.office = self._unit("Safety Office", UnitKind.COORDINATION, self.unit)
        self.water = self._unit("Water Bureau", UnitKind.DEPARTMENT, self.unit)
        self.enterprise = make_enterprise(self.unit, "Pump Works")

    def _unit(self, name, kind, parent):
        return add_unit(kind=kind, name=name, short_name=name, parent=parent, by=PLATFORM, at=NOW)

    def person(self, role, unit=None):
        where = unit or (self.enterprise if role == Role.ENTERPRISE else self.office)
        person = make_person(role, where)
        person.name = f"Officer {person.pk}"
        person.save()
        return person

    def reader(self, role, unit=None, language="en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(self.person(role, unit), backend=BACKEND)
        return client

    def task(self, **values):
        return make_task(
            self.water, self.office, at=NOW, **{"title": "Inspect pumps", "source_label": "Plan", **values}
        )
