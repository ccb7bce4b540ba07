"""The public page: nobody signs in, nothing is lost, nothing is executed, nobody floods it."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from ancheng.base.roles import Role
from ancheng.kernel.files.models import Attachment
from ancheng.supervision.hotline import actions, challenge, gate, photos
from ancheng.supervision.hotline.models import Report, Salt, Turn
from tests.factories import NOW, asker, make_office
from tests.supervision.hotline.makers import (
    CONTENT,
    PHONE,
    make_bureau,
    make_report,
    picture,
    signed_in,
    solved,
    stamped,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path):
    from django.core.cache import cache

    cache.clear()
    with override_settings(FILES_ROOT=tmp_path, POSTS_PER_MINUTE=10_000):
        make_bureau()
        yield tmp_path


def send(client=None, *, files=(), **fields):
    client = client or Client()
    page = client.get("/report/")
    return client.post("/report/", {**solved(page), "content": CONTENT, "photos": list(files), **fields})


def code_in(answer):
    return re.search(r"data-code><strong>([^<]+)<", answer.content.decode()).group(1)


def jpeg(name="photo.jpg", content=None):
    return SimpleUploadedFile(name, content or picture(), "image/jpeg")


def test_anybody_reports_without_signing_in_and_gets_a_code():
    answer = send(
        matter="violation", named_party="某仓库", geometry='{"type":"Point","coordinates":[116.46,39.91]}'
    )
    assert answer.status_code == 200
    report = Report.objects.get()
    assert (report.channel, report.matter, report.real_name) == ("web", "violation", False)
    assert report.geometry.coords == (116.46, 39.91)
    standing = Client().post("/report/status/", {"code": code_in(answer)}).content.decode()
    assert report.number in standing


def test_the_browsers_work_replaces_the_question():
    client = Client()
    token = solved(client.get("/report/"))["challenge"]
    answer = client.post("/report/", {"challenge": token, "stamp": stamped(token), "content": CONTENT})
    assert answer.status_code == 200
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"answer": "99"}, {"answer": ""}, {"challenge": "made.up"}, {"challenge": ""}]
)
def test_without_a_right_answer_nothing_is_kept_and_what_was_typed_comes_back(fields):
    answer = send(**fields)
    assert answer.status_code == 422
    assert CONTENT in answer.content.decode()
    assert not Report.objects.exists()


def test_the_same_page_sent_again_is_answered_with_the_same_code():
    client = Client()
    fields = {**solved(client.get("/report/")), "content": CONTENT}
    one, two = client.post("/report/", fields), client.post("/report/", fields)
    assert code_in(one) == code_in(two)
    assert Report.objects.count() == 1


HOSTILE = (
    "<script>alert(1)</script>后院仓库堆放油漆稀料住人",
    '"><img src=x onerror=alert(1)>后院仓库堆放油漆稀料住人',
    "{{ 7*7 }}{% load static %}后院仓库堆放油漆稀料住人",
    "'; DROP TABLE hotline_report; --后院仓库堆放油漆稀料住人",
    "=cmd|' /C calc'!A0后院仓库堆放油漆稀料住人",
    "后院仓库\x08堆放\u202e油漆稀料\u0007住人，十个字以上",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") + "后院仓库堆放油漆稀料住人",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_text_and_shown_as_text(text):
    assert send(content=text, title=text[:60], named_party=text[:60], address=text[:60]).status_code == 200
    report = Report.objects.get()
    office = signed_in(Role.OFFICE, make_office())
    for address in ("/hotline/", f"/hotline/{report.pk}/", f"/hotline/{report.pk}/peek/"):
        page = office.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\x00" not in page
    table = b"".join(office.get("/hotline/export.csv").streaming_content).decode()
    assert not re.search(r'(^|[,"\n])=cmd', table)


def test_a_character_that_cannot_be_stored_is_refused_with_a_sentence_and_nothing_is_half_stored():
    answer = send(content="后院仓库\x00堆放油漆稀料住人，十个字以上")
    assert answer.status_code == 400
    assert "控制字符" in answer.content.decode()
    assert not Report.objects.exists()


def test_a_formula_in_the_export_is_text():
    send(content='=HYPERLINK("http://x","点我")后院仓库堆放油漆稀料')
    table = b"".join(
        signed_in(Role.OFFICE, make_office()).get("/hotline/export.csv").streaming_content
    ).decode()
    assert "HYPERLINK" in table
    assert not re.search(r'(^|,|\n)"?=HYPERLINK', table)


@pytest.mark.parametrize("shape", ["{", "[]", '{"type":"Point"}', '{"type":"Point","coordinates":["x",1]}', '{"type":"Point","coordinates":[500,0]}', '{"type":"Polygon","coordinates":[]}', "[" * 400])  # fmt: skip
def test_a_place_that_cannot_be_read_is_refused_with_a_sentence_and_the_text_stays(shape):
    answer = send(geometry=shape)
    assert answer.status_code in (400, 422)
    assert "标绘的位置" in answer.content.decode()
    assert CONTENT in answer.content.decode()


def test_a_photo_is_drawn_anew_without_camera_place_or_file_name():
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F], exif[0x9C9D] = "SpyCam 3000", "张三".encode("utf-16-le")
    original = picture(exif=exif)
    assert b"SpyCam" in original
    assert send(files=[jpeg("张三家的照片.jpg", original)]).status_code == 200
    kept = Attachment.objects.get(subject_type="hotline.report")
    assert kept.name == "照片1.jpg"
    assert b"SpyCam" not in kept.blob.path.read_bytes()


def test_a_picture_with_a_program_behind_it_is_kept_without_the_program():
    polyglot = picture() + b"<?php system($_GET['c']); ?><script>alert(1)</script>PK\x03\x04"
    send(files=[jpeg("x.jpg", polyglot)])
    content = Attachment.objects.get().blob.path.read_bytes()
    assert b"<?php" not in content
    assert b"<script" not in content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.jpg", b"<html><script>alert(1)</script></html>"),
        ("x.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("x.png", b"MZ\x90\x00" + b"\x00" * 500),
        ("x.jpg", b"%PDF-1.7 not a photo"),
        ("x.jpg", b""),
        ("x.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 40),
        ("x.gif", b"GIF89a" + b"\xff" * 30),
    ],
)
def test_what_is_no_photo_is_refused_whatever_it_is_called_and_leaves_nothing(name, content, folder):
    answer = send(files=[SimpleUploadedFile(name, content, "image/jpeg")])
    assert answer.status_code == 400
    assert "照片" in answer.content.decode()
    assert not Report.objects.exists()
    assert not [each for each in folder.rglob("*") if each.is_file()]


def test_too_many_photos_and_too_large_ones_are_refused():
    assert (
        send(
            files=[jpeg(f"{n}.jpg", picture(size=(10 + n, 10))) for n in range(photos.AT_MOST + 1)]
        ).status_code
        == 400
    )
    large = SimpleUploadedFile("x.jpg", picture() + b"\0" * photos.MOST_BYTES, "image/jpeg")
    assert send(files=[large]).status_code == 413
    assert not Report.objects.exists()


def test_a_request_that_announces_too_much_is_refused_before_it_is_read():
    answer = Client().generic("POST", "/report/", b"x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(10**9))  # fmt: skip
    assert answer.status_code == 413


def test_a_decompression_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(photos, "MOST_PIXELS", 1000)
    answer = send(files=[jpeg("bomb.png", picture(size=(200, 200), kind="PNG"))])
    assert answer.status_code == 413


def test_who_floods_is_slowed_and_told_until_when_and_nothing_that_was_taken_in_is_lost():
    with override_settings(HOTLINE_PER_ADDRESS=5):
        client, codes, waits = Client(), [], []
        for _ in range(30):
            answer = send(client)
            if answer.status_code == 200:
                codes.append(code_in(answer))
            else:
                assert answer.status_code == 429
                waits.append(int(answer["Retry-After"]))
                assert CONTENT in answer.content.decode()
    assert len(set(codes)) == 5 == Report.objects.count()
    assert len(waits) == 25
    assert all(0 < each <= 601 for each in waits)
    assert all(Client().post("/report/status/", {"code": code}).status_code == 200 for code in codes)


def answered_question():
    """Another question for each submission, answered."""
    asked = challenge.make(now=int(timezone.now().timestamp()))
    return {"challenge": asked.token(settings.SECRET_KEY), "answer": str(asked.answer)}


def test_a_thousand_submissions_at_once_are_slowed_and_each_accepted_one_is_there():
    client, codes, slowed = Client(), [], 0
    with override_settings(HOTLINE_PER_MINUTE=40, HOTLINE_PER_ADDRESS=10):
        for n in range(1000):
            fields = {**answered_question(), "content": f"{CONTENT}第{n}次"}
            answer = client.post("/report/", fields, REMOTE_ADDR=f"10.1.{n % 200}.7")
            if answer.status_code == 200:
                codes.append(code_in(answer))
            else:
                assert answer.status_code == 429
                assert f"第{n}次" in answer.content.decode()
                slowed += 1
    assert slowed + len(codes) == 1000
    # The minute may turn while the thousand come in.
    assert 40 <= len(codes) <= 200
    assert len(set(codes)) == len(codes) == Report.objects.count()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_each_taken_in_once():
    def one(number):
        try:
            client = Client()
            page = client.get("/report/")
            answer = client.post("/report/", {**solved(page), "content": f"{CONTENT}{number}"}, REMOTE_ADDR=f"10.2.0.{number}")  # fmt: skip
            return code_in(answer)
        finally:
            connection.close()

    make_bureau()
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(one, range(24)))
    assert len(set(codes)) == 24 == Report.objects.count()
    assert len(set(Report.objects.values_list("number", flat=True))) == 24


def test_the_address_is_counted_but_kept_nowhere():
    address = "203.0.113.77"
    client = Client(REMOTE_ADDR=address)
    send(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{address}%"])
            assert cursor.fetchone()[0] == 0, table
    packed = socket.inet_aton(address)
    assert all(packed not in bytes(each.value) for each in Salt.objects.all())


def test_a_mark_differs_from_day_to_day_and_cannot_be_recomputed_once_the_day_is_over():
    today, tomorrow = NOW.date(), (NOW + timedelta(days=1)).date()
    mark = gate.address_mark("203.0.113.77", today)
    assert mark == gate.address_mark("203.0.113.77", today) != gate.address_mark("203.0.113.77", tomorrow)
    gate.sweep(at=NOW + timedelta(days=1))
    assert not Salt.objects.filter(day=today).exists()
    assert gate.address_mark("203.0.113.77", today) != mark


def test_counts_that_no_longer_hold_are_swept():
    request = RequestFactory().post("/report/", REMOTE_ADDR="10.0.0.1")
    gate.knock(request, "report", at=NOW - timedelta(hours=5), most=1)
    gate.knock(request, "report", at=NOW, most=1)
    gate.sweep(at=NOW)
    assert Turn.objects.count() == 1


def test_the_more_come_the_more_work_a_page_asks_for():
    request = RequestFactory().post("/report/", REMOTE_ADDR="10.0.0.1")
    before = gate.bits_now(NOW)
    with override_settings(HOTLINE_PER_MINUTE=4):
        for _ in range(4):
            gate.knock(request, "report", at=NOW, most=100, in_all=4)
        assert gate.bits_now(NOW) > before


def test_codes_cannot_be_guessed_in_series():
    with override_settings(HOTLINE_LOOKS_PER_ADDRESS=3):
        answers = [
            Client().post("/report/status/", {"code": f"AAAA-BBBB-{n:04d}"}).status_code for n in range(5)
        ]
    assert answers == [404, 404, 404, 429, 429]


def test_neither_code_nor_contact_travels_in_an_address():
    _, code = make_report()
    page = Client().post("/report/status/", {"code": code})
    assert code not in "".join(re.findall(r'(?:href|action|src)="([^"]*)"', page.content.decode()))
    assert Client().get(f"/report/status/?code={code}").content.decode().count(code) == 0


def test_feedback_is_read_and_judged_under_the_code():
    report, code = make_report()
    by = asker(Role.DEPARTMENT, report.owner_unit)
    actions.accept(report=report, by=by, at=NOW)
    actions.verify(report=report, verdict="true", result="现场核查，问题属实。", by=by, at=NOW)
    text = "您反映的问题属实，已责令立即清理。"
    assert text not in Client().post("/report/status/", {"code": code}).content.decode()
    actions.feed_back(report=report, text=text, by=by, at=NOW)
    page = Client().post("/report/status/", {"code": code}).content.decode()
    assert text in page
    assert "属实" in page
    assert "现场核查，问题属实。" not in page
    done = Client().post(
        "/report/status/rate/", {"code": code, "satisfaction": "satisfied", "text": f"谢谢{PHONE}"}
    )
    assert done.status_code == 200
    report.refresh_from_db()
    assert report.satisfaction == "satisfied"
    assert PHONE not in report.rating_text


def test_who_was_joined_to_an_earlier_report_reads_what_came_of_that():
    first, _ = make_report()
    later, code = make_report(at=NOW + timedelta(hours=1))
    by = asker(Role.DEPARTMENT, first.owner_unit)
    actions.accept(report=first, by=by, at=NOW + timedelta(hours=2))
    actions.merge(report=later, first=first, by=by, at=NOW + timedelta(hours=2))
    actions.verify(
        report=first, verdict="true", result="现场核查，问题属实。", by=by, at=NOW + timedelta(days=1)
    )
    assert "责令" not in Client().post("/report/status/", {"code": code}).content.decode()
    actions.feed_back(
        report=first, text="您反映的问题属实，已责令立即清理。", by=by, at=NOW + timedelta(days=1)
    )
    assert "已责令立即清理" in Client().post("/report/status/", {"code": code}).content.decode()


def test_a_form_from_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)
    page = client.get("/report/")
    assert client.post("/report/", {**solved(page), "content": CONTENT}).status_code == 403
    assert not Report.objects.exists()


def test_the_public_pages_open_without_signing_in_and_others_do_not():
    for address in (
        "/report/",
        "/report/status/",
        "/open/",
        "/open/credit/",
        "/open/accidents/",
        "/open/areas.geojson",
    ):
        assert Client().get(address).status_code == 200, address
    for address in (
        "/hotline/",
        "/hotline/rewards/",
        "/hotline/export.csv",
        "/accidents/",
        "/credit/",
        "/enterprises/",
    ):
        assert Client().get(address).status_code == 302, address
