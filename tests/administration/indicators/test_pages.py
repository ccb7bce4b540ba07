"""The scorecard leads from a red cell to its rows, its task and back to green; enterprises see none of it."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from ancheng.administration.indicators import engine
from ancheng.administration.indicators.models import LockedMonth, Result
from ancheng.administration.indicators.rules import month_ends
from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.tasks.models import Task
from ancheng.supervision.assets.models import Asset
from tests.administration.indicators.test_engine import hydrant
from tests.factories import make_district, make_enterprise, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


def enter(role, unit):
    client = Client()
    client.force_login(make_person(role, unit), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def street():
    make_district()
    return make_unit("第一街道", UnitKind.SUBDISTRICT)


@pytest.fixture
def office(street):
    return enter(Role.OFFICE, make_office())


def today():
    return beijing_day(timezone.now())


def counted(months=2):
    engine.recompute(days=month_ends(today(), months), at=timezone.now())


def test_before_the_first_count_the_page_says_how_figures_come_here(office):
    page = office.get("/indicators/").content.decode()
    assert "还没有指标结果" in page
    answer = office.post("/indicators/recompute/", follow=True)
    assert "已重新计算本月指标" in answer.content.decode()


def test_a_red_cell_leads_to_its_row_to_a_task_and_turns_green(office, street):
    row = hydrant(street, "defective")
    counted()
    card = office.get("/indicators/").content.decode()
    assert "score-late" in card
    address = f"/indicators/IND-004/?unit={street.pk}"
    panel = office.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    assert row.get_absolute_url() in panel
    assert "二(二)7#1" in panel
    answer = office.post(
        "/indicators/IND-004/correct/",
        {"unit": street.pk, "owner": street.pk, "ends_on": (today() + timedelta(days=40)).isoformat()},
    )
    task = Task.objects.get()
    assert answer.url == task.get_absolute_url()
    assert task.title in office.get(address).content.decode()
    Asset.objects.filter(pk=row.pk).update(attributes={"municipal": True, "condition": "intact"})
    counted()
    assert "score-good" in office.get("/indicators/").content.decode()
    assert "score-late" not in office.get("/indicators/?shown=failed").content.decode()


def test_every_panel_every_edition_and_the_screen_can_be_read_in_both_languages(office, street):
    hydrant(street)
    counted()
    from ancheng.administration.indicators.registry import INDICATORS

    for language in ("zh-hans", "en"):
        office.post("/i18n/setlang/", {"language": language})
        for number in INDICATORS:
            assert office.get(f"/indicators/{number}/").status_code == 200, number
        for address in (
            "",
            "?edition=national",
            "?section=二(二)",
            "?shown=no_data",
            "screen/",
            "definitions/",
            "difference/",
        ):
            assert office.get(f"/indicators/{address}").status_code == 200, address


def test_no_data_is_hatched_and_never_a_nought(office, street):
    hydrant(street)
    make_unit("第二街道", UnitKind.SUBDISTRICT)
    counted()
    page = office.get("/indicators/?section=二(二)7").content.decode()
    second = page.split("第二街道")[1].split("</tr>")[0]
    assert 'class="none"' in second
    assert "0.00" not in second


def test_the_workbook_holds_every_cell_of_the_page(office, street):
    hydrant(street)
    counted()
    answer = office.get("/indicators/export.xlsx")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.worksheets[0].values)
    assert sum("IND-004" in [str(value) for value in row] for row in rows) == 2


def test_a_locked_month_can_be_read_and_what_differs_is_listed(office, street):
    former = month_ends(today(), 2)[0]
    row = hydrant(street, "defective")
    counted()
    office.post("/indicators/lock/", {"month": f"{former:%Y-%m}"})
    assert LockedMonth.objects.get().month == former
    Asset.objects.filter(pk=row.pk).update(attributes={"municipal": True, "condition": "intact"})
    page = office.get(f"/indicators/difference/?month={former:%Y-%m}").content.decode()
    assert "0 / 1" in page
    assert "1 / 1" in page


def test_a_month_that_is_none_and_an_indicator_that_is_none_are_refused_with_a_sentence(office, street):
    assert office.get("/indicators/?month=soon").status_code == 400
    assert office.get("/indicators/IND-999/").status_code == 404
    assert office.get(f"/indicators/IND-004/?unit={make_unit('区某局').pk}").status_code == 404


def test_a_subdistrict_sees_the_card_and_may_not_manage_it(street):
    hydrant(street, "defective")
    counted()
    client = enter(Role.SUBDISTRICT, street)
    assert "重新计算" not in client.get("/indicators/").content.decode()
    assert client.post("/indicators/recompute/").status_code == 403
    assert "立项整改" in client.get(f"/indicators/IND-004/?unit={street.pk}").content.decode()


def test_an_enterprise_is_refused_every_page(street):
    client = enter(Role.ENTERPRISE, make_enterprise(street))
    for address in ("", "screen/", "definitions/", "IND-004/", "export.xlsx"):
        assert client.get(f"/indicators/{address}").status_code == 403, address


def test_the_demonstration_counts_two_years_and_freezes_what_is_older_than_a_quarter(street):
    from ancheng.administration.indicators import demonstration

    hydrant(street, built_on=date(2020, 1, 1))
    demonstration.load(at=timezone.now())
    assert Result.objects.filter(unit=street, indicator="IND-004", part="").count() == 24
    assert LockedMonth.objects.count() == 21
