"""How unit names are compared and how the tree is written down."""

from __future__ import annotations

import re
import unicodedata

from ancheng.base.errors import Refusal
from ancheng.science import chinese

BRACKETS = str.maketrans({"（": "(", "）": ")", "［": "[", "］": "]", "〔": "[", "〕": "]"})


def normalise(name: str) -> str:
    """A name without spaces, in half width and small letters, so that spelling variants compare equal."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name).translate(BRACKETS)).lower()


def initials(name: str) -> str:
    """Pinyin initials of a name: 朝阳区应急局 → cyqyjj."""
    return chinese.initials(name)[:120]


def path_below(parent_path: str, unit_id: int) -> str:
    return f"{parent_path}{unit_id}/"


def check_name(name: str, what: str, *, most: int) -> None:
    """Refuse a name of which nothing is left when it is compared, or that is longer than its column."""
    if not normalise(name):
        raise Refusal(f"请填写{what}。")
    # Compatibility forms may unfold into more characters than were written (㍿ → 株式会社).
    longest = max(len(name.strip()), len(normalise(name)))
    if longest > most:
        raise Refusal(f"{what}有 {longest} 字，最多 {most} 字，请精简。")
