"""The command post leads to rows; a bulletin is edited, issued once, and sent to those chosen."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from docx import Document as Word

from ancheng.administration.indicators import engine
from ancheng.administration.indicators.rules import month_ends
from ancheng.administration.steering import actions, queries
from ancheng.administration.steering.models import Bulletin, Subscription
from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.notices.actions import deliver_due
from ancheng.kernel.notices.models import ContactPoint, Notice
from ancheng.kernel.orgs.models import UnitKind
from tests.administration.indicators.test_engine import hydrant
from tests.factories import (
    NOW,
    asker,
    make_district,
    make_enterprise,
    make_office,
    make_person,
    make_task,
    make_unit,
)

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


def enter(role, unit):
    client = Client()
    client.force_login(make_person(role, unit), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    make_district()


@pytest.fixture
def office():
    return asker(Role.OFFICE, make_office())


def late_task(unit):
    task = make_task(unit, at=timezone.now() - timedelta(days=90))
    type(task).objects.filter(pk=task.pk).update(due_at=timezone.now() - timedelta(days=5))
    return task


def test_the_late_number_leads_to_exactly_the_late_tasks():
    unit = make_unit()
    late, other = late_task(unit), make_task(unit, at=timezone.now())
    client = enter(Role.OFFICE, make_office())
    page = client.get("/steering/").content.decode()
    assert '<a class="figure-link" href="/tasks/?late=1"><b>1</b>' in page
    assert f'href="/tasks/?late=1&unit={unit.pk}">1</a>' in page
    rows = client.get(f"/tasks/?late=1&unit={unit.pk}").content.decode()
    assert late.title in rows
    assert other.title not in rows


def test_a_department_counts_what_it_may_see_only():
    late_task(make_unit())
    mine = make_unit()
    assert (
        '<a class="figure-link" href="/tasks/?late=1"><b>0</b>'
        in enter(Role.DEPARTMENT, mine).get("/steering/").content.decode()
    )


def test_a_missed_indicator_is_named_and_no_data_is_counted_apart(office):
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    hydrant(street, "defective")
    engine.recompute(days=month_ends(beijing_day(timezone.now()), 1), at=timezone.now())
    post = queries.command_post(office, timezone.now())
    assert post.failed >= 1
    assert post.no_data > 0
    assert post.passed + post.failed + post.no_data <= 74
    screen = enter(Role.OFFICE, make_office()).get("/indicators/screen/?shown=failed").content.decode()
    assert screen.count('class="is-late"') == post.failed


def test_without_programme_figures_or_assessment_the_page_says_so():
    page = enter(Role.COMMANDER, make_office()).get("/steering/").content.decode()
    for words in ("还没有采纳的实施方案", "还没有指标结果", "还没有考评", "没有逾期任务"):
        assert words in page


def test_the_big_screen_shows_the_same_numbers():
    late_task(make_unit())
    client = enter(Role.OFFICE, make_office())
    figure = '<a class="figure-link" href="/tasks/?late=1"><b>1</b>'
    assert figure in client.get("/steering/screen/").content.decode()


def test_an_enterprise_sees_none_of_it():
    client = enter(Role.ENTERPRISE, make_enterprise())
    for address in ("/steering/", "/steering/screen/", "/steering/bulletins/", "/steering/repeats/"):
        assert client.get(address).status_code == 403, address


def test_the_office_edits_a_draft_and_issues_what_it_wrote_as_word_and_pdf(office):
    made = actions.draft(rhythm="weekly", by=office, at=MONDAY)
    texts = [each["text"] for each in made.sections]
    texts[-1] = "请于周五前报送整改情况。"
    actions.edit(bulletin=made, title=made.title, texts=texts, version=1, by=office, at=MONDAY)
    document = actions.issue(bulletin=made, version=2, by=office, at=MONDAY)
    words = "\n".join(each.text for each in Word(BytesIO(document.word.path.read_bytes())).paragraphs)
    assert "请于周五前报送整改情况。" in words
    assert "五、下步工作" in words
    assert "{{" not in words
    pdf = pypdfium2.PdfDocument(document.pdf.path.read_bytes())
    assert "请于周五前报送整改情况" in "".join(
        page.get_textpage().get_text_range().replace("\r\n", "") for page in pdf
    )


def test_what_two_people_edit_at_once_is_not_lost(office):
    made = actions.draft(rhythm="weekly", by=office, at=MONDAY)
    texts = [each["text"] for each in made.sections]
    actions.edit(bulletin=made, title="甲", texts=texts, version=1, by=office, at=MONDAY)
    with pytest.raises(Conflict):
        actions.edit(bulletin=made, title="乙", texts=texts, version=1, by=office, at=MONDAY)
    assert Bulletin.objects.get().title == "甲"


def test_what_is_issued_is_neither_edited_nor_issued_nor_drafted_again(office):
    made = actions.draft(rhythm="monthly", by=office, at=MONDAY)
    actions.issue(bulletin=made, version=1, by=office, at=MONDAY)
    texts = [each["text"] for each in made.sections]
    with pytest.raises(Conflict):
        actions.edit(bulletin=made, title="改", texts=texts, version=1, by=office, at=MONDAY)
    with pytest.raises(Conflict):
        actions.issue(bulletin=made, version=1, by=office, at=MONDAY)
    with pytest.raises(Conflict):
        actions.draft(rhythm="monthly", by=office, at=MONDAY)


def test_a_draft_is_the_offices_until_it_is_issued(office):
    made = actions.draft(rhythm="weekly", by=office, at=MONDAY)
    client = enter(Role.DEPARTMENT, make_unit())
    assert client.get(f"/steering/bulletins/{made.pk}/").status_code == 404
    actions.issue(bulletin=made, version=1, by=office, at=MONDAY)
    assert client.get(f"/steering/bulletins/{made.pk}/").status_code == 200
    with pytest.raises(NotAllowed):
        actions.draft(rhythm="monthly", by=asker(Role.DEPARTMENT, make_unit()), at=MONDAY)


def test_the_pages_draft_edit_and_issue():
    client = enter(Role.OFFICE, make_office())
    page = client.post("/steering/bulletins/draft/", {"rhythm": "weekly"}, follow=True).content.decode()
    made = Bulletin.objects.get()
    assert "保存修改" in page
    assert "总体进展" in page
    texts = ["新的总体进展。"] + [each["text"] for each in made.sections[1:]]
    saved = client.post(made.get_absolute_url(), {"title": "周报", "text": texts, "version": 1}, follow=True)
    assert "新的总体进展。" in saved.content.decode()
    issued = client.post(f"/steering/bulletins/{made.pk}/issue/", {"version": 2}, follow=True)
    assert "已印发" in issued.content.decode()
    assert "已印发" in client.get("/steering/bulletins/").content.decode()


def test_those_chosen_are_mailed_the_report_once(office):
    person, other = make_person(Role.COMMANDER, make_office()), make_person(Role.OFFICE, make_office())
    ContactPoint.objects.create(person=person, channel="email", address="head@example.org")
    ContactPoint.objects.create(person=other, channel="email", address="other@example.org")
    actions.subscribe(person=person, rhythm="weekly", by=office, at=NOW)
    assert actions.report(rhythm="weekly", by=PLATFORM, at=MONDAY) == 1
    assert actions.report(rhythm="weekly", by=PLATFORM, at=MONDAY + timedelta(hours=1)) == 0
    deliver_due(at=MONDAY + timedelta(hours=2))
    assert [each.to for each in mail.outbox] == [["head@example.org"]]
    assert "总体进展" in mail.outbox[0].body
    assert "/steering/" in mail.outbox[0].body


def test_one_whose_seat_has_ended_is_sent_nothing_more(office):
    person = make_person(Role.COMMANDER, make_office())
    actions.subscribe(person=person, rhythm="weekly", by=office, at=NOW)
    person.memberships.update(valid_to=beijing_day(NOW) - timedelta(days=3))
    assert actions.report(rhythm="weekly", by=PLATFORM, at=MONDAY) == 0
    assert not Notice.objects.filter(person=person).exists()


def test_an_enterprise_is_never_chosen(office):
    with pytest.raises(Refusal, match="在任人员"):
        actions.subscribe(
            person=make_person(Role.ENTERPRISE, make_enterprise()), rhythm="weekly", by=office, at=NOW
        )


def test_the_office_chooses_and_ends_on_the_page():
    client, person = enter(Role.OFFICE, make_office()), make_person(Role.COMMANDER, make_office())
    page = client.post("/steering/reports/", {"person": person.pk, "rhythm": "monthly"}, follow=True)
    assert str(person) in page.content.decode()
    client.post(f"/steering/reports/{Subscription.objects.get().pk}/end/")
    assert not Subscription.objects.exists()
    assert enter(Role.DEPARTMENT, make_unit()).get("/steering/reports/").status_code == 403


def test_a_street_with_rows_in_two_registers_is_named_beside_the_label_it_answered_twice(office):
    street = make_unit("第一街道", UnitKind.SUBDISTRICT)
    hydrant(street, "defective")
    client = Client()
    client.force_login(
        make_person(Role.OFFICE, make_office()), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for name, values in (
        ("recognitions", {"f.subject": "unit", "f.honour": "表扬", "f.form": "circular"}),
        ("accountability", {"f.measure": "talk", "f.reason": "late", "f.matter": "任务逾期"}),
    ):
        values |= {"unit": street.name, "f.decided_on": "2026-11-02"}
        assert client.post(f"/registers/{name}/new/", values).status_code == 302, name
    found = {each.repeat.label: each for each in queries.repeated()}
    assert street in found["决定日期"].units
    assert found["决定日期"].repeat.times == 1
    page = client.get("/steering/repeats/").content.decode()
    assert "决定日期" in page
    assert "未核对" in page


def test_the_printed_scorecard_is_one_sheet_and_names_its_units(office):
    streets = [make_unit(f"第{number}街道", UnitKind.SUBDISTRICT) for number in range(1, 44)]
    hydrant(streets[0], "defective")
    engine.recompute(days=month_ends(beijing_day(timezone.now()), 1), at=timezone.now())
    client = enter(Role.OFFICE, make_office())
    pdf = pypdfium2.PdfDocument(client.get("/indicators/print.pdf").content)
    assert len(pdf) == 1
    text = pdf[0].get_textpage().get_text_range()
    assert "第43街道" in text
    assert "!" in text
    heat = client.get("/indicators/screen/units/").content.decode()
    assert "heat-late" in heat
    assert "heat-unknown" in heat
