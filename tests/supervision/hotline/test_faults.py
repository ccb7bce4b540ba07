"""The public page on its worst day: a flood of hostile words, disguised files and crashes, and nobody exposed."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from openpyxl import load_workbook

from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.events.models import Event
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.notices.models import Notice
from ancheng.supervision.hotline import challenge, photos
from ancheng.supervision.hotline.models import Report
from tests.factories import make_office
from tests.supervision.hotline.makers import CONTENT, MAIL, NAME, PHONE, make_bureau, picture, signed_in
from tests.supervision.hotline.test_public import HOSTILE, code_in

pytestmark = pytest.mark.django_db
REPORTER = {"name": NAME, "phone": PHONE, "email": MAIL}
DISGUISED = (
    ("photo.jpg", b"<html><script>alert(1)</script></html>"),
    ("photo.png", b"MZ\x90\x00" + b"\x00" * 64),
    ("photo.jpg", b"%PDF-1.7 /JavaScript"),
)


@pytest.fixture(autouse=True)
def folder(tmp_path):
    from django.core.cache import cache

    cache.clear()
    with override_settings(FILES_ROOT=tmp_path, POSTS_PER_MINUTE=10_000):
        make_bureau()
        yield tmp_path


def question():
    """A question of its own for each submission, answered."""
    asked = challenge.make(now=int(timezone.now().timestamp()))
    return {"challenge": asked.token(settings.SECRET_KEY), "answer": str(asked.answer)}


def flood(number):
    """So many submissions of the same reporter: hostile words, true photos, disguised files, too large ones."""
    for n in range(number):
        name, content = DISGUISED[n % len(DISGUISED)]
        files = {
            0: [SimpleUploadedFile("p.jpg", picture(), "image/jpeg")],
            1: [SimpleUploadedFile(name, content, "image/jpeg")],
        }.get(n % 4, [])
        fields = {
            **question(),
            **REPORTER,
            "content": f"{HOSTILE[n % len(HOSTILE)]}第{n}次，请联系{PHONE}或{MAIL}",
            "photos": files,
        }
        headers = {"REMOTE_ADDR": f"10.3.{n % 7}.9"}
        if n % 9 == 8:
            headers["CONTENT_LENGTH"] = str(10**9)
        yield Client(raise_request_exception=False).post("/report/", fields, **headers)


def exposed(text):
    return [secret for secret in (NAME, PHONE, MAIL) if secret in text]


def said_by(caplog):
    """What the program wrote into its log, with the traces of its faults; SQL is logged in debug mode only."""
    formatter = logging.Formatter()
    return "\n".join(
        formatter.format(each) for each in caplog.records if not each.name.startswith("django.db")
    )


def everything_written():
    rows = [f"{each.subject_label} {each.why} {each.before} {each.after}" for each in Entry.objects.all()]
    told = [str(each.payload) for each in Event.objects.all()]
    notices = [f"{each.title} {each.body}" for each in Notice.objects.all()]
    names = [f"{each.name} {each.caption}" for each in Attachment.objects.all()]
    return "\n".join([*rows, *told, *notices, *names])


def exported():
    office = signed_in(Role.OFFICE, make_office())
    table = b"".join(office.get("/hotline/export.csv").streaming_content).decode()
    book = load_workbook(BytesIO(b"".join(office.get("/hotline/export.xlsx").streaming_content)))
    cells = " ".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)
    return table, cells, office.get("/hotline/").content.decode()


def test_a_hostile_flood_is_slowed_loses_nothing_and_exposes_nobody(caplog):
    with caplog.at_level(logging.DEBUG), override_settings(HOTLINE_PER_ADDRESS=6, HOTLINE_PER_MINUTE=1000):
        answers = list(flood(90))
    statuses = [each.status_code for each in answers]
    assert set(statuses) == {200, 400, 413, 429}
    taken_in = [code_in(each) for each in answers if each.status_code == 200]
    assert len(set(taken_in)) == len(taken_in) == Report.objects.count()
    for each in answers:
        text = each.content.decode()
        assert not exposed(re.sub(r"<textarea.*?</textarea>", "", text, flags=re.DOTALL)), each.status_code
        assert "<script>alert" not in text
        if each.status_code == 429:
            assert 0 < int(each["Retry-After"]) <= 601
            assert "秒后再点一次" in text
    # Only true photos are kept, drawn anew; nothing that was disguised.
    assert {each.blob.media_type for each in Attachment.objects.select_related("blob")} <= {"image/jpeg"}
    assert exposed(said_by(caplog)) == []
    assert exposed(everything_written()) == []
    for each in exported():
        assert exposed(each) == []
    assert not re.search(r'(^|[,"\n])=cmd', exported()[0])


def test_a_crash_after_the_report_was_taken_in_loses_nothing_and_logs_nobody(caplog, monkeypatch):
    def burst(**_what):
        raise RuntimeError("disk")

    fields = {**question(), **REPORTER, "content": f"{CONTENT}请联系{PHONE}"}
    client = Client(raise_request_exception=False)
    with monkeypatch.context() as broken, caplog.at_level(logging.DEBUG):
        broken.setattr(photos, "keep", burst)
        answer = client.post("/report/", fields)
    assert answer.status_code == 500
    assert exposed(answer.content.decode()) == []
    assert "RuntimeError" in said_by(caplog)
    assert exposed(said_by(caplog)) == []
    # Sent again, the same page is answered with the code of the report that is there.
    again = client.post("/report/", fields)
    assert again.status_code == 200
    assert Report.objects.count() == 1
    assert Client().post("/report/status/", {"code": code_in(again)}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_by_eight_connections_at_once_is_one_report_with_one_code():
    make_bureau()
    fields = {**question(), **REPORTER, "content": CONTENT}

    def one(number):
        try:
            return Client().post("/report/", fields, REMOTE_ADDR=f"10.4.0.{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8)))
    assert {each.status_code for each in answers} == {200}
    assert len({code_in(each) for each in answers}) == 1 == Report.objects.count()
