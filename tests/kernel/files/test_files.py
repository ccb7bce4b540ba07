"""A file is what its bytes say, is kept once, is shown to who may see its subject, and is never left by half."""

import errno
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal, TooLarge, Unreadable
from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import timeline
from ancheng.kernel.files import actions, storage
from ancheng.kernel.files.models import Attachment, Blob
from ancheng.kernel.files.queries import attachments, damaged, subject_for
from ancheng.kernel.files.rules import display_name
from tests.factories import NOW, asker, make_task, make_unit


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path / "files"):
        yield tmp_path / "files"


@pytest.fixture
def task(db):
    return make_task(make_unit("区水务局"))


@pytest.fixture
def officer(task):
    return asker(Role.DEPARTMENT, task.owner_unit)


def png(width=8, height=8):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG")
    return out.getvalue()


def put(task, by, name, content, purpose="evidence"):
    return actions.attach(
        subject=task, upload=SimpleUploadedFile(name, content), purpose=purpose, by=by, at=NOW
    )


def left_behind(folder):
    return [each for each in folder.rglob("*") if each.is_file()] if folder.exists() else []


def test_evidence_is_kept_under_its_checksum_and_audited(task, officer, folder):
    attachment = put(task, officer, "整改照片.png", png())
    assert attachment.blob.path.read_bytes() == png()
    assert left_behind(folder) == [attachment.blob.path]
    assert timeline(task).first().after["sha256"] == attachment.blob_id


def test_the_same_content_is_kept_once_and_not_attached_twice(task, officer, folder):
    put(task, officer, "一.png", png())
    with pytest.raises(Conflict, match="内容相同"):
        put(task, officer, "二.png", png())
    put(make_task(task.owner_unit), officer, "三.png", png())
    assert Blob.objects.count() == 1
    assert len(left_behind(folder)) == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("照片.jpg", b"MZ\x90\x00\x03" + bytes(200), "不是可接受的文件类型"),
        ("照片.png", b"%PDF-1.7 ...", "与扩展名不符"),
        ("图.png", b"<svg onload=alert(1)>", "不是可接受的文件类型"),
        ("页.txt", b"<!doctype html><script>alert(1)</script>", "不是可接受的文件类型"),
        ("空.pdf", b"", "空文件"),
        ("坏.png", b"\x89PNG\r\n\x1a\n" + b"garbage", "不是完整的图片"),
        ("坏.docx", b"PK\x03\x04garbage", "已损坏"),
        ("无扩展名", b"%PDF-1.7", "与扩展名不符"),
    ],
)
def test_a_disguised_or_broken_file_is_refused_and_leaves_nothing(
    task, officer, folder, name, content, sentence
):
    with pytest.raises(Refusal, match=sentence):
        put(task, officer, name, content)
    assert left_behind(folder) == []
    assert not Attachment.objects.exists()


def test_a_zip_bomb_is_refused(task, officer, folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        bomb = zipfile.ZipInfo("bomb")
        bomb.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(bomb, "w", force_zip64=True) as entry:
            for _ in range(2100):
                entry.write(bytes(10**6))
    with pytest.raises(Refusal, match="压缩炸弹"):
        put(task, officer, "附件.zip", out.getvalue())
    assert left_behind(folder) == []


def test_a_picture_of_absurd_size_is_refused(task, officer, monkeypatch):
    monkeypatch.setattr(storage, "MOST_PIXELS", 10)
    with pytest.raises(Refusal, match="像素过多"):
        put(task, officer, "大图.png", png())


def test_a_file_over_the_limit_of_its_purpose_is_refused(task, officer, folder):
    with pytest.raises(TooLarge, match="超过 10 MB"):
        put(task, officer, "模板.docx", b"PK\x03\x04" + bytes(11 * 10**6), purpose="template")
    assert left_behind(folder) == []


def test_a_full_disk_is_told_and_nothing_is_stored_by_half(task, officer, folder, monkeypatch):
    def no_room(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", no_room)
    with pytest.raises(storage.StorageFull, match="存储空间已满"):
        put(task, officer, "照片.png", png())
    assert left_behind(folder) == []
    assert not Attachment.objects.exists()


def test_an_auditor_cannot_upload(task):
    with pytest.raises(NotAllowed, match="审计员"):
        put(task, asker(Role.AUDITOR), "照片.png", png())


def test_who_may_not_see_the_task_does_not_learn_that_the_file_exists(task, officer):
    attachment = put(task, officer, "照片.png", png())
    assert subject_for(attachment, officer) == task
    with pytest.raises(Absent):
        subject_for(attachment, asker(Role.DEPARTMENT, make_unit("区商务局")))


def test_a_withdrawn_file_is_out_of_view_but_not_gone(task, officer):
    attachment = put(task, officer, "照片.png", png())
    with pytest.raises(Refusal, match="须填写理由"):
        actions.withdraw(attachment=attachment, subject=task, why=" ", by=officer, at=NOW)
    actions.withdraw(
        attachment=attachment, subject=task, why="传错了", by=officer, at=NOW + timedelta(hours=1)
    )
    assert not attachments(task)
    assert attachment.blob.path.exists()
    with pytest.raises(Conflict):
        actions.withdraw(attachment=attachment, subject=task, why="再撤", by=officer, at=NOW)


def test_a_stranger_cannot_withdraw_evidence(task, officer):
    attachment = put(task, officer, "照片.png", png())
    with pytest.raises(NotAllowed):
        actions.withdraw(
            attachment=attachment, subject=task, why="不喜欢", by=asker(Role.DEPARTMENT, make_unit()), at=NOW
        )


def test_a_changed_or_lost_file_is_found(task, officer):
    kept, lost = put(task, officer, "一.png", png(8)), put(task, officer, "二.png", png(9))
    assert list(damaged()) == []
    kept.blob.path.write_bytes(b"changed")
    lost.blob.path.unlink()
    assert {reason for _, reason in damaged()} == {"内容与校验和不符", "文件缺失"}


def test_a_name_is_mere_text():
    assert display_name("../../etc/passwd") == "passwd"
    assert display_name("C:\\秘密\\照\u202e片\x00.png") == "照片.png"
    assert display_name("...") == "未命名"
    assert len(display_name("长" * 500 + ".docx")) == 200
    assert display_name("长" * 500 + ".docx").endswith(".docx")


def test_a_photo_tells_when_and_where_it_was_taken(task, officer):
    out = io.BytesIO()
    image = Image.new("RGB", (8, 8))
    exif = image.getexif()
    exif[306] = "2026:11:20 09:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 30.0), 3: "E", 4: (116.0, 27.0, 0.0)})
    image.save(out, "JPEG", exif=exif)
    attachment = put(task, officer, "现场.jpg", out.getvalue(), purpose="photo")
    assert attachment.taken_at.isoformat() == "2026-11-20T09:30:00+08:00"
    assert (attachment.longitude, attachment.latitude) == (pytest.approx(116.45), pytest.approx(39.9083333))


def test_hostile_names_come_back_as_text(task, officer, shared):
    import json

    strings = json.loads((shared / "cases/hostile/blns.json").read_text(encoding="utf-8"))
    for number, text in enumerate(strings[:120]):
        shown = display_name(text + ".png")
        assert "/" not in shown
        assert "\x00" not in shown
        if number % 20 == 0:
            assert put(task, officer, text.replace("/", "_") + ".png", png(8 + number)).name.endswith(".png")


def test_an_unreadable_zip_is_named(task, officer):
    with pytest.raises(Unreadable, match="已损坏"):
        put(task, officer, "表.xlsx", b"PK\x03\x04" + bytes(100))
