"""The risk assessment report: what it says follows from the register, in Word and in PDF."""

from __future__ import annotations

import pypdfium2
import pytest
from docx import Document as Word

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.kernel.documents import rendering
from ancheng.kernel.documents.kind import kinds
from ancheng.supervision.risks.map_models import ReportScope
from ancheng.supervision.risks.reporting import draw_up
from ancheng.supervision.risks.values import Subject
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_office_program(monkeypatch):
    # The page prints the same everywhere; the office program is not on every machine.
    monkeypatch.setattr(rendering, "_by_office", lambda word: None)


def words(document) -> str:
    word = Word(str(document.word.path))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([each.text for each in word.paragraphs] + cells)


def test_the_report_of_the_district_says_what_the_register_holds(scene):
    scene.kept(scene.graded("red", title="液氨储罐泄漏风险"))
    scene.graded("yellow")
    scene.found(title="没评估的")
    document = draw_up(scope=ReportScope.DISTRICT, unit=None, industry="", by=scene.office, at=NOW)
    text = words(document)
    assert "登记风险源3项，其中已评估2项：重大风险1项、较大风险0项、一般风险1项、低风险0项；未评估1项" in text
    assert "不视为低风险" in text
    assert "液氨储罐泄漏风险" in text
    assert "DB11/T 1478-2024" in text
    assert "未核对" in text
    assert "取最高等级" in text
    assert len(Word(str(document.word.path)).inline_shapes) == 2
    with pypdfium2.PdfDocument(document.pdf.path) as pdf:
        assert len(pdf) >= 4
        assert "液氨储罐" in "".join(each.get_textpage().get_text_range() for each in pdf)
        images = [
            each for page in pdf for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        ]
        assert len(images) >= 2


def test_the_shipped_template_prints_its_sample():
    declared = kinds()["risk_report"]
    values = {**declared.sample, "exercise": False}
    assert rendering.render_word(declared.word, values, declared.sample_pictures).startswith(b"PK")


def test_the_report_of_a_subdistrict_speaks_of_its_own_risks_only(scene):
    scene.graded("orange", title="街道内风险")
    scene.graded(
        "orange",
        title="别处的风险",
        geometry=(116.475, 39.915),
        unit_id=scene.other.pk,
        enterprise_id=None,
        subject=Subject.EVENT,
        event_from=NOW.date(),
        event_to=NOW.date(),
        by=scene.office,
    )
    document = draw_up(scope=ReportScope.ZONE, unit=scene.street, industry="", by=scene.officer, at=NOW)
    text = words(document)
    assert "街道内风险" in text
    assert "别处的风险" not in text
    assert "第一街道城市安全风险评估报告" in document.title


def test_the_report_of_an_industry_speaks_of_that_industry(scene):
    scene.graded("orange", title="化工风险", industry="危险化学品")
    scene.graded("orange", title="商场风险", industry="商务")
    document = draw_up(scope=ReportScope.INDUSTRY, unit=None, industry="商务", by=scene.office, at=NOW)
    text = words(document)
    assert "商场风险" in text
    assert "化工风险" not in text


def test_an_empty_register_is_not_reported_as_safe(scene):
    document = draw_up(scope=ReportScope.INDUSTRY, unit=None, industry="体育", by=scene.office, at=NOW)
    assert "不能据此判断风险高低" in words(document)


def test_a_subdistrict_reports_on_itself_alone(scene):
    for scope, unit, industry in (
        (ReportScope.DISTRICT, None, ""),
        (ReportScope.INDUSTRY, None, "商务"),
        (ReportScope.ZONE, scene.other, ""),
    ):
        with pytest.raises(NotAllowed):
            draw_up(scope=scope, unit=unit, industry=industry, by=scene.officer, at=NOW)
    with pytest.raises(Refusal, match="功能区或街道"):
        draw_up(scope=ReportScope.ZONE, unit=scene.community, industry="", by=scene.office, at=NOW)
