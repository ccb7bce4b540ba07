"""Quantified targets: an operator, a figure and its unit, found by how Chinese plans word them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ancheng.science.plan_text.clean import CleanText, fold
from ancheng.science.plan_text.headings import marker

_NUMBER = r"(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d{1,6})?)"
_MEASURE = (
    r"(?:万亿|千亿|百亿|亿|千万|百万|十万|万|千|百)?"
    r"(?:个百分点|平方千米|平方公里|平方米|立方米|公里|千米|毫米|厘米|米|公顷|亩|分钟|小时|秒|学时|课时|人次|人天|"
    r"户次|家次|项|个|次|人|名|家|处|座|支|套|台|辆|所|户|栋|幢|条|件|场|份|元|吨|公斤|千克|千瓦时|千瓦|兆瓦|分贝|倍|期|批|类|种"
    r"|门|块|部|具|只|艘|架|篇|册|张|株|眼|口|片|组|队|届|例|宗|起|根|樘|度|摄氏度|毫克|微克|km²|m²|m³|km|kV|kW|MW|min|m)"
)
_UNIT = rf"(?P<unit>%|‰|{_MEASURE})"
_TIME_UNIT = r"(?:个?工作日|个月|天|日|年|周|星期)"
_OPERATORS = (
    (
        ">=",
        r"(?:下降|减少|增长|压减|压降)(?=\s*\d[\d.]*\s*[%‰])|不少于|不低于|不小于|不短于|不得少于|不得低于|不得小于|至少(?:达到)?|最少|≥|>=|大于(?:或)?等于|大于或等于",
    ),
    (
        "<=",
        r"不超过|不高于|不大于|不多于|不长于|不得超过|不得高于|不得大于|至多|最多|≤|<=|小于(?:或)?等于|控制在",
    ),
    (">", r"大于|高于|超过|多于|超出|突破|>"),
    ("<", r"小于|低于|少于|短于|不足|不到|<"),
    ("=", r"达到|达|实现|保持在?|稳定在|提高(?:到|至)|提升(?:到|至)|降(?:低)?(?:到|至)|为|=|等于"),
)
_WORD_OPERATOR = "|".join(f"(?P<op{index}>{words})" for index, (_, words) in enumerate(_OPERATORS))
_SUFFIX = r"(?P<suffix>\s*\(?含?\)?(?:及)?(?:以上|以内|之内|以下)|左右)?"
_STATED = re.compile(
    rf"(?:{_WORD_OPERATOR})\s*(?:了|到)?\s*{_NUMBER}\s*(?:{_UNIT}|(?P<time>{_TIME_UNIT}))?\s*{_SUFFIX}"
)
_RATE = re.compile(rf"(?:率|比例|比重|占比|覆盖面)\s*:?\s*{_NUMBER}\s*(?P<unit>%|‰)\s*{_SUFFIX}")
_BOUNDED = re.compile(rf"{_NUMBER}\s*{_UNIT}\s*(?P<suffix>(?:及)?(?:以上|以内|之内|以下))")
_COUNTED = re.compile(
    r"(?:落实|完成|新建|新增|建成|建设|打造|推出|培育|创建|组建|配备|配置|设置|改造|整治|实施|组织|举办|建立|设立|布设|安装"
    r"|更新|治理|消除|培训|制定|编制|修订|发放|评选|选树|开展|覆盖|检查|抽查|排查)"
    rf"(?:(?!分为|以下|以上)[^\d,，。；;、%（）()]){{0,10}}(?<![\d第—.]){_NUMBER}\s*{_UNIT}(?!以)(?P<suffix>)"
)
# No sentence of a plan is that long; without a bound hostile text would cost quadratic time.
_LONGEST_CLAUSE = 600
_COMPLETE = re.compile(r"齐全|全覆盖|配足配齐|配齐|齐备")
_FIGURE = re.compile(rf"(?<![\d年第—.]){_NUMBER}\s*{_UNIT}")
_CLAUSE = re.compile(r"(?:[^，。；！？\n\t;!?,]|(?<=\d),(?=\d{3}))+")
_TITLED = re.compile(r"《[^》]*》")
_RATES = re.compile(r"(?<=率)(?:及|和|与|以及|、)")


@dataclass(frozen=True, slots=True)
class Found:
    """One target with the offsets of its quote in the clean text."""

    start: int
    end: int
    operator: str
    value: int | float
    unit: str


def find_targets(clean: CleanText, start: int, end: int) -> Iterator[Found]:
    """Every promised figure between two offsets, clause by clause."""
    for match in _CLAUSE.finditer(clean.text, start, end):
        if match.end() - match.start() > _LONGEST_CLAUSE or not re.search(r"\d", match[0]):
            continue
        yield from _in_clause(clean.folded, *_stripped(clean.text, match.start(), match.end()))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the spaces, the item number and the half brackets at the edges of a clause."""
    while start < end and text[start] in " \u3000":
        start += 1
    while end > start and text[end - 1] in " \u3000":
        end -= 1
    if start == 0 or text[start - 1] in "\n \u3000":
        found = marker(fold(text[start:end]))
        start += found.end if found else 0
    return start + len(text[start:end]) - len(text[start:end].lstrip(" \u3000")), end


def _in_clause(folded: str, start: int, end: int) -> Iterator[Found]:
    # Figures inside the titles of cited documents promise nothing.
    words = _TITLED.sub(lambda match: "《" * len(match[0]), folded[start:end])
    if words.endswith("的"):
        return  # 比例达到25%的，给予补贴: a condition, not a promise
    taken: list[tuple[int, int]] = []
    for pattern in (_STATED, _RATE, _COUNTED, _BOUNDED):
        for match in pattern.finditer(words):
            if any(a < match.end("value") and match.start("value") < b for a, b in taken):
                continue
            found = _measured(match, words)
            if found is None:
                continue
            taken.append(match.span("value"))
            yield from _each_rate(words, match, found, start, end)
    complete = _COMPLETE.search(words)
    figure = _FIGURE.search(words)
    if complete and figure and figure["unit"] not in "%‰":
        if not any(a <= figure.start("value") < b for a, b in taken):
            yield Found(start, end, "=", _value(figure["value"]), figure["unit"])
        # 齐全 beside a figure promises the figure everywhere: a share of one hundred per cent.
        yield Found(start, end, "=", 100, "%")


def _measured(match: re.Match[str], words: str) -> tuple[str, int | float, str] | None:
    """Operator, value and unit of a match, or None where it is a condition, a date or an ordinal."""
    groups = match.groupdict()
    unit = groups.get("unit") or ""
    if not unit or groups.get("time"):
        return None
    operator = next((sign for index, (sign, _) in enumerate(_OPERATORS) if groups.get(f"op{index}")), "=")
    value = _value(match["value"])
    after = words[match.end() : match.end() + 1]
    if unit not in "%‰" and after == "的":
        return None
    if _inside_bracket(words, match):
        return None
    if operator == "=" and match.re is _STATED:
        worded = match[0].lstrip()[0]
        if worded == "为" and unit not in "%‰":
            return None
        operator = "=" if unit in "%‰" and value == 100 else ("=" if worded in "为=等保稳" else ">=")
        if worded == "降":
            operator = "<="
    suffix = (groups.get("suffix") or "").strip()
    if suffix.endswith("以上"):
        operator = ">="
    elif suffix.endswith(("以内", "之内", "以下")):
        operator = "<="
    return operator, value, unit


def _inside_bracket(words: str, match: re.Match[str]) -> bool:
    """Whether the figure is a part of a remark in brackets; alone in the brackets it is a target."""
    opening = words.rfind("(", 0, match.start("value"))
    if opening < 0 or ")" in words[opening : match.start("value")]:
        return False
    closing = words.find(")", match.end())
    return words[opening + 1 : match.start()].strip() != "" or closing != match.end()


def _each_rate(
    words: str, match: re.Match[str], found: tuple[str, int | float, str], start: int, end: int
) -> Iterator[Found]:
    """A率及B率达到100% promises both rates; the first keeps the whole clause as its quote."""
    operator, value, unit = found
    head = words[: match.start()]
    joints = [joint.end() for joint in _RATES.finditer(head)]
    yield Found(start, end, operator, value, unit)
    for joint in joints:
        if "率" in head[joint:]:
            yield Found(start + joint, end, operator, value, unit)


def _value(digits: str) -> int | float:
    number = float(digits.replace(",", ""))
    return int(number) if number.is_integer() else number
