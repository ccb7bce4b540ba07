"""The demonstration of reports, accidents and credit is the same every time and holds the rules that it shows."""

import pytest

from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import seal_now
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.people.models import Membership
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.accidents import demonstration as accidents
from ancheng.supervision.accidents.models import Accident
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.credit import demonstration as credit
from ancheng.supervision.credit.models import Listing, Rating
from ancheng.supervision.hotline import demonstration as hotline
from ancheng.supervision.hotline.actions import open_seal
from ancheng.supervision.hotline.models import Report, Reporter
from tests.factories import NOW, make_enterprise, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(settings):
    from django.contrib.gis.geos import Point

    office = make_office()
    bureau = make_unit("区应急局", UnitKind.DEPARTMENT)
    for name in credit.PUSHED_TO:
        make_unit(name)
    for username, role, unit in (("office", Role.OFFICE, office), ("office2", Role.OFFICE, office), ("enforcement", Role.ENFORCEMENT, bureau)):  # fmt: skip
        person = make_person(role, unit, username=username)
        type(person).objects.filter(pk=person.pk).update(demonstration=True)
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    for number in range(12):
        site = Asset(kind="enterprise_site", code=f"QY-{number}", name=f"场所{number}", unit=street, enterprise=make_enterprise(), subdistrict=street,
                     geometry=Point(116.4 + number / 100, 39.9, srid=4326), created_at=NOW, updated_at=NOW)  # fmt: skip
        site.derive_scope()
        site.save()


def test_all_three_are_loaded_with_whole_chains_and_clocks_that_agree(district):
    assert hotline.load(count=120, at=NOW) == 120
    assert accidents.load(at=NOW) == 40
    assert credit.load(at=NOW) > 0
    seal_now()
    assert verify().whole
    for kind in (Report, Accident, Listing):
        for case in kind.objects.all():
            running = list(Clock.objects.of(case).filter(stopped_at=None))
            assert [each.due_at for each in running] == ([case.due_at] if case.due_at else [])
            assert case.synthetic
    assert NumberSeries.objects.filter(key="hotline").count() >= 2
    assert Rating.objects.filter(current=True).exists()


def test_the_same_moment_gives_the_same_reports(district):
    hotline.load(count=40, at=NOW)
    first = list(Report.objects.order_by("number").values_list("number", "title", "state", "received_at"))
    Reporter.objects.all().delete()
    for kind in (Report.every.model._meta.get_field("rewards").related_model, Report):
        kind.every.all().delete()
    hotline.load(count=40, at=NOW)
    assert (
        list(Report.objects.order_by("number").values_list("number", "title", "state", "received_at"))
        == first
    )


def test_made_up_reporters_are_sealed_like_real_ones(district):
    hotline.load(count=30, at=NOW)
    report = Report.objects.filter(real_name=True).first()
    seat = Membership.objects.select_related("unit", "person").get(person__username="office").asker()
    assert open_seal(report=report, by=seat, at=NOW, why="核对演示数据").name.startswith("演示举报人")
    assert "演示举报人" not in report.content


def test_without_objects_there_is_nothing_to_show(db):
    make_office()
    assert hotline.load(count=10, at=NOW) == 0
    assert accidents.load(at=NOW) == 0
