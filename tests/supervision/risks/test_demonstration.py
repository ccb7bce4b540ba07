"""The demonstration of risks is the same every time and holds the rules that it shows."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import Point

from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import seal_now
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.people.models import Person
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.risks import coverage, demonstration
from ancheng.supervision.risks.models import Assessment, MapEdition, Risk
from ancheng.supervision.risks.values import Grade
from tests.factories import NOW, make_enterprise, make_office, make_person, make_unit
from tests.supervision.risks.conftest import bound

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    street = make_unit("建外街道", UnitKind.SUBDISTRICT)
    community = make_unit("甲社区", UnitKind.COMMUNITY, street)
    make_unit("CBD管委会", UnitKind.ZONE)
    bound(street, 116.45, 39.91)
    bound(community, 116.45, 39.91, 0.01)
    for username in ("office", "office2"):
        make_person(Role.OFFICE, make_office(), username=username)
    make_person(Role.SUBDISTRICT, street)
    Person.objects.update(demonstration=True)
    for number in range(60):
        kind = ("key_fire_unit", "warehouse", "high_rise")[number % 3]
        asset = Asset(
            kind=kind, code=f"DX-{number}", name=f"对象{number}", unit=street, subdistrict=street,
            enterprise=make_enterprise(street) if number % 3 == 1 else None,
            geometry=Point(116.451 + number / 5000, 39.915, srid=4326), created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        asset.derive_scope()
        asset.save()
    return demonstration.load(at=NOW)


def test_history_clocks_and_chain_agree(loaded):
    assert loaded == Assessment.objects.count() > 80
    seal_now()
    assert verify().whole
    for risk in Risk.objects.all():
        running = list(Clock.objects.of(risk).filter(stopped_at=None))
        assert [each.due_at for each in running] == [risk.due_at]
        assert risk.synthetic
        in_force = [each for each in risk.assessments.all() if each.in_force_from and not each.in_force_to]
        assert [each.unmitigated for each in in_force] == ([risk.unmitigated] if risk.unmitigated else [])


def test_no_risk_under_control_has_run_out_and_some_reviews_are_late(loaded):
    today = beijing_day(NOW)
    assert not Risk.objects.filter(state="controlled", valid_until__lt=today).exists()
    assert Risk.objects.filter(state="due", valid_until__lt=today).exists()
    assert Risk.objects.filter(state="due", due_at__lt=NOW).exists()


def test_nobody_judges_an_own_assessment_in_the_history_either(loaded):
    for each in Assessment.objects.filter(reviewer__isnull=False):
        assert each.reviewer_id != each.assessor_id


def test_one_edition_is_published_one_is_a_draft_and_the_zone_has_an_area(loaded):
    assert sorted(MapEdition.objects.values_list("state", flat=True)) == ["draft", "published"]
    assert coverage.overall(coverage.by_zone(beijing_day(NOW))).required == 1
    assert Risk.objects.filter(zone__isnull=False, unmitigated__gt=Grade.NEVER).exists()
