"""A valid alert into values."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from ancheng.base.errors import Unreadable
from ancheng.kernel.exchange.cap.alert import Alert, Area, Circle, Info, Point, Reference, Resource
from ancheng.kernel.exchange.cap.check import check, find_alert


class BadAlert(Unreadable):
    """An alert that is not valid; `faults` are all the reasons."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("；".join(each.rstrip("。") for each in faults) + "。")
        self.faults = faults


def read(content: bytes) -> Alert:
    """The first alert in `content`; raises BadAlert with every reason when it is not valid."""
    verdict = check(content)
    if not verdict.valid:
        raise BadAlert(verdict.faults)
    found = find_alert(content)
    take = _Taker(found)
    try:
        return Alert(
            identifier=take.text("identifier"),
            sender=take.text("sender"),
            sent=_moment(take.text("sent")),
            status=take.text("status"),
            message=take.text("msgType"),
            scope=take.text("scope"),
            source=take.text("source"),
            restriction=take.text("restriction"),
            addresses=_words(take.text("addresses")),
            codes=take.texts("code"),
            note=take.text("note"),
            references=tuple(_reference(each) for each in _words(take.text("references"))),
            incidents=_words(take.text("incidents")),
            infos=tuple(_info(each) for each in take.each("info")),
        )
    except ValueError as fault:
        raise BadAlert((f"警报中有不能识别的值：{fault}。",)) from fault


class _Taker:
    """Children of an element by local name."""

    def __init__(self, element: etree._Element) -> None:
        self.element, self.space = element, etree.QName(element).namespace

    def text(self, name: str) -> str:
        found = self.element.find(f"{{{self.space}}}{name}")
        return "" if found is None else "".join(found.itertext())

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple("".join(each.itertext()) for each in self.element.findall(f"{{{self.space}}}{name}"))

    def each(self, name: str) -> list[_Taker]:
        return [_Taker(each) for each in self.element.findall(f"{{{self.space}}}{name}")]

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        return tuple((each.text("valueName"), each.text("value")) for each in self.each(name))


def _info(take: _Taker) -> Info:
    return Info(
        language=take.text("language").strip(),
        categories=take.texts("category"),
        event=take.text("event"),
        responses=take.texts("responseType"),
        urgency=take.text("urgency"),
        severity=take.text("severity"),
        certainty=take.text("certainty"),
        audience=take.text("audience"),
        event_codes=take.pairs("eventCode"),
        effective=_maybe(take.text("effective")),
        onset=_maybe(take.text("onset")),
        expires=_maybe(take.text("expires")),
        sender_name=take.text("senderName"),
        headline=take.text("headline"),
        description=take.text("description"),
        instruction=take.text("instruction"),
        web=take.text("web").strip(),
        contact=take.text("contact"),
        parameters=take.pairs("parameter"),
        resources=tuple(_resource(each) for each in take.each("resource")),
        areas=tuple(_area(each) for each in take.each("area")),
    )


def _area(take: _Taker) -> Area:
    return Area(
        description=take.text("areaDesc"),
        polygons=tuple(tuple(_point(pair) for pair in text.split()) for text in take.texts("polygon")),
        circles=tuple(_circle(text) for text in take.texts("circle")),
        geocodes=take.pairs("geocode"),
        altitude_ft=float(take.text("altitude")) if take.text("altitude") else None,
        ceiling_ft=float(take.text("ceiling")) if take.text("ceiling") else None,
    )


def _resource(take: _Taker) -> Resource:
    return Resource(
        description=take.text("resourceDesc"),
        media_type=take.text("mimeType"),
        size=int(take.text("size")) if take.text("size") else None,
        uri=take.text("uri").strip(),
        content_base64=take.text("derefUri"),
        digest=take.text("digest"),
    )


def _circle(text: str) -> Circle:
    centre, radius = text.split()
    return Circle(_point(centre), float(radius))


def _point(pair: str) -> Point:
    latitude, longitude = (float(each) for each in pair.split(","))
    return longitude, latitude


def _reference(text: str) -> Reference:
    sender, identifier, sent = text.split(",", 2)
    return Reference(sender, identifier, _moment(sent))


def _words(text: str) -> tuple[str, ...]:
    """Words divided by spaces; those with spaces inside stand in double quotes."""
    found: list[str] = []
    for number, piece in enumerate(text.split('"')):
        found += [piece] if number % 2 else piece.split()
    return tuple(each for each in found if each)


def _moment(text: str) -> datetime:
    # The pattern of CAP lets a comma pass as the sign of an offset; it is read as a plus.
    return datetime.fromisoformat(text.strip().replace(",", "+").replace("Z", "+00:00"))


def _maybe(text: str) -> datetime | None:
    return _moment(text) if text.strip() else None
