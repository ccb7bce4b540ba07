"""The pages of penalties by seat: what an officer, the party and the public read, and what a refusal keeps."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from ancheng.base.roles import Role
from ancheng.kernel.people.models import Person
from ancheng.supervision.dangers.actions import report
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.dangers.values import Finding, Source
from ancheng.supervision.penalties import actions, execution_actions, record_actions
from ancheng.supervision.penalties.models import PenaltyCase, Transfer
from ancheng.supervision.penalties.values import NewRecording
from tests.factories import asker, make_unit
from tests.supervision.penalties.makers import FACTS, LARGE, SMALL, Desk, document, fresh

pytestmark = pytest.mark.django_db
NOW = timezone.now() - timedelta(minutes=5)
TEXT = "未按规定进行安全生产教育和培训，罚款20,000元。"


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path):
        yield


@pytest.fixture
def desk():
    return Desk()


def page_of(seat) -> Client:
    client = Client()
    client.force_login(
        Person.objects.get(pk=seat.person_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def found(desk) -> Danger:
    """A danger of the party that an inspection of the bureau found."""
    finding = Finding(
        "消防通道堵塞", desk.unit.pk, Source.INSPECTION, enterprise_id=desk.enterprise.pk, clause="第二十八条"
    )
    return report(finding=finding, by=desk.officer, at=NOW)


def read(seat, address, status=200) -> str:
    answer = page_of(seat).get(address)
    assert answer.status_code == status, answer.content.decode()[:800]
    return answer.content.decode()


def post(seat, case, verb, **fields):
    return page_of(seat).post(f"/penalties/{case.pk}/{verb}/", fields)


def test_an_officer_works_a_case_through_its_pages(desk):
    sent = {
        "enterprise": desk.enterprise.name,
        "matter": "未按规定进行安全生产教育和培训",
        "clause": "安全生产法第二十八条",
        "found_on": f"{timezone.localdate()}",
    }
    assert page_of(desk.officer).post("/penalties/new/", sent).status_code == 302
    case = PenaltyCase.objects.get()
    named = {
        "officer": [each.pk for each in desk.people],
        "certificate": ["110105001", "110105002"],
    }
    assert post(desk.head, case, "file", **named).status_code == 302
    now = timezone.localtime()
    early, later = (f"{now - timedelta(minutes=each):%Y-%m-%dT%H:%M}" for each in (60, 30))
    proof = {
        "evidence_kind": "written",
        "evidence_title": "培训台账",
        "proves": "未培训",
        "taken_at": early,
        "files": document(),
    }
    assert post(desk.officer, case, "evidence", **proof).status_code == 302
    said = {
        "said_by": "王安全",
        "said_place": "询问室",
        "said_from": early,
        "said_until": later,
        "said": "问：是否培训？答：没有培训。",
    }
    assert post(desk.officer, case, "statement", **said).status_code == 302
    penalty = {
        "facts": FACTS,
        "kinds": ["fine"],
        "basis": "第九十七条",
        "fine": "20,000",
        "low": "10000",
        "high": "100000",
    }
    assert post(desk.officer, case, "submit", **penalty).status_code == 302
    assert post(desk.lawyer, case, "pass_review", opinion="事实清楚，程序合法").status_code == 302
    assert post(desk.officer, case, "notify").status_code == 302
    assert post(desk.party, case, "waive").status_code == 302
    assert post(desk.officer, case, "hear_out", answer="当事人书面放弃").status_code == 302
    assert post(desk.head, case, "decide", **penalty).status_code == 302
    assert fresh(case).state == "decided"
    html = read(desk.officer, f"/penalties/{case.pk}/")
    assert "罚款 20,000 元" in html
    assert fresh(case).decision_number in html


def test_a_refused_form_comes_back_with_the_sentence_and_what_was_typed(desk):
    case = desk.proven(NOW)
    sent = {
        "facts": FACTS,
        "kinds": ["fine"],
        "basis": "独特的依据条款",
        "fine": "500000",
        "low": "1",
        "high": "2",
    }
    answer = post(desk.officer, case, "submit", **sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "超过法定上限" in html
    assert "独特的依据条款" in html
    assert FACTS in html
    assert 'value="500000"' in html
    assert fresh(case).state == "investigating"


def test_a_clue_that_is_refused_keeps_what_was_typed(desk):
    answer = page_of(desk.officer).post(
        "/penalties/new/", {"enterprise": "没有这家", "matter": "独特的案由说明", "found_on": "2026-01-01"}
    )
    assert answer.status_code == 422
    assert "独特的案由说明" in answer.content.decode()


def test_the_party_reads_notice_and_decision_but_not_what_is_inside(desk):
    case = desk.reviewed(SMALL, NOW)
    read(desk.party, f"/penalties/{case.pk}/", 404)
    actions.notify(case=case, by=desk.officer, at=NOW)
    html = read(desk.party, f"/penalties/{case.pk}/")
    assert "陈述申辩意见" in html
    for inside in ("王安全", "培训台账复印件", "程序合法", "110105001", "执法全过程记录", "时间线"):
        assert inside not in html
    read(desk.party, f"/penalties/{case.pk}/dossier/", 403)
    read(desk.party, f"/penalties/{case.pk}/dossier.zip", 403)
    piece = case.evidence.get()
    from ancheng.kernel.files.queries import attachments

    file = attachments(piece).get()
    read(desk.party, f"/files/{file.pk}/", 404)
    assert page_of(desk.officer).get(f"/files/{file.pk}/").status_code == 200


def test_another_bureau_finds_no_such_case(desk):
    case = desk.decided(SMALL, NOW)
    stranger = asker(Role.DEPARTMENT, make_unit())
    for address in ("", "peek/", "dossier/", "dossier.zip"):
        read(stranger, f"/penalties/{case.pk}/{address}", 404)
    assert case.number not in read(stranger, "/penalties/")
    assert case.number not in page_of(stranger).get("/penalties/export.csv").getvalue().decode()
    assert post(stranger, case, "serve", service="x", received_by="y").status_code == 404


def test_the_auditor_reads_and_does_not_write(desk):
    case = desk.decided(SMALL, NOW)
    auditor = asker(Role.AUDITOR)
    assert "登记送达" not in read(auditor, f"/penalties/{case.pk}/")
    assert post(auditor, case, "serve", service="直接送达", received_by="王安全").status_code == 403


def test_the_export_is_the_list_and_runs_no_formula(desk):
    first = desk.clue(NOW, matter="=1+1 未按规定培训")
    second = desk.decided(SMALL, NOW)
    lines = page_of(desk.office).get("/penalties/export.csv").getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith(second.number)
    assert "'=1+1" in lines[2]
    assert first.number in lines[2]
    only = page_of(desk.office).get("/penalties/export.csv?state=decided").getvalue().decode()
    assert first.number not in only
    assert page_of(desk.office).get("/penalties/export.xlsx").status_code == 200


@pytest.mark.parametrize("query", ["state=nonsense", "kind=x", "since=2026-13-45", "procedure=no"])
def test_a_filter_that_is_none_is_refused_with_a_sentence(desk, query):
    assert "重新选择" in read(desk.office, f"/penalties/?{query}", 400) or "日期" in read(
        desk.office, f"/penalties/?{query}", 400
    )


def test_filters_find_what_they_say(desk):
    decided, clue = desk.decided(SMALL, NOW), desk.clue(NOW)
    for query, found in (
        ("kind=fine", {decided.number}),
        ("state=clue", {clue.number}),
        (f"q={decided.number}", {decided.number}),
        ("q=培训", {decided.number, clue.number}),
        ("unpaid=1", set()),
        ("unpublished=1", set()),
        ("mine=1", set()),
    ):
        html = read(desk.office, f"/penalties/?{query}")
        assert {each for each in (decided.number, clue.number) if f"{each} ·" in html} == found, query


def test_the_case_file_is_numbered_and_its_checksums_hold(desk):
    case = desk.executed(NOW)
    record_actions.add_recording(
        case=case,
        recording=NewRecording("video", "ZFJL-7", "ab" * 32, NOW - timedelta(hours=2), NOW),
        by=desk.officer,
        at=NOW,
    )
    html = read(desk.officer, f"/penalties/{case.pk}/dossier/")
    assert fresh(case).decision_number in html
    assert ("ab" * 32)[:16] in html
    answer = page_of(desk.officer).get(f"/penalties/{case.pk}/dossier.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    names = archive.namelist()
    assert names[0].startswith("001_")
    sums = dict(line.split("  ", 1)[::-1] for line in archive.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(names) - {"SHA256SUMS"}
    for name, checksum in sums.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == checksum
    index = archive.read("卷内目录.txt").decode("utf-8-sig")
    assert "ZFJL-7" in index
    assert "执法记录管理端" in index
    kinds = [each for each in ("处罚决定", "送达回证", "立案审批", "拟作出行政处罚") if each in index]
    assert len(kinds) == 4


def test_a_file_that_was_altered_in_the_store_is_named_in_the_index(desk):
    case = desk.proven(NOW)
    from ancheng.kernel.files.queries import attachments

    blob = attachments(case.evidence.get()).get().blob
    blob.path.chmod(0o600)
    blob.path.write_bytes("改过的内容".encode())
    answer = page_of(desk.officer).get(f"/penalties/{case.pk}/dossier.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert "与校验值不符" in archive.read("卷内目录.txt").decode()


def test_the_public_reads_the_decision_without_persons_until_it_is_taken_off(desk):
    case = desk.served(SMALL, NOW)
    address = f"/open/penalties/{case.pk}/"
    assert Client().get(address).status_code == 404
    execution_actions.publish(case=case, text=TEXT, by=desk.officer, at=NOW)
    for page in (address, "/open/penalties/"):
        html = Client().get(page).content.decode()
        assert fresh(case).decision_number in html
        assert desk.enterprise.name in html
        for person in ("王安全", desk.people[0].name, desk.head.name):
            assert person not in html
    assert "1" in Client().get("/open/").content.decode()
    execution_actions.lift(case=case, ground="repaired", why="信用修复，公示期满", by=desk.officer, at=NOW)
    assert Client().get(address).status_code == 404
    html = Client().get("/open/penalties/").content.decode()
    assert desk.enterprise.name not in html
    assert "信用修复，公示期满" in html


def test_statistics_count_what_happened_in_the_period_and_what_was_late(desk):
    desk.executed(NOW)
    late = desk.decided(SMALL, NOW)
    PenaltyCase.every.filter(pk=late.pk).update(
        filed_on=timezone.localdate() - timedelta(days=120),
        publish_by=timezone.localdate() - timedelta(days=1),
    )
    case = desk.investigating(NOW)
    year = f"{timezone.localdate():%Y}"
    lines = page_of(desk.office).get(f"/penalties/statistics/export.csv?period={year}").getvalue()
    row = lines.decode("utf-8-sig").splitlines()[1].split(",")
    assert row[0] == desk.unit.name
    # Filed, decided, on the spot, spared, fines, paid, executed, decided late, published late.
    assert row[2:10] == ["2", "0", "0", "40000", "20000", "1", "1", "1"]
    assert case.number
    assert desk.unit.name in read(desk.office, f"/penalties/statistics/?period={year}")


def test_the_enterprise_file_has_its_penalties(desk):
    case = desk.decided(SMALL, NOW)
    assert case.matter in read(desk.office, f"/penalties/enterprise/{desk.enterprise.pk}/")
    html = read(desk.office, f"/enterprises/{desk.enterprise.pk}/")
    assert f"/penalties/enterprise/{desk.enterprise.pk}/" in html


def test_a_transfer_has_its_page_its_verbs_and_its_list(desk):
    case = desk.proven(NOW)
    sent = {"offence": "危险作业罪", "police": "朝阳公安分局", "reason": "关闭监控报警设备，现实危险明显"}
    assert post(desk.officer, case, "transfer", **sent).status_code == 302
    transfer = Transfer.objects.get()
    page = f"/penalties/transfers/{transfer.pk}/"
    assert "危险作业罪" in read(desk.officer, "/penalties/transfers/")
    assert "未核对" in read(desk.officer, page)
    assert page_of(desk.head).post(f"{page}approve/").status_code == 302
    assert page_of(desk.officer).post(f"{page}hand_over/", {"received_by": ""}).status_code == 422
    assert page_of(desk.officer).post(f"{page}hand_over/", {"received_by": "民警赵某"}).status_code == 302
    assert "培训台账复印件" in read(desk.officer, page)
    read(desk.party, page, 404)
    assert page_of(desk.officer).post(f"{page}nothing/").status_code == 404


def test_heavy_cases_show_the_discussion_before_the_decision(desk):
    case = desk.heard(LARGE, NOW)
    html = read(desk.head, f"/penalties/{case.pk}/")
    assert "登记集体讨论" in html
    assert "作出处罚决定" not in html


def test_a_danger_becomes_a_clue_with_its_facts(desk):
    danger = found(desk)
    html = read(desk.officer, f"/penalties/new/?danger={danger.number}")
    assert danger.title in html
    sent = {
        "danger": danger.number,
        "enterprise": desk.enterprise.name,
        "matter": danger.title,
        "clause": "第二十八条",
        "found_on": f"{timezone.localdate()}",
    }
    assert page_of(desk.officer).post("/penalties/new/", sent).status_code == 302
    assert PenaltyCase.objects.get().source_id == str(danger.pk)


def test_a_danger_handed_to_enforcement_offers_to_open_a_case(desk):
    danger = found(desk)
    address = f"/penalties/new/?danger={danger.number}"
    assert address not in read(desk.officer, f"/dangers/{danger.pk}/")
    Danger.every.filter(pk=danger.pk).update(state="enforced")
    assert address in read(desk.officer, f"/dangers/{danger.pk}/")
