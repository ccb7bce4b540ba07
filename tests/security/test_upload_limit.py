"""An upload that is too large is refused while it comes in, with a sentence, and nothing of it stays."""

import asyncio
import io
import tempfile

import pytest
from asgiref.sync import async_to_sync
from django.test import Client, override_settings

from ancheng.base.roles import Role
from ancheng.config.asgi import application
from ancheng.config.body_limit import limited
from ancheng.kernel.files.models import Attachment, Blob
from tests.factories import make_person, make_task, make_unit
from tests.security.entering import sentence_of

PIECE = bytes(1 << 20)
BOUNDARY = b"piece-by-piece"
HEAD = (
    b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n"
)


@pytest.fixture
def places(db, tmp_path, monkeypatch):
    """The only two folders into which an upload could be written."""
    for name in ("files", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with override_settings(
        FILES_ROOT=tmp_path / "files", FILE_UPLOAD_TEMP_DIR=str(tmp_path / "temporary"), ALLOWED_HOSTS=["*"]
    ):
        yield tmp_path


def left_in(folder):
    return [each for each in folder.rglob("*") if each.is_file()]


class Wire:
    """A connection that sends an endless form piece by piece and counts what was taken from it."""

    def __init__(self, size, *, announced):
        self.size, self.sent, self.left_open, self.answer = size, 0, True, []
        self.scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/accounts/login/",
            "raw_path": b"/accounts/login/", "query_string": b"", "root_path": "", "client": ["127.0.0.1", 5],
            "server": ["testserver", 80],
            "headers": [(b"host", b"testserver"), (b"content-type", b"multipart/form-data; boundary=" + BOUNDARY),
                        (b"cookie", b"csrftoken=" + b"a" * 32)],
        }  # fmt: skip
        if announced:
            self.scope["headers"].append((b"content-length", str(size).encode()))

    async def receive(self):
        if self.answer:
            return {"type": "http.disconnect"}
        if self.sent >= self.size:
            await asyncio.sleep(3600)
        body = HEAD if not self.sent else PIECE
        self.sent += len(body)
        return {"type": "http.request", "body": body, "more_body": self.sent < self.size}

    async def send(self, message):
        self.answer.append(message)

    @property
    def content(self):
        return b"".join(each.get("body", b"") for each in self.answer)

    @property
    def status(self):
        return self.answer[0]["status"]


def test_two_hundred_megabytes_that_are_announced_are_not_even_begun_to_be_read(places):
    wire = Wire(250 * 10**6, announced=True)
    async_to_sync(application)(wire.scope, wire.receive, wire.send)
    assert wire.sent == 0
    assert wire.status == 413
    assert "超过 200 MB 的上限" in sentence_of(wire)
    assert left_in(places) == []


def test_of_an_upload_without_an_announced_size_no_more_than_the_limit_is_read(places):
    with override_settings(UPLOAD_LIMIT_BYTES=5 * 10**6):
        wire = Wire(300 * 10**6, announced=False)
        async_to_sync(application)(wire.scope, wire.receive, wire.send)
    assert wire.sent <= 5 * 10**6 + len(PIECE) + len(HEAD), "reading stopped"
    assert wire.status == 413
    assert "超过 5 MB 的上限" in sentence_of(wire)
    assert left_in(places) == []


def test_a_body_of_any_other_kind_is_measured_too(places):
    with override_settings(UPLOAD_LIMIT_BYTES=3 * 10**6):
        wire = Wire(300 * 10**6, announced=False)
        wire.scope["headers"][1] = (b"content-type", b"application/octet-stream")
        async_to_sync(application)(wire.scope, wire.receive, wire.send)
    assert wire.sent <= 3 * 10**6 + len(PIECE) + len(HEAD)
    assert 400 <= wire.status < 500
    assert left_in(places) == []


def test_what_is_within_the_limit_passes_unchanged():
    taken = []

    async def reading(scope, receive, send):
        while True:
            message = await receive()
            taken.append(message["body"])
            if not message["more_body"]:
                return

    wire = Wire(4 << 20, announced=False)
    async_to_sync(limited(reading, lambda: 10 << 20))(wire.scope, wire.receive, wire.send)
    assert sum(map(len, taken)) == wire.sent > 4 << 20


def test_a_connection_that_breaks_off_reaches_the_application():
    async def gone():
        return {"type": "http.disconnect"}

    seen = []

    async def reading(scope, receive, send):
        seen.append((await receive())["type"])

    async_to_sync(limited(reading, lambda: 10))({"type": "http", "headers": []}, gone, gone)
    assert seen == ["http.disconnect"]


class Endless(io.RawIOBase):
    """A file that is made while it is read."""

    def __init__(self, size):
        self.left, self.name, self.size = size, "a.pdf", size

    def read(self, most=-1):
        most = self.left if most < 0 else min(most, self.left)
        self.left -= most
        return bytes(most)


def test_evidence_over_the_limit_is_refused_and_the_task_has_none(db, places):
    task = make_task(make_unit("区水务局"))
    client = Client()
    client.force_login(
        make_person(Role.DEPARTMENT, task.owner_unit),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    with override_settings(UPLOAD_LIMIT_BYTES=2 * 10**6):
        answer = client.post(f"/tasks/{task.pk}/evidence/", {"files": Endless(3 * 10**6)})
    assert answer.status_code == 413
    assert "请压缩或分批上传" in sentence_of(answer)
    assert left_in(places) == []
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()


def test_evidence_that_is_refused_for_its_kind_leaves_nothing_either(db, places):
    task = make_task(make_unit("区水务局"))
    client = Client()
    client.force_login(
        make_person(Role.DEPARTMENT, task.owner_unit),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    answer = client.post(f"/tasks/{task.pk}/evidence/", {"files": Endless(3 * 10**6)})
    assert 400 <= answer.status_code < 500
    assert sentence_of(answer)
    assert left_in(places) == []
