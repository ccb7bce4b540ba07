"""Short messages to groups of receivers, through the installation's gateway."""

from django.conf import settings

from ancheng.monitoring.warnings.channel import Outgoing, PublicChannel
from ancheng.monitoring.warnings.gateways import Gateway, HttpGateway


def gateway() -> Gateway:
    return HttpGateway(settings.SMS_GATEWAY, "短信")


def send(address: str, outgoing: Outgoing) -> None:
    gateway().deliver(address, outgoing)


CHANNEL = PublicChannel(zh="短信", en="Short messages", public=True, addressed=True, send=send)
