"""Loudspeakers and screens, through the installation's gateway."""

from django.conf import settings

from ancheng.monitoring.warnings.channel import Outgoing, PublicChannel
from ancheng.monitoring.warnings.gateways import Gateway, HttpGateway


def gateway() -> Gateway:
    return HttpGateway(settings.BROADCAST_GATEWAY, "应急广播")


def send(address: str, outgoing: Outgoing) -> None:
    gateway().deliver(address, outgoing)


CHANNEL = PublicChannel(
    zh="应急广播和公共大屏", en="Loudspeakers and screens", public=True, addressed=True, send=send
)
