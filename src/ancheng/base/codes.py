"""Codes that the state issues: unified social credit code, organisation code, administrative division.

Sources: GB 32100-2015 (unified social credit code), GB 11714-1997 (organisation code), GB/T 2260 and
GB/T 10114 (administrative divisions).
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

from ancheng.base.errors import Refusal

# GB 32100-2015, table 1: I, O, S, V and Z are left out, so the value is the index, not ord(c) - 55.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# GB 11714-1997: digits and all capital letters; eight weighted characters and one check character.
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# GB/T 2260: first two digits of the provinces, autonomous regions, municipalities, SARs and Taiwan.
PROVINCES = frozenset(
    str(number)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for number in range(first, last + 1)
)


def tidy(code: str) -> str:
    """`code` as it is meant: half width, capital letters, without spaces and hyphens."""
    return re.sub(r"[\s\-‐‑–—]+", "", unicodedata.normalize("NFKC", code)).upper()


def check_digit(body: str) -> str:
    """The 18th character of the unified social credit code whose first 17 are `body`."""
    if len(body) != 17 or any(each not in CREDIT_ALPHABET for each in body):
        raise Refusal("统一社会信用代码的前 17 位只能是数字和除 I、O、S、V、Z 以外的大写字母。")
    total = sum(
        CREDIT_ALPHABET.index(each) * weight for each, weight in zip(body, CREDIT_WEIGHTS, strict=True)
    )
    return CREDIT_ALPHABET[-total % 31]


def organisation_check_digit(body: str) -> str:
    """The 9th character of the organisation code whose first 8 are `body`; X stands for ten."""
    if len(body) != 8 or any(each not in ORGANISATION_ALPHABET for each in body):
        raise Refusal("组织机构代码的前 8 位只能是数字和大写字母。")
    pairs = zip(body, ORGANISATION_WEIGHTS, strict=True)
    rest = -sum(ORGANISATION_ALPHABET.index(each) * weight for each, weight in pairs) % 11
    return "X" if rest == 10 else str(rest)


def credit_code_fault(code: str) -> str:
    """What is wrong with a unified social credit code, as a sentence that says what to do; '' if nothing."""
    if not code:
        return "请填写 18 位统一社会信用代码。"
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现为 {len(code)} 位，请对照营业执照核对。"
    for place, each in enumerate(code, start=1):
        if each not in CREDIT_ALPHABET:
            return (
                f"统一社会信用代码第 {place} 位“{each}”不在规定字符内（数字和除 I、O、S、V、Z 以外的大写字母），"
                "请对照营业执照核对，例如是否把 0 写成 O、把 1 写成 I。"
            )
    if not code[2:8].isdigit():
        return "统一社会信用代码第 3 至 8 位应为 6 位数字的登记机关行政区划码，请对照营业执照核对。"
    expected = check_digit(code[:17])
    if code[17] != expected:
        return (
            f"统一社会信用代码校验不通过：按前 17 位计算，末位应为“{expected}”，现为“{code[17]}”，"
            "其中至少有一位填错，请对照营业执照核对。"
        )
    return ""


def is_credit_code(code: str) -> bool:
    return not credit_code_fault(code)


def organisation_code_fault(code: str) -> str:
    """What is wrong with a nine-character organisation code; '' if nothing."""
    if len(code) != 9:
        return f"组织机构代码应为 9 位（不含连字符），现为 {len(code)} 位，请核对。"
    for place, each in enumerate(code[:8], start=1):
        if each not in ORGANISATION_ALPHABET:
            return f"组织机构代码第 {place} 位“{each}”不是数字或大写字母，请核对。"
    expected = organisation_check_digit(code[:8])
    if code[8] != expected:
        return f"组织机构代码校验不通过：末位应为“{expected}”，现为“{code[8]}”，请核对。"
    return ""


def organisation_part(credit_code: str) -> str:
    """Characters 9 to 17 of a unified social credit code: the organisation code."""
    return credit_code[8:17]


class Level(IntEnum):
    """The level of an administrative division, from the province down."""

    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    SUBDISTRICT = 4
    COMMUNITY = 5


LEVEL_LABELS: dict[Level, str] = {
    Level.PROVINCE: "省（自治区、直辖市）",
    Level.CITY: "市（地区）",
    Level.DISTRICT: "县（区、市）",
    Level.SUBDISTRICT: "乡镇（街道）",
    Level.COMMUNITY: "村（社区）",
}


def adcode_fault(code: str) -> str:
    """What is wrong with a code of 6, 9 or 12 digits for an administrative division; '' if nothing."""
    if not (code.isascii() and code.isdigit()):
        return "行政区划代码只能是数字，请核对。"
    if len(code) not in (6, 9, 12):
        return (
            f"行政区划代码应为 6 位（县区及以上）、9 位（街道乡镇）或 12 位（社区村），现为 {len(code)} 位。"
        )
    if code[:2] not in PROVINCES:
        return f"行政区划代码前两位“{code[:2]}”不是省级代码，请核对。"
    short = short_adcode(code)
    if len(short) > 6 and short[4:6] == "00":
        return "行政区划代码缺少县区级（第 5、6 位为 00），请核对。"
    if len(short) == 12 and short[6:9] == "000":
        return "行政区划代码缺少街道乡镇级（第 7 至 9 位为 000），请核对。"
    if short[2:4] == "00" and short[4:6] != "00":
        return "行政区划代码缺少市级（第 3、4 位为 00），请核对。"
    return ""


def short_adcode(code: str) -> str:
    """A division's code without the zeros that statistics append: 110105001000 → 110105001."""
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    return code


def level_of(code: str) -> Level:
    """The level of a division's code; refuses a code that is none."""
    fault = adcode_fault(code)
    if fault:
        raise Refusal(fault)
    short = short_adcode(code)
    if len(short) > 6:
        return Level.COMMUNITY if len(short) == 12 else Level.SUBDISTRICT
    if short.endswith("0000"):
        return Level.PROVINCE
    return Level.CITY if short.endswith("00") else Level.DISTRICT


def parent_of(code: str) -> str | None:
    """The code of the next division up; None above a province."""
    short = short_adcode(code)
    match level_of(code):
        case Level.COMMUNITY:
            return short[:9]
        case Level.SUBDISTRICT:
            return short[:6]
        case Level.DISTRICT:
            return short[:4] + "00"
        case Level.CITY:
            return short[:2] + "0000"
        case Level.PROVINCE:
            return None


def lies_within(code: str, ancestor: str) -> bool:
    """Whether the division `code` is `ancestor` or lies in it."""
    here: str | None = short_adcode(code)
    above = short_adcode(ancestor)
    while here and here != above:
        here = parent_of(here)
    return here == above
