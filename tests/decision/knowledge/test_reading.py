"""Reading uploaded texts: structure kept, hostile files refused with a sentence."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.errors import Refusal, TooLarge, Unreadable
from ancheng.decision.knowledge import reading
from ancheng.decision.knowledge.reading import Line, read, structured
from tests.decision.knowledge.makers import word


def test_a_word_file_becomes_chapters_and_articles():
    made = word(
        ("燃气使用须知", 0),
        ("第一章 总则", 1),
        "第一条　为保障用气安全，制定本须知。",
        "第二条 用户应当每年检查胶管。",
        "胶管使用不得超过规定年限。",
        ("第二章 处置", 1),
        "第三条 发现泄漏应当立即关闭阀门。",
    )
    draft = read(made, "须知.docx")
    assert draft.title == "燃气使用须知"
    assert [(each.heading, each.clause) for each in draft.clauses] == [
        ("第一章 总则", "第一条"),
        ("第一章 总则", "第二条"),
        ("第二章 处置", "第三条"),
    ]
    assert draft.clauses[1].text == "用户应当每年检查胶管。\n胶管使用不得超过规定年限。"


def test_a_table_in_a_word_file_is_read_row_by_row():
    from docx import Document

    document = Document()
    document.add_paragraph("检查表")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "报警器", "是否通电"
    out = io.BytesIO()
    document.save(out)
    assert "报警器 是否通电" in read(out.getvalue(), "检查表.docx").clauses[0].text


def test_markdown_headings_are_the_articles_where_nothing_is_numbered():
    draft = read(
        "# 内涝处置经验\n\n## 先断电\n切断地下室电源。\n\n## 再排水\n- 架设水泵\n".encode(), "经验.md"
    )
    assert draft.title == "内涝处置经验"
    assert [(each.clause, each.text) for each in draft.clauses] == [
        ("先断电", "切断地下室电源。"),
        ("再排水", "架设水泵"),
    ]


def test_numbered_clauses_of_a_standard_are_articles():
    draft = read("示例标准\n5.2.1 储罐应设液位计。\n5.2.2 应设可燃气体报警器。\n".encode(), "标准.txt")
    assert [each.clause for each in draft.clauses] == ["5.2.1", "5.2.2"]


def test_a_text_in_the_old_chinese_coding_is_read():
    assert read("# 老文件\n第一条 内容".encode("gb18030"), "a.md").clauses[0].text == "内容"


def test_the_same_article_twice_is_kept_twice_under_two_names():
    found = structured([Line("第一条 甲"), Line("第一条 乙")]).clauses
    assert [each.clause for each in found] == ["第一条", "第一条（2）"]


def _pdf(pages=1, text="Article 5.2.1 text"):
    from weasyprint import HTML

    body = "".join(f"<p style='page-break-after:always'>{text}</p>" for _ in range(pages))
    return HTML(string=f"<body>{body}</body>").write_pdf()


def test_a_pdf_is_read_by_a_process_of_its_own():
    draft = read(_pdf(text="5.2.1 valve closed"), "a.pdf")
    assert (draft.clauses[0].clause, draft.clauses[0].text) == ("5.2.1", "valve closed")


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_PAGES", 1)
    with pytest.raises(TooLarge, match="页"):
        read(_pdf(pages=3), "a.pdf")


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.md", "空的"),
        (b"%PDF-1.7 nonsense", "a.pdf", "不是完好的 PDF"),
        (b"PK nonsense", "a.docx", "不是完好的 Word"),
        (b"\xd0\xcf\x11\xe0", "a.doc", "另存为 .docx"),
        (b"MZ", "a.exe", "只能导入"),
        (b"text", "noending", "只能导入"),
        (b"\x00\x01\x02", "a.md", "没有可读取的文字"),
        (b"\xff\xff\xff\x81", "a.md", "编码无法识别"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content, name, told):
    with pytest.raises(Unreadable, match=told):
        read(content, name)


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"word/{number}.xml", b"0" * 30_000_000)
    with pytest.raises(TooLarge, match="解压后过大"):
        read(out.getvalue(), "bomb.docx")


def test_a_zip_that_is_no_word_file_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "hello")
    with pytest.raises(Unreadable, match="不是完好的 Word"):
        read(out.getvalue(), "a.docx")


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_BYTES", 10)
    with pytest.raises(TooLarge, match="拆分"):
        read(b"x" * 11, "a.md")


def test_too_many_articles_and_too_long_a_text_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ARTICLES", 1)
    with pytest.raises(TooLarge, match="条款超过"):
        structured([Line("第一条 甲"), Line("第二条 乙")])
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 10)
    with pytest.raises(TooLarge, match="文字超过"):
        read(b"a" * 30, "a.md")


@given(st.binary(max_size=300), st.sampled_from(["a.docx", "a.md", "a.txt"]))
def test_no_bytes_do_worse_than_a_sentence(content, name):
    with contextlib.suppress(Refusal):
        assert read(content, name).clauses


@given(st.lists(st.text(max_size=40), min_size=1, max_size=20))
def test_every_article_has_a_name_of_its_own_and_a_text(texts):
    try:
        found = structured([Line(each) for each in texts]).clauses
    except Unreadable:
        # Nothing to read is one of the promised answers.
        return
    assert len({each.clause for each in found}) == len(found)
    assert all(each.text and len(each.clause) <= 60 and len(each.heading) <= 200 for each in found)
