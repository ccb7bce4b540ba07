"""Road section (道路)."""

from ancheng.supervision.assets.declare import (
    STRETCH,
    Group,
    Kind,
    attention,
    choice,
    day,
    fault,
    number,
    whole,
    yesno,
)

KIND = Kind(
    zh="道路",
    en="Road section",
    group=Group.TRANSPORT,
    geometry=STRETCH,
    prefix="DL",
    department="区交通委",
    about_zh="综合管廊建设率、配建率的道路长度，六车道以上道路的隔离设施。",
    attributes=(
        whole("lanes", "双向车道数", "Lanes, both directions", "条", maximum=24),
        yesno("divider", "已设隔离设施", "Divider present", clause="实施方案 二(二)5"),
        number("length_m", "长度", "Length", "m", maximum=200000),
        yesno("new_area", "新区新建道路", "New road in a new area", clause="实施方案 重点工程二"),
        yesno("built_up_area", "位于城市建成区", "In the built-up area"),
        choice(
            "grade",
            "道路等级",
            "Class",
            ("expressway", "快速路", "Expressway"),
            ("arterial", "主干路", "Arterial"),
            ("secondary", "次干路", "Secondary"),
            ("branch", "支路", "Branch"),
            ("country", "乡村公路", "Country road"),
        ),
        day("opened_on", "通车日期", "Opened on"),
        choice(
            "surface",
            "路面状况",
            "Surface",
            ("sound", "完好", "Sound"),
            ("worn", "破损", "Worn"),
            ("sinking", "有沉陷", "Sinking"),
        ),
        day("hazard_rectify_by", "隐患计划整改日期", "Hazard to be rectified by"),
        day("hazard_rectified_on", "隐患整改完成日期", "Hazard rectified on"),
    ),
    signs=(fault("surface", "sinking"), attention("surface", "worn")),
)
