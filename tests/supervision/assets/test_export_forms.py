"""The exported file is the filtered list: same rows, same order, written while it is read."""

import asyncio
import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.test import AsyncRequestFactory, Client, RequestFactory
from django.utils.translation import override

from ancheng.base.roles import Role
from ancheng.kernel.exchange.streamed import pieces_of, streamed
from ancheng.supervision.assets import export
from ancheng.supervision.assets.filters import Filter
from tests.factories import NOW, asker, make_office, make_person, make_unit
from tests.supervision.assets.places import make_hydrant


@pytest.fixture
def three(db):
    """Three hydrants, the last without a place."""
    return [
        make_hydrant(name=name, at=at, when=NOW + timedelta(minutes=number))
        for number, (name, at) in enumerate(
            [("甲", (116.45, 39.92)), ("乙", (116.4612345678, 39.93)), ("丙", None)]
        )
    ]


def collection(asked=None, who=None, english=False):
    pieces = export.features(
        who or asker(Role.OFFICE), asked or Filter(), NOW + timedelta(days=1), english=english
    )
    return json.loads(b"".join(pieces))


def signed_in():
    client = Client()
    person = make_person(Role.OFFICE, make_office())
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_every_row_of_the_list_is_a_feature_in_its_order(three):
    found = collection()
    assert found["type"] == "FeatureCollection"
    assert [each["properties"]["name"] for each in found["features"]] == ["丙", "乙", "甲"]
    assert [each["id"] for each in found["features"]] == [each.pk for each in reversed(three)]
    oldest = collection(Filter(sort="oldest"))
    assert [each["properties"]["name"] for each in oldest["features"]] == ["甲", "乙", "丙"]


def test_an_object_without_a_place_is_kept_and_has_none(three):
    features = {each["properties"]["name"]: each for each in collection()["features"]}
    assert features["丙"]["geometry"] is None
    assert features["甲"]["geometry"] == {"type": "Point", "coordinates": [116.45, 39.92]}


def test_an_empty_list_is_a_valid_file(db):
    assert collection(Filter(q="没有这样的东西"))["features"] == []


def test_the_attributes_are_told_where_one_kind_is_asked_for(db):
    make_hydrant(attributes={"condition": "defective", "pressure_mpa": "0.3"})
    facts = collection(Filter(kinds=("hydrant",)))["features"][0]["properties"]
    assert float(facts["a.pressure_mpa"]) == 0.3
    assert "a.diameter_mm" not in facts, "what is not known is left out, it is not 0"


def test_it_speaks_the_language_of_the_reader(three):
    with override("en"):
        facts = collection(english=True)["features"][0]["properties"]
    assert facts["kind"] == "Fire hydrant"


def test_nobody_exports_what_he_or_she_may_not_see(db):
    mine, other = make_unit(), make_unit()
    make_hydrant(mine)
    assert len(collection(who=asker(Role.DEPARTMENT, mine))["features"]) == 1
    assert collection(who=asker(Role.DEPARTMENT, other))["features"] == []


@pytest.mark.parametrize("query", ["", "?q=甲", "?condition=fault", "?kind=hydrant&sort=code"])
def test_all_three_forms_hold_the_same_rows_as_the_page(three, query):
    client = signed_in()
    page = client.get("/assets/" + query).content.decode()
    geojson = json.loads(client.get("/assets/export.geojson" + query).getvalue())
    names = [each["properties"]["name"] for each in geojson["features"]]
    lines = list(
        csv.reader(io.StringIO(client.get("/assets/export.csv" + query).getvalue().decode("utf-8-sig")))
    )
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/assets/export.xlsx" + query).getvalue())).active
    assert [line[1] for line in lines[1:]] == names
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == names
    assert page.count("data-row") == len(names)
    assert all(f">{name}</a>" in page for name in names)


def test_the_file_has_a_name_and_a_type(three):
    answer = signed_in().get("/assets/export.geojson")
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert ".geojson" in answer.headers["Content-Disposition"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_server_reads_no_further_than_it_has_sent():
    taken = []

    def pieces():
        for number in range(100):
            taken.append(number)
            yield b"x" * 40_000

    async def first_of(response):
        async for piece in response.streaming_content:
            return len(piece)
        return None

    answer = streamed(AsyncRequestFactory().get("/"), pieces(), "text/plain", "a.txt")
    size = asyncio.run(first_of(answer))
    assert size == 80_000
    assert len(taken) == 2


def test_nothing_is_lost_on_the_way_whichever_server_sends_it():
    parts = [b"a" * 3, b"", b"b" * 200_000, b"c"]

    async def whole(response):
        return b"".join([piece async for piece in response.streaming_content])

    waiting = streamed(AsyncRequestFactory().get("/"), iter(parts), "text/plain", "清单.txt")
    plain = streamed(RequestFactory().get("/"), iter(parts), "text/plain", "清单.txt")
    assert asyncio.run(whole(waiting)) == b"".join(plain.streaming_content) == b"".join(parts)


def test_a_file_is_closed_when_its_last_piece_is_sent():
    file = io.BytesIO(b"x" * 150_000)
    assert sum(len(each) for each in pieces_of(file)) == 150_000
    assert file.closed
