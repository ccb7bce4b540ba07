"""From a template and values to Word and PDF bytes."""

from __future__ import annotations

import base64
import io
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.conf import settings
from django.template.loader import render_to_string
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from weasyprint import HTML
from weasyprint.urls import URLFetcherResponse, URLFetchingError

from ancheng.base.errors import Unreadable

OFFICE_SECONDS = 60
PICTURE_MM = 155


def render_word(
    template: Path, values: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The Word document; a template with a faulty or unknown field is refused with what is wrong.

    `pictures` are PNG images that the template places by their names, across the width of the text.
    """
    try:
        document = DocxTemplate(str(template))
        placed = {
            name: InlineImage(document, io.BytesIO(each), width=Mm(PICTURE_MM))
            for name, each in (pictures or {}).items()
        }
        # An uploaded template is somebody's program: it sees plain values only.
        environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        document.render({**values, **placed}, environment)
        out = io.BytesIO()
        document.save(out)
    except TemplateError as fault:
        raise Unreadable(f"Word 模板中的字段有误：{fault}。请对照说明修改后重新上传。") from fault
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as fault:
        raise Unreadable("这不是可用的 Word 模板（.docx），请用 Word 另存后重新上传。") from fault
    return out.getvalue()


def render_pdf(
    word: bytes, page: str, values: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The PDF of the Word document where LibreOffice is installed, else the page printed from the same values."""
    return _by_office(word) or print_page(page, {**values, **embedded(pictures or {})})


def embedded(pictures: Mapping[str, bytes]) -> dict[str, str]:
    """PNG images as addresses that a page carries in itself."""
    return {
        name: f"data:image/png;base64,{base64.b64encode(each).decode()}" for name, each in pictures.items()
    }


def _by_office(word: bytes) -> bytes | None:
    program = settings.WORD_TO_PDF or None
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "document.docx"
        source.write_bytes(word)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=OFFICE_SECONDS)
        except (subprocess.SubprocessError, OSError):
            return None
        made = source.with_suffix(".pdf")
        return made.read_bytes() if made.exists() else None


def print_page(page: str, values: Mapping[str, Any]) -> bytes:
    """A page as PDF; what it does not carry in itself is not fetched."""

    def nothing_from_outside(url: str, *_: object, **__: object) -> Any:
        if url.startswith("data:image/png;base64,"):
            content = base64.b64decode(url.partition(",")[2])
            return URLFetcherResponse(url, content, {"Content-Type": "image/png"})
        raise URLFetchingError(f"not fetched: {url}")

    html = render_to_string(page, dict(values))
    pdf: bytes = HTML(string=html, url_fetcher=nothing_from_outside).write_pdf()
    return pdf
