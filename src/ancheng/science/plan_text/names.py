"""Names of units: one spelling for comparison, and whether a phrase can be a unit at all."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_BRACKETS = str.maketrans("[]{}〔〕【】〈〉「」『』", "()()()()()()()")
_EDGES = "。；;，,、：:.．·“”\"'‘’"

_SUFFIX = re.compile(
    r"(?:部|委|局|办|署|院|厅|室|会|社|行|处|所|队|中心|站|政府|公司|集团|单位|部门|机构|学校|大学|街道"
    r"|乡|镇|地区|组|联|科协|企业|园|开发区|新区|功能区|村|银行|馆|台|校|厂|军分区|武警|海关|公安|团|区|县"
    r"|市|州|盟|旗|省|专班|街乡|乡镇|街镇|供电|电力|燃气|热力|自来水|移动|联通|电信|铁塔|邮政|法院|党工委)$"
)
_TRAILING_BRACKET = re.compile(r"[（(][^（）()]{1,30}[）)]$")
# Words of sentences, which no unit's name contains: they tell prose in brackets from a list of units.
_PROSE = re.compile(
    r"[。！？…“”《》<>%％=+:：]|谁|自行|自己|本人|应当|应该|必须|可以|不得|进行|开展|如何|按照|并|已|由|的|是|要求"
)
_GENERIC = re.compile(
    r"^(?:企业|单位|部门|个人|政府|业主|学校|机构|公司|社会|家庭|用人单位|生产经营单位|建设单位|施工单位|社区|村|市|区|县|省)$"
)


def normalise_unit_name(name: str) -> str:
    """One spelling for matching: half-width forms, round brackets, no spaces, no stray punctuation."""
    folded = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    return _INVISIBLE.sub("", folded).strip(_EDGES)


def looks_like_unit(name: str) -> bool:
    """Whether the phrase can name a unit: a unit's ending and no words of a sentence."""
    if not 2 <= len(name) <= 40 or _PROSE.search(name):
        return False
    if _SUFFIX.search(name):
        return True
    return bool(_SUFFIX.search(_TRAILING_BRACKET.sub("", name)))


def is_generic(name: str) -> bool:
    """Whether the word names no unit in particular (企业, 个人, 政府)."""
    return bool(_GENERIC.match(name))
