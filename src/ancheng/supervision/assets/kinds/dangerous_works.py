"""Dangerous large works (危大工程)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, choice, day, fault, yesno

KIND = Kind(
    zh="危大工程",
    en="Dangerous works",
    group=Group.CONSTRUCTION,
    geometry=POINT,
    prefix="WD",
    department="区住房城乡建设委",
    about_zh="危险性较大的分部分项工程；超过一定规模的须专家论证。",
    attributes=(
        choice(
            "type",
            "类别",
            "Type",
            ("pit", "基坑工程", "Excavation"),
            ("formwork", "模板支撑", "Formwork"),
            ("lifting", "起重吊装", "Lifting"),
            ("scaffold", "脚手架", "Scaffold"),
            ("demolition", "拆除", "Demolition"),
            ("tunnelling", "暗挖", "Tunnelling"),
            ("other", "其他", "Other"),
            clause="住房城乡建设部令第37号",
            required=True,
        ),
        yesno("over_scale", "超过一定规模", "Over scale"),
        yesno("plan_reviewed", "专项施工方案已审查", "Plan reviewed"),
        day("plan_reviewed_on", "方案审查日期", "Plan reviewed on"),
        day("expert_argument_on", "专家论证日期", "Experts heard on"),
        day("starts_on", "计划开始日期", "Planned start"),
        day("finished_on", "完成日期", "Finished on"),
    ),
    signs=(fault("plan_reviewed", False),),
)
