"""The pages of enforcement answer whom they are for, filter what they say, and show what is public to everybody."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.test import Client

from ancheng.base.roles import Role
from ancheng.kernel.people.models import Person
from ancheng.supervision.enforcement import actions, draw_actions
from ancheng.supervision.enforcement.models import Draw, Inspection, Item, Plan
from ancheng.supervision.enforcement.values import FieldRecord
from ancheng.supervision.penalties.models import PenaltyCase
from tests.factories import NOW, make_person, make_unit
from tests.supervision.enforcement.conftest import INDUSTRY, photo

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=4)
DOOR = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(asker):
    client = Client()
    client.force_login(Person.objects.get(pk=asker.person_id), backend=DOOR)
    return client


def stranger(role=Role.DEPARTMENT):
    client = Client()
    client.force_login(make_person(role, make_unit("区商务局")), backend=DOOR)
    return client


def test_the_list_filters_and_its_export_holds_the_same_rows(scene):
    first, second = scene.recorded(0), scene.inspection()
    client = client_of(scene.office)
    page = client.get("/enforcement/", {"failed": "1"})
    assert first.number in page.content.decode()
    assert second.number not in page.content.decode()
    answer = client.get("/enforcement/export.csv", {"failed": "1"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows if row[0].startswith("JC-")] == [first.number]
    assert client.get("/enforcement/", {"state": "xyz"}).status_code == 400


@pytest.mark.parametrize(
    "query", ["q=x", "mine=1", "open=1", "late=1", "phone=1", "desk=1", "conflict=1", "repeated=1", "penalised=1",
              "state=recorded", "source=special", "since=2026-01-01&until=2026-12-31"],
)  # fmt: skip
def test_every_filter_answers(scene, query):
    scene.recorded(0)
    assert client_of(scene.officers[0]).get(f"/enforcement/?{query}").status_code == 200


def test_anothers_inspection_is_not_there(scene):
    inspection = scene.recorded(0)
    client = stranger()
    for address in ("", "peek/"):
        assert client.get(f"/enforcement/{inspection.pk}/{address}").status_code == 404
    assert inspection.number not in client.get("/enforcement/").content.decode()


def test_the_case_page_carries_an_inspection_from_the_order_to_the_public_page(scene):
    client = client_of(scene.officers[0])
    answer = client.post(
        "/enforcement/new/",
        {"source": "special", "item": scene.item.pk, "enterprise": scene.enterprises[0].name,
         "planned_on": "2099-12-01", "reason": "节前专项检查"},
    )  # fmt: skip
    inspection = Inspection.objects.get()
    page = f"/enforcement/{inspection.pk}/"
    assert answer["Location"] == page
    client.post(f"{page}assign/", {"inspector": [each.pk for each in scene.inspectors[:2]]})
    client.post(f"{page}arrive/", {"longitude": "116.4", "latitude": "39.95"})
    answers = {f"v{key}": "pass" for key in scene.item.checklist.items.values_list("pk", flat=True)}
    bad = next(iter(answers))
    client.post(
        f"{page}record/", {**answers, bad: "fail", bad.replace("v", "n"): "插座裸露", "attended_by": "王经理"}
    )
    shown = client.get(page).content.decode()
    assert "插座裸露" in shown
    assert "与登记地址相距较远" in shown
    client.post(f"{page}photo/", {"photos": photo()})
    client.post(
        f"{page}recording/",
        {"medium": "video", "device": "ZFJLY-1", "reference": "一号机/1.mp4", "began_at": "2026-11-24T10:00", "ended_at": "2026-11-24T11:00"},
    )  # fmt: skip
    client.post(f"{page}order/", {"requirement": "立即整改", "due_on": "2099-12-05"})
    client.post(f"{page}penalise/", {"matter": "未按规定敷设线路", "clause": "《消防法》第六十条"})
    client.post(f"{page}recheck/", {"opinion": "已整改合格", "passed": "yes"})
    client.post(f"{page}close/")
    client.post(f"{page}publish/")
    inspection.refresh_from_db()
    assert inspection.state == "published"
    assert PenaltyCase.every.count() == 1
    shown = client.get(page).content.decode()
    for told in ("检记〔", "责改〔", "复查〔", "ZFJLY-1", "公示"):
        assert told in shown
    public = Client().get("/open/inspections/").content.decode()
    assert scene.enterprises[0].name in public
    assert "发现 1 项问题" in public
    assert "王经理" not in public
    assert "插座裸露" not in public


def test_a_refusal_keeps_what_was_typed_and_says_what_to_do(scene):
    answer = client_of(scene.officers[0]).post(
        "/enforcement/new/",
        {"source": "special", "item": scene.item.pk, "enterprise": "没有这家", "planned_on": "2099-12-01", "reason": "节前检查"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "没有这家" in answer.content.decode()
    assert "请填写完整名称" in answer.content.decode()


def test_a_draw_by_its_pages_and_its_proof_for_everybody(scene, tmp_path, capsys):
    from ancheng.config.cli import main

    client, everybody = client_of(scene.officers[0]), Client()
    page = client.get("/enforcement/draws/new/", {"item": scene.item.pk}).content.decode()
    assert "下限 5%" in page
    refused = client.post(
        "/enforcement/draws/new/", {"item": scene.item.pk, "title": "餐饮抽查", f"ratio-{INDUSTRY}": "4"}
    )
    assert refused.status_code == 422
    assert "餐饮抽查" in refused.content.decode()
    client.post(
        "/enforcement/draws/new/", {"item": scene.item.pk, "title": "餐饮抽查", f"ratio-{INDUSTRY}": "12.5"}
    )
    draw = Draw.objects.get()
    assert draw.ratio_bp == {INDUSTRY: 1250}
    client.post(f"/enforcement/draws/{draw.pk}/announce/")
    draw.refresh_from_db()
    told = everybody.get(f"/open/draws/{draw.number}/").content.decode()
    assert draw.commitment in told
    assert draw.nonce not in told
    client.post(f"/enforcement/draws/{draw.pk}/draw/")
    drawn = Inspection.objects.get()
    # Whoever was drawn is not warned: neither name nor number before the visit.
    told = everybody.get(f"/open/draws/{draw.number}/").content.decode()
    assert drawn.enterprise.name not in told
    assert draw.nonce not in told
    assert everybody.get(f"/open/draws/{draw.number}/proof.json").status_code == 404
    Inspection.objects.update(state="recorded")
    client.post(f"/enforcement/draws/{draw.pk}/publish/")
    told = everybody.get(f"/open/draws/{draw.number}/").content.decode()
    assert drawn.enterprise.name in told
    assert "结果完全一致" in told
    file = tmp_path / "proof.json"
    file.write_bytes(everybody.get(f"/open/draws/{draw.number}/proof.json").content)
    assert main(["enforcement", "verify-draw", str(file)]) == 0
    assert "重新计算一致" in capsys.readouterr().out
    forged = json.loads(file.read_text(encoding="utf-8"))
    forged["final"][0]["inspectors"].reverse()
    file.write_text(json.dumps(forged), encoding="utf-8")
    assert main(["enforcement", "verify-draw", str(file)]) == 1
    assert "不符" in capsys.readouterr().out
    file.write_text("{}", encoding="utf-8")
    assert main(["enforcement", "verify-draw", str(file)]) == 2
    assert main(["enforcement", "verify-draw", str(tmp_path / "none.json")]) == 2


def test_a_draw_that_is_called_off_stays_public_with_reason_and_number(scene):
    draw = scene.draw()
    draw_actions.announce(draw=draw, by=scene.officers[0], at=NOW)
    draw_actions.cancel(draw=draw, why="检查事项调整", by=scene.officers[0], at=LATER)
    told = Client().get(f"/open/draws/{draw.number}/").content.decode()
    assert "检查事项调整" in told
    assert draw.nonce in told


def test_an_exercise_never_reaches_the_public_pages(scene):
    draw = scene.draw()
    draw_actions.announce(draw=draw, by=scene.officers[0], at=NOW)
    Draw.every.update(realm="exercise")
    assert draw.number not in Client().get("/open/draws/").content.decode()
    assert Client().get(f"/open/draws/{draw.number}/").status_code == 404


def test_items_and_inspectors_by_their_pages(scene):
    client = client_of(scene.office)
    bare = {
        "code": "YJ-002",
        "title": "危化品检查",
        "basis": " ",
        "department": scene.bureau.pk,
        "field": "危化",
        "target": "industry:*",
    }
    answer = client.post("/enforcement/items/", bare)
    assert answer.status_code == 422
    assert "没有法定依据" in answer.content.decode()
    client.post("/enforcement/items/", {**bare, "basis": "《危险化学品安全管理条例》第七条"})
    item = Item.objects.get(code="YJ-002")
    client.post(f"/enforcement/items/{item.pk}/end/", {"why": "与其他事项合并"})
    item.refresh_from_db()
    assert item.valid_to is not None
    new = {
        "name": "新人",
        "certificate": "ZF900",
        "department": scene.bureau.pk,
        "fields": "综合、危化",
        "valid_from": "2025-01-01",
        "valid_to": "2030-01-01",
    }
    client.post("/enforcement/inspectors/", new)
    made = scene.inspectors[0].__class__.objects.get(certificate="ZF900")
    assert made.fields == ["综合", "危化"]
    client.post(
        f"/enforcement/inspectors/{made.pk}/interest/",
        {"enterprise": scene.enterprises[0].name, "tie": "kin"},
    )
    client.post(f"/enforcement/inspectors/{made.pk}/renew/", {"valid_to": "2031-01-01"})
    made.refresh_from_db()
    assert (made.valid_to, made.interests.count()) == (date(2031, 1, 1), 1)
    assert scene.enterprises[0].name in client.get("/enforcement/inspectors/").content.decode()
    # A private tie is nobody else's business.
    assert scene.enterprises[0].name not in stranger().get("/enforcement/inspectors/").content.decode()


def test_a_plan_below_the_floor_is_refused_and_nobody_approves_his_own(scene):
    author, boss = client_of(scene.office), client_of(scene.office_colleague)
    author.post("/enforcement/plans/", {"year": "2027", "title": "2027年度执法计划"})
    plan = Plan.objects.get()
    line = f"{scene.bureau}｜{scene.item.code}｜{INDUSTRY}｜"
    low = author.post(f"/enforcement/plans/{plan.pk}/quotas/", {"lines": line + "4"})
    assert low.status_code == 422
    assert "低于下限5%" in low.content.decode()
    assert line in low.content.decode()
    author.post(f"/enforcement/plans/{plan.pk}/quotas/", {"lines": line + "30"})
    # Three tenths of eight, rounded up.
    assert plan.quotas.get().number == 3
    author.post(f"/enforcement/plans/{plan.pk}/submit/")
    assert author.post(f"/enforcement/plans/{plan.pk}/approve/").status_code == 403
    boss.post(f"/enforcement/plans/{plan.pk}/approve/")
    boss.post(f"/enforcement/plans/{plan.pk}/publish/")
    plan.refresh_from_db()
    assert plan.state == "published"
    assert "2027年度执法计划" in stranger().get("/enforcement/plans/").content.decode()


def entry(scene, of, **more):
    keys = list(scene.item.checklist.items.values_list("pk", flat=True))
    return json.dumps(
        {
            "client_id": "phone-entry-0001",
            "inspection": of.pk,
            "seen_version": of.version,
            "answers": {str(key): {"verdict": "pass", "note": ""} for key in keys},
            "arrived_at": (NOW + timedelta(hours=1)).isoformat(),
            "recorded_at": (NOW + timedelta(hours=1)).isoformat(),
            "attended_by": "王经理",
            "spot": {"longitude": 116.4, "latitude": 39.9, "accuracy_m": 12.5, "mocked": True},
            "pictures": [],
            **more,
        }
    )


def test_the_phone_takes_its_tasks_along_and_its_record_arrives_once(scene):
    inspection = scene.assigned(planned_on=date(2026, 11, 25))
    client = client_of(scene.officers[0])
    assert client.get("/enforcement/phone/").status_code == 200
    pack = client.get("/enforcement/phone/pack.json").json()
    assert [each["id"] for each in pack["inspections"]] == [inspection.pk]
    assert len(pack["inspections"][0]["items"]) == 3
    assert pack["csrf"]
    picture = {"client_id": "phone-photo-1", "kind": "photo", "item": None}
    for _ in range(2):
        sent = {"entry": entry(scene, inspection, pictures=[picture]), "file-phone-photo-1": photo()}
        answer = client.post("/enforcement/phone/sync/", sent)
        assert answer.json()["outcome"] == "applied"
    inspection.refresh_from_db()
    assert (inspection.state, inspection.mocked, inspection.evidence.count()) == ("recorded", True, 1)
    assert "模拟定位" in client.get(f"/enforcement/{inspection.pk}/").content.decode()
    assert client.get("/enforcement/phone/pack.json").json()["inspections"] == []


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ({"answers": []}, "无法识别"),
        ({"arrived_at": "昨天"}, "无法识别"),
        ({"answers": {}}, "还有3项未填"),
        ({"attended_by": ""}, "在场人员"),
        ({"pictures": [{"client_id": "lost", "kind": "photo"}]}, "没有传完整"),
        ({"inspection": 999_999}, "没有这次检查"),
    ],
)
def test_a_phone_is_told_in_words_what_is_wrong_and_nothing_is_kept(scene, spoil, sentence):
    inspection = scene.assigned(planned_on=date(2026, 11, 25))
    answer = client_of(scene.officers[0]).post(
        "/enforcement/phone/sync/", {"entry": entry(scene, inspection, **spoil)}
    )
    assert answer.status_code in (400, 404)
    assert sentence in answer.json()["sentence"]
    inspection.refresh_from_db()
    assert inspection.state == "assigned"
    assert not inspection.submissions.exists()


def test_a_conflict_shows_both_records_and_is_settled_on_the_page(scene):
    inspection = scene.assigned(planned_on=date(2026, 11, 25))
    sent = entry(scene, inspection)
    from ancheng.supervision.enforcement.forms import field_record
    from ancheng.supervision.enforcement.sync_actions import submit

    payload = json.loads(entry(scene, inspection, client_id="phone-entry-0002"))
    client_of(scene.officers[0]).post("/enforcement/phone/sync/", {"entry": sent})
    key = next(iter(payload["answers"]))
    payload["answers"][key] = {"verdict": "fail", "note": "线路老化"}
    record: FieldRecord = field_record(payload)
    row = submit(
        client_id="phone-entry-0002", inspection=Inspection.every.get(), record=record, pictures=[], payload=payload,
        by=scene.officers[1], at=LATER,
    )  # fmt: skip
    client = client_of(scene.officers[0])
    page = client.get(f"/enforcement/{inspection.pk}/").content.decode()
    assert "线路老化" in page
    client.post(
        f"/enforcement/{inspection.pk}/decide/",
        {"submission": row.pk, "take": "yes", "why": "核对后以第二份为准"},
    )
    inspection.refresh_from_db()
    assert inspection.failed == 1


def test_the_worker_and_the_manifest_are_there_before_anybody_signs_in(scene, monkeypatch, tmp_path):
    file = tmp_path / "sw.js"
    file.write_text("self.x = 1;", encoding="utf-8")
    monkeypatch.setattr("ancheng.kernel.pages.finders.find", lambda name: str(file))
    answer = Client().get("/enforcement/phone/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    manifest = Client().get("/enforcement/phone/manifest.webmanifest").json()
    assert manifest["scope"] == "/enforcement/phone/"


def test_the_day_is_a_route_over_what_is_due(scene):
    scene.assigned()
    page = client_of(scene.officers[0]).get("/enforcement/day/", {"start": "116.39,39.9"}).content.decode()
    assert scene.enterprises[0].name in page
    assert "最近邻" in page


def test_an_enterprises_file_shows_its_inspections(scene):
    inspection = scene.recorded(0)
    client = client_of(scene.office)
    part = client.get(f"/enforcement/enterprise/{scene.enterprises[0].pk}/").content.decode()
    assert inspection.number in part
    assert client.get(f"/enterprises/{scene.enterprises[0].pk}/").status_code == 200
    actions.penalise(inspection=inspection, matter="违法用电", clause="某条", by=scene.officers[0], at=LATER)
    PenaltyCase.every.update(decided_on=date(2026, 11, 25))
    assert "已处罚" in client.get(f"/enforcement/enterprise/{scene.enterprises[0].pk}/").content.decode()


def test_the_office_sees_why_and_the_public_only_how_many(scene):
    draw, _ = scene.drawn()
    page = client_of(scene.office).get(f"/enforcement/draws/{draw.pk}/").content.decode()
    assert "已重新计算，完全一致" in page
    assert "未评估风险" not in json.dumps(json.loads(Draw.every.get().proof), ensure_ascii=False)
