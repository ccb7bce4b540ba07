"""A robot in a WeCom group (企业微信群机器人)."""

from __future__ import annotations

import json

from ancheng.kernel.notices.channel import Channel, ChannelFault, Message
from ancheng.kernel.notices.channels.webhook import check, post


def send(address: str, message: Message) -> None:
    text = f"**{message.title}**\n{message.body}\n{message.url}".strip()
    body = json.dumps(
        {"msgtype": "markdown", "markdown": {"content": text[:4000]}}, ensure_ascii=False
    ).encode()
    answer = post(address, body, {"Content-Type": "application/json"})
    try:
        code = answer.json().get("errcode", 0)
    except ValueError as fault:
        raise ChannelFault("应答不是 JSON") from fault
    if code:
        raise ChannelFault(f"errcode {code}")


CHANNEL = Channel(label="企业微信", check=check, send=send)
