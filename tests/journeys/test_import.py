"""An officer brings a spreadsheet in through the browser and takes it back."""

import csv

import pytest

from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.assets.models import Asset
from tests.factories import make_unit

pytestmark = pytest.mark.journey


def test_a_spreadsheet_is_mapped_checked_imported_and_taken_back(enter, tmp_path):
    street = make_unit("和平街街道办事处", UnitKind.SUBDISTRICT)
    path = tmp_path / "台账.csv"
    with path.open("w", encoding="gb18030", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["设施编号", "设施名称", "管理单位", "水压"])
        writer.writerows(
            [["A1", "一号消火栓", "和平街街道办事处", "0.3"], ["A2", "二号", "没有这个局", "0.3"]]
        )
    page = enter(Role.SUBDISTRICT, street)
    page.goto("/assets/?kind=hydrant")
    page.get_by_role("link", name="导入", exact=True).click()
    page.set_input_files("#table-file", str(path))
    page.get_by_role("button", name="上传", exact=True).click()
    page.select_option("#col-3", "a.pressure_mpa")
    page.get_by_role("button", name="核对").click()
    page.get_by_text("没有这个局").wait_for()
    assert page.get_by_role("link", name="1 新增").is_visible()
    page.get_by_label("只导入无误的行").check()
    page.get_by_role("button", name="导入 1 行").click()
    page.get_by_text("已导入 1 行").first.wait_for()
    assert Asset.objects.get().attributes["pressure_mpa"] == 0.3
    page.get_by_label("撤销原因").fill("选错了文件")
    page.get_by_role("button", name="撤销整批").click()
    page.get_by_text("已撤销 1 个对象").wait_for()
    assert not Asset.objects.exists()
