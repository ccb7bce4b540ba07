"""E-mail to the addresses of departments; not public, so that restricted warnings may go by it."""

from __future__ import annotations

from smtplib import SMTPException

from django.core.mail import EmailMessage

from ancheng.kernel.notices.channels.email import check
from ancheng.monitoring.warnings.channel import ChannelFault, Outgoing, PublicChannel


def send(address: str, outgoing: Outgoing) -> None:
    mail = EmailMessage(outgoing.headline, f"{outgoing.headline}\n{outgoing.identifier}", to=[address])
    mail.attach(f"{outgoing.identifier}.xml", outgoing.cap, "application/cap+xml")
    try:
        mail.send()
    except (SMTPException, OSError) as fault:
        raise ChannelFault(f"{type(fault).__name__}: {fault}") from fault


CHANNEL = PublicChannel(
    zh="部门电子邮件", en="E-mail to departments", public=False, addressed=True, send=send, check=check
)
