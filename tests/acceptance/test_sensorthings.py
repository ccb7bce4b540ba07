"""The SensorThings rows of ../shared/cases/ogc/checklist.csv, each by the name of its conformance test."""

from __future__ import annotations

import csv
import json
import time
from urllib.parse import quote

import pytest

from ancheng.monitoring.gateway.models import Quarantined
from tests.monitoring.making import (
    clear_readings,
    make_sensor,
    make_source,
    post,
    settle,
    stored,
    with_gateway,
)

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = "/sta/v1.1"
SETS = {
    "Things": ("Locations", "HistoricalLocations", "Datastreams"),
    "Locations": ("Things", "HistoricalLocations"),
    "HistoricalLocations": ("Thing", "Locations"),
    "Datastreams": ("Thing", "Sensor", "ObservedProperty", "Observations"),
    "Sensors": ("Datastreams",),
    "ObservedProperties": ("Datastreams",),
    "Observations": ("Datastream", "FeatureOfInterest"),
    "FeaturesOfInterest": ("Observations",),
}
MANDATORY = {
    "Things": ("name", "description"),
    "Locations": ("name", "description", "encodingType", "location"),
    "HistoricalLocations": ("time",),
    "Datastreams": ("name", "description", "unitOfMeasurement", "observationType"),
    "Sensors": ("name", "description", "encodingType", "metadata"),
    "ObservedProperties": ("name", "definition", "description"),
    "Observations": ("phenomenonTime", "result", "resultTime"),
    "FeaturesOfInterest": ("name", "description", "encodingType", "feature"),
}
# Devices and objects are kept in the register: of the rows that write, Observations alone are served.
IN_THE_REGISTER = {
    "createEntitiesWithDeepInsert",
    "createInvalidEntitiesWithDeepInsert",
    "patchEntities",
    "deleteEntities",
    "invalidPatchEntities",
    "deleteNoneexistentEntities",
}


@pytest.fixture
def service(transactional_db):
    """Three devices with five readings each: get(path) → (status, JSON), inside a running gateway."""
    clear_readings()
    source, token = make_source()
    sensors = [make_sensor(source, f"GM-{n}", spot=(116.4 + n / 100, 39.9), maker="厂") for n in (1, 2, 3)]
    make_sensor(make_source("other")[0], "OTHER")
    now = int(time.time() * 1000) - 60_000

    async def fill(gateway, client):
        for each in sensors:
            rows = [
                {"sensor": each.code, "time": now + n * 1000, "value": n * 10 + each.pk % 3} for n in range(5)
            ]
            assert (await post(client, token, {"readings": rows})).status_code == 200

    with_gateway(fill)
    settle()
    yield Service(token, [each.pk for each in sensors], now)
    clear_readings()


class Service:
    def __init__(self, token, ids, start_ms):
        self.headers, self.ids, self.start_ms = {"Authorization": f"Bearer {token}"}, ids, start_ms

    def run(self, *calls):
        """Several calls (path, or method with path and body) against one gateway; (status, JSON) of each."""

        async def act(gateway, client):
            answers = []
            for call in calls:
                method, path, *body = ("GET", call) if isinstance(call, str) else call
                answer = await client.request(
                    method, path if path.startswith("/") else f"{ROOT}/{path}", headers=self.headers,
                    content=json.dumps(body[0]).encode() if body else None,
                )  # fmt: skip
                kind = answer.headers["content-type"]
                answers.append(
                    (answer.status_code, answer.json() if "json" in kind and answer.content else answer.text)
                )
            return answers

        return with_gateway(act)

    def get(self, path):
        ((status, told),) = self.run(path)
        assert status == 200, (path, told)
        return told


def test_checklist_rows_are_all_answered_here(shared):
    file = shared / "cases/ogc/checklist.csv"
    if not file.exists():
        pytest.skip("../shared/cases/ogc is not beside this checkout")
    with file.open(encoding="utf-8") as text:
        rows = {
            row[1].replace("Tests", "") + "." + row[2]: row[2]
            for row in csv.reader(text)
            if row[0].startswith("STA")
        }
    here = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    missing = [name for name in rows.values() if name not in here and name not in IN_THE_REGISTER]
    assert missing == []


def test_checkServiceRootUri(service):
    told = service.get("")
    assert {each["name"] for each in told["value"]} == set(SETS)
    for each in told["value"]:
        assert each["url"].endswith(f"{ROOT}/{each['name']}")


def test_readEntitiesAndCheckResponse(service):
    for (name, links), (status, told) in zip(SETS.items(), service.run(*SETS), strict=True):
        assert status == 200
        assert told["value"]
        for entity in told["value"]:
            assert entity["@iot.id"] is not None
            assert entity["@iot.selfLink"].endswith(")")
            assert all(entity.get(each) is not None for each in MANDATORY[name]), name
            assert all(f"{each}@iot.navigationLink" in entity for each in links)


def first(service, name):
    return service.get(f"{name}?$top=1")["value"][0]


def test_readEntityAndCheckResponse(service):
    for name, links in SETS.items():
        entity = first(service, name)
        again = service.get(entity["@iot.selfLink"].partition(ROOT)[2].strip("/"))
        assert again == entity
        assert all(f"{each}@iot.navigationLink" in again for each in links)


def test_readNonexistentEntity(service):
    calls = [f"{name}(987654321)" for name in SETS if name != "Observations"]
    answers = service.run(
        *calls, "Observations('1-2')", "Observations(7)", "Things('x')", "Nonsense", "Things(1)(2)"
    )
    assert {status for status, _ in answers} == {404}


def test_readPropertyOfEntityAndCheckResponse(service):
    for name, properties in MANDATORY.items():
        entity = first(service, name)
        here = entity["@iot.selfLink"].partition(ROOT)[2].strip("/")
        for each in properties:
            assert service.get(f"{here}/{each}") == {each: entity[each]}
    thing = first(service, "Things")
    ((status, text),) = service.run(f"Things({thing['@iot.id']})/name/$value")
    assert (status, text) == (200, thing["name"])


def test_checkResourcePaths(service):
    for name, links in SETS.items():
        entity = first(service, name)
        here = entity["@iot.selfLink"].partition(ROOT)[2].strip("/")
        for link in links:
            told = service.get(f"{here}/{link}")
            assert ("value" in told) == (link in SETS)
            related = told["value"][0] if "value" in told else told
            further = related["@iot.selfLink"].partition(ROOT)[2].strip("/")
            assert service.get(further)["@iot.id"] == related["@iot.id"]
    stream = service.ids[0]
    assert service.get(f"Things({stream})/Datastreams({stream})/Observations?$top=1")["value"]
    assert service.get(f"Things({stream})/Datastreams/$ref")["value"][0].keys() == {"@iot.selfLink"}


def test_readEntitiesWithSelectQO(service):
    for name, properties in MANDATORY.items():
        for chosen in (properties[:1], properties[:2]):
            for entity in service.get(f"{name}?$select={','.join(chosen)}")["value"]:
                assert set(entity) == set(chosen)
    two = service.get(f"Datastreams({service.ids[0]})/Observations?$select=result,id")["value"][0]
    assert set(two) == {"result", "@iot.id", "@iot.selfLink"}
    assert service.run("Things?$select=nonsense")[0][0] == 400


def test_readEntitiesWithExpandQO(service):
    for name, links in SETS.items():
        for entity in service.get(f"{name}?$expand={','.join(links)}")["value"]:
            for link in links:
                assert entity[link], (name, link)
    deep = service.get("Things?$expand=Datastreams/Observations,Datastreams/ObservedProperty,Locations")[
        "value"
    ][0]
    assert len(deep["Datastreams"][0]["Observations"]) == 5
    assert deep["Datastreams"][0]["ObservedProperty"]["name"]
    inner = service.get(
        "Datastreams?$expand=Observations($top=2;$orderby=result desc;$select=result;$count=true)"
    )
    assert [each["result"] for each in inner["value"][0]["Observations"]] == sorted(
        (each["result"] for each in inner["value"][0]["Observations"]), reverse=True
    )
    assert inner["value"][0]["Observations@iot.count"] == 5
    assert "Observations@iot.nextLink" in inner["value"][0]
    assert service.run("Things?$expand=Nonsense")[0][0] == 400


def test_readEntitiesWithTopQO(service):
    told = service.get("Things?$top=2")
    assert len(told["value"]) == 2
    rest = service.get(told["@iot.nextLink"].partition("http://gateway")[2])
    assert len(rest["value"]) == 1
    assert "@iot.nextLink" not in rest
    assert service.get("Things?$top=0")["value"] == []
    assert service.run("Things?$top=-1")[0][0] == 400


def test_readEntitiesWithSkipQO(service):
    whole = [each["@iot.id"] for each in service.get("Observations")["value"]]
    assert len(whole) == 15
    assert [each["@iot.id"] for each in service.get("Observations?$skip=4")["value"]] == whole[4:]
    assert service.get("Observations?$skip=15")["value"] == []


def test_readEntitiesWithOrderbyQO(service):
    for way, down in (("", False), (" asc", False), (" desc", True)):
        found = [each["result"] for each in service.get(f"Observations?$orderby=result{quote(way)}")["value"]]
        assert found == sorted(found, reverse=down)
    found = service.get("Things?$orderby=name desc,id")["value"]
    assert [each["name"] for each in found] == sorted((each["name"] for each in found), reverse=True)
    two = service.get(f"Datastreams({service.ids[0]})/Observations?$orderby=phenomenonTime desc")["value"]
    assert two[0]["phenomenonTime"] > two[-1]["phenomenonTime"]


def test_readEntitiesWithCountQO(service):
    for name, number in (("Things", 3), ("Observations", 15), ("Datastreams", 3)):
        told = service.get(f"{name}?$count=true&$top=1")
        assert told["@iot.count"] == number
        assert "@ancheng.countEstimated" not in told
        assert "@iot.count" not in service.get(f"{name}?$count=false")
    assert service.get(f"Datastreams({service.ids[0]})/Observations?$count=true")["@iot.count"] == 5


@pytest.mark.parametrize(
    ("filter_", "number"),
    [
        ("result eq 20", None),
        ("result gt 20 and result le 30", None),
        ("not (result lt 20) or result eq 0", None),
        ("phenomenonTime ge 2000-01-01T00:00:00Z", 15),
        ("phenomenonTime lt 2000-01-01T00:00:00.000Z", 0),
        ("substringof('GM-2', Datastream/description)", 5),
        ("startswith(Datastream/Thing/name, '传感器GM-3')", 5),
        ("endswith(Datastream/name, 'GM-1')", 5),
        ("Datastream/ObservedProperty/name eq '可燃气体浓度'", 15),
        ("result ne null", 15),
    ],
)
def test_readEntitiesWithFilterQO(service, filter_, number):
    found = service.get(f"Observations?$filter={quote(filter_)}")["value"]
    results = sorted(each["result"] for each in service.get("Observations")["value"])
    expected = {
        "result eq 20": [each for each in results if each == 20],
        "result gt 20 and result le 30": [each for each in results if 20 < each <= 30],
        "not (result lt 20) or result eq 0": [each for each in results if each >= 20 or each == 0],
    }
    if number is None:
        assert sorted(each["result"] for each in found) == expected[filter_]
    else:
        assert len(found) == number


@pytest.mark.parametrize(
    "filter_",
    ["result", "result eq", "(result eq 1", "result eq 'x'", "drop(result)", "nonsense eq 1", "name eq ''; --", "a" * 3000,
     "(" * 500, "phenomenonTime gt 2026-01-01T00:00:00"],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_told_and_harms_nothing(service, filter_):
    ((status, told),) = service.run(f"Observations?$filter={quote(filter_)}")
    assert status == 400
    assert told["message"]


def test_checkQueriesPriorityOrdering(service):
    path = "Observations?$count=true&$top=2&$skip=1&$orderby=phenomenonTime desc&$filter=result gt 9"
    told = service.get(path)
    every = [
        each
        for each in service.get("Observations?$orderby=phenomenonTime desc")["value"]
        if each["result"] > 9
    ]
    assert told["@iot.count"] == len(every) == 12
    assert [each["@iot.id"] for each in told["value"]] == [each["@iot.id"] for each in every[1:3]]


def test_createEntities(service):
    """Of the eight sets Observations are created here, durable when answered; a device is registered on its page."""
    stream = service.ids[0]
    at = "2026-11-20T08:00:00.000Z"
    body = {"phenomenonTime": at, "result": 7.5, "Datastream": {"@iot.id": stream}}
    created, beside = service.run(
        ("POST", "Observations", body),
        (
            "POST",
            f"Datastreams({stream})/Observations",
            {"phenomenonTime": "2026-11-20T08:00:01Z", "result": 8},
        ),
    )
    assert created[0] == beside[0] == 201
    assert service.get(created[1]["@iot.selfLink"].partition(ROOT)[2].strip("/"))["result"] == 7.5
    assert service.run(("POST", "Things", {"name": "x", "description": "y"}))[0][0] == 405


def test_createInvalidEntities(service):
    stream, before = service.ids[0], len(stored())
    bodies = (
        {"result": 1}, {"result": "", "Datastream": {"@iot.id": stream}}, {"Datastream": {"@iot.id": stream}},
        {"result": 1, "Datastream": {"@iot.id": 987654}}, {"result": True, "Datastream": {"@iot.id": stream}},
        {"result": 1, "phenomenonTime": "yesterday", "Datastream": {"@iot.id": stream}}, [], "x",
    )  # fmt: skip
    answers = service.run(*(("POST", "Observations", each) for each in bodies))
    assert [status for status, _ in answers] == [400] * len(bodies)
    assert len(stored()) == before
    assert Quarantined.objects.count() == 0


def test_data_arrays_are_created_row_by_row_and_read_back_as_arrays(service):
    stream = service.ids[1]
    rows = [
        ["2026-11-21T00:00:00Z", 1.0],
        ["2026-11-21T00:00:01Z", "bad"],
        ["2026-11-21T00:00:02Z", 3.0],
        [1],
    ]
    block = {"Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"], "dataArray": rows}
    foreign = {**block, "Datastream": {"@iot.id": 987654}, "dataArray": rows[:1]}
    ((status, told),) = service.run(("POST", "CreateObservations", [block, foreign]))
    assert status == 201
    assert [each == "error" for each in told] == [False, True, False, True, True]
    array = service.get(f"Datastreams({stream})/Observations?$resultFormat=dataArray&$top=2")["value"][0]
    assert array["dataArray@iot.count"] == 2
    assert array["components"] == ["id", "phenomenonTime", "result", "resultTime"]


def test_what_the_register_keeps_is_not_changed_here(service):
    calls = [(verb, f"Things({service.ids[0]})", {"name": "x"}) for verb in ("PATCH", "PUT", "DELETE")]
    assert {status for status, _ in service.run(*calls)} == {405}


def test_another_sources_devices_are_not_there(service):
    names = {each["name"] for each in service.get("Things")["value"]}
    assert names == {"传感器GM-1", "传感器GM-2", "传感器GM-3"}
    service.headers = {"Authorization": "Bearer nobody"}
    assert service.run("Things")[0][0] == 401
