"""Stops reading an upload that is too large, before it fills the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from ancheng.base.errors import TooLarge


class UploadTooLarge(TooLarge, RequestDataTooBig):
    """Also one of Django's own refusals, because it is raised while the request is still being read."""


class RefuseOversize(FileUploadHandler):
    """Refuses a request that announces more than the limit, and one that sends more than it announced."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: bytes, encoding: Any = None
    ) -> None:
        self.received = 0
        if content_length > settings.UPLOAD_LIMIT_BYTES:
            raise _too_large(content_length)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_LIMIT_BYTES:
            raise _too_large(self.received)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def _too_large(size: int) -> UploadTooLarge:
    limit = settings.UPLOAD_LIMIT_BYTES / 10**6
    return UploadTooLarge(
        f"上传内容约 {size / 10**6:.0f} MB，超过 {limit:.0f} MB 的上限，未保存；请压缩或分批上传。"
    )
