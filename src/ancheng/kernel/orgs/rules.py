"""How unit names are compared and how the tree is written down."""

from __future__ import annotations

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

BRACKETS = str.maketrans({"（": "(", "）": ")", "［": "[", "］": "]", "〔": "[", "〕": "]"})


def normalise(name: str) -> str:
    """A name without spaces, in half width and small letters, so that spelling variants compare equal."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name).translate(BRACKETS)).lower()


def initials(name: str) -> str:
    """Pinyin initials of a name: 朝阳区应急局 → cyqyjj."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors=lambda text: text)).lower()[:120]


def path_below(parent_path: str, unit_id: int) -> str:
    return f"{parent_path}{unit_id}/"
