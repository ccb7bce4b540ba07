"""The demonstration of hazards holds the rules that it shows, is the same every time, and has every lateness."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.gis.geos import Point

from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import seal_now
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.documents.models import Document
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.hazards import actions, demonstration, queries, rules
from ancheng.supervision.hazards.filters import OVERDUE, Filter
from ancheng.supervision.hazards.models import WITH_PLAN, Hazard
from ancheng.supervision.hazards.values import Amount
from tests.factories import NOW, asker, make_enterprise, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
COUNT = 120


@pytest.fixture
def district(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    make_office()
    bureau = make_unit("区应急局", UnitKind.DEPARTMENT)
    make_unit("区城管委", UnitKind.DEPARTMENT)
    person = make_person(Role.ENFORCEMENT, bureau, username="enforcement")
    type(person).objects.filter(pk=person.pk).update(demonstration=True)
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    for number in range(COUNT):
        site = Asset(kind="enterprise_site", code=f"QY-{number}", name=f"场所{number}", unit=street, enterprise=make_enterprise(), subdistrict=street, attributes={"staff": 20},
                     geometry=Point(116.4 + number / 1000, 39.9, srid=4326), created_at=NOW, updated_at=NOW)  # fmt: skip
        site.derive_scope()
        site.save()


def test_every_hazard_holds_the_rules_that_it_shows(district):
    assert demonstration.load(at=NOW, count=COUNT) == COUNT
    seal_now()
    assert verify().whole
    table = {(source, step.target) for step in Hazard.WORKFLOW.steps for source in step.sources}
    for hazard in Hazard.objects.prefetch_related("substances").select_related("plan"):
        amounts = [Amount(each.stated_name, each.quantity_t) for each in hazard.substances.all()]
        verdict = rules.judge(amounts, hazard.people)
        assert (hazard.s, hazard.r, hazard.level) == (verdict.s, verdict.r, verdict.level)
        assert (hazard.plan is not None) >= (hazard.state in WITH_PLAN)
        rows = Entry.objects.filter(subject_type="hazards.hazard", subject_id=str(hazard.pk)).order_by("id")
        states = [(each.from_state, each.to_state) for each in rows if each.to_state]
        assert states[0] == ("", "identified")
        assert all(pair[1][0] == pair[0][1] and pair[1] in table for pair in pairwise(states))
        running = list(Clock.objects.of(hazard).filter(stopped_at=None))
        assert [each.due_at for each in running] == ([hazard.due_at] if hazard.due_at else [])
        assert hazard.synthetic
        if hazard.state == "declared":
            assert actions.missing(hazard) == []


def test_there_is_something_in_every_list_of_the_overdue(district):
    demonstration.load(at=NOW, count=COUNT)
    office = asker(Role.OFFICE)
    for each in OVERDUE:
        assert queries.narrowed(office, Filter(overdue=each), NOW).exists(), each
    tally = queries.tally(office, NOW)
    assert tally.standing == tally.one + tally.two + tally.three + tally.four
    assert 0 < tally.overdue < tally.standing
    assert Document.objects.filter(kind="hazard_filing").count() == demonstration.CERTIFICATES
    assert not Hazard.objects.filter(identified_at__lt=NOW - timedelta(days=demonstration.DAYS + 1)).exists()


def test_without_objects_there_is_nothing_to_show(db):
    assert demonstration.load(at=NOW) == 0
