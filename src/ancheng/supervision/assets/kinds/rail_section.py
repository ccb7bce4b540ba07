"""Railway-side control section (铁路沿线管控段)."""

from ancheng.supervision.assets.declare import STRETCH, Group, Kind, choice, day, fault, number, text

KIND = Kind(
    zh="铁路沿线管控段",
    en="Rail-side section",
    group=Group.TRANSPORT,
    geometry=STRETCH,
    prefix="TLD",
    department="区交通委",
    about_zh="铁路外部环境安全管控合格率。",
    attributes=(
        number("length_m", "长度", "Length", "m"),
        choice(
            "check_result",
            "检查结论",
            "Check result",
            ("passed", "合格", "Passed"),
            ("failed", "不合格", "Failed"),
        ),
        day("checked_on", "检查日期", "Checked on"),
        text("problems", "主要问题", "Problems"),
    ),
    signs=(fault("check_result", "failed"),),
)
