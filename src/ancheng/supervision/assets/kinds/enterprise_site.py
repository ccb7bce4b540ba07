"""Site of an enterprise (企业生产经营场所)."""

from ancheng.supervision.assets.declare import (
    AREA,
    Group,
    Kind,
    choice,
    day,
    lapsed,
    number,
    text,
    whole,
    yesno,
)

KIND = Kind(
    zh="企业场所", en="Enterprise site", group=Group.INDUSTRY, geometry=AREA, prefix="QY",
    department="区应急局",
    about_zh="生产经营单位的场所；标准化、安责险、风险评估的计算基础。",
    attributes=(
        choice("industry", "行业领域", "Industry", ("transport", "交通", "Transport"),
               ("construction", "建筑施工", "Construction"), ("municipal", "市政", "Municipal"),
               ("commerce", "商务", "Commerce"), ("sport", "体育", "Sport"), ("culture", "文化旅游", "Culture and tourism"),
               ("greening", "园林绿化", "Parks"), ("industry", "工业", "Industry"),
               ("hazchem", "危险化学品", "Hazardous chemicals"), ("other", "其他", "Other"), required=True),
        yesno("high_risk", "属高危行业", "High-risk industry"),
        choice("standardisation", "标准化等级", "Standardisation grade", ("one", "一级", "Grade 1"),
               ("two", "二级", "Grade 2"), ("three", "三级", "Grade 3"), ("small", "小微达标", "Small enterprise")),
        day("standardisation_valid_to", "标准化证书有效期至", "Standardisation valid to"),
        text("insurance_policy", "安责险保单号", "Liability policy"),
        day("insurance_valid_to", "安责险有效期至", "Policy valid to"),
        day("risk_assessed_on", "风险评估日期", "Risk assessed on"),
        day("risk_assessment_valid_to", "风险评估有效期至", "Risk assessment valid to"),
        whole("staff", "从业人数", "Staff", "人"),
        number("floor_area_m2", "场所面积", "Floor area", "m²"),
    ),
    signs=(
        lapsed("risk_assessment_valid_to"), lapsed("standardisation_valid_to"), lapsed("insurance_valid_to"),
    ),
)  # fmt: skip
