"""High-consequence area of a pipeline (管道高后果区)."""

from ancheng.supervision.assets.declare import AREA, LINE, Group, Kind, choice, day, fault, text, yesno

KIND = Kind(
    zh="管道高后果区",
    en="High-consequence area",
    group=Group.INDUSTRY,
    geometry=AREA | LINE,
    prefix="GHG",
    department="区城管委",
    about_zh="人员密集场所高后果区应安装监测监控。",
    attributes=(
        choice(
            "level",
            "等级",
            "Level",
            ("one", "Ⅰ级", "I"),
            ("two", "Ⅱ级", "II"),
            ("three", "Ⅲ级", "III"),
            clause="GB 32167-2015",
        ),
        yesno("at_crowded_place", "途经人员密集场所", "At a crowded place"),
        yesno("monitoring_installed", "已装监测监控", "Monitoring installed"),
        yesno("monitoring_online", "监测监控在线", "Monitoring online"),
        day("identified_on", "识别日期", "Identified on"),
        text("pipeline", "所属管道", "Pipeline"),
    ),
    signs=(fault("monitoring_installed", False), fault("monitoring_online", False)),
)
