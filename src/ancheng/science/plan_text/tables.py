"""Tables as tab-separated lines: a header that names responsible units, and one row per task."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ancheng.science.plan_text.clean import CleanText, fold
from ancheng.science.plan_text.names import looks_like_unit

_UNITS_COLUMN = re.compile(
    r"(?:牵头|责任|主责|主办|承办|负责|实施|落实|配合|协办|协同|协助|参加|参与|主管)(?:单位|部门|机构|主体|科室|处室)"
)
_DUE_COLUMN = re.compile(r"时限|完成时间|时间节点|完成日期|期限")
_NUMBER_COLUMN = re.compile(r"^(?:序号|编号|序|号)$")
_NUMBER_CELL = re.compile(r"[（(]?[\d.一二三四五六七八九十]{1,6}[）)]?[、.．]?$")
_TITLE_COLUMN = re.compile(r"任务|事项|内容|措施|工作|项目|名称|指标")


@dataclass(frozen=True, slots=True)
class Row:
    """One row below such a header: its number, its words, and its unit columns as one clause."""

    label: str
    title: str
    text: str
    clause: str
    start: int
    end: int


def find_rows(clean: CleanText) -> dict[int, Row]:
    """The rows of every table with a column of units, keyed by where their line starts."""
    rows: dict[int, Row] = {}
    header: list[str] | None = None
    count, label = 0, ""
    for match in re.finditer(r"[^\n]+", clean.text):
        if "\t" not in match[0].strip():
            if match[0].strip():
                header = None
            continue
        cells = [cell.strip() for cell in match[0].split("\t")]
        if _is_header(cells):
            header, count = [re.sub(r"\s", "", cell) for cell in cells], 0
        elif header is not None:
            count += 1
            label = _label(header, cells) or (label if _has_number(header) else "") or str(count)
            rows[match.start()] = _row(header, cells, label, match.start(), match.end())
    return rows


def _is_header(cells: list[str]) -> bool:
    names = [re.sub(r"\s", "", cell) for cell in cells if cell]
    unit_columns = [name for name in names if _UNITS_COLUMN.search(name)]
    others = [name for name in names if not _UNITS_COLUMN.search(name)]
    short = all(len(name) <= 14 for name in names)
    return bool(unit_columns and others and short) and not any(looks_like_unit(name) for name in others)


def _has_number(header: list[str]) -> bool:
    return any(_NUMBER_COLUMN.match(name) or not name for name in header)


def _is_number(name: str, cell: str) -> bool:
    """Whether the cell numbers its row, under a heading that says so or under none."""
    return len(cell) <= 8 if _NUMBER_COLUMN.match(name) else not name and bool(_NUMBER_CELL.match(cell))


def _label(header: list[str], cells: list[str]) -> str:
    """What the number column says; an empty cell continues the row above."""
    for name, cell in zip(header, cells, strict=False):
        if _is_number(name, cell) and cell:
            return fold(cell).strip("、. ")
    return ""


def _row(header: list[str], cells: list[str], label: str, start: int, end: int) -> Row:
    title = ""
    words: list[str] = []
    clause: list[str] = []
    for name, cell in zip(header, cells, strict=False):
        if not cell:
            continue
        if _UNITS_COLUMN.search(name):
            clause.append(f"{name}：{cell}")
        elif _DUE_COLUMN.search(name):
            clause.append(f"完成时限：{cell}")
        elif not _is_number(name, cell):
            words.append(cell)
            if not title and _TITLE_COLUMN.search(name):
                title = cell
    return Row(label, title or (words[0] if words else ""), " ".join(words), "；".join(clause), start, end)
