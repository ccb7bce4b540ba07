"""Photos from the public: drawn anew from their pixels, so that nothing hidden in the file is kept or served."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, Refusal, TooLarge
from ancheng.kernel.files.actions import attach
from ancheng.kernel.files.rules import IMAGES, sniff
from ancheng.supervision.hotline.models import Report

AT_MOST, MOST_BYTES, MOST_PIXELS, EDGE = 6, 12 * 10**6, 50_000_000, 2560


def redraw(uploads: Sequence[UploadedFile[Any]]) -> list[bytes]:
    """The pictures without name, camera, owner or anything else but what is seen; refuses what is no picture."""
    if len(uploads) > AT_MOST:
        raise Refusal(f"一次最多上传{AT_MOST}张照片，请挑选最能说明问题的。")
    return [_redrawn(each, number) for number, each in enumerate(uploads, 1)]


def _redrawn(upload: UploadedFile[Any], number: int) -> bytes:
    if (upload.size or 0) > MOST_BYTES:
        raise TooLarge(
            f"第{number}张照片超过{MOST_BYTES // 10**6} MB，请缩小后上传；您填写的文字仍在页面上。"
        )
    head = upload.read(64)
    upload.seek(0)
    if sniff(head) not in IMAGES:
        raise Refusal(f"第{number}个文件不是照片（JPG、PNG、GIF、WebP），未保存；请换成照片。")
    try:
        with Image.open(upload) as image:
            if image.width * image.height > MOST_PIXELS:
                raise TooLarge(f"第{number}张照片像素过多，请缩小后上传。")
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail((EDGE, EDGE))
            out = BytesIO()
            upright.save(out, "JPEG", quality=85)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise Refusal(f"第{number}张照片已损坏，无法读取；请重新拍摄或换一张。") from fault
    return out.getvalue()


def keep(*, report: Report, pictures: Sequence[bytes], by: Asker, at: datetime) -> None:
    """Attach pictures under neutral names; one that is there already is not kept twice."""
    for number, each in enumerate(pictures, 1):
        upload = SimpleUploadedFile(f"照片{number}.jpg", each, "image/jpeg")
        try:
            attach(subject=report, upload=upload, purpose="photo", by=by, at=at)
        except Conflict:
            continue
