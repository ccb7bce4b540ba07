"""Road tunnel or underpass (隧道、下穿通道)."""

from ancheng.supervision.assets.declare import (
    STRETCH,
    Group,
    Kind,
    attention,
    choice,
    day,
    fault,
    number,
    yesno,
)

KIND = Kind(
    zh="隧道与下穿通道",
    en="Tunnel or underpass",
    group=Group.TRANSPORT,
    geometry=STRETCH,
    prefix="SD",
    department="区交通委",
    about_zh="道路隧道、下穿桥区；道路交通安全隐患点段按计划整改。",
    attributes=(
        choice("form", "类型", "Form", ("tunnel", "隧道", "Tunnel"), ("underpass", "下穿通道", "Underpass")),
        number("length_m", "长度", "Length", "m", maximum=50000),
        number("clearance_m", "净高", "Clearance", "m", maximum=15),
        yesno("pumping", "有强排设施", "Pumping station"),
        yesno("water_gauge", "有积水监测", "Water gauge"),
        choice(
            "structure",
            "结构状况",
            "Structure",
            ("sound", "完好", "Sound"),
            ("worn", "有缺损", "Worn"),
            ("dangerous", "危险", "Dangerous"),
        ),
        day("inspected_on", "最近检测日期", "Last inspected"),
        day("hazard_rectify_by", "隐患计划整改日期", "Hazard to be rectified by"),
        day("hazard_rectified_on", "隐患整改完成日期", "Hazard rectified on"),
    ),
    signs=(fault("structure", "dangerous"), attention("structure", "worn")),
)
