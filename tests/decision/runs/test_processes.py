"""OGC API – Processes – Part 1: Core (OGC 18-062r2), requirement by requirement."""

import json

import pytest

from ancheng.base.roles import Role
from ancheng.decision.runs import actions
from ancheng.decision.runs.models import Run
from ancheng.science.ensemble import Here
from ancheng.science.models import models
from tests.decision.runs.test_actions import LEAK
from tests.factories import NOW, make_office, make_unit
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
PLUME = "/processes/processes/gaussian_plume"


@pytest.fixture
def client():
    return signed_in(Role.DUTY, make_office())


def execute(client, inputs, address=PLUME, **more):
    headers = more.pop("headers", {})
    body = json.dumps({"inputs": inputs, **more})
    return client.post(f"{address}/execution", body, content_type="application/json", headers=headers)


def rels(links):
    return {each["rel"].rsplit("/", 1)[-1]: each["href"] for each in links}


def test_req_core_landingpage_links_to_the_definition_the_conformance_and_the_processes(client):
    links = rels(client.get("/processes/").json()["links"])
    assert {"self", "service-desc", "conformance", "processes", "job-list"} <= set(links)
    for address in links.values():
        assert client.get(address).status_code == 200, address


def test_req_core_conformance_names_the_classes(client):
    told = client.get("/processes/conformance").json()["conformsTo"]
    base = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/"
    assert {f"{base}core", f"{base}json", f"{base}ogc-process-description", f"{base}dismiss"} <= set(told)


def test_req_core_process_list_has_every_model_and_keeps_to_the_limit(client):
    rows = client.get("/processes/processes").json()["processes"]
    assert {each["id"] for each in rows} == set(models())
    assert all(each["version"] and each["jobControlOptions"] for each in rows)
    assert len(client.get("/processes/processes?limit=3").json()["processes"]) == 3
    wrong = client.get("/processes/processes?limit=many")
    assert (wrong.status_code, wrong["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("name", models())
def test_req_ogc_process_description_describes_each_input_of_each_model(client, name):
    told = client.get(f"/processes/processes/{name}").json()
    model = models()[name]
    assert set(told["inputs"]) == {each.key for each in model.inputs}
    for each in model.inputs:
        schema = told["inputs"][each.key]["schema"]
        assert schema.get("minimum") == each.minimum
        assert schema.get("maximum") == each.maximum
        assert bool(schema.get("enum")) == bool(each.choices)


def test_req_core_no_such_process_is_a_404_of_its_type(client):
    for answer in (
        client.get("/processes/processes/nonsense"),
        execute(client, {}, "/processes/processes/nonsense"),
    ):
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["type"].endswith("no-such-process")


def test_req_core_process_execute_sync_gives_the_result_at_once(client):
    answer = execute(client, LEAK)
    assert answer.status_code == 200
    assert answer.json()["stability"] == "F"
    assert 'rel="monitor"' in answer["Link"]
    document = execute(client, LEAK, response="document").json()
    assert document["result"] == answer.json()


def test_req_core_process_execute_async_makes_a_job_that_can_be_followed(client):
    answer = execute(client, LEAK, headers={"Prefer": "respond-async"})
    assert answer.status_code == 201
    assert answer["Preference-Applied"] == "respond-async"
    told = answer.json()
    assert (told["status"], told["processID"], told["type"]) == ("accepted", "gaussian_plume", "process")
    early = client.get(f"{answer['Location']}/results")
    assert (early.status_code, early.json()["type"].rsplit("/", 1)[-1]) == (404, "result-not-ready")
    actions.compute(run_id=int(told["jobID"]), at=NOW, executor=Here())
    job = client.get(answer["Location"]).json()
    assert (job["status"], job["progress"]) == ("successful", 100)
    results = client.get(rels(job["links"])["results"]).json()
    assert results["result"] == execute(client, LEAK).json()
    assert told["jobID"] in {each["jobID"] for each in client.get("/processes/jobs").json()["jobs"]}


def test_req_dismiss_stops_a_job(client):
    told = execute(client, LEAK, headers={"Prefer": "respond-async"}).json()
    address = f"/processes/jobs/{told['jobID']}"
    assert client.delete(address).json()["status"] == "dismissed"
    assert Run.every.get().state == "cancelled"
    assert client.get(f"{address}/results").status_code == 400
    assert client.delete(address).status_code == 409


@pytest.mark.parametrize("address", ["999999999", "abc", "-1"])
def test_req_core_no_such_job_is_a_404_of_its_type(client, address):
    for answer in (
        client.get(f"/processes/jobs/{address}"),
        client.get(f"/processes/jobs/{address}/results"),
    ):
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("no-such-job")


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("{", "JSON"),
        ("[]", "inputs"),
        ('{"inputs": 3}', "inputs"),
        ('{"inputs": {}}', "缺少"),
        ('{"inputs": {"wind_m_s": "fast"}}', "缺少"),
        ('{"inputs": {"release_kg_s": 1, "wind_m_s": 1}, "outputs": {"other": {}}}', "other"),
        ('{"inputs": {"release_kg_s": NaN, "wind_m_s": 1}}', "无法表示"),
        ('{"inputs": {"release_kg_s": 1, "wind_m_s": 99}}', "风速"),
    ],
)
def test_bad_input_is_problem_json_with_a_sentence(client, body, word):
    answer = client.post(f"{PLUME}/execution", body, content_type="application/json")
    assert answer.status_code == 400
    told = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert told["status"] == 400
    assert word in told["title"] + told["detail"]


def test_another_method_is_refused_and_so_is_a_seat_that_may_not_run(client):
    assert client.put(PLUME).status_code == 405
    answer = execute(signed_in(Role.AUDITOR, make_office()), LEAK)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_anothers_job_is_not_there(client):
    execute(client, {**LEAK})
    run = Run.every.get()
    other = signed_in(Role.DEPARTMENT, make_unit("区商务局"))
    assert other.get(f"/processes/jobs/{run.pk}").status_code == 404
    assert other.get("/processes/jobs").json()["jobs"] == []
