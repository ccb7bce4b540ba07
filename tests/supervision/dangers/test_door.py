"""Whoever finds a danger hands it in at one door."""

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers import queries
from ancheng.supervision.dangers.actions import report
from ancheng.supervision.dangers.values import Finding, Grade, Source
from tests.factories import NOW, asker, make_enterprise, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return make_unit("第一街道", UnitKind.SUBDISTRICT)


def test_a_finding_becomes_a_numbered_case_under_a_clock_with_one_audit_row(street):
    enterprise = make_enterprise(street)
    officer = asker(Role.SUBDISTRICT, street)
    danger = report(
        finding=Finding("疏散通道堆放货物", street.pk, Source.INSPECTION, enterprise_id=enterprise.pk),
        by=officer,
        at=NOW,
    )
    assert danger.number == "YH-2026-000001"
    assert (danger.state, danger.owner_unit, danger.issuer_unit) == ("found", enterprise, street)
    assert danger.subdistrict == street
    assert Clock.objects.of(danger).get().awaited == "核定等级"
    assert Entry.objects.filter(subject_type="dangers.danger", subject_id=danger.pk).count() == 1


def test_what_a_record_found_is_found_again_by_that_record(street):
    danger = report(
        finding=Finding(
            "液位超限", street.pk, Source.SENSOR, Grade.MAJOR, source_type="rules.alarm", source_id=7
        ),
        by=PLATFORM,
        at=NOW,
    )
    assert list(queries.of_source("rules.alarm", 7)) == [danger]
    assert list(queries.of_source("rules.alarm", 8)) == []


def test_an_enterprise_reports_its_own_dangers_and_nobody_elses(street):
    mine, other = make_enterprise(street), make_enterprise(street)
    seat = asker(Role.ENTERPRISE, mine)
    report(finding=Finding("插座破损", street.pk, Source.SELF_CHECK, enterprise_id=mine.pk), by=seat, at=NOW)
    with pytest.raises(NotAllowed, match="本企业"):
        report(
            finding=Finding("插座破损", street.pk, Source.SELF_CHECK, enterprise_id=other.pk), by=seat, at=NOW
        )
    with pytest.raises(NotAllowed, match="岗位"):
        report(
            finding=Finding("插座破损", street.pk, Source.INSPECTION, enterprise_id=mine.pk), by=seat, at=NOW
        )
    assert queries.of_enterprise(seat, mine.pk).count() == 1
    assert queries.of_enterprise(asker(Role.ENTERPRISE, other), mine.pk).count() == 0


def test_a_finding_without_words_or_with_an_unknown_unit_is_refused(street):
    with pytest.raises(Refusal, match="写明"):
        report(finding=Finding(" ", street.pk, Source.INSPECTION), by=asker(Role.OFFICE), at=NOW)
    with pytest.raises(Refusal, match="监管单位"):
        report(finding=Finding("堵塞", 999_999, Source.INSPECTION), by=asker(Role.OFFICE), at=NOW)
