"""Bytes on disk: written beside, synced, then renamed, so that a killed process leaves nothing by half."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from PIL import Image, UnidentifiedImageError

from ancheng.base.errors import Refusal, Unreadable
from ancheng.kernel.files.models import Blob
from ancheng.kernel.files.rules import IMAGES, PURPOSES, check_size, check_type, display_name, sniff

HEAD = 8192
MOST_PIXELS = 80_000_000
MOST_UNPACKED = 2 * 10**9


class StorageFull(Refusal):
    """There is no room on the disk."""

    status = 507


@dataclass(frozen=True, slots=True)
class Received:
    """An upload that was written to a temporary file, with what is known about it."""

    path: Path
    name: str
    size: int
    sha256: str
    media_type: str


def receive(chunks: Iterable[bytes], *, name: str, purpose: str) -> Received:
    """Write, measure and examine an upload; whatever is wrong with it, nothing stays behind."""
    folder = Path(settings.FILES_ROOT) / "incoming"
    shown = display_name(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=folder)
    except OSError as fault:
        raise _no_room(fault) from fault
    path = Path(temporary)
    try:
        size, digest = _write(descriptor, chunks)
        media_type = examine(path, name=shown, size=size, purpose=purpose)
    except BaseException as fault:
        path.unlink(missing_ok=True)
        if isinstance(fault, OSError):
            raise _no_room(fault) from fault
        raise
    return Received(path, shown, size, digest, media_type)


def keep(received: Received, *, at: datetime) -> Blob:
    """Move a received file to its place under its checksum; the same content is kept once."""
    blob, _ = Blob.objects.get_or_create(
        sha256=received.sha256,
        defaults={"size": received.size, "media_type": received.media_type, "stored_at": at},
    )
    if blob.path.exists():
        received.path.unlink()
        return blob
    try:
        blob.path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(received.path, blob.path)
    except OSError as fault:
        received.path.unlink(missing_ok=True)
        raise _no_room(fault) from fault
    return blob


def examine(path: Path, *, name: str, size: int, purpose: str) -> str:
    """The media type of a file that may be attached for `purpose`."""
    check_size(name=name, size=size, purpose=purpose)
    with path.open("rb") as file:
        head = file.read(HEAD)
    found = sniff(head, zip_names=_zip_names(path, head, name))
    media_type = check_type(name=name, media_type=found, purpose=purpose)
    if media_type in IMAGES:
        _check_image(path, name)
    return media_type


def checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _write(descriptor: int, chunks: Iterable[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    most = max(each.most_bytes for each in PURPOSES.values())
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            digest.update(chunk)
            if size <= most:
                file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _zip_names(path: Path, head: bytes, name: str) -> frozenset[str]:
    if not head.startswith(b"PK"):
        return frozenset()
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise Unreadable(f"“{name}”已损坏，无法打开，请重新导出后上传。") from fault
    if sum(each.file_size for each in entries) > MOST_UNPACKED:
        raise Refusal(f"“{name}”解压后超过 {MOST_UNPACKED // 10**9} GB，疑似压缩炸弹，已拒收。")
    return frozenset(each.filename for each in entries)


def _check_image(path: Path, name: str) -> None:
    try:
        with Image.open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refusal(f"“{name}”的像素过多（{image.width}×{image.height}），请缩小后上传。")
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise Unreadable(f"“{name}”不是完整的图片，请重新拍摄或导出后上传。") from fault


def _no_room(fault: OSError) -> Exception:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull("服务器存储空间已满，文件未保存，其他内容不受影响；请联系系统管理员清理后重试。")
    return fault
