"""The demonstration is the same every time, whole, and open in every state."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import seal_now
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.monitoring.warnings import demonstration
from ancheng.monitoring.warnings.models import Alarm, Warning
from tests.factories import NOW, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    make_office()
    bureau = make_unit("区应急局", UnitKind.DEPARTMENT)
    for username, role in (("duty", Role.DUTY), ("commander", Role.COMMANDER)):
        person = make_person(role, bureau, username=username)
        type(person).objects.filter(pk=person.pk).update(demonstration=True)
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    for number in range(6):
        community = make_unit(f"社区{number}", UnitKind.COMMUNITY, street)
        west = 116.4 + number / 100
        box = Polygon.from_bbox((west, 39.9, west + 0.01, 39.91))
        Boundary.objects.create(
            unit=community, kind=UnitKind.COMMUNITY, area=MultiPolygon(box, srid=4326), source="x"
        )


def test_it_is_whole_marked_and_shows_open_cards(district):
    assert demonstration.load(at=NOW, warnings=60, alarms=400) == 66
    seal_now()
    assert verify().whole
    assert Warning.objects.filter(synthetic=True).count() == 66
    assert Alarm.objects.count() == 400
    assert Warning.objects.filter(state="suggested").count() == 3
    assert Warning.objects.filter(state__in=("issued", "verified")).count() == 3
    assert set(Warning.objects.values_list("outcome", flat=True)) == {"hit", "false", "pending"}
    assert not Alarm.objects.filter(raised_at__gt=NOW).exists()


def test_the_same_moment_gives_the_same_history(district):
    demonstration.load(at=NOW, warnings=30, alarms=100)
    fields = ("number", "kind", "level", "state", "pushed_at", "title")
    first = list(Warning.objects.order_by("number").values_list(*fields))
    Alarm.every.all().delete()
    Warning.every.all().delete()
    demonstration.Subscriber.objects.all().delete()
    demonstration.load(at=NOW, warnings=30, alarms=100)
    assert list(Warning.objects.order_by("number").values_list(*fields)) == first
