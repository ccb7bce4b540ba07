"""Whether bytes are a valid CAP alert, with every reason; nothing outside the bytes is ever fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from ancheng.base.errors import Unreadable
from ancheng.kernel.exchange.cap.schema import (
    ADDRESS,
    CAP_11,
    DECIMAL,
    LANGUAGE,
    MOMENT,
    SCHEMAS,
    SIGNATURE,
    VERSIONS,
    WHOLE,
    Part,
    Sequence,
)

MOST_BYTES = 10 * 1024 * 1024
MOMENT_12 = re.compile(r"\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-,+]\d\d:\d\d")
MOMENT_11 = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)?")
SHAPES = {
    LANGUAGE: re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"),
    WHOLE: re.compile(r"[-+]?\d+"),
    DECIMAL: re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)"),
    ADDRESS: re.compile(r"[^\s<>\"{}|\\^`]*"),
}
NAMES = {MOMENT: "日期时间", LANGUAGE: "语言代码", WHOLE: "整数", DECIMAL: "数字", ADDRESS: "网址"}
MOST_VERTICES = 100


class NoAlert(Unreadable):
    """Bytes that hold no CAP alert that could be looked at."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The version, what makes the alert invalid, and what the specification advises against."""

    version: str
    faults: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        return not self.faults


def check(content: bytes) -> Verdict:
    """The verdict on the first alert in `content`, alone or inside a feed; raises NoAlert with the reason."""
    alert = find_alert(content)
    space = etree.QName(alert).namespace or ""
    faults: list[str] = []
    _sequence(alert, SCHEMAS[space], space, "alert", faults)
    advice = [] if faults else _advice(alert, space)
    return Verdict(VERSIONS[space], tuple(faults), tuple(advice), _facts(alert, space))


def find_alert(content: bytes) -> etree._Element:
    """The first alert element; refuses what is too long, not well-formed, or declares a document type."""
    if len(content) > MOST_BYTES:
        raise NoAlert(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，不是一条警报，已拒收。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise NoAlert(f"文件不是格式正确的 XML：{fault}。") from fault
    # An alert needs no document type; one that declares entities is an attack or a mistake.
    if root.getroottree().docinfo.internalDTD is not None:
        raise NoAlert("文件含有文档类型声明（DTD），可能用于攻击，已拒收。")
    for space in SCHEMAS:
        found = next(root.iter(f"{{{space}}}alert"), None)
        if found is not None:
            return found
    raise NoAlert("文件中没有 CAP 1.1 或 1.2 的 alert。")


def _sequence(element: etree._Element, rule: Sequence, space: str, path: str, faults: list[str]) -> None:
    """Hold the children of `element` against their order, as a reader of the schema would."""
    _no_attributes(element, path, faults)
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        faults.append(f"{path} 中有多余的文字。")
    children = [child for child in element if isinstance(child.tag, str)]
    at = 0
    for part in rule.parts:
        count = 0
        while at < len(children) and children[at].tag == f"{{{space}}}{part.name}":
            count += 1
            if part.most is not None and count > part.most:
                faults.append(f"{path}/{part.name} 只能有 {part.most} 个。")
            _one(children[at], part, space, f"{path}/{part.name}", faults)
            at += 1
        if count < part.least:
            faults.append(f"{path} 缺少 {part.name}。" + _instead(children, at, space))
            return
    for child in children[at:]:
        name = etree.QName(child)
        if not (rule.signed and name.namespace == SIGNATURE):
            faults.append(f"{path} 中的 {name.localname} 位置不对或不被允许。")
            return


def _instead(children: list[etree._Element], at: int, space: str) -> str:
    if at >= len(children):
        return ""
    name = etree.QName(children[at])
    return f"该处是 {name.localname}" + ("。" if name.namespace == space else "（命名空间不同）。")


def _one(element: etree._Element, part: Part, space: str, path: str, faults: list[str]) -> None:
    if isinstance(part.holds, Sequence):
        _sequence(element, part.holds, space, path, faults)
        return
    _no_attributes(element, path, faults)
    if any(isinstance(child.tag, str) for child in element):
        faults.append(f"{path} 只能是文字。")
        return
    text = "".join(element.itertext())
    if isinstance(part.holds, tuple):
        if text not in part.holds:
            faults.append(f"{path} 的值“{text[:40]}”不在允许的范围内：{'、'.join(part.holds)}。")
    elif part.holds == MOMENT:
        if not _is_moment(text.strip(), space):
            faults.append(f"{path} 的值“{text[:40]}”应为带时区的日期时间，如 2026-11-24T10:00:00+08:00。")
    elif part.holds in SHAPES and not SHAPES[part.holds].fullmatch(text.strip()):
        faults.append(f"{path} 的值“{text[:40]}”应为{NAMES[part.holds]}。")


def _is_moment(text: str, space: str) -> bool:
    shape = MOMENT_11 if space == CAP_11 else MOMENT_12
    if not shape.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True


def _no_attributes(element: etree._Element, path: str, faults: list[str]) -> None:
    plain = [
        name
        for name in element.attrib
        if etree.QName(name).namespace != "http://www.w3.org/2001/XMLSchema-instance"
    ]
    if plain:
        faults.append(f"{path} 不允许有属性 {'、'.join(etree.QName(name).localname for name in plain)}。")


def _text(element: etree._Element, name: str, space: str) -> str:
    return str(element.findtext(f"{{{space}}}{name}") or "")


def _advice(alert: etree._Element, space: str) -> list[str]:
    """What the words of the specification demand beyond its schema."""
    found: list[str] = []
    kind, scope = _text(alert, "msgType", space), _text(alert, "scope", space)
    for name in ("identifier", "sender"):
        if re.search(r"[\s,<&]", _text(alert, name, space)):
            found.append(f"{name} 中不应有空格、逗号、< 或 &。")
    if kind in ("Update", "Cancel", "Ack", "Error") and not _text(alert, "references", space).strip():
        found.append(f"msgType 为 {kind} 时应以 references 指明所指的警报。")
    if scope == "Restricted" and not _text(alert, "restriction", space).strip():
        found.append("scope 为 Restricted 时应写明 restriction。")
    if scope == "Private" and not _text(alert, "addresses", space).strip():
        found.append("scope 为 Private 时应写明 addresses。")
    for polygon in alert.iter(f"{{{space}}}polygon"):
        fault = polygon_fault(polygon.text or "")
        if fault:
            found.append(fault)
    return found


def polygon_fault(text: str) -> str:
    """What is wrong with the points of a polygon (latitude first); '' if nothing."""
    points: list[tuple[float, float]] = []
    for pair in text.split():
        try:
            latitude, longitude = (float(each) for each in pair.split(","))
        except ValueError:
            return f"polygon 的点“{pair[:40]}”应为“纬度,经度”。"
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return f"polygon 的点“{pair[:40]}”超出经纬度范围（纬度在前）。"
        points.append((latitude, longitude))
    if len(points) < 4 or points[0] != points[-1]:
        return "polygon 至少要有 4 个点，且首尾相同。"
    if len(points) > MOST_VERTICES:
        return f"polygon 有 {len(points)} 个点，许多接收端最多接受 {MOST_VERTICES} 个，请简化。"
    return ""


def _facts(alert: etree._Element, space: str) -> dict[str, Any]:
    infos = alert.findall(f"{{{space}}}info")
    return {
        "identifier": _text(alert, "identifier", space),
        "status": _text(alert, "status", space),
        "msgType": _text(alert, "msgType", space),
        "infos": len(infos),
        "severity": [_text(each, "severity", space) for each in infos],
    }
