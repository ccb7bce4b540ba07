"""Numbering of Chinese official documents: which line opens a numbered item, and of which style."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CN = "一二三四五六七八九十百零〇"
_VALUES = {word: value for value, word in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the start of a line; `end` is where the item's own words begin in that line."""

    style: str
    value: int
    label: str
    end: int
    needs_sequence: bool = False


_STAGE = re.compile(rf"第([{_CN}]{{1,3}}|\d{{1,2}})阶段(?=[\s:(、,。]|$)")
_NAMED = re.compile(rf"(?:任务|专项|行动|工程|项目|措施)([{_CN}]{{1,3}}|\d{{1,2}})(?=\s*[:、.])")
_CHAPTER = re.compile(rf"第([{_CN}]{{1,4}}|\d{{1,3}})(编|篇|部分|章|节)(?=[\s:、]|[^\W\d])")
_ARTICLE = re.compile(rf"第([{_CN}]{{1,5}}|\d{{1,3}})条(?=\s)")
_CN_COMMA = re.compile(rf"([{_CN}]{{1,4}})\s*[、.,](?![{_CN}][、级类者季])")
_CN_PAREN = re.compile(rf"[(〔]\s*([{_CN}]{{1,4}})\s*[)〕](?!\s*(?:至|到|、|和|及|—|项|款|条))[、.]?")
_AR_PAREN = re.compile(r"(?:\(\s*(\d{1,3})\s*\)|(\d{1,3})\))(?!\s*(?:至|到|和|及|—|项|款|条))[、.]?")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})(?![\d%‰万亿元米公小个.])\.?(?:[\s、]|(?=[^\x00-\xff]))")
_AR_DOT = re.compile(r"(\d{1,3})\s*(?:[、.](?![\d%])|\t)")
_AR_SPACE = re.compile(r"(\d{1,3})[ ]+(?=[\u4e00-\u9fff“《])")
_CONTENTS_LINE = re.compile(r"(?:\.{3,}|…+|·{3,}|\t+)\s*\d{1,4}\s*$")


def chinese_number(word: str) -> int:
    """The value of 十四 or 二十五 or 14; zero where the word is no number."""
    if word.isdigit():
        return int(word)
    total = digit = 0
    for each in word:
        if each in _VALUES:
            digit = _VALUES[each]
        elif each == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif each == "百":
            total, digit = total + (digit or 1) * 100, 0
    return total + digit


def marker(folded_line: str) -> Marker | None:
    """The number that opens this (folded) line, or None for a line of plain text."""
    indent = len(folded_line) - len(folded_line.lstrip())
    line = folded_line[indent:]
    if not line or _CONTENTS_LINE.search(line[-120:]):
        return None
    found = _symbol(line) or _chinese(line) or _arabic(line)
    if found is None:
        return None
    return Marker(found.style, found.value, found.label, found.end + indent, found.needs_sequence)


def _symbol(line: str) -> Marker | None:
    """Single characters such as ①, ⑴, ㈠ and ⒈."""
    first = line[0]
    if "①" <= first <= "⑳" or "㉑" <= first <= "㉟":
        return Marker("circled", int(unicodedata.numeric(first)), first, 1)
    if "⑴" <= first <= "⒇":
        value = ord(first) - ord("⑴") + 1
        return Marker("ar_paren", value, f"({value})", 1)
    if "㈠" <= first <= "㈩":
        value = ord(first) - ord("㈠") + 1
        return Marker("cn_paren", value, f"({_CN[value - 1]})", 1)
    if "⒈" <= first <= "⒛":
        value = ord(first) - ord("⒈") + 1
        return Marker("ar_dot", value, str(value), 1)
    return None


def _chinese(line: str) -> Marker | None:
    if match := _STAGE.match(line):
        return Marker("stage", chinese_number(match[1]), match[0], match.end())
    if match := _NAMED.match(line):
        return Marker("named", chinese_number(match[1]), match[0], match.end())
    if match := _CHAPTER.match(line):
        # 第三节 opens an item only as a heading; 第三部分规定的… inside a sentence does not.
        if len(line) > 45 or line.rstrip().endswith(("。", "；", ";")):
            return None
        return Marker(match[2], chinese_number(match[1]), match[0], match.end())
    if match := _ARTICLE.match(line):
        return Marker("条", chinese_number(match[1]), match[0], match.end())
    if match := _CN_COMMA.match(line):
        return Marker("cn", chinese_number(match[1]), match[1], match.end())
    if match := _CN_PAREN.match(line):
        return Marker("cn_paren", chinese_number(match[1]), f"({match[1]})", match.end())
    return None


def _arabic(line: str) -> Marker | None:
    if match := _AR_PAREN.match(line):
        value = int(match[1] or match[2])
        return Marker("ar_paren", value, f"({value})", match.end())
    if match := _DECIMAL.match(line):
        label = match[1]
        depth, value = label.count("."), int(label.rsplit(".", 1)[1])
        return Marker(f"decimal{depth}", value, label, match.end(), needs_sequence=True)
    if match := _AR_DOT.match(line):
        return Marker("ar_dot", int(match[1]), str(int(match[1])), match.end())
    if match := _AR_SPACE.match(line):
        return Marker("ar_dot", int(match[1]), str(int(match[1])), match.end(), needs_sequence=True)
    return None
