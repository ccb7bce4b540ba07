"""Values into a CAP 1.2 document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from ancheng.base.errors import Misconfigured
from ancheng.kernel.exchange.cap.alert import Alert, Area, Info, Point, Resource
from ancheng.kernel.exchange.cap.check import check
from ancheng.kernel.exchange.cap.schema import CAP_12


def write(alert: Alert) -> bytes:
    """The alert as UTF-8 XML; values that would make it invalid are a fault of the program and stop it."""
    root = etree.Element(f"{{{CAP_12}}}alert", nsmap={None: CAP_12})
    put = _Putter(root)
    put("identifier", alert.identifier)
    put("sender", alert.sender)
    put("sent", _moment(alert.sent))
    put("status", alert.status)
    put("msgType", alert.message)
    put.maybe("source", alert.source)
    put("scope", alert.scope)
    put.maybe("restriction", alert.restriction)
    put.maybe("addresses", _words(alert.addresses))
    put.each("code", alert.codes)
    put.maybe("note", alert.note)
    put.maybe(
        "references",
        " ".join(f"{each.sender},{each.identifier},{_moment(each.sent)}" for each in alert.references),
    )
    put.maybe("incidents", _words(alert.incidents))
    for info in alert.infos:
        _info(put.inside("info"), info)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    verdict = check(content)
    if not verdict.valid:
        raise Misconfigured("CAP: " + " ".join(verdict.faults))
    return bytes(content)


class _Putter:
    """Appends children to an element."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element

    def __call__(self, name: str, text: str) -> None:
        etree.SubElement(self.element, f"{{{CAP_12}}}{name}").text = _clean(text)

    def maybe(self, name: str, text: str) -> None:
        if text:
            self(name, text)

    def each(self, name: str, texts: Iterable[str]) -> None:
        for text in texts:
            self(name, text)

    def inside(self, name: str) -> _Putter:
        return _Putter(etree.SubElement(self.element, f"{{{CAP_12}}}{name}"))

    def pairs(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        for key, value in pairs:
            inner = self.inside(name)
            inner("valueName", key)
            inner("value", value)


def _info(put: _Putter, info: Info) -> None:
    put.maybe("language", info.language)
    put.each("category", info.categories)
    put("event", info.event)
    put.each("responseType", info.responses)
    put("urgency", info.urgency)
    put("severity", info.severity)
    put("certainty", info.certainty)
    put.maybe("audience", info.audience)
    put.pairs("eventCode", info.event_codes)
    for name, moment in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
        if moment is not None:
            put(name, _moment(moment))
    put.maybe("senderName", info.sender_name)
    put.maybe("headline", info.headline)
    put.maybe("description", info.description)
    put.maybe("instruction", info.instruction)
    put.maybe("web", info.web)
    put.maybe("contact", info.contact)
    put.pairs("parameter", info.parameters)
    for resource in info.resources:
        _resource(put.inside("resource"), resource)
    for area in info.areas:
        _area(put.inside("area"), area)


def _area(put: _Putter, area: Area) -> None:
    put("areaDesc", area.description)
    for ring in area.polygons:
        put("polygon", " ".join(_point(each) for each in ring))
    for circle in area.circles:
        put("circle", f"{_point(circle.centre)} {circle.radius_km!r}")
    put.pairs("geocode", area.geocodes)
    put.maybe("altitude", "" if area.altitude_ft is None else repr(area.altitude_ft))
    put.maybe("ceiling", "" if area.ceiling_ft is None else repr(area.ceiling_ft))


def _resource(put: _Putter, resource: Resource) -> None:
    put("resourceDesc", resource.description)
    put("mimeType", resource.media_type)
    put.maybe("size", "" if resource.size is None else str(resource.size))
    put.maybe("uri", resource.uri)
    put.maybe("derefUri", resource.content_base64)
    put.maybe("digest", resource.digest)


def _point(point: Point) -> str:
    longitude, latitude = point
    return f"{latitude!r},{longitude!r}"


def _moment(moment: datetime) -> str:
    """With the offset in digits: CAP permits no Z and no fraction of a second."""
    if moment.tzinfo is None:
        raise Misconfigured("CAP: a moment without an offset.")
    return moment.replace(microsecond=0).isoformat()


def _words(words: Iterable[str]) -> str:
    return " ".join(f'"{each}"' if " " in each else each for each in words)


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(
        each for each in text if each in "\t\n\r" or (ord(each) >= 32 and ord(each) not in (0xFFFE, 0xFFFF))
    )
