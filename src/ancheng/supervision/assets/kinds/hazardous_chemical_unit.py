"""Hazardous-chemical unit (危险化学品单位)."""

from ancheng.supervision.assets.declare import (
    AREA,
    Group,
    Kind,
    attention,
    choice,
    day,
    fault,
    lapsed,
    text,
    whole,
    yesno,
)

KIND = Kind(
    zh="危险化学品单位", en="Hazardous-chemical unit", group=Group.INDUSTRY, geometry=AREA, prefix="WHP",
    department="区应急局",
    about_zh="生产、仓储经营、装卸、储存等企业；监控、预警和安全仪表系统的计算基础。",
    attributes=(
        choice("type", "企业类型", "Type", ("production", "生产", "Production"),
               ("warehouse_trading", "仓储经营", "Warehouse trading"), ("loading", "装卸", "Loading"),
               ("storage", "储存", "Storage"), ("use", "使用", "Use"), ("retail", "零售（加油加气）", "Retail"),
               ("paper_trading", "无储存经营", "Trading without storage"), required=True),
        yesno("licensed", "持有许可证", "Licensed"),
        day("licence_valid_to", "许可证有效期至", "Licence valid to"),
        yesno("major_hazard", "构成重大危险源", "Holds a major hazard", clause="GB 18218-2018"),
        yesno("video_system", "已装视频监控系统", "Video system installed"),
        yesno("safety_monitoring", "已装安全监控系统", "Safety monitoring installed"),
        yesno("must_connect", "应接入监测预警系统", "Must connect to the warning system"),
        yesno("warning_accepted", "监测预警系统已验收", "Warning system accepted"),
        yesno("warning_online", "监测预警系统在线", "Warning system online"),
        whole("sis_units_required", "应装安全仪表系统的装置数", "Production units needing SIS", "套"),
        whole("sis_units_fitted", "已装安全仪表系统的装置数", "Production units with SIS", "套"),
        whole("sis_storage_required", "应装安全仪表系统的储存设施数", "Storage needing SIS", "座"),
        whole("sis_storage_fitted", "已装安全仪表系统的储存设施数", "Storage with SIS", "座"),
        choice("standardisation", "标准化等级", "Standardisation grade", ("one", "一级", "Grade 1"),
               ("two", "二级", "Grade 2"), ("three", "三级", "Grade 3")),
        day("standardisation_valid_to", "标准化证书有效期至", "Standardisation valid to"),
        text("substances", "主要物质", "Substances"),
    ),
    signs=(
        fault("licensed", False), lapsed("licence_valid_to"), fault("warning_online", False),
        attention("video_system", False), attention("safety_monitoring", False), lapsed("standardisation_valid_to"),
    ),
)  # fmt: skip
