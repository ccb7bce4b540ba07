"""A signed POST of the CAP document to the systems of other departments and media."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from ancheng.kernel.notices.channels.webhook import check, post
from ancheng.monitoring.warnings.channel import Outgoing, PublicChannel


def send(address: str, outgoing: Outgoing) -> None:
    body = outgoing.cap.encode()
    signature = hmac.new(settings.SECRET_KEY.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/cap+xml", "X-Ancheng-Signature": f"sha256={signature}"}
    post(address, body, headers)


CHANNEL = PublicChannel(
    zh="系统对接（Webhook）", en="Webhook", public=True, addressed=True, send=send, check=check
)
