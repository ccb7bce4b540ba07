"""Word documents: numbers that Word only shows, tables, and changes under review."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml

from ancheng.science.plan_text import DocumentKind, Role, parse_plan, read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def level(index: int, fmt: str, text: str, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{extra}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(levels: str, paragraphs: list[tuple[str, int | None]]) -> bytes:
    """A document whose paragraphs carry automatic numbers of one list."""
    document = Document()
    root = document.part.numbering_part.element
    root.append(parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for words, depth in paragraphs:
        paragraph = document.add_paragraph(words)
        if depth is not None:
            properties = paragraph._p.get_or_add_pPr()
            properties.append(
                parse_xml(f'<w:numPr {W}><w:ilvl w:val="{depth}"/><w:numId w:val="90"/></w:numPr>')
            )
    return saved(document)


def test_paragraphs_are_lines() -> None:
    document = Document()
    for words in ("一、主要任务", "（一）排查。（责任单位：区应急局）"):
        document.add_paragraph(words)
    read = read_document(saved(document), "方案.docx")
    assert read.kind is DocumentKind.WORD
    assert read.text == "一、主要任务\n（一）排查。（责任单位：区应急局）"


def test_automatic_numbers_are_part_of_the_text() -> None:
    levels = (
        level(0, "chineseCountingThousand", "%1、")
        + level(1, "chineseCountingThousand", "（%2）")
        + level(2, "decimal", "%3.")
    )
    content = numbered(
        levels,
        [
            ("总体要求", 0),
            ("主要任务", 0),
            ("源头治理", 1),
            ("科学规划。（责任单位：区应急局）", 2),
            ("续一段。", None),
            ("隐患排查。（责任单位：区水务局）", 2),
            ("基础设施", 1),
            ("供水安全。（责任单位：区水务局）", 2),
        ],
    )
    text = read_document(content, "方案.docx").text
    assert text.split("\n")[:4] == [
        "一、总体要求",
        "二、主要任务",
        "（一）源头治理",
        "1.科学规划。（责任单位：区应急局）",
    ]
    assert [group.section for group in parse_plan(text).groups] == ["二(一)1", "二(一)2", "二(二)1"]


def test_legal_numbers_show_every_level_in_digits() -> None:
    levels = level(0, "chineseCounting", "第%1章 ") + level(1, "decimal", "%1.%2 ", "<w:isLgl/>")
    content = numbered(levels, [("总则", 0), ("目的", 1), ("依据", 1), ("任务", 0), ("评估", 1)])
    lines = read_document(content, "方案.docx").text.split("\n")
    assert lines == ["第一章 总则", "1.1 目的", "1.2 依据", "第二章 任务", "2.1 评估"]


@pytest.mark.parametrize(
    ("fmt", "shown"),
    [("decimalEnclosedCircle", "①"), ("upperLetter", "A"), ("lowerRoman", "i"), ("bullet", "")],
)
def test_each_kind_of_automatic_number_is_shown_as_in_word(fmt: str, shown: str) -> None:
    content = numbered(level(0, fmt, "%1" if fmt != "bullet" else "•"), [("甲", 0)])
    assert read_document(content, "方案.docx").text == f"{shown}甲"


def test_a_table_of_tasks_becomes_groups_and_merged_cells_repeat() -> None:
    document = Document()
    document.add_paragraph("任务分工表")
    table = document.add_table(rows=3, cols=4)
    rows = [
        ("序号", "工作任务", "牵头单位", "配合单位"),
        ("1", "桥梁检测", "区交通委", "区财政局、区城管委"),
        ("", "桥梁加固", "区城管委", ""),
    ]
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    table.cell(1, 0).merge(table.cell(2, 0))
    groups = parse_plan(read_document(saved(document), "方案.docx").text).groups
    assert [(group.key, group.title) for group in groups] == [(("1", 1), "桥梁检测"), (("1", 2), "桥梁加固")]
    assert [unit.role for unit in groups[0].units] == [Role.LEAD, Role.COOPERATING, Role.COOPERATING]


def test_a_form_of_label_and_value_is_a_clause_too() -> None:
    document = Document()
    document.add_paragraph("1.桥梁检测。全面检测。")
    table = document.add_table(rows=2, cols=2)
    for row, values in zip(table.rows, [("牵头单位", "区交通委"), ("配合单位", "区财政局")], strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    (group,) = parse_plan(read_document(saved(document), "方案.docx").text).groups
    assert [(unit.name, unit.role) for unit in group.units] == [
        ("区交通委", Role.LEAD),
        ("区财政局", Role.COOPERATING),
    ]


def test_deleted_words_are_gone_and_inserted_words_are_there() -> None:
    document = Document()
    paragraph = document.add_paragraph("排查")
    paragraph._p.append(parse_xml(f'<w:del {W} w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(f'<w:ins {W} w:id="2"><w:r><w:t>新</w:t></w:r></w:ins>'))
    paragraph._p.append(parse_xml(f"<w:hyperlink {W}><w:r><w:t>链接</w:t></w:r></w:hyperlink>"))
    assert read_document(saved(document), "方案.docx").text == "排查新链接"


def test_words_inside_a_content_control_are_read() -> None:
    document = Document()
    document.element.body.insert(
        0,
        parse_xml(f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>一、甲</w:t></w:r></w:p></w:sdtContent></w:sdt>"),
    )
    assert "一、甲" in read_document(saved(document), "方案.docx").text
