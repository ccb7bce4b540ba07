"""Lists, export, statistics and pages show what the asker may know, and the same everywhere."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from openpyxl import load_workbook

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.people.models import Person
from ancheng.supervision.dangers import actions, queries, record_actions, repeat, statistics
from ancheng.supervision.dangers.filters import read_filter
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.dangers.rules import Period
from ancheng.supervision.dangers.values import Grade, NewPenalty, Source
from tests.factories import NOW, asker, make_enterprise, make_unit

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def as_client(seat) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=seat.person_id), backend=BACKEND)
    return client


def listed(scene, seat, **asked):
    return set(queries.narrowed(seat, read_filter(QueryDict(_query(asked))), NOW))


def _query(asked):
    from urllib.parse import urlencode

    return urlencode(asked)


def test_each_role_sees_the_dangers_that_concern_it_and_no_others(scene):
    danger = scene.found()
    other_street = make_unit("第二街道", UnitKind.SUBDISTRICT)
    sees = {
        "own enterprise": scene.worker,
        "street": scene.officer,
        "office": scene.office,
        "auditor": asker(Role.AUDITOR),
    }
    blind = {
        "other street": asker(Role.SUBDISTRICT, other_street),
        "other enterprise": asker(Role.ENTERPRISE, make_enterprise(scene.street)),
        "department without part": asker(Role.DEPARTMENT, make_unit("区商务局")),
    }
    for who, seat in sees.items():
        assert as_client(seat).get(f"/dangers/{danger.pk}/").status_code == 200, who
        assert danger.number in as_client(seat).get("/dangers/").content.decode(), who
    for who, seat in blind.items():
        assert as_client(seat).get(f"/dangers/{danger.pk}/").status_code == 404, who
        assert danger.number not in as_client(seat).get("/dangers/").content.decode(), who
        assert danger.number not in b"".join(as_client(seat).get("/dangers/export.csv")).decode(), who


def test_a_word_of_two_characters_finds_a_danger_and_other_words_do_not(scene):
    danger = scene.found(title="厨房燃气软管老化")
    scene.found(title="灭火器过期")
    assert listed(scene, scene.office, q="燃气") == {danger}
    assert listed(scene, scene.office, q="燃气软管") == {danger}
    assert listed(scene, scene.office, q="管软气燃") == set()
    assert listed(scene, scene.office, q=danger.number) == {danger}
    assert listed(scene, scene.office, q="'\\ & |") == set()


def test_filters_by_state_grade_source_and_late(scene):
    open_one, major = scene.ordered(due_on=date(2026, 11, 25)), scene.ordered(grade=Grade.MAJOR)
    own = scene.found(source=Source.SELF_CHECK)
    assert listed(scene, scene.office, state="ordered") == {open_one, major}
    assert listed(scene, scene.office, grade="major") == {major}
    assert listed(scene, scene.office, source="self_check") == {own}
    assert listed(scene, scene.office, soon=1) >= {open_one}
    assert listed(scene, scene.worker, mine=1) == {open_one, major}
    assert listed(scene, scene.officer, mine=1) == {own}
    late = queries.narrowed(scene.office, read_filter(QueryDict("late=1")), NOW + timedelta(days=400))
    assert set(late) == {open_one, major, own}


@pytest.mark.parametrize(
    "query", ["state=gone", "grade=huge", "since=yesterday", "unit=1%3Bdrop", "source=x"]
)
def test_a_filter_that_means_nothing_is_refused_with_a_sentence(scene, query):
    answer = as_client(scene.office).get(f"/dangers/?{query}")
    assert answer.status_code == 400


def test_the_export_holds_exactly_the_rows_of_the_filtered_list(scene):
    major = scene.ordered(grade=Grade.MAJOR)
    scene.found()
    client = as_client(scene.office)
    text = b"".join(client.get("/dangers/export.csv?grade=major")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows[1:]] == [major.number]
    book = load_workbook(io.BytesIO(b"".join(client.get("/dangers/export.xlsx?grade=major"))), read_only=True)
    cells = list(book.active.iter_rows(values_only=True))
    assert cells[1][0] == major.number
    assert len(cells) == 2


def test_pages_of_the_list_leave_nothing_out_and_repeat_nothing(scene):
    made = [scene.found(title=f"隐患{number}") for number in range(7)]
    seen, after = [], ""
    while True:
        page = queries.page(queries.visible(scene.office), after=after, size=3)
        seen += [each.pk for each in page.rows]
        if not page.after:
            break
        after = page.after
    assert sorted(seen) == sorted(each.pk for each in made)
    assert len(seen) == len(set(seen)) == 7
    back = queries.page(queries.visible(scene.office), before=f"{page.rows[0].found_at.isoformat()}~{page.rows[0].pk}", size=3)  # fmt: skip
    assert [each.pk for each in back.rows] == seen[3:6]


def test_statistics_count_what_was_found_in_the_quarter_and_a_rate_of_nothing_is_unknown(scene):
    danger = scene.accepted()
    actions.recheck(danger=danger, by=scene.colleague, at=NOW)
    scene.found()
    figures = statistics.figures(scene.enterprise.pk, Period(2026, 4))
    assert (figures.found, figures.closed, figures.in_time, figures.open) == (2, 1, 1, 1)
    assert (figures.closed_percent, figures.in_time_percent) == (50.0, 100.0)
    empty = statistics.figures(scene.enterprise.pk, Period(2026, 1))
    assert (empty.found, empty.closed_percent) == (0, None)
    (row,) = statistics.figures_by_enterprise(scene.office, Period(2026), NOW)
    assert (row.name, row.figures.found) == ("测试餐饮有限公司", 2)


def test_an_enterprise_files_a_past_quarter_once_and_late_filing_is_marked(scene):
    scene.found()
    with pytest.raises(Refusal, match="尚未结束"):
        record_actions.file_statistics(period=Period(2026, 4), by=scene.worker, at=NOW)
    filing = record_actions.file_statistics(period=Period(2026, 3), by=scene.worker, at=NOW)
    assert filing.late
    assert filing.figures["found"] == 0
    with pytest.raises(Conflict, match="已经报送"):
        record_actions.file_statistics(period=Period(2026, 3), by=scene.worker, at=NOW)
    with pytest.raises(NotAllowed):
        record_actions.file_statistics(period=Period(2026, 3), by=scene.officer, at=NOW)


def test_an_enterprise_penalised_three_times_with_an_open_major_danger_is_to_be_closed(scene):
    scene.ordered(grade=Grade.MAJOR)
    for number in range(3):
        penalty = NewPenalty(
            scene.enterprise.pk, NOW.date() - timedelta(days=40 * number), f"罚〔2026〕{number}号"
        )
        record_actions.note_penalty(penalty=penalty, by=scene.officer, at=NOW)
    (offender,) = repeat.offenders(scene.office, NOW.date())
    assert offender.repeat.ask_closure
    Danger.every.update(grade="general")
    (offender,) = repeat.offenders(scene.office, NOW.date())
    assert not offender.repeat.ask_closure
    assert repeat.offenders(asker(Role.SUBDISTRICT, make_unit("第二街道")), NOW.date()) == []


def test_every_page_opens_for_the_roles_it_is_for(scene):
    danger = scene.ordered(grade=Grade.MAJOR)
    common = ["/dangers/", "/dangers/account/", "/dangers/listings/", "/dangers/statistics/",
              "/dangers/statistics/?period=2026", "/dangers/checklists/", f"/dangers/{danger.pk}/",
              f"/dangers/{danger.pk}/peek/", "/dangers/statistics/export.csv", "/dangers/penalties/"]  # fmt: skip
    for seat in (scene.office, scene.officer, scene.worker):
        for address in common:
            assert as_client(seat).get(address).status_code == 200, (seat.role, address)
    assert as_client(scene.worker).get("/dangers/self-check/").status_code == 200
    assert as_client(scene.officer).get("/dangers/self-check/").status_code == 403
    assert as_client(scene.officer).get("/dangers/new/").status_code == 200
    assert as_client(asker(Role.AUDITOR)).get("/dangers/new/").status_code == 403


def test_a_form_that_says_too_little_keeps_what_was_typed(scene):
    answer = as_client(scene.officer).post("/dangers/new/", {"title": " ", "description": "二层东侧"})
    assert answer.status_code == 422
    assert "二层东侧" in answer.content.decode()
    assert not Danger.every.exists()


def test_the_list_costs_the_same_number_of_queries_for_one_row_and_for_many(
    scene, django_assert_max_num_queries
):
    client = as_client(scene.office)
    for number in range(12):
        scene.found(title=f"隐患{number}")
    client.get("/dangers/")
    with django_assert_max_num_queries(22):
        client.get("/dangers/")
