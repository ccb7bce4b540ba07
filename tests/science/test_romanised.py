"""Chinese place names for readers without Chinese."""

import pytest

from ancheng.science.chinese import romanised


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("三里屯街道", "Sanlitun Subdistrict"),
        ("来广营地区", "Laiguangying Area"),
        ("和平家园社区", "Hepingjiayuan Community"),
        ("CBD管委会", "CBD Committee"),
        ("街道", "Jiedao"),
        ("", ""),
    ],
)
def test_a_place_is_called_by_its_sound_and_its_kind(name, said):
    assert romanised(name) == said


def test_no_chinese_character_is_left():
    assert romanised("望京开发街道").isascii()
