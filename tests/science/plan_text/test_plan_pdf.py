"""PDF documents: printed lines become paragraphs again; scans and locked files are refused."""

from __future__ import annotations

import io

import pytest

from ancheng.base.errors import Unreadable
from ancheng.science.plan_text import DocumentKind, parse_plan, read_document

weasyprint = pytest.importorskip("weasyprint")

LONG = (
    "强化地下空间的监测预警和设施隐患探测，严防塌陷事故，建立健全日常养护、巡查和检查制度，推进老旧设施改造。"
)
PARAGRAPHS = [
    "某区安全工作方案",
    "一、主要任务",
    f"（一）设施管理。{LONG}整改率达到100%。（责任单位：区城管委、区科技和信息化局、区住房城乡建设委、区水务局、"
    "区交通委等，各街道办事处、地区办事处（乡政府））",
    f"（二）隐患排查。{LONG}{LONG}（责任单位：区应急局）",
]
STYLE = (
    "<style>@page{size:A4;margin:25mm;@bottom-center{content:'— ' counter(page) ' —'}}"
    "p{text-indent:2em;font:16pt/1.8 'Noto Sans CJK SC','Noto Serif CJK SC',serif;margin:0}</style>"
)


def printed(paragraphs: list[str]) -> bytes:
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    content: bytes = weasyprint.HTML(string=STYLE + body).write_pdf()
    return content


def test_printed_lines_become_the_paragraphs_they_were() -> None:
    document = read_document(printed(PARAGRAPHS), "方案.pdf")
    assert document.kind is DocumentKind.PDF
    assert document.text.split("\n") == PARAGRAPHS


def test_a_paragraph_across_two_pages_is_one_and_page_numbers_are_gone() -> None:
    paragraphs = [f"{index}.第{index}项任务。{LONG}（责任单位：区应急局）" for index in range(1, 25)]
    document = read_document(printed(paragraphs), "方案.pdf")
    assert document.text.split("\n") == paragraphs


def test_the_plan_in_a_pdf_reads_like_the_plan_in_a_text() -> None:
    from_pdf = parse_plan(read_document(printed(PARAGRAPHS), "方案.pdf").text)
    from_text = parse_plan("\n".join(PARAGRAPHS))
    assert [(group.key, group.units) for group in from_pdf.groups] == [
        (group.key, group.units) for group in from_text.groups
    ]
    assert [target.value for target in from_pdf.targets] == [100]


def test_a_scan_without_text_is_refused_with_advice() -> None:
    scan = weasyprint.HTML(string="<div style='width:5cm;height:5cm;background:#888'></div>").write_pdf()
    with pytest.raises(Unreadable, match="OCR"):
        read_document(scan, "扫描.pdf")


def locked_pdf() -> bytes:
    """A document whose trailer names an encryption that nobody here can open."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
        b"<</Filter/Standard/V 2/R 3/Length 128/P -44/O(" + b"o" * 32 + b")/U(" + b"u" * 32 + b")>>",
    ]
    buffer = io.BytesIO(b"%PDF-1.4\n")
    buffer.seek(0, 2)
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(buffer.tell())
        buffer.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = buffer.tell()
    buffer.write(
        b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % each for each in offsets)
    )
    buffer.write(b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % start)
    return buffer.getvalue()


def test_a_locked_pdf_is_refused_with_advice() -> None:
    with pytest.raises(Unreadable, match="密码"):
        read_document(locked_pdf(), "加密.pdf")
