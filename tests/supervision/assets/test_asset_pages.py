"""The register on screen: what the form does not show it does not lose, what was typed stays."""

import pytest
from django.utils import timezone

from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import timeline
from ancheng.supervision.assets import actions
from ancheng.supervision.assets.models import Asset, SavedView, Status
from ancheng.supervision.assets.values import Answerable
from tests.architecture.test_scope_matrix import signed_in
from tests.factories import asker, make_enterprise, make_office, make_unit
from tests.security.entering import sentence_of
from tests.supervision.assets.register import FIRST_STREET, make_area, make_asset, stated

pytestmark = pytest.mark.django_db
POINT = '{"type":"Point","coordinates":[116.45,39.92]}'


@pytest.fixture
def water():
    make_area("第一街道", FIRST_STREET)
    return make_unit("区水务局")


@pytest.fixture
def client(water):
    return signed_in(Role.DEPARTMENT, water)


def fields_of(page):
    """What the browser would send back if nothing were changed in the form."""
    context = page.context
    given = {key: value for key, value in context["values"].items() if value not in (None, "")}
    for attribute, value, _ in context["fields"]:
        given[f"a.{attribute.key}"] = value
    for level, _, person, phone in context["levels"]:
        given[f"person-{level}"], given[f"phone-{level}"] = person, phone
    return given


def test_an_object_is_registered_on_screen_and_its_file_opens(client):
    answer = client.post(
        "/assets/add/hydrant/",
        {"name": "新消火栓", "unit": "区水务局", "status": "in_use", "geometry": POINT, "a.condition": "intact",
         "person-1": "王敏", "phone-1": "138"},
    )  # fmt: skip
    asset = Asset.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, asset.get_absolute_url())
    page = client.get(asset.get_absolute_url()).content.decode()
    for expected in ("新消火栓", "第一街道", "王敏", "完好", "登记对象"):
        assert expected in page


def test_a_form_that_is_wrong_comes_back_with_all_faults_and_all_that_was_typed(client):
    answer = client.post(
        "/assets/add/hydrant/",
        {
            "name": "",
            "unit": "区水务局",
            "a.pressure_mpa": "很大",
            "address": "幸福路1号",
            "person-2": "李强",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for expected in ("请填写名称", "应为数字", "幸福路1号", "很大", "李强"):
        assert expected in page
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"unit": "区不存在局"}, "不是已知单位"),
        ({"geometry": "{"}, "位置无法识别"),
        ({"geometry": '{"type":"Point","coordinates":["a","b"]}'}, "位置无法识别"),
        ({"geometry": '{"type":"Point"}'}, "位置无法识别"),
        ({"geometry": "[]"}, "位置无法识别"),
        ({"geometry": '{"type":"Point","coordinates":[999,999]}'}, "超出经纬度范围"),
        ({"geometry": '{"type":"Point","coordinates":[]}'}, "图形无效"),
        ({"built_on": "2020-13-45"}, "建成日期"),
        ({"name": "长" * 121}, "最多 120 字"),
        ({"name": "消\x00火栓"}, "控制字符"),
    ],
)
def test_whatever_is_wrong_is_told_in_a_sentence_and_nothing_is_stored(client, given, sentence):
    typed = {"name": "消火栓", "unit": "区水务局", "status": "in_use", **given}
    answer = client.post("/assets/add/hydrant/", typed)
    assert 400 <= answer.status_code < 500
    assert sentence in answer.content.decode()
    assert not Asset.objects.exists()


def test_saving_the_form_unchanged_changes_nothing_at_all(water, client):
    """People, enterprise and the system of coordinates are part of the file, whether or not the form shows them."""
    asset = make_asset(
        water, enterprise_id=make_enterprise().pk, source_crs="gcj02", address="幸福路1号", remarks="甲\n乙",
        attributes={"condition": "完好", "pressure_mpa": "0.35", "diameter_mm": "100", "municipal": "是",
                    "inspected_on": "2026-05-01", "road": "幸福路"},
        people=(Answerable(1, "王敏", "13800000000"), Answerable(4, "李强")),
    )  # fmt: skip
    page = client.get(f"/assets/{asset.pk}/edit/")
    assert client.post(f"/assets/{asset.pk}/edit/", fields_of(page)).status_code == 302
    assert [each.verb for each in timeline(asset)] == ["登记对象"]
    asset.refresh_from_db()
    assert asset.people.count() == 2
    assert asset.enterprise_id
    assert asset.source_crs == "gcj02"


def test_who_was_overtaken_keeps_what_was_typed_learns_what_changed_and_can_save_again(water, client):
    asset = make_asset(water)
    typed = {**fields_of(client.get(f"/assets/{asset.pk}/edit/")), "name": "我填的名称", "person-1": "王敏"}
    colleague = asker(Role.DEPARTMENT, water)
    actions.amend(
        asset_id=asset.pk,
        version=1,
        stated=stated(water, address="幸福路9号"),
        by=colleague,
        at=timezone.now(),
    )
    answer = client.post(f"/assets/{asset.pk}/edit/", typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    for expected in ("已修改该对象", "幸福路9号", colleague.name, "我填的名称", "王敏"):
        assert expected in page
    asset.refresh_from_db()
    assert asset.name != "我填的名称"
    again = {**typed, "version": answer.context["values"]["version"]}
    assert client.post(f"/assets/{asset.pk}/edit/", again).status_code == 302
    asset.refresh_from_db()
    assert asset.name == "我填的名称"


def test_an_object_of_another_unit_is_not_there(client):
    other = make_asset(make_unit("区商务局"), geometry=None)
    for address in (f"/assets/{other.pk}/", f"/assets/{other.pk}/edit/", f"/assets/{other.pk}/peek/"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/assets/{other.pk}/edit/", {"name": "改名"}).status_code == 404
    other.refresh_from_db()
    assert other.name == "幸福路消火栓"


def test_chosen_objects_are_retired_together_with_one_reason(water, client):
    chosen = [make_asset(water, geometry=None) for _ in range(3)]
    left = make_asset(water, geometry=None)
    answer = client.post(
        "/assets/bulk/",
        {
            "asset": [each.pk for each in chosen],
            "verb": "retire",
            "why": "拆除",
            "back": "/assets/?kind=hydrant",
        },
    )
    assert answer["Location"] == "/assets/?kind=hydrant"
    assert set(Asset.objects.filter(status=Status.RETIRED)) == set(chosen)
    left.refresh_from_db()
    assert left.status == Status.IN_USE


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"verb": "retire", "why": "x"}, "请先勾选对象"),
        ({"verb": "retire", "asset": "²"}, "请先勾选对象"),
        ({"verb": "explode", "asset": "MINE"}, "没有这个操作"),
        ({"verb": "retire", "asset": "MINE", "why": ""}, "请填写注销原因"),
        ({"verb": "assign", "asset": "MINE", "unit": "区不存在局"}, "没有找到单位"),
        ({"verb": "retire", "asset": ["MINE", "THEIRS"], "why": "x"}, "未作任何改动"),
    ],
)
def test_a_bulk_verb_that_cannot_be_done_is_told_and_does_nothing(water, client, given, sentence):
    mine, theirs = make_asset(water, geometry=None), make_asset(make_unit("区商务局"), geometry=None)
    keys = {"MINE": mine.pk, "THEIRS": theirs.pk}
    asked = given.get("asset", [])
    chosen = [keys.get(each, each) for each in ([asked] if isinstance(asked, str) else asked)]
    answer = client.post("/assets/bulk/", {**given, "asset": chosen})
    assert 400 <= answer.status_code < 500
    assert sentence in sentence_of(answer)
    assert not Asset.objects.exclude(status=Status.IN_USE).exists()


def test_after_a_bulk_verb_nobody_is_sent_to_another_site(water, client):
    asset = make_asset(water, geometry=None)
    answer = client.post(
        "/assets/bulk/", {"asset": asset.pk, "verb": "reinstate", "back": "https://evil.example/assets/"}
    )
    assert answer["Location"] == "/assets/"


def test_a_kept_view_leads_back_to_its_filter(client):
    client.post("/assets/views/?kind=hydrant&q=幸福", {"name": "我的"})
    view = SavedView.objects.get()
    assert view.query == "q=%E5%B9%B8%E7%A6%8F&kind=hydrant"
    assert 'href="?q=%E5%B9%B8%E7%A6%8F&amp;kind=hydrant"' in client.get("/assets/").content.decode()


def test_an_empty_list_says_what_to_do(client):
    page = client.get("/assets/?q=没有这个").content.decode()
    assert "没有符合条件的对象" in page
    assert "放宽筛选条件" in page


def test_a_kind_that_is_not_declared_is_refused(client):
    assert client.get("/assets/add/unicorn/").status_code == 404


def test_the_register_opens_for_the_office_with_its_tools(water):
    make_asset(water)
    page = signed_in(Role.OFFICE, make_office()).get("/assets/?kind=hydrant").content.decode()
    assert "/assets/add/hydrant/" in page
    assert "/assets/export.xlsx?kind=hydrant" in page
