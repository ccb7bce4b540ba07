"""What CAP 1.1 and 1.2 permit, as data: order, number and content of every element.

Source: OASIS Common Alerting Protocol v1.2 (2010-07-01) and v1.1 (2005-10-01), the schema of section 3.4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

CAP_12 = "urn:oasis:names:tc:emergency:cap:1.2"
CAP_11 = "urn:oasis:names:tc:emergency:cap:1.1"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
VERSIONS = {CAP_12: "1.2", CAP_11: "1.1"}

TEXT, MOMENT, LANGUAGE, ADDRESS, WHOLE, DECIMAL = "text", "moment", "language", "address", "whole", "decimal"

STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo",
    "Met",
    "Safety",
    "Security",
    "Rescue",
    "Fire",
    "Health",
    "Env",
    "Transport",
    "Infra",
    "CBRNE",
    "Other",
)
RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
RESPONSES_11 = ("Shelter", "Evacuate", "Prepare", "Execute", "Monitor", "Assess", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a sequence: its name, how often it may stand, and what it holds."""

    name: str
    holds: str | tuple[str, ...] | Sequence = TEXT
    least: int = 1
    most: int | None = 1


@dataclass(frozen=True, slots=True)
class Sequence:
    """Elements in a fixed order; `signed` permits signatures after the last."""

    parts: tuple[Part, ...]
    signed: bool = False


def optional(name: str, holds: str | tuple[str, ...] | Sequence = TEXT) -> Part:
    return Part(name, holds, 0, 1)


def several(name: str, holds: str | tuple[str, ...] | Sequence = TEXT, *, least: int = 0) -> Part:
    return Part(name, holds, least, None)


PAIR = Sequence((Part("valueName"), Part("value")))
AREA = Sequence(
    (
        Part("areaDesc"),
        several("polygon"),
        several("circle"),
        several("geocode", PAIR),
        optional("altitude", DECIMAL),
        optional("ceiling", DECIMAL),
    )
)
RESOURCE = Sequence(
    (
        Part("resourceDesc"),
        Part("mimeType"),
        optional("size", WHOLE),
        optional("uri", ADDRESS),
        optional("derefUri"),
        optional("digest"),
    )
)
INFO = Sequence(
    (
        optional("language", LANGUAGE),
        several("category", CATEGORIES, least=1),
        Part("event"),
        several("responseType", RESPONSES),
        Part("urgency", URGENCIES),
        Part("severity", SEVERITIES),
        Part("certainty", CERTAINTIES),
        optional("audience"),
        several("eventCode", PAIR),
        optional("effective", MOMENT),
        optional("onset", MOMENT),
        optional("expires", MOMENT),
        optional("senderName"),
        optional("headline"),
        optional("description"),
        optional("instruction"),
        optional("web", ADDRESS),
        optional("contact"),
        several("parameter", PAIR),
        several("resource", RESOURCE),
        several("area", AREA),
    )
)
ALERT = Sequence(
    (
        Part("identifier"),
        Part("sender"),
        Part("sent", MOMENT),
        Part("status", STATUSES),
        Part("msgType", MESSAGES),
        optional("source"),
        Part("scope", SCOPES),
        optional("restriction"),
        optional("addresses"),
        several("code"),
        optional("note"),
        optional("references"),
        optional("incidents"),
        several("info", INFO),
    ),
    signed=True,
)


def _in_11(sequence: Sequence) -> Sequence:
    """The same in CAP 1.1: no Avoid and AllClear, the type of a resource optional, no signature."""
    parts: list[Part] = []
    for part in sequence.parts:
        if part.name == "responseType":
            part = replace(part, holds=RESPONSES_11)
        elif part.name == "mimeType":
            part = replace(part, least=0)
        elif isinstance(part.holds, Sequence):
            part = replace(part, holds=_in_11(part.holds))
        parts.append(part)
    return Sequence(tuple(parts))


SCHEMAS = {CAP_12: ALERT, CAP_11: _in_11(ALERT)}
