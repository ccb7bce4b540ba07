"""The demonstration of enforcement holds the rules that it shows, and is the same every time."""

from datetime import date, timedelta

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import seal_now
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import Enterprise, UnitKind
from ancheng.kernel.workflow.models import Clock
from ancheng.science.fair_draw import proof as fair
from ancheng.supervision.dangers.actions import report
from ancheng.supervision.dangers.checklist_actions import publish_standard
from ancheng.supervision.dangers.models import ChecklistItem, Danger
from ancheng.supervision.dangers.values import Finding, Source
from ancheng.supervision.enforcement import demonstration
from ancheng.supervision.enforcement.models import Draw, Inspection, ItemResult, Plan
from ancheng.supervision.penalties.actions import open_case
from ancheng.supervision.penalties.models import PenaltyCase
from tests.factories import NOW, make_enterprise, make_office, make_person, make_unit, seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    office = make_office()
    bureau = make_unit("区应急局")
    people = [
        ("office", Role.OFFICE, office),
        ("office2", Role.OFFICE, office),
        ("enforcement", Role.ENFORCEMENT, bureau),
    ]
    for username, role, unit in people:
        person = make_person(role, unit, username=username)
        type(person).objects.filter(pk=person.pk).update(demonstration=True)
        if role == Role.ENFORCEMENT:
            officer = seat_of(person)
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    publish_standard(by=PLATFORM, at=NOW - timedelta(days=600))
    enterprises = [make_enterprise(street) for _ in range(24)]
    for number, each in enumerate(enterprises):
        industry = ("危险化学品", "工业制造", "餐饮住宿")[number % 3]
        Enterprise.objects.filter(unit=each).update(industry=industry)
    items = list(ChecklistItem.objects.filter(checklist__industry="通用"))
    for number, each in enumerate(enterprises):
        found = NOW - timedelta(days=10 + number * 3)
        finding = Finding(
            "隐患",
            bureau.pk,
            Source.INSPECTION,
            enterprise_id=each.pk,
            item_id=items[number % 5].pk,
            found_at=found,
        )
        report(finding=finding, by=officer, at=found)
    for number in range(3):
        open_case(
            source_type="", source_id="", source_label="检查记录", enterprise=enterprises[number], matter=f"违法行为{number}",
            clause="某条", found_on=date(2026, 10, 8 + number), by=officer, at=NOW,
        )  # fmt: skip
    PenaltyCase.every.update(synthetic=True, decided_on=date(2026, 11, 1))


def test_history_holds_with_clocks_proofs_and_what_points_back(district):
    assert demonstration.load(at=NOW, count=60) == 60
    seal_now()
    assert verify().whole
    for case in Inspection.objects.all():
        running = list(Clock.objects.of(case).filter(stopped_at=None))
        assert [each.due_at for each in running] == ([case.due_at] if case.due_at else [])
        assert case.synthetic
        path = Entry.objects.filter(subject_type="enforcement.inspection", subject_id=str(case.pk))
        assert path.exclude(to_state="").latest("id").to_state == case.state
        if case.recorded_at:
            verdicts = list(case.results.values_list("verdict", flat=True))
            assert verdicts.count("fail") == case.failed
            assert verdicts.count("pass") == case.passed
    assert Inspection.objects.filter(state="published").count() > 10
    assert Inspection.objects.exclude(state="published").exists()
    pointing = Danger.objects.filter(source_type="enforcement.inspection")
    assert pointing.count() == ItemResult.objects.filter(danger__isnull=False).count() > 0
    assert PenaltyCase.every.filter(source_type="enforcement.inspection").count() == 3
    for draw in Draw.objects.exclude(proof=""):
        assert fair.faults(fair.read(draw.proof)) == []
    assert {each.state for each in Draw.objects.all()} >= {"published", "drawn", "announced"}
    assert [each.state for each in Plan.objects.all()] == ["published", "published"]


def test_without_departments_there_is_nothing_to_show(db):
    make_office()
    assert demonstration.load(at=NOW, count=10) == 0
