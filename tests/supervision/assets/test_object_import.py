"""Objects from a spreadsheet: checked before anything is written, all errors at once, undone as a whole."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ancheng.base.errors import Conflict, NotAllowed, Refusal, Unreadable
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.exchange import actions
from ancheng.kernel.exchange.models import BatchState, ImportBatch, ImportRow
from ancheng.kernel.exchange.queries import proposed_mapping
from ancheng.kernel.exchange.tables import write_template
from ancheng.kernel.files.models import Blob
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.science.geometry import haversine_m, wgs84_to_gcj02
from ancheng.supervision.assets import actions as register
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.assets.sheet import spec
from ancheng.supervision.assets.values import Stated
from tests.factories import NOW, asker, make_enterprise, make_person, make_task, make_unit, seat_of

pytestmark = pytest.mark.django_db
HEADER = ["编号", "名称", "责任单位", "经度", "纬度", "完好情况", "静水压力（MPa）", "主要负责人"]
HERE = (116.45, 39.92)


@pytest.fixture
def street():
    unit = make_unit("和平街街道办事处", UnitKind.SUBDISTRICT)
    box = Polygon.from_bbox((116.40, 39.90, 116.50, 39.95))
    Boundary.objects.create(unit=unit, kind=unit.kind, area=MultiPolygon(box), source="测试")
    return unit


@pytest.fixture
def office():
    return asker(Role.OFFICE)


def sheet(*rows, header=None):
    text = io.StringIO()
    csv.writer(text).writerows([header or HEADER, *rows])
    return SimpleUploadedFile("消火栓台账.csv", text.getvalue().encode("gb18030"), "text/csv")


def row(
    code="", name="和平街1号消火栓", unit="和平街街道办事处", at=HERE, intact="", pressure="0.3", head="张三"
):
    return [code, name, unit, *at, intact, pressure, head]


def uploaded(file, by, **options):
    return actions.upload(name="assets", variant="hydrant", file=file, options=options, by=by, at=NOW)


def checked(file, by, **options):
    batch = uploaded(file, by, **options)
    mapping = proposed_mapping(batch)
    assert actions.check(batch=batch, mapping=mapping, options=options, by=by, at=NOW)
    batch.refresh_from_db()
    return batch


def imported(file, by, **options):
    batch = checked(file, by, **options)
    assert actions.confirm(batch=batch, skip_errors=True, by=by, at=NOW)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE, batch.message
    return batch


def sentences(batch):
    rows = ImportRow.objects.filter(batch=batch).order_by("number")
    return {each.number: [fault["sentence"] for fault in each.errors] for each in rows if each.errors}


def test_a_check_counts_what_is_new_changed_unchanged_and_wrong_and_writes_nothing(street, office):
    imported(sheet(row("A1"), row("A2", pressure="0.5")), office)
    before = Asset.objects.count()
    batch = checked(
        sheet(
            row("A1"), row("A2", pressure="0.6"), row("A3"), row("A4", unit="没有的局"), row("A5", at=(10, 5))
        ),
        office,
    )
    assert {key: batch.counts[key] for key in ("new", "changed", "unchanged", "error")} == {
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "error": 2,
    }
    assert Asset.objects.count() == before
    assert Asset.objects.get(code="A2").attributes["pressure_mpa"] == 0.5


def test_all_errors_of_a_row_are_told_at_once(street, office):
    batch = checked(sheet(row("", name="", unit="没有的局", at=("东边", 39.9), pressure="很高")), office)
    told = " ".join(sentences(batch)[2])
    for part in ("名称", "没有的局", "东边", "很高"):
        assert part in told


def test_an_unknown_unit_is_answered_with_the_nearest_names(street, office):
    batch = checked(sheet(row(unit="和平街街办事处")), office)
    assert "和平街街道" in sentences(batch)[2][0]


def test_errors_stand_beside_their_rows_in_the_same_sheet(street):
    person = make_person(Role.OFFICE, make_unit("区安委办"))
    batch = checked(sheet(row("A1"), row("A2", unit="没有的局")), seat_of(person))
    client = signed_in(person)
    answer = client.get(f"/imports/{batch.pk}/annotated.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][-1] == "错误说明"
    assert rows[1][-1] is None
    assert "没有的局" in rows[2][-1]


def test_an_import_writes_object_people_place_scope_and_one_audit_row_each(street, office):
    before = Entry.objects.filter(subject_type="assets.asset").count()
    imported(sheet(row("A1"), row("A2")), office)
    asset = Asset.objects.get(code="A1")
    assert asset.subdistrict == street
    assert street.pk in asset.seen_by
    assert asset.people.get(level=1).name == "张三"
    assert Entry.objects.filter(subject_type="assets.asset").count() == before + 2


def test_codes_are_drawn_where_none_is_given_and_never_twice(street, office):
    imported(sheet(row(name="甲"), row(name="乙"), row(name="丙")), office)
    codes = sorted(Asset.objects.values_list("code", flat=True))
    assert len(set(codes)) == 3
    assert all(code.startswith("XHS-") for code in codes)


def test_a_code_twice_in_one_sheet_is_an_error_that_names_the_first_row(street, office):
    batch = checked(sheet(row("A1"), row("A1")), office)
    assert "第 2 行" in sentences(batch)[3][0]


def test_a_point_outside_the_district_is_refused_unless_it_was_accepted(street, office):
    far = row("A1", at=(121.47, 31.23))
    assert "不在本区" in sentences(checked(sheet(far), office))[2][0]
    imported(sheet(far), office, outside_accepted="on")
    assert Asset.objects.get(code="A1").outside


def test_positions_of_web_maps_are_moved_to_wgs84_at_the_door(street, office):
    x, y = wgs84_to_gcj02(*HERE)
    imported(sheet(row("A1", at=(x, y))), office, source_crs="gcj02")
    asset = Asset.objects.get(code="A1")
    assert haversine_m(*HERE, asset.geometry.x, asset.geometry.y) < 0.1
    assert asset.source_crs == "gcj02"


def test_an_empty_cell_changes_nothing(street, office):
    imported(sheet(row("A1", pressure="0.5")), office)
    imported(sheet(["A1", "改名的消火栓", ""], header=["编号", "名称", "静水压力"]), office)
    asset = Asset.objects.get(code="A1")
    assert asset.name == "改名的消火栓"
    assert asset.attributes["pressure_mpa"] == 0.5
    assert asset.people.get(level=1).name == "张三"


def test_a_changed_responsible_person_is_a_change(street, office):
    imported(sheet(row("A1")), office)
    batch = imported(
        sheet(["A1", "李四", "13800000000"], header=["编号", "主要负责人", "主要负责人电话"]), office
    )
    assert batch.counts["changed"] == 1
    person = Asset.objects.get(code="A1").people.get(level=1)
    assert (person.name, person.phone) == ("李四", "13800000000")


def test_a_sheet_without_required_columns_may_only_update(street, office):
    imported(sheet(row("A1")), office)
    batch = checked(sheet(["A1", "0.7"], ["A9", "0.7"], header=["编号", "静水压力"]), office)
    assert batch.counts["changed"] == 1
    assert "名称" in sentences(batch)[3][0]


def test_errors_must_be_left_out_on_purpose(street, office):
    batch = checked(sheet(row("A1"), row("A2", unit="没有的局")), office)
    with pytest.raises(Refusal, match="错误行"):
        actions.confirm(batch=batch, skip_errors=False, by=office, at=NOW)
    assert not Asset.objects.exists()


def test_the_same_file_is_not_imported_twice(street, office):
    imported(sheet(row(name="甲")), office)
    batch = checked(sheet(row(name="甲")), office)
    with pytest.raises(Conflict, match="同一文件"):
        actions.confirm(batch=batch, skip_errors=False, by=office, at=NOW)
    assert Asset.objects.count() == 1


def test_when_somebody_changes_an_object_after_the_check_nothing_is_written(street, office):
    imported(sheet(row("A1")), office)
    batch = checked(sheet(row("A1", pressure="0.9"), row("A2")), office)
    asset = Asset.objects.get(code="A1")
    register.suspend(asset_ids=[asset.pk], by=office, at=NOW, why="检修")
    actions.confirm(batch=batch, skip_errors=False, by=office, at=NOW)
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    assert "已被他人修改" in batch.message
    assert not Asset.objects.filter(code="A2").exists()
    assert Asset.objects.get(code="A1").attributes["pressure_mpa"] == 0.3


def test_a_whole_batch_is_undone(street, office):
    imported(sheet(row("A1", pressure="0.5")), office)
    batch = imported(sheet(row("A1", pressure="0.8", head="李四"), row("A2")), office)
    actions.undo(batch=batch, why="选错了文件", by=office, at=NOW + timedelta(hours=1))
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert batch.counts["undone"] == 2
    asset = Asset.objects.get()
    assert asset.code == "A1"
    assert asset.attributes["pressure_mpa"] == 0.5
    assert asset.people.get(level=1).name == "张三"


def test_an_undo_keeps_what_somebody_has_worked_on_since_and_says_which(street, office):
    batch = imported(sheet(row("A1"), row("A2")), office)
    asset = Asset.objects.get(code="A1")
    register.suspend(asset_ids=[asset.pk], by=office, at=NOW, why="检修")
    actions.undo(batch=batch, why="选错了文件", by=office, at=NOW)
    batch.refresh_from_db()
    assert [each.code for each in Asset.objects.all()] == ["A1"]
    assert batch.kept == [str(asset)]


def test_an_undo_needs_a_reason(street, office):
    batch = imported(sheet(row("A1")), office)
    with pytest.raises(Refusal, match="撤销原因"):
        actions.undo(batch=batch, why=" ", by=office, at=NOW)


def test_a_unit_may_not_change_the_objects_of_another(street, office):
    imported(sheet(row("A1")), office)
    other = asker(Role.DEPARTMENT, make_unit("区商务局"))
    batch = checked(sheet(row("A1", pressure="0.9")), other)
    assert "无权修改" in sentences(batch)[2][0]


def test_a_unit_may_not_register_what_is_not_its_own(street):
    other = asker(Role.DEPARTMENT, make_unit("区商务局"))
    batch = checked(sheet(row("A1")), other)
    assert "不属于本单位" in sentences(batch)[2][0]


def test_only_keepers_of_the_register_import(street):
    for role in (Role.AUDITOR, Role.DUTY):
        with pytest.raises(NotAllowed):
            uploaded(sheet(row()), asker(role))


def test_a_broken_workbook_is_refused_and_leaves_nothing(street, office):
    blobs, batches = Blob.objects.count(), ImportBatch.every.count()
    for content in (b"PK\x03\x04 broken", b"%PDF-1.4", b""):
        with pytest.raises(Refusal):
            uploaded(SimpleUploadedFile("a.xlsx", content), office)
    with pytest.raises(Unreadable):
        uploaded(SimpleUploadedFile("a.csv", b'"a,b\n1,2'), office)
    assert (Blob.objects.count(), ImportBatch.every.count()) == (blobs, batches)


def test_a_namesake_without_a_code_is_pointed_out(street, office):
    imported(sheet(row("A1")), office)
    batch = checked(sheet(row(pressure="0.4")), office)
    assert batch.counts["new"] == 1
    assert batch.counts["doubts"] == 1
    assert "A1" in ImportRow.objects.get(batch=batch).doubts[0]["sentence"]


def test_a_long_table_goes_to_the_worker_and_a_killed_run_is_run_again(street, office, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    batch = uploaded(sheet(*(row(f"A{n}") for n in range(5))), office)
    mapping = proposed_mapping(batch)
    assert not actions.check(batch=batch, mapping=mapping, options={}, by=office, at=NOW)
    assert actions.running_since(NOW + timedelta(minutes=6)) == [batch.pk]
    from ancheng.kernel.exchange.tasks import carry_on

    ImportRow.objects.create(batch=batch, number=2, outcome="new", label="半途")
    carry_on(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    assert batch.counts["new"] == 5
    assert batch.person.notices.filter(kind="exchange.import").count() == 1
    assert not actions.confirm(batch=batch, skip_errors=False, by=office, at=NOW)
    carry_on(batch_id=batch.pk)
    carry_on(batch_id=batch.pk)
    assert Asset.objects.count() == 5


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_template_of_each_kind_is_read_back_with_every_column_in_its_place(kind, tmp_path):
    from ancheng.kernel.exchange.tables import guess_mapping, read_table

    for language in ("zh", "en"):
        path = tmp_path / f"{language}.xlsx"
        with path.open("wb") as target:
            write_template(spec(kind), target, language=language)
        table = read_table(path, spec=spec(kind))
        assert list(guess_mapping(table.header, spec(kind)).values()) == [
            each.key for each in spec(kind).columns
        ]
        assert list(table) == [], "the marked example is no data"


def signed_in(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_an_officer_imports_on_screen_and_takes_it_back(street):
    client = signed_in(make_person(Role.SUBDISTRICT, street))
    page = client.get("/imports/new/assets/?variant=hydrant").content.decode()
    assert "下载导入模板" in page
    assert client.get("/imports/template/assets/hydrant.xlsx").status_code == 200
    answer = client.post(
        "/imports/new/assets/hydrant/", {"file": sheet(row("A1"), row("A2", unit="没有的局"))}
    )
    page = client.get(answer["Location"]).content.decode()
    assert "消火栓台账.csv" in page
    act = answer["Location"] + "act/"
    chosen = {"col-0": "code", "col-1": "name", "col-2": "unit", "col-3": "longitude", "col-4": "latitude"}
    client.post(act, {"verb": "check", **chosen})
    page = client.get(answer["Location"]).content.decode()
    assert "没有的局" in page
    assert "导入 1 行" in page
    client.post(act, {"verb": "confirm", "skip_errors": "on"})
    assert Asset.objects.get().code == "A1"
    client.post(act, {"verb": "undo", "why": "选错了"})
    assert not Asset.objects.exists()
    assert "已撤销" in client.get(answer["Location"]).content.decode()


def test_two_columns_for_one_thing_are_refused_with_a_sentence(street):
    client = signed_in(make_person(Role.SUBDISTRICT, street))
    answer = client.post("/imports/new/assets/hydrant/", {"file": sheet(row("A1"))})
    refused = client.post(answer["Location"] + "act/", {"verb": "check", "col-0": "name", "col-1": "name"})
    assert refused.status_code == 422
    assert "只保留一列" in refused.content.decode()


def test_another_unit_does_not_see_an_import(street, office):
    batch = checked(sheet(row("A1")), asker(Role.SUBDISTRICT, street))
    stranger = signed_in(make_person(Role.DEPARTMENT, make_unit("区商务局")))
    assert stranger.get(f"/imports/{batch.pk}/").status_code == 404
    assert stranger.get(f"/imports/{batch.pk}/annotated.xlsx").status_code == 404
    assert stranger.post(f"/imports/{batch.pk}/act/", {"verb": "discard"}).status_code == 404


def test_an_enterprise_is_found_by_its_credit_code(street, office):
    enterprise = make_enterprise(street, "和平气体公司")
    code = enterprise.enterprise.credit_code
    header = ["编号", "名称", "责任单位", "所属企业"]
    imported(
        sheet(
            ["A1", "一", "和平街街道办事处", code],
            ["A2", "二", "和平街街道办事处", "和平气体公司"],
            header=header,
        ),
        office,
    )
    assert {each.enterprise for each in Asset.objects.all()} == {enterprise}


def test_a_retired_object_may_be_brought_back_by_its_code(street, office):
    imported(sheet(row("A1")), office)
    register.retire(asset_ids=[Asset.objects.get().pk], by=office, at=NOW, why="拆除")
    imported(sheet(["A1", "在用"], header=["编号", "状态"]), office)
    assert Asset.objects.get().status == Status.IN_USE


def test_registering_by_hand_still_works_beside_an_import(street, office):
    imported(sheet(row(name="甲")), office)
    asset = register.register(stated=Stated("hydrant", "乙", unit_id=street.pk), by=office, at=NOW)
    assert asset.code not in Asset.objects.exclude(pk=asset.pk).values_list("code", flat=True)
    make_task(street)
