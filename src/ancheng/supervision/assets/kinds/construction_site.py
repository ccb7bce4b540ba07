"""Construction site or project (建设工程)."""

from ancheng.supervision.assets.declare import (
    AREA,
    Group,
    Kind,
    attention,
    choice,
    day,
    fault,
    number,
    text,
    yesno,
)

KIND = Kind(
    zh="建设工程",
    en="Construction site",
    group=Group.CONSTRUCTION,
    geometry=AREA,
    prefix="GD",
    department="区住房城乡建设委",
    about_zh="在建和已验收的房屋、市政、交通、水务工程。",
    attributes=(
        choice(
            "type",
            "工程类别",
            "Type",
            ("building", "房屋建筑", "Building"),
            ("municipal", "市政基础设施", "Municipal"),
            ("transport", "交通", "Transport"),
            ("water", "水务", "Water"),
            ("other", "其他", "Other"),
        ),
        day("started_on", "开工日期", "Started on"),
        day("accepted_on", "竣工验收日期", "Accepted on"),
        yesno("monitoring_installed", "已装安全监控系统", "Safety monitoring installed"),
        yesno("permit_required", "应办施工许可", "Permit required"),
        text("permit_no", "施工许可证号", "Permit number"),
        day("permit_on", "许可日期", "Permitted on"),
        yesno("pre_evaluation_required", "应做实施前安全评估", "Evaluation required before start"),
        day("pre_evaluation_on", "安全评估论证日期", "Evaluated on"),
        yesno("seismic_compliant", "达到抗震设防要求", "Seismic requirement met"),
        yesno(
            "crowded_place_works", "属学校、医院等人员密集场所工程", "School, hospital or other crowded place"
        ),
        yesno("above_local_seismic", "高于当地设防要求设计", "Designed above the local requirement"),
        yesno(
            "pipes_checked",
            "动土前已查明地下管线",
            "Pipes traced before digging",
            clause="城镇燃气管理条例（国务院令第583号）第三十七条（未核对）",
        ),
        number("floor_area_m2", "建筑面积", "Floor area", "m²"),
    ),
    signs=(attention("monitoring_installed", False), fault("seismic_compliant", False)),
)
