"""The code on a plate: signed, so that nobody can make one up; with an edition, so that a copied one can be voided."""

from __future__ import annotations

from io import BytesIO

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from ancheng.base.errors import Absent
from ancheng.supervision.grid.models import Point

SIGNER = Signer(salt="grid.point")


def code_of(point: Point) -> str:
    return SIGNER.sign(f"{point.pk}.{point.edition}")


def point_of(code: str) -> Point:
    """The point that a code belongs to; refuses one that is made up, replaced or retired."""
    try:
        pk, _, edition = SIGNER.unsign(code).partition(".")
    except BadSignature:
        raise Absent("这个二维码不是本平台的点位码，请核对后重新扫描。") from None
    related = ("unit", "asset", "subdistrict", "community", "grid")
    found: Point | None = Point.objects.select_related(*related).filter(pk=int(pk)).first()
    if found is None or found.retired_on:
        raise Absent("该点位已停用，请向街道（地区）核实。")
    if found.edition != int(edition):
        raise Absent("该点位码已更换，请扫描现场新的二维码。")
    return found


def address_of(point: Point) -> str:
    """The address that a phone opens when it reads the plate."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("grid:here", args=[code_of(point)])


def picture_of(point: Point) -> bytes:
    """The plate's code as SVG."""
    held = BytesIO()
    made = qrcode.make(
        address_of(point),
        image_factory=qrcode.image.svg.SvgPathFillImage,
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        border=2,
    )
    made.save(held)
    return held.getvalue()
