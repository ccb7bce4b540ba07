"""Public screen or advertising site (公共电子屏)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, attention, choice, day, yesno

KIND = Kind(
    zh="公共电子屏",
    en="Public screen",
    group=Group.GENERAL,
    geometry=POINT,
    prefix="DZP",
    department="区融媒体中心",
    about_zh="汽车站、火车站、大型广场等公共场所的电子屏和公益广告位。",
    attributes=(
        choice(
            "place",
            "场所",
            "Place",
            ("coach_station", "汽车站", "Coach station"),
            ("rail_station", "火车站", "Railway station"),
            ("square", "大型广场", "Large square"),
            ("other", "其他", "Other"),
        ),
        choice("form", "形式", "Form", ("screen", "电子屏", "Screen"), ("poster", "公益广告位", "Poster")),
        yesno("safety_content", "有安全教育内容", "Carries safety content"),
        day("safety_content_on", "最近播放日期", "Last carried on"),
    ),
    signs=(attention("safety_content", False),),
)
