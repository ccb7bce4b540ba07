"""The SensorThings rows of ../shared/cases/ogc/checklist.csv, each by the name of its conformance test."""

from __future__ import annotations

import csv
import json
import time
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.kernel.audit.models import Entry
from ancheng.monitoring.gateway.errors import Busy
from ancheng.monitoring.gateway.models import Quarantined
from ancheng.monitoring.sensors.actions import issue_token
from ancheng.monitoring.sensors.models import Entity, Sensor, Source
from ancheng.monitoring.sensors.sta import reading
from ancheng.monitoring.sensors.sta.model import KIND_NUMBERS
from tests.monitoring.making import (
    clear_readings,
    make_sensor,
    make_source,
    now,
    plain,
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


@pytest.fixture
def service(transactional_db, monkeypatch):
    """Three devices with five readings each: get(path) → (status, JSON), inside a running gateway."""
    # Counts that take long are estimated; a busy machine must not turn a handful of rows into an estimate.
    monkeypatch.setattr(reading, "COUNT_MS", 60_000)
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
    missing = [name for name in rows.values() if name not in here]
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


POINT = {"type": "Point", "coordinates": [116.45, 39.92]}
UNIT = {"name": "微克每立方米", "symbol": "μg/m³", "definition": "https://ucum.org/ucum#ug/m3"}
BODIES = {
    "Things": {"name": "空气站", "description": "路口空气监测站", "properties": {"owner": "区生态环境局"}},
    "Locations": {"name": "路口", "description": "东北角", "encodingType": "application/geo+json", "location": POINT},
    "Sensors": {"name": "颗粒物仪", "description": "光散射", "encodingType": "text/plain", "metadata": "型号 A"},
    "ObservedProperties": {"name": "PM2.5", "description": "细颗粒物", "definition": "urn:example:pm25"},
    "FeaturesOfInterest": {"name": "路口空气", "description": "路口", "encodingType": "application/geo+json", "feature": POINT},
}  # fmt: skip
STREAM = {"name": "路口 PM2.5", "description": "每五分钟一次", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement", "unitOfMeasurement": UNIT}  # fmt: skip
WHOLE = {**BODIES["Things"], "Locations": [BODIES["Locations"]],
         "Datastreams": [{**STREAM, "Sensor": BODIES["Sensors"], "ObservedProperty": BODIES["ObservedProperties"],
                          "Observations": [{"phenomenonTime": "2026-11-20T08:00:00Z", "result": 35},
                                           {"phenomenonTime": "2026-11-20T08:05:00Z", "result": 38}]}]}  # fmt: skip


@pytest.fixture
def describing(service):
    """The same service, asked with a token that may describe devices."""
    source = Source.objects.get(code="gas")
    _, text = issue_token(source=source, label="SensorThings 平台", by=PLATFORM, at=now(), may_describe=True)
    service.headers = {"Authorization": f"Bearer {text}"}
    return service


def made(service, name, body):
    """The number of a new entity."""
    ((status, told),) = service.run(("POST", name, body))
    assert status == 201, told
    return told["@iot.id"]


def everything(service):
    """One entity of each set, linked with each other: set → number."""
    numbers = {name: made(service, name, body) for name, body in BODIES.items()}
    numbers["HistoricalLocations"] = made(
        service, "HistoricalLocations",
        {"time": "2026-11-01T00:00:00Z", "Thing": {"@iot.id": numbers["Things"]}, "Locations": [{"@iot.id": numbers["Locations"]}]},
    )  # fmt: skip
    numbers["Datastreams"] = made(service, "Datastreams", {
        **STREAM, "Thing": {"@iot.id": numbers["Things"]}, "Sensor": {"@iot.id": numbers["Sensors"]},
        "ObservedProperty": {"@iot.id": numbers["ObservedProperties"]}})  # fmt: skip
    numbers["Observations"] = made(service, "Observations", {
        "phenomenonTime": "2026-11-20T08:00:00Z", "result": 35, "Datastream": {"@iot.id": numbers["Datastreams"]},
        "FeatureOfInterest": {"@iot.id": numbers["FeaturesOfInterest"]}})  # fmt: skip
    return numbers


def at(name, number):
    return f"{name}('{number}')" if isinstance(number, str) else f"{name}({number})"


def test_createEntities(describing):
    numbers = everything(describing)
    assert set(numbers) == set(SETS)
    for name, number in numbers.items():
        told = describing.get(at(name, number))
        expected = BODIES.get(name, STREAM if name == "Datastreams" else {})
        assert {key: told[key] for key in expected} == expected
    assert (
        describing.get(f"{at('Observations', numbers['Observations'])}/FeatureOfInterest")["name"]
        == "路口空气"
    )
    assert describing.get(f"Things({numbers['Things']})/Datastreams")["value"][0]["name"] == STREAM["name"]
    beside = made(describing, f"Things({numbers['Things']})/Datastreams", {
        **STREAM, "Sensor": {"@iot.id": numbers["Sensors"]}, "ObservedProperty": {"@iot.id": numbers["ObservedProperties"]}})  # fmt: skip
    assert describing.get(f"Datastreams({beside})/Thing")["@iot.id"] == numbers["Things"]
    device = Sensor.objects.get(pk=numbers["Datastreams"])
    assert (device.source.code, device.unit_id) == ("gas", device.source.unit_id)
    assert "μg/m³" in device.remarks


def test_createEntitiesWithDeepInsert(describing):
    thing = made(describing, "Things", WHOLE)
    whole = describing.get(
        f"Things({thing})?$expand=Locations,HistoricalLocations,Datastreams/Observations,Datastreams/Sensor,Datastreams/ObservedProperty"
    )
    (stream,) = whole["Datastreams"]
    assert [each["location"] for each in whole["Locations"]] == [POINT]
    assert len(whole["HistoricalLocations"]) == 1
    assert [each["result"] for each in stream["Observations"]] == [35, 38]
    assert stream["Sensor"]["metadata"] == "型号 A"
    assert stream["ObservedProperty"]["definition"] == "urn:example:pm25"
    device = Sensor.objects.get(pk=stream["@iot.id"])
    assert (round(device.geometry.x, 6), round(device.geometry.y, 6)) == (116.45, 39.92)
    found = describing.get(f"Datastreams?$filter={quote('Thing/Locations/name eq ' + repr('路口'))}")["value"]
    assert [each["@iot.id"] for each in found] == [stream["@iot.id"]]
    inline = {"phenomenonTime": "2026-11-20T08:10:00Z", "result": 40, "Datastream": {"@iot.id": stream["@iot.id"]},
              "FeatureOfInterest": BODIES["FeaturesOfInterest"]}  # fmt: skip
    number = made(describing, "Observations", inline)
    assert describing.get(f"Observations('{number}')/FeatureOfInterest")["feature"] == POINT


def counts(service):
    return {name: service.get(f"{name}?$count=true&$top=0")["@iot.count"] for name in SETS}


def test_createInvalidEntitiesWithDeepInsert(describing):
    before, entries = counts(describing), Entity.objects.count()
    stream = WHOLE["Datastreams"][0]
    broken = (
        {**WHOLE, "Locations": [{**BODIES["Locations"], "location": {"type": "Point", "coordinates": ["x", 1]}}]},
        {**WHOLE, "Datastreams": [{key: value for key, value in stream.items() if key != "Sensor"}]},
        {**WHOLE, "Datastreams": [{**stream, "ObservedProperty": {"name": "只有名称"}}]},
        {**WHOLE, "Datastreams": [stream, {**stream, "Sensor": {"@iot.id": 987654321}}]},
        {**WHOLE, "Datastreams": [{**stream, "unitOfMeasurement": "mg"}]},
        {**WHOLE, "Datastreams": [{**stream, "Observations": [{"result": "高"}]}]},
        {**WHOLE, "HistoricalLocations": [{"time": "2026-11-01T00:00:00Z"}]},
    )  # fmt: skip
    answers = describing.run(*(("POST", "Things", each) for each in broken))
    assert [status in (400, 409) for status, _ in answers] == [True] * len(broken), answers
    assert all(told["message"] for _, told in answers)
    assert counts(describing) == before
    assert Entity.objects.count() == entries
    assert not Sensor.objects.filter(code__startswith="STA-").exists()


def test_what_was_described_goes_with_the_readings_that_could_not_be_kept(describing, monkeypatch):
    async def full(self, source_id, rows):
        raise Busy

    monkeypatch.setattr("ancheng.monitoring.sensors.sta.service.SensorThings._keep", full)
    ((status, _),) = describing.run(("POST", "Things", WHOLE))
    assert status == 429
    assert not Entity.objects.filter(deleted_at=None).exists()
    assert not Sensor.objects.filter(code__startswith="STA-", retired_on=None).exists()


def test_patchEntities(describing):
    numbers = everything(describing)
    changes = {
        "Things": {"description": "已迁移"},
        "Locations": {"location": {"type": "Point", "coordinates": [116.5, 39.9]}},
        "Sensors": {"metadata": "型号 B"},
        "ObservedProperties": {"description": "PM2.5 质量浓度"},
        "FeaturesOfInterest": {"name": "路口北侧空气"},
        "Datastreams": {"name": "路口北侧 PM2.5"},
        "HistoricalLocations": {"time": "2026-11-02T00:00:00+00:00"},
        "Observations": {"result": 36.5},
    }
    for name, change in changes.items():
        before = describing.get(at(name, numbers[name]))
        ((status, _),) = describing.run(("PATCH", at(name, numbers[name]), change))
        assert status == 200, name
        after = describing.get(at(name, numbers[name]))
        plain = {key: value for key, value in change.items() if key != "time"}
        assert {key: after[key] for key in plain} == plain
        untouched = [key for key in before if key not in change and key != "observedArea"]
        assert {key: after[key] for key in untouched} == {key: before[key] for key in untouched}, name
    device = Sensor.objects.get(pk=numbers["Datastreams"])
    assert device.name == "路口北侧 PM2.5"
    ((status, told),) = describing.run(
        ("PATCH", at("Observations", numbers["Observations"]), {"phenomenonTime": "2026-11-20T09:00:00Z"})
    )
    assert (status, bool(told["message"])) == (400, True)


def test_a_thing_that_moves_takes_its_devices_along_and_keeps_where_it_was(describing):
    thing = made(describing, "Things", WHOLE)
    other = made(describing, "Locations", {**BODIES["Locations"], "location": {"type": "Point", "coordinates": [116.5, 39.95]}})  # fmt: skip
    ((status, _),) = describing.run(("PATCH", f"Things({thing})", {"Locations": [{"@iot.id": other}]}))
    assert status == 200
    assert len(describing.get(f"Things({thing})/HistoricalLocations")["value"]) == 2
    assert [each["@iot.id"] for each in describing.get(f"Things({thing})/Locations")["value"]] == [other]
    (device,) = Sensor.objects.filter(code__startswith="STA-")
    assert round(device.geometry.y, 6) == 39.95


def test_invalidPatchEntities(describing):
    numbers = everything(describing)
    calls = [
        ("PATCH", at("Things", numbers["Things"]), {"Locations": [BODIES["Locations"]]}),
        ("PATCH", at("Datastreams", numbers["Datastreams"]), {"Sensor": BODIES["Sensors"]}),
        ("PATCH", at("Datastreams", numbers["Datastreams"]), {"ObservedProperty": BODIES["ObservedProperties"]}),
        ("PATCH", at("Sensors", numbers["Sensors"]), {"Datastreams": [STREAM]}),
        ("PATCH", at("Observations", numbers["Observations"]), {"Datastream": STREAM}),
        ("PATCH", at("Things", numbers["Things"]), {"name": ""}),
    ]  # fmt: skip
    before = [describing.get(path) for _, path, _ in calls]
    assert [status for status, _ in describing.run(*calls)] == [400] * len(calls)
    assert [describing.get(path) for _, path, _ in calls] == before


def test_deleteEntities(describing):
    for name in ("Observations", "FeaturesOfInterest", "Datastreams", "ObservedProperties", "Sensors", "Things",
                 "Locations", "HistoricalLocations"):  # fmt: skip
        numbers = everything(describing)
        gone, after = describing.run(("DELETE", at(name, numbers[name])), at(name, numbers[name]))
        assert (name, gone[0], after[0]) == (name, 200, 404)
        dependent = {"Datastreams": "Observations", "ObservedProperties": "Datastreams", "Sensors": "Datastreams",
                     "Things": "Datastreams", "Locations": "HistoricalLocations"}.get(name)  # fmt: skip
        if dependent:
            assert describing.run(at(dependent, numbers[dependent]))[0][0] == 404
        if name in ("FeaturesOfInterest", "Locations"):
            assert describing.run(at("Datastreams", numbers["Datastreams"]))[0][0] == 200


def test_a_deleted_stream_is_a_retired_device_whose_readings_stay_on_record(describing):
    numbers = everything(describing)
    kept = len(stored())
    describing.run(("DELETE", at("Datastreams", numbers["Datastreams"])))
    device = Sensor.objects.get(pk=numbers["Datastreams"])
    assert device.retired_on
    assert len(stored()) == kept


def test_a_reading_taken_back_is_seen_by_no_reader_and_the_audit_says_who_took_it(describing):
    stream = made(describing, "Things", WHOLE) and Sensor.objects.get(code__startswith="STA-").pk
    settle()
    first_us = 1_000_000 * int(datetime(2026, 11, 20, 8, tzinfo=UTC).timestamp())
    ((status, _),) = describing.run(("DELETE", f"Observations('{stream}-{first_us}')"))
    assert status == 200
    assert [value for sensor, _, value, _ in stored() if sensor == stream] == [38]
    with plain() as own:
        (day,) = own.execute(
            "SELECT count, low, total FROM gateway_day WHERE sensor = %s", [stream]
        ).fetchall()
    assert day == (1, 38, 38)
    entry = Entry.objects.filter(verb="撤回读数").get()
    assert entry.actor_name.startswith("接入令牌")


def test_deleteNoneexistentEntities(describing):
    calls = [("DELETE", f"{name}(987654321987)") for name in SETS if name != "Observations"]
    calls += [("DELETE", "Observations('1-2')"), ("DELETE", "Observations(7)"), ("DELETE", "Nonsense(1)"), ("DELETE", "Things")]  # fmt: skip
    assert {status for status, _ in describing.run(*calls)} == {404}


def test_an_observation_is_created_with_a_token_that_only_reports(service):
    stream = service.ids[0]
    body = {"phenomenonTime": "2026-11-20T08:00:00.000Z", "result": 7.5, "Datastream": {"@iot.id": stream}}
    created, beside, refused = service.run(
        ("POST", "Observations", body),
        ("POST", f"Datastreams({stream})/Observations", {"phenomenonTime": "2026-11-20T08:00:01Z", "result": 8}),
        ("POST", "Things", BODIES["Things"]),
    )  # fmt: skip
    assert created[0] == beside[0] == 201
    assert service.get(created[1]["@iot.selfLink"].partition(ROOT)[2].strip("/"))["result"] == 7.5
    assert refused[0] == 403
    assert not Entity.objects.exists()


def test_a_stream_of_a_known_kind_takes_its_unit_range_and_rules(describing):
    methane = KIND_NUMBERS["gas_methane"]
    links = {"Thing": {"@iot.id": describing.ids[0]}, "Sensor": BODIES["Sensors"], "ObservedProperty": {"@iot.id": methane}}  # fmt: skip
    wrong, right = describing.run(
        ("POST", "Datastreams", {**STREAM, **links}),
        ("POST", "Datastreams", {**STREAM, **links, "unitOfMeasurement": {**UNIT, "symbol": "%LEL"}}),
    )
    assert (wrong[0], right[0]) == (400, 201)
    assert Sensor.objects.get(pk=right[1]["@iot.id"]).kind == "gas_methane"


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


def test_what_the_register_keeps_is_not_changed_here(describing):
    thing = f"Things({describing.ids[0]})"
    calls = [("PATCH", thing, {"name": "x"}), ("DELETE", thing), ("PUT", thing, {"name": "x"})]
    assert [status for status, _ in describing.run(*calls)] == [403, 403, 405]
    assert Sensor.objects.get(pk=describing.ids[0]).retired_on is None


def test_another_source_can_neither_read_nor_change_what_one_has_described(describing):
    numbers = everything(describing)
    source, _ = make_source("third")
    _, text = issue_token(source=source, label="另一来源", by=PLATFORM, at=now(), may_describe=True)
    describing.headers = {"Authorization": f"Bearer {text}"}
    for name, number in numbers.items():
        asked, changed, deleted = describing.run(
            at(name, number), ("PATCH", at(name, number), {"name": "x", "result": 1} if name == "Observations" else {}),
            ("DELETE", at(name, number)),
        )  # fmt: skip
        assert (asked[0], deleted[0]) == (404, 404)
        assert changed[0] in (400, 404)
    ((status, _),) = describing.run(("POST", "Datastreams", {**STREAM, "Thing": {"@iot.id": numbers["Things"]},
                                     "Sensor": BODIES["Sensors"], "ObservedProperty": BODIES["ObservedProperties"]}))  # fmt: skip
    assert status == 400


def test_another_sources_devices_are_not_there(service):
    names = {each["name"] for each in service.get("Things")["value"]}
    assert names == {"传感器GM-1", "传感器GM-2", "传感器GM-3"}
    service.headers = {"Authorization": "Bearer nobody"}
    assert service.run("Things")[0][0] == 401
