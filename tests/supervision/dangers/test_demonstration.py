"""The drawn history leaves the same kind of rows as the verbs would, and the same ones every time."""

import pytest
from django.contrib.gis.geos import Point

from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import seal_now
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.people.models import Person
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.dangers import demonstration
from ancheng.supervision.dangers.models import Danger, Listing, Penalty
from tests.factories import NOW, make_enterprise, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
COUNT = 1500


@pytest.fixture
def district(db):
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    for _ in range(6):
        make_enterprise(street)
    make_person(Role.OFFICE, make_office(), username="office")
    make_person(Role.OFFICE, make_office(), username="office2")
    make_person(Role.SUBDISTRICT, street)
    make_person(Role.ENFORCEMENT, make_unit("区应急局"))
    Person.objects.update(demonstration=True)
    for number in range(4):
        asset = Asset(
            kind="hydrant",
            code=f"XHS-{number:07d}",
            name=f"消火栓{number}",
            unit=street,
            subdistrict=street,
            geometry=Point(116.4 + number / 1000, 39.9, srid=4326),
            created_at=NOW,
            updated_at=NOW,
        )
        asset.derive_scope()
        asset.save()
    demonstration.load(at=NOW, count=COUNT)


def test_every_drawn_case_has_walked_its_table_and_stands_where_its_last_row_says(district):
    assert Danger.objects.filter(synthetic=True).count() == COUNT
    for model in (Danger, Listing):
        table = {(source, step.target) for step in model.WORKFLOW.steps for source in step.sources}
        paths: dict[str, list[tuple[str, str]]] = {}
        rows = (
            Entry.objects.filter(subject_type=model._meta.label_lower)
            .exclude(to_state="")
            .order_by("at", "id")
        )
        for pk, before, after in rows.values_list("subject_id", "from_state", "to_state"):
            paths.setdefault(pk, []).append((before, after))
        for case in model.every.all():
            first, *steps = paths[str(case.pk)]
            assert first == ("", model.WORKFLOW.start)
            assert set(steps) <= table
            assert paths[str(case.pk)][-1][1] == case.state
            assert Clock.objects.of(case).filter(stopped_at=None).count() == (0 if case.ended else 1)
    seal_now()
    assert verify().whole


def test_the_history_holds_late_open_returned_and_listed_dangers(district):
    assert Danger.objects.filter(state="closed").count() > COUNT * 0.8
    assert Danger.objects.filter(state__in=Danger.WORKFLOW.open_states, due_at__lt=NOW).exists()
    assert Danger.objects.filter(sent_back=1).exists()
    assert Danger.objects.filter(reopened=1).exists()
    assert Listing.objects.exists()
    assert Penalty.objects.exists()
    assert not Danger.objects.filter(found_at__gt=NOW).exists()


def test_it_is_drawn_the_same_way_every_time(district):
    fields = ("number", "title", "state", "grade", "due_on", "sent_back")
    first = list(Danger.objects.order_by("number").values_list(*fields))
    Penalty.objects.all().delete()
    Listing.every.all().delete()
    Danger.every.all().delete()
    demonstration.load(at=NOW, count=COUNT)
    assert list(Danger.objects.order_by("number").values_list(*fields)) == first


def test_a_listed_danger_is_marked_as_long_as_its_listing_is_open(district):
    for listing in Listing.objects.select_related("danger"):
        assert listing.danger.listed == (not listing.ended)
