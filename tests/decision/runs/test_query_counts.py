"""The pages of runs ask the database as often for many rows as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ancheng.base.roles import Role
from ancheng.decision.runs import actions, tokens
from ancheng.kernel.people.models import Membership
from tests.decision.runs.test_actions import leak
from tests.factories import NOW, make_office
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area, make_asset
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
LON, LAT = INSIDE_FIRST


@pytest.fixture
def client():
    return signed_in(Role.DUTY, make_office())


def seat_of(client):
    return (
        Membership.objects.select_related("unit", "person")
        .get(person=client.session["_auth_user_id"])
        .asker()
    )


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get(address).status_code == 200
    return len(told)


def test_the_lists_of_runs_and_tokens_do_not_ask_row_by_row(client):
    by = seat_of(client)

    def more(many):
        for number in range(many):
            actions.ask_now(leak(purpose=f"第{number}处", vary=False), by=by, at=NOW)
            tokens.issue(label=f"系统{number}", days=9, starts_runs=True, by=by, at=NOW)

    more(2)
    addresses = ("/runs/", "/runs/models/", "/runs/tokens/")
    few = [statements(client, each) for each in addresses]
    more(6)
    assert [statements(client, each) for each in addresses] == few
    assert max(few) <= 12


def test_a_run_and_its_next_step_do_not_ask_shelter_by_shelter(client):
    street = make_area("第一街道", FIRST_STREET)
    by = seat_of(client)

    def places(first, many):
        for number in range(first, first + many):
            make_asset(street, kind="school", code=f"XX-{number}", name=f"某小学{number}", geometry=at((LON, LAT - 0.002 - number / 1e5)), attributes={"level": "primary", "pupils": "50"})  # fmt: skip
            make_asset(street, kind="shelter", code=f"BN-{number}", name=f"公园{number}", geometry=at((LON + 0.01 + number / 1e4, LAT)), attributes={"capacity": "100"})  # fmt: skip

    def asked():
        run = actions.ask_now(leak(), by=by, at=NOW)
        return [
            statements(client, f"/runs/{run.pk}/"),
            statements(client, f"/runs/models/area_evacuation/?onward={run.pk}"),
        ]

    places(0, 2)
    few = asked()
    places(2, 8)
    assert asked() == few
    assert max(few) <= 14
