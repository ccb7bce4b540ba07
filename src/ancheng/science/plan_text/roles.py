"""Who a responsibility clause names, and in which part: lead, responsible or cooperating."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ancheng.science.plan_text.dates import find_period
from ancheng.science.plan_text.model import NamedUnit, Role
from ancheng.science.plan_text.names import is_generic, looks_like_unit, normalise_unit_name

_PART = r"(?:牵头|责任|主责|主办|承办|负责|实施|落实|主管|配合|协办|协同|协助|参加|参与|支持)"
_NOUN = r"(?:单位|部门|机构|主体|科室|处室)"
LABEL = rf"{_PART}(?:{_NOUN}?[和及与、或/（(]*{_PART}[）)]?)*{_NOUN}(?:及分工)?"
_OTHER_LABEL = (
    r"(?:完成|办结|落实|整改)?(?:时限|时间(?:节点|要求)?|期限)|(?:主管|分管|牵头|责任|包联)?领导|责任人"
    r"|(?:分管)?负责人|联系人|联系(?:电话|方式)|联络员|进度安排|备注|依据"
)
_ANY_LABEL = re.compile(
    rf"(?P<name>{LABEL}|{_PART}|{_OTHER_LABEL})\s*[:：\t]|(?P<bare>(?:^|(?<=[\s；;，,])){LABEL})\s*"
)
FIRST_LEADS = re.compile(
    r"(?:[。；;，,]\s{0,4})?(?:排|列)(?:名|序)?(?:在)?(?:第一|首|最前)位?(?:者|的)?(?:单位|部门)?(?:为|是)(?:牵头|主责)(?:单位|部门)?"
    r"(?P<onward>\s*[，,。；;]?\s*(?:以)?下同)?\s*。?"
)
DUE_TAIL = re.compile(
    r"[；;，,。]\s*(?:于|在|力争|确保)?(?:\d{4}\s*年[\d\s年月日底前末初上中下旬半第一二三四季度—－~～至到-]*(?:完成|建成|落实)?"
    r"|长期坚持|长期推进|持续推进|持续实施|全年推进)\s*。?\s*$"
)
_ADVERB = (
    r"(?:(?:按照?|根据|依据|依照|依)(?:各自|相关|有关|部门|法定)*(?:的)?(?:职责|职能|分工|权限|任务)+(?:范围)?(?:内)?(?:分工)?"
    r"|分工|依法|分别|各自|共同|具体|联合|统筹|协同|分头|密切|积极|切实|抓好|组织|总)"
)
_VERB = (
    r"(?:牵头|负责|落实|实施|配合|协助|参与|参加|承担|支持|推进|办理|协办|主办|承办"
    r"|做好(?:相关|有关)?工作|抓落实)"
)
_PREDICATE = re.compile(rf"(?:{_ADVERB})*{_VERB}(?:{_ADVERB}|{_VERB})*$")
_AS_PART = re.compile(rf"(?:作)?(?:为|是)({_PART}){_NOUN}$")
_ANNOTATED = re.compile(rf"[（(]({_PART}){_NOUN}?[）)]$")
_OPEN_END = re.compile(
    r"等(?:\d+|[一二三四五六七八九十]+)?(?:个|家)?"
    r"(?:其他|其它|有关|相关|各|市级|区级|区属|单位|部门|机构|企业|地区|街道|街乡|委办局|和|及|、)*$"
)
_AND_OTHERS = re.compile(
    r"(?:和|及|以及|与)?(?:其他|其它)?(?:有关|相关)?(?:单位|部门|机构|部门和单位|单位和部门)$"
)
_OTHERS = re.compile(r"^(?:其他|其它)?(?:有关|相关)?(?:单位|部门|机构)(?:和(?:有关|相关)?(?:单位|部门))?$")
_AND = re.compile(r"(?<=[局委办队处厅部院会心门位府社])(?:以及|和|及|与|暨)(?=[区市县省各朝])")
_AFTER_VERB = re.compile(
    r"(牵头(?:负责)?|负责)(?=[^\s，,、；;。）)负落组实推抓协为单部的配]|协同|配合单|组织部|实验)"
)
_SPECIFIC = re.compile(
    r"^(?:区|市|县|省|州|国家|国网|公安|朝阳|北京)(?!人民政府|政府|办事处|属)\S*(?:局|委|办|办公室|中心|院|厅|联|公司|集团|会|部|站|所|队|行)$"
    r"|(?:支队|大队|总队|分局|中心|集团|有限公司)$"
)
_COOPERATING = re.compile(r"配合|协办|协同|协助|参与|参加|支持")


@dataclass(frozen=True, slots=True)
class Responsibility:
    """What one clause says; `plausible` is False where a name reads like prose rather than a unit."""

    units: tuple[NamedUnit, ...]
    open_ended: bool
    due: date | None
    plausible: bool


@dataclass(slots=True)
class _Name:
    words: str
    role: Role | None
    collective_open: bool = False


def read_clause(content: str) -> Responsibility:
    """The units of a clause without its outer brackets, in order, each once."""
    content = FIRST_LEADS.sub("", content).strip().rstrip("。")
    names: list[_Name] = []
    open_ended = False
    due: date | None = None
    if tail := DUE_TAIL.search(content):
        period = find_period(tail[0])
        due = period.ends if period else None
        content = content[: tail.start()]
    for label, words in _segments(content):
        if label and re.fullmatch(_OTHER_LABEL, label):
            period = find_period(words) if re.search("时|限", label) else None
            due = period.ends if period else due
            continue
        found, more = _names(words, _labelled_role(label))
        names += found
        open_ended = open_ended or more
    units, dropped = _distinct(names)
    plausible = bool(units) and all(looks_like_unit(unit.name) for unit in units)
    plausible = plausible and not all(is_generic(unit.name) for unit in units)
    return Responsibility(units, open_ended or dropped, due, plausible)


def with_first_as_lead(units: tuple[NamedUnit, ...]) -> tuple[NamedUnit, ...]:
    """The same units with the first as lead, where the plan says so and marks no lead itself."""
    if not units or any(unit.role is Role.LEAD for unit in units):
        return units
    return (replace(units[0], role=Role.LEAD), *units[1:])


def _role(word: str) -> Role:
    if re.search("牵头|主责|主办", word):
        return Role.LEAD
    return Role.COOPERATING if _COOPERATING.search(word) else Role.RESPONSIBLE


def _labelled_role(label: str | None) -> Role | None:
    if not label:
        return None
    first = re.match(_PART, label)
    # 牵头（责任）单位 leads; 责任（配合）单位 is responsible: the first word decides.
    return _role(first[0]) if first else None


def _depths(text: str) -> list[int]:
    depth = 0
    depths: list[int] = []
    for each in text:
        if each in "）)】]" and depth:
            depth -= 1
        depths.append(depth)
        if each in "（(【[":
            depth += 1
    return depths


def _segments(content: str) -> Iterator[tuple[str | None, str]]:
    """The clause cut at its labels (牵头单位：, 配合单位：, 完成时限：), outside nested brackets."""
    depths = _depths(content)
    position, label = 0, None
    for match in _ANY_LABEL.finditer(content):
        before = content[match.start() - 1] if match.start() else ""
        if depths[match.start()] or (before and before not in "；;，,、。 \u3000\t\n|/／"):
            continue
        if content[position : match.start()].strip():
            yield label, content[position : match.start()]
        position, label = match.end(), (match["name"] or match["bare"]).strip()
    if content[position:].strip():
        yield label, content[position:]


def _tokens(words: str) -> Iterator[tuple[str, str]]:
    """Separator before, and words of each item of a list; separators in nested brackets do not cut."""
    words = _AND.sub("、", _AFTER_VERB.sub(r"\1，", words))
    depths = _depths(words)
    start, separator = 0, ""
    for index, each in enumerate(words):
        if depths[index] == 0 and each in "、，,；;。/／|":
            yield separator, words[start:index]
            start, separator = index + 1, each
    yield separator, words[start:]


def _split_spaces(token: str) -> list[str]:
    """A list written with spaces only; a space inside one name is no separator."""
    parts = token.split()
    if len(parts) > 1 and all(looks_like_unit(_PREDICATE.sub("", part)) for part in parts):
        return parts
    return ["".join(parts)]


def _names(words: str, labelled: Role | None) -> tuple[list[_Name], bool]:
    names: list[_Name] = []
    open_ended = False
    settled = 0
    beside: Role | None = None
    for separator, token in _tokens(words):
        for part in _split_spaces(token):
            verb, phrase = _verb(part)
            left, joined, right = phrase.partition("会同")
            if joined:
                open_ended |= _add(names, left, separator, None)
                for each in names[settled:]:
                    each.role = each.role or Role.LEAD
                settled, beside, separator, phrase = len(names), Role.COOPERATING, "", right
            open_ended |= _add(names, phrase, separator, beside)
            if verb:
                role = _role(verb)
                for each in names[settled:]:
                    if each.role is None:
                        each.role = labelled if labelled and role is Role.RESPONSIBLE else role
                settled, beside = len(names), None
    for each in names:
        each.role = each.role or labelled
    return names, open_ended


def _verb(part: str) -> tuple[str, str]:
    """The predicate at the end of an item (牵头, 按职责分工负责), and the name before it."""
    part = part.strip(" \u3000\t\n:：")
    if match := _AS_PART.search(part):
        return match[1], part[: match.start()]
    match = _PREDICATE.search(part)
    return (match[0], part[: match.start()]) if match else ("", part)


def _add(names: list[_Name], phrase: str, separator: str, role: Role | None) -> bool:
    """Put a name on the list (or onto the collective before it); True where the list stays open."""
    phrase = re.sub(r"^(?:由|请)(?!\s*$)", "", phrase.strip())
    if match := _ANNOTATED.search(phrase):
        role, phrase = _role(match[1]), phrase[: match.start()]
    stripped = _OPEN_END.sub("", phrase)
    if stripped == phrase and "各" not in phrase and (others := _AND_OTHERS.search(phrase)):
        head = phrase[: others.start()]
        if re.search(r"[局委办队处厅部院会心]$", head) and others[0][0] in "和及以与":
            stripped = head
    still_open = stripped != phrase
    if not stripped:
        return still_open
    last = names[-1] if names else None
    if separator == "、" and last and last.collective_open and role is None and _absorbable(stripped):
        last.words += "、" + stripped
        last.collective_open = not still_open
        return still_open
    collective = "各" in stripped[:6] and not still_open
    names.append(_Name(stripped, role, collective))
    return still_open


def _absorbable(phrase: str) -> bool:
    return "各" not in phrase and not _SPECIFIC.search(phrase)


def _distinct(names: list[_Name]) -> tuple[tuple[NamedUnit, ...], bool]:
    """Each unit once; 其他有关部门 beside named units is no unit but leaves the list open."""
    named = [each for each in names if not _OTHERS.match(each.words)]
    kept: dict[str, NamedUnit] = {}
    for each in named or names:
        key = normalise_unit_name(each.words)
        if key and key not in kept and not re.fullmatch(r"略|无|待定|—+|-+", key):
            kept[key] = NamedUnit(each.words, each.role or Role.RESPONSIBLE)
    return tuple(kept.values()), bool(named) and len(named) < len(names)
