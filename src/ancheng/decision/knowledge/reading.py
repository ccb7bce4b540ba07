"""Reading an uploaded text: Word, PDF or Markdown into headings and articles, within stated bounds."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ancheng.base.errors import Refusal, TooLarge, Unreadable
from ancheng.kernel.exchange.tables.archive import check_archive
from ancheng.kernel.exchange.tables.limits import Limits
from ancheng.kernel.exchange.tables.refusals import Bomb, TooMuch

LARGEST_BYTES = 20 * 10**6
LARGEST_UNPACKED = 80 * 10**6
MOST_PARTS = 3000
MOST_PAGES = 600
MOST_CHARACTERS = 2_000_000
MOST_ARTICLES = 3000
PDF_SECONDS = 60

COUNT = r"[〇零一二三四五六七八九十百千\d]{1,8}"
ARTICLE = re.compile(rf"^(第{COUNT}条(?:之{COUNT})?)[\s　、：:]*(.*)$", re.S)
CHAPTER = re.compile(rf"^第{COUNT}[编章节](?:[\s　]+|$).{{0,60}}$")
NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,3}){1,4})[\s　]+(\S.*)$", re.S)
MARKDOWN = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph; level 0 is text, 1 and more a heading."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Clause:
    """One article with the heading that it stands under."""

    heading: str
    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read: a title where the text says one, and its articles."""

    title: str
    clauses: tuple[Clause, ...]


def read(content: bytes, name: str) -> Draft:
    """The structure of an upload; what cannot be read, or is too large, is refused with a sentence."""
    if len(content) > LARGEST_BYTES:
        raise TooLarge(f"文件超过 {LARGEST_BYTES // 10**6} MB，请拆分后分别导入。")
    if not content.strip():
        raise Unreadable("文件是空的，请检查后重新选择。")
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    match ending:
        case "docx":
            lines = list(_word(content))
        case "pdf":
            lines = _lines(_pdf(content))
        case "md" | "markdown" | "txt":
            lines = list(_markdown(_decoded(content)))
        case "doc":
            raise Unreadable("不支持旧版 .doc 文件，请在 Word 中另存为 .docx 后导入。")
        case _:
            raise Unreadable("只能导入 Word（.docx）、PDF 和 Markdown（.md）文件。")
    if sum(len(each.text) for each in lines) > MOST_CHARACTERS:
        raise TooLarge(f"文字超过 {MOST_CHARACTERS // 10_000} 万字，请拆分后分别导入。")
    return structured(lines)


def structured(lines: Iterable[Line]) -> Draft:
    """Lines grouped into articles: 第N条 and numbered clauses begin one, headings too where there is neither."""
    kept = [Line(text, each.level) for each in lines if (text := CONTROL.sub("", each.text).strip())]
    if not kept:
        raise Unreadable("文件中没有可读取的文字；扫描件请先做文字识别（OCR）。")
    title = next((each.text for each in kept if each.level == 1), "")[:200]
    if not title and len(kept) > 1 and len(kept[0].text) <= 60 and not _begins(kept[0].text):
        title = kept[0].text
    grouped = _grouped(kept, title)
    if not grouped:
        raise Unreadable("文件中只有标题，没有正文，请检查后重新选择。")
    if len(grouped) > MOST_ARTICLES:
        raise TooLarge(f"条款超过 {MOST_ARTICLES} 条，请拆分后分别导入。")
    return Draft(title, tuple(_told_apart(grouped)))


def _begins(text: str) -> tuple[str, str] | None:
    found = ARTICLE.match(text) or NUMBERED.match(text)
    return (found.group(1), found.group(2)) if found else None


def _grouped(lines: list[Line], title: str) -> list[Clause]:
    found: list[tuple[str, str, list[str]]] = []
    clauses = any(_begins(each.text) for each in lines)
    heading = ""
    for line in lines:
        begun = _begins(line.text)
        if line.text == title and not found and not heading:
            continue
        if begun and (line.level == 0 or len(line.text) > 60):
            found.append((heading, begun[0], [begun[1]]))
        elif line.level or CHAPTER.match(line.text):
            heading = line.text[:200]
            if not clauses:
                found.append((heading, heading[:60], []))
        elif found and found[-1][0] == heading:
            found[-1][2].append(line.text)
        else:
            found.append((heading, (heading or "前言")[:60], [line.text]))
    return [Clause(head, clause, "\n".join(texts).strip() or head or clause) for head, clause, texts in found]


def _told_apart(clauses: Iterable[Clause]) -> Iterator[Clause]:
    seen: dict[str, int] = {}
    taken: set[str] = set()
    for each in clauses:
        name = each.clause
        while name in taken:
            seen[each.clause] = seen.get(each.clause, 1) + 1
            name = f"{each.clause[:50]}（{seen[each.clause]}）"
        taken.add(name)
        yield Clause(each.heading, name, each.text)


def _lines(text: str) -> list[Line]:
    """The lines of a text without marks; a line that goes on in the next is joined to it."""
    found: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        if not line or re.fullmatch(r"[—\-\s]*\d{1,4}[—\-\s]*", line):
            continue
        if (
            found
            and not _begins(line)
            and not CHAPTER.match(line)
            and len(found[-1]) > 24
            and found[-1][-1] not in "。；："
        ):
            found[-1] += line
        else:
            found.append(line)
    return [Line(each) for each in found]


def _decoded(content: bytes) -> str:
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("文字编码无法识别，请另存为 UTF-8 后导入。")


def _markdown(text: str) -> Iterator[Line]:
    for raw in text.splitlines():
        found = MARKDOWN.match(raw.strip())
        if found:
            yield Line(found.group(2), len(found.group(1)))
        else:
            yield Line(re.sub(r"^[*+-]\s+", "", raw.strip()).replace("**", ""))


def _word(content: bytes) -> Iterator[Line]:
    _bounded_archive(content)
    from docx import Document

    try:
        document: Any = Document(io.BytesIO(content))
        paragraphs = list(document.iter_inner_content())
    except Exception as fault:  # python-docx lets through whatever its parsers raise
        raise Unreadable("该文件不是完好的 Word（.docx）文件，请用 Word 打开另存后再导入。") from fault
    for each in paragraphs:
        if hasattr(each, "rows"):
            for row in each.rows:
                yield Line(" ".join(dict.fromkeys(cell.text.strip() for cell in row.cells)))
            continue
        style = str(getattr(each.style, "name", "") or "")
        level = re.match(r"(?:Heading|标题)\s*(\d)", style)
        yield Line(each.text, 1 if style in ("Title", "标题") else int(level.group(1)) if level else 0)


def _bounded_archive(content: bytes) -> None:
    """Refuse an archive that would unpack to more than the limit, before anything of it is unpacked."""
    with tempfile.NamedTemporaryFile(suffix=".docx") as file:
        file.write(content)
        file.flush()
        try:
            check_archive(Path(file.name), Limits(parts=MOST_PARTS, unpacked_bytes=LARGEST_UNPACKED))
        except (Bomb, TooMuch) as refusal:
            raise TooLarge("该 Word 文件解压后过大，可能内含大量图片或已损坏，请精简后导入。") from refusal
        except Refusal as refusal:
            raise Unreadable("该文件不是完好的 Word（.docx）文件，请用 Word 打开另存后再导入。") from refusal


def _pdf(content: bytes) -> str:
    """The text of a PDF, read by a process of its own: a hostile file ends that process, not the platform."""
    command = [
        sys.executable,
        "-m",
        "ancheng.decision.knowledge.reading_pdf",
        str(MOST_PAGES),
        str(MOST_CHARACTERS),
    ]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PDF_SECONDS, check=False)  # nosec B603
    except subprocess.TimeoutExpired as fault:
        raise Unreadable(f"读取该 PDF 超过 {PDF_SECONDS} 秒，已停止；请精简后导入。") from fault
    if done.returncode == 3:
        raise TooLarge(f"PDF 超过 {MOST_PAGES} 页或 {MOST_CHARACTERS // 10_000} 万字，请拆分后分别导入。")
    if done.returncode == 4:
        raise Unreadable("该 PDF 设有密码，请解除密码后导入。")
    if done.returncode:
        raise Unreadable("该文件不是完好的 PDF，请重新导出后导入。")
    return done.stdout.decode("utf-8", "replace")
