"""The demonstration of matters keeps to the tables, states only declared facts and has late ones in every kind."""

from itertools import pairwise

import pytest
from django.contrib.gis.geos import Point

from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import seal_now
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.rules import read
from ancheng.supervision.matters import demonstration, queries
from ancheng.supervision.matters.demonstration_courses import COURSES
from ancheng.supervision.matters.models import Matter
from ancheng.supervision.matters.registry import KINDS
from tests.factories import NOW, asker, make_office, make_person
from tests.supervision.matters.conftest import OBJECT

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(scene):
    person = make_person(Role.OFFICE, make_office(), username="office")
    type(person).objects.filter(pk=person.pk).update(demonstration=True)
    for kind in KINDS:
        for number in range(60):
            asset = Asset(kind=OBJECT[kind], code=f"{kind[:3]}{number}", name=f"对象{number}", unit=scene.street, subdistrict=scene.street,
                          geometry=Point(116.41, 39.91, srid=4326), created_at=NOW, updated_at=NOW)  # fmt: skip
            asset.derive_scope()
            asset.save()
    return demonstration.load(at=NOW)


def test_every_matter_keeps_to_its_table_and_states_what_its_kind_knows(loaded):
    assert loaded == 60 * len(KINDS)
    assert set(COURSES) == set(KINDS)
    seal_now()
    assert verify().whole
    for matter in Matter.objects.all():
        kind = KINDS[matter.kind]
        for name, value in matter.facts.items():
            assert read(kind.by_key[name], value) == value
        assert set(kind.opening) <= set(matter.facts)
        table = {(source, step.target) for step in kind.workflow.steps for source in step.sources}
        rows = Entry.objects.filter(subject_type="matters.matter", subject_id=str(matter.pk)).order_by("id")
        states = [(each.from_state, each.to_state) for each in rows if each.to_state]
        assert states[0] == ("", kind.workflow.start)
        assert all(after[0] == before[1] and after in table for before, after in pairwise(states))
        running = list(Clock.objects.of(matter).filter(stopped_at=None))
        assert [each.due_at for each in running] == ([matter.due_at] if matter.due_at else [])
        assert (matter.open_key is None) == (matter.ended_at is not None) == matter.ended


def test_every_kind_has_open_and_late_ones_and_the_printed_orders(loaded):
    for kind, tally in queries.tallies(asker(Role.OFFICE), NOW).items():
        assert 0 < tally.late <= tally.open <= tally.all, kind
    assert Document.objects.filter(kind="matter_order").count() == 2
