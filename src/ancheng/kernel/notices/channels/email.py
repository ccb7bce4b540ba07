"""E-mail through the configured server."""

from __future__ import annotations

from smtplib import SMTPException

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from ancheng.kernel.notices.channel import Channel, ChannelFault, Message


def check(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        return f"“{address}”不是有效的电子邮箱地址。"
    return ""


def send(address: str, message: Message) -> None:
    try:
        EmailMessage(
            f"[安城] {message.title}", f"{message.body}\n\n{message.url}".strip(), to=[address]
        ).send()
    except (SMTPException, OSError) as fault:
        raise ChannelFault(f"{type(fault).__name__}: {fault}") from fault


CHANNEL = Channel(label="电子邮件", check=check, send=send)
