"""Chinese text for comparing and searching: width, pinyin initials, character pairs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pypinyin import Style, lazy_pinyin, load_phrases_dict

# Full-width punctuation belongs to Chinese text and stays; these signs are only wide forms of ASCII.
WIDE_SIGNS = "＋－％／＝＜＞＆＃＠＊＿．＄＾＼｜｀"
HAN = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f"
RUN = re.compile(rf"[{HAN}]+|[^\W{HAN}_]+")
# Compatibility ideographs and Kangxi radicals look like common characters but do not compare equal to them.
LOOKALIKES = re.compile("[⺀-⿟豈-﫿]")
CODE = re.compile(r"(?=[^\d]*\d)[0-9A-Za-z][0-9A-Za-z\-_/.]{2,}")
INITIALS = re.compile(r"[A-Za-z]{1,40}")

# Names of places here whose reading the dictionary takes for another word: 朝阳门 is no morning sun.
load_phrases_dict({"朝阳": [["cháo"], ["yáng"]]})


@lru_cache(maxsize=1)
def _narrow() -> dict[int, int | str]:
    letters = {
        code: code - 0xFEE0
        for start, end in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
        for code in range(start, end + 1)
    }
    signs = {ord(each): ord(each) - 0xFEE0 for each in WIDE_SIGNS}
    blanks = dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F), " ")
    nothing = dict.fromkeys((0x200B, 0xFEFF, 0xAD), "")
    return {**letters, **signs, **blanks, **nothing}


def half_width(text: str) -> str:
    """`text` with wide letters, digits, signs and blanks in half width; Chinese punctuation stays as it is."""
    narrow = text.translate(_narrow())
    return LOOKALIKES.sub(lambda found: unicodedata.normalize("NFKC", found.group()), narrow)


def comparable(text: str) -> str:
    """`text` as a key for comparison: NFKC, lower case, without blanks and punctuation."""
    folded = unicodedata.normalize("NFKC", half_width(text)).casefold()
    return re.sub(r"[\W_]+", "", folded)


def initials(text: str) -> str:
    """Pinyin initials with other letters and digits kept: 朝阳区应急局 → cyqyjj."""
    plain = re.sub(rf"[^\w{HAN}]+", "", half_width(text))
    first = lazy_pinyin(plain, style=Style.FIRST_LETTER, errors=lambda other: other)
    return "".join(first).lower()


# The words behind a place's own name, as English writes them.
TAILS = (
    ("街道", "Subdistrict"),
    ("地区", "Area"),
    ("社区", "Community"),
    ("功能区", "Functional Zone"),
    ("管委会", "Committee"),
    ("乡", "Township"),
    ("镇", "Town"),
    ("村", "Village"),
)


@lru_cache(maxsize=4096)
def romanised(name: str) -> str:
    """A place name in Latin letters for readers without Chinese: 三里屯街道 → Sanlitun Subdistrict."""
    tail, english = next(
        (each for each in TAILS if name.endswith(each[0]) and len(name) > len(each[0])), ("", "")
    )
    own = "".join(lazy_pinyin(half_width(name.removesuffix(tail)), style=Style.NORMAL))
    return f"{own[:1].upper()}{own[1:]} {english}".strip()


def bigrams(text: str) -> str:
    """Pairs of neighbouring Chinese characters and whole other words, for a `simple` tsvector: 管线图 → 管线 线图."""
    return " ".join(_pieces(half_width(text)))


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for run in RUN.findall(text):
        if not re.match(rf"[{HAN}]", run):
            pieces.append(run.lower())
        elif len(run) == 1:
            pieces.append(run)
        else:
            pieces.extend(first + second for first, second in pairwise(run))
    return pieces


@dataclass(frozen=True, slots=True)
class SearchForms:
    """What a search text can be: always a substring; initials or a code only where it looks like one."""

    text: str
    initials: str | None
    code: str | None
    pairs: str

    @property
    def empty(self) -> bool:
        return not self.text


def search_forms(query: str) -> SearchForms:
    """How to look for `query`: letters alone may be pinyin initials, letters with digits a code."""
    text = re.sub(r"\s+", " ", half_width(query)).strip()
    return SearchForms(
        text=text,
        initials=text.lower() if INITIALS.fullmatch(text) else None,
        code=text.upper() if CODE.fullmatch(text) else None,
        pairs=bigrams(text),
    )
