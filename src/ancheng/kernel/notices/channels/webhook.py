"""A signed POST to an address of the user's own system."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from ancheng.kernel.notices.channel import Channel, ChannelFault, Message

TIMEOUT_SECONDS = 8.0


def check(address: str) -> str:
    """Only hosts that the installation allows: nobody makes the server call an address of their choice."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "请填写以 http:// 或 https:// 开头的完整地址。"
    if parts.hostname not in settings.WEBHOOK_HOSTS:
        return f"主机 {parts.hostname} 不在允许名单中，请联系系统管理员登记（WEBHOOK_HOSTS）。"
    return ""


def post(address: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
    """POST without following redirects; every kind of failure becomes a ChannelFault."""
    fault = check(address)
    if fault:
        raise ChannelFault(fault)
    try:
        answer = httpx.post(
            address, content=body, headers=headers, timeout=TIMEOUT_SECONDS, follow_redirects=False
        )
    except httpx.HTTPError as error:
        raise ChannelFault(f"{type(error).__name__}: {error}") from error
    if answer.status_code >= 300:
        raise ChannelFault(f"HTTP {answer.status_code}")
    return answer


def send(address: str, message: Message) -> None:
    body = json.dumps(asdict(message), ensure_ascii=False).encode()
    signature = hmac.new(settings.SECRET_KEY.encode(), body, hashlib.sha256).hexdigest()
    post(address, body, {"Content-Type": "application/json", "X-Ancheng-Signature": f"sha256={signature}"})


CHANNEL = Channel(label="Webhook", check=check, send=send)
