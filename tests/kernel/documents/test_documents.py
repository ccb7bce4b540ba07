"""An official document has a number without gaps, Word and PDF, and says 演练 where it is an exercise."""

import io
import re
import shutil
from threading import Thread

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from docx import Document as Word

from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal, Unreadable
from ancheng.base.roles import Role
from ancheng.kernel.documents import actions
from ancheng.kernel.documents.kind import kinds
from ancheng.kernel.documents.models import Document, NumberSeries
from ancheng.kernel.documents.rendering import render_word
from ancheng.kernel.tasks.actions import supervise
from tests.factories import NOW, asker, make_task, make_unit


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path / "files", DOCUMENT_PREFIX="测安"):
        yield


@pytest.fixture
def office(db):
    return asker(Role.OFFICE)


def words(blob):
    return "\n".join(each.text for each in Word(str(blob.path)).paragraphs)


def bare(said):
    """Without spaces and quotation marks: a PDF places these by themselves, LibreOffice's in another order."""
    return re.sub(r"[\s“”]", "", said)


def text(blob):
    with pypdfium2.PdfDocument(blob.path) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


@pytest.mark.parametrize("program", ["", shutil.which("soffice")], ids=["printed", "libreoffice"])
def test_a_supervision_notice_names_unit_task_and_demand_in_word_and_pdf(office, program, settings):
    if program is None:
        pytest.skip("LibreOffice is not installed: the PDF is printed from a page")
    settings.WORD_TO_PDF = program
    task = make_task(make_unit("区水务局"), title="排查<易涝>点 & 泵站", number="二(五)15#1")
    document = supervise(task=task, demands="三日内报送进展。", by=office, at=NOW)
    assert document.number == "测安督〔2026〕1号"
    for content in (words(document.word), text(document.pdf)):
        assert "区水务局" in bare(content)
        assert "排查<易涝>点&泵站" in bare(content)
        assert "三日内报送进展" in bare(content)
    task.refresh_from_db()
    assert task.supervised_at == NOW


def test_numbers_follow_one_another_and_begin_anew_each_year(office):
    task = make_task(make_unit())
    first, second = (supervise(task=task, demands="速办", by=office, at=NOW) for _ in range(2))
    next_year = supervise(task=task, demands="速办", by=office, at=NOW.replace(year=2027))
    assert [first.number, second.number, next_year.number] == [
        "测安督〔2026〕1号",
        "测安督〔2026〕2号",
        "测安督〔2027〕1号",
    ]


def test_a_document_that_could_not_be_made_uses_up_no_number(office, monkeypatch):
    task = make_task(make_unit())

    def broken(*args):
        raise Unreadable("模板坏了")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "render_word", broken)
        with pytest.raises(Unreadable):
            supervise(task=task, demands="速办", by=office, at=NOW)
    assert supervise(task=task, demands="速办", by=office, at=NOW).number.endswith("1号")


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_get_two_numbers():
    numbers = []

    def take():
        try:
            numbers.append(actions.next_number(kind="k", pattern="{n}", at=NOW))
        finally:
            connection.close()

    threads = [Thread(target=take) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(map(int, numbers)) == [1, 2, 3, 4, 5, 6]
    assert NumberSeries.objects.get().last == 6


def test_an_exercise_counts_apart_and_is_marked(office):
    task = make_task(make_unit(), realm="exercise")
    document = supervise(task=task, demands="演练要求", by=office, at=NOW)
    assert document.number.startswith("演练")
    assert document not in Document.objects.all()
    assert "演练文书" in Word(str(document.word.path)).sections[0].header.paragraphs[0].text
    real = supervise(task=make_task(make_unit()), demands="速办", by=office, at=NOW)
    assert real.number.endswith("1号")


def test_only_the_office_issues_a_supervision_notice():
    task = make_task(make_unit())
    with pytest.raises(NotAllowed, match="安委办"):
        supervise(task=task, demands="速办", by=asker(Role.DEPARTMENT, task.owner_unit), at=NOW)


test_only_the_office_issues_a_supervision_notice = pytest.mark.django_db(
    test_only_the_office_issues_a_supervision_notice
)


def test_a_void_document_stays_with_its_reason(office):
    document = supervise(task=make_task(make_unit()), demands="速办", by=office, at=NOW)
    with pytest.raises(Refusal, match="须填写理由"):
        actions.void(document=document, why="", by=office, at=NOW)
    actions.void(document=document, why="发错单位", by=office, at=NOW)
    with pytest.raises(Conflict):
        actions.void(document=document, why="再来", by=office, at=NOW)
    assert Document.objects.get(pk=document.pk).voided_why == "发错单位"


def test_a_document_is_seen_by_the_unit_that_it_concerns(office):
    task = make_task(make_unit("区水务局"))
    document = supervise(task=task, demands="速办", by=office, at=NOW)
    assert document in Document.objects.visible_to(asker(Role.DEPARTMENT, task.owner_unit))
    assert document not in Document.objects.visible_to(asker(Role.DEPARTMENT, make_unit("区商务局")))


def template(text):
    out = io.BytesIO()
    word = Word()
    word.add_paragraph(text)
    word.save(out)
    return SimpleUploadedFile("模板.docx", out.getvalue())


def test_a_template_edited_in_word_takes_effect_and_the_old_documents_stay(office):
    task = make_task(make_unit("区水务局"))
    before = supervise(task=task, demands="速办", by=office, at=NOW)
    actions.replace_template(
        kind="supervision_notice", upload=template("新版：{{ unit }}"), note="改版", by=office, at=NOW
    )
    after = supervise(task=task, demands="速办", by=office, at=NOW)
    assert words(after.word).strip() == "新版：区水务局"
    assert words(before.word) != words(after.word)


@pytest.mark.parametrize("bad", ["{{ nobody_knows }}", "{% if %}", "{{ ''.__class__.__mro__ }}"])
def test_a_template_that_cannot_print_the_sample_is_refused(office, bad):
    with pytest.raises(Unreadable, match="字段有误"):
        actions.replace_template(kind="supervision_notice", upload=template(bad), note="", by=office, at=NOW)


def test_an_unknown_kind_is_named(office):
    with pytest.raises(Absent, match="没有“poem”"):
        actions.produce(kind="poem", subject=make_task(make_unit()), context={}, by=office, at=NOW)


@pytest.mark.parametrize("kind", ["supervision_notice", "monthly_bulletin"])
def test_every_shipped_template_prints_its_sample(kind):
    if kind not in kinds():
        pytest.skip(f"{kind} belongs to an app that is not installed here")
    declared = kinds()[kind]
    assert render_word(declared.word, {**declared.sample, "exercise": False}).startswith(b"PK")
