"""Catalogues from a spreadsheet: shown before anything is written, every error at its cell, taken back as a whole."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ancheng.base.errors import NotAllowed
from ancheng.base.roles import Role
from ancheng.decision.knowledge.catalogue_actions import note_use
from ancheng.decision.knowledge.catalogue_sheet import spec
from ancheng.decision.knowledge.models import Listing
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.exchange import actions
from ancheng.kernel.exchange.models import BatchState, ImportRow
from ancheng.kernel.exchange.queries import proposed_mapping
from ancheng.kernel.exchange.tables import write_template
from tests.factories import NOW, asker, make_enterprise, make_office
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
HEADER = [
    "编号",
    "名称",
    "类别",
    "适用范围",
    "可替代的技术或设备",
    "来源文件",
    "列入日期",
    "移出日期",
    "淘汰期限",
]


@pytest.fixture
def office():
    return asker(Role.OFFICE, make_office())


def row(code, name="直排式燃气热水器", thing="设备", scope="居民用户", source="某目录（第一批）", begins="2020-01-01", ends="", by="2027-06-30"):  # fmt: skip
    return [code, name, thing, scope, "强排式热水器", source, begins, ends, by]


def sheet(*rows, header=HEADER, coding="gb18030"):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return SimpleUploadedFile("淘汰目录.csv", text.getvalue().encode(coding), "text/csv")


def checked(file, by, variant="phase_out"):
    batch = actions.upload(name="catalogues", variant=variant, file=file, options={}, by=by, at=NOW)
    assert actions.check(batch=batch, mapping=proposed_mapping(batch), options={}, by=by, at=NOW)
    batch.refresh_from_db()
    return batch


def imported(file, by, variant="phase_out"):
    batch = checked(file, by, variant)
    assert actions.confirm(batch=batch, skip_errors=True, by=by, at=NOW)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE, batch.message
    return batch


def counts(batch):
    return tuple(batch.counts.get(key, 0) for key in ("new", "changed", "unchanged", "error"))


def sentences(batch):
    rows = ImportRow.objects.filter(batch=batch)
    return {each.number: "".join(fault["sentence"] for fault in each.errors) for each in rows if each.errors}


def test_a_preview_counts_what_is_new_changed_unchanged_and_wrong_and_writes_nothing(office):
    imported(sheet(row("T-1"), row("T-2")), office)
    batch = checked(
        sheet(row("T-1"), row("T-2", by="2027-12-31"), row("T-3"), row("T-4", thing="魔法")), office
    )
    assert counts(batch) == (1, 1, 1, 1)
    assert Listing.objects.count() == 2
    assert Listing.objects.get(code="T-2").phase_out_by == date(2027, 6, 30)


def test_what_is_imported_stands_in_its_catalogue_with_one_audit_row_each(office):
    before = Entry.objects.filter(subject_type="knowledge.listing").count()
    imported(sheet(row("T-1"), row("T-2", name="无熄火保护燃气灶")), office)
    found = Listing.objects.get(code="T-2")
    assert (found.direction, found.thing, found.name) == ("phase_out", "equipment", "无熄火保护燃气灶")
    assert (found.valid_from, found.phase_out_by) == (date(2020, 1, 1), date(2027, 6, 30))
    assert Entry.objects.filter(subject_type="knowledge.listing").count() == before + 2


def test_an_empty_cell_changes_nothing(office):
    imported(sheet(row("T-1")), office)
    imported(sheet(row("T-1", name="直排热水器", scope="", by="")), office)
    found = Listing.objects.get()
    assert (found.name, found.scope, found.phase_out_by) == ("直排热水器", "居民用户", date(2027, 6, 30))


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (row("T-1", name=""), "名称"),
        (row("T-1", source=""), "来源文件"),
        (row("T-1", begins="2026-01-01", ends="2020-01-01"), "移出日期"),
        (row("T-1", begins="2028-01-01"), "淘汰期限"),
        (row("T-1", begins="去年"), "列入日期"),
        (row("T-1", name="很" * 200), "名称"),
    ],
)
def test_what_is_wrong_is_said_beside_its_row(office, wrong, word):
    batch = checked(sheet(wrong, row("T-9")), office)
    assert counts(batch) == (1, 0, 0, 1)
    assert word in sentences(batch)[2]


def test_a_code_stands_in_one_catalogue_only(office):
    imported(sheet(row("T-1")), office)
    promoted = ["编号", "名称", "类别", "来源文件"]
    batch = checked(
        sheet(
            ["T-1", "智能燃气表", "设备", "某文件"], ["T-5", "智能燃气表", "设备", "某文件"], header=promoted
        ),
        office,
        "promote",
    )
    assert counts(batch) == (1, 0, 0, 1)
    assert "已在淘汰目录中" in sentences(batch)[2]


def test_a_batch_is_taken_back_but_not_what_an_enterprise_was_found_to_use(office):
    imported(sheet(row("T-0", scope="商户")), office)
    batch = imported(sheet(row("T-0", scope="全部用户"), row("T-1"), row("T-2")), office)
    note_use(
        listing=Listing.objects.get(code="T-2"), enterprise=make_enterprise(), note="", by=office, at=NOW
    )
    actions.undo(batch=batch, why="文件有误", by=office, at=NOW + timedelta(minutes=5))
    assert {each.code: each.scope for each in Listing.objects.all()} == {"T-0": "商户", "T-2": "居民用户"}


def test_who_was_faster_is_not_overwritten(office):
    imported(sheet(row("T-1")), office)
    batch = checked(sheet(row("T-1", scope="全部用户")), office)
    imported(sheet(row("T-1", scope="商户")), office)
    actions.confirm(batch=batch, skip_errors=True, by=office, at=NOW)
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    assert "已被他人修改" in batch.message
    assert Listing.objects.get().scope == "商户"


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.DUTY, Role.ENTERPRISE])
def test_only_who_keeps_the_catalogues_imports_them(role):
    with pytest.raises(NotAllowed, match="安委办"):
        checked(sheet(row("T-1")), asker(role))


def test_the_template_of_a_catalogue_is_read_back_by_the_import(office):
    file = io.BytesIO()
    write_template(spec("phase_out"), file)
    book = openpyxl.load_workbook(io.BytesIO(file.getvalue()))
    heads = [str(each.value or "") for each in next(book.worksheets[0].iter_rows())]
    assert heads[0].startswith("编号")
    assert any("淘汰期限" in each for each in heads)
    assert "淘汰期限" not in {each.label_zh for each in spec("promote").columns}


def test_from_the_list_to_the_preview_and_the_entry_on_the_web():
    client = signed_in(Role.OFFICE, make_office())
    assert "/imports/new/catalogues/" in client.get("/knowledge/catalogue/").content.decode()
    assert "淘汰目录" in client.get("/imports/new/catalogues/").content.decode()
    assert client.get("/imports/template/catalogues/promote.xlsx").status_code == 200
    answer = client.post(
        "/imports/new/catalogues/phase_out/", {"file": sheet(row("T-1"), row("T-2", thing="魔法"))}
    )
    keys = ("code", "name", "thing", "scope", "instead", "source", "valid_from", "valid_to", "phase_out_by")
    act = answer["Location"] + "act/"
    client.post(act, {"verb": "check", **{f"col-{place}": key for place, key in enumerate(keys)}})
    page = client.get(answer["Location"]).content.decode()
    assert "魔法" in page
    assert "导入 1 行" in page
    assert not Listing.objects.exists()
    client.post(act, {"verb": "confirm", "skip_errors": "on"})
    assert "直排式燃气热水器" in client.get("/knowledge/catalogue/").content.decode()
    client.post(act, {"verb": "undo", "why": "选错了"})
    assert not Listing.objects.exists()
