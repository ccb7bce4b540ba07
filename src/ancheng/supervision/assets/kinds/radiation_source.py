"""Radiation source (辐射源)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, attention, choice, day, lapsed, text, yesno

KIND = Kind(
    zh="辐射源",
    en="Radiation source",
    group=Group.INDUSTRY,
    geometry=POINT,
    prefix="FSY",
    department="区生态环境局",
    about_zh="放射源和射线装置。",
    attributes=(
        choice(
            "category",
            "类别",
            "Category",
            ("one", "Ⅰ类", "I"),
            ("two", "Ⅱ类", "II"),
            ("three", "Ⅲ类", "III"),
            ("four", "Ⅳ类", "IV"),
            ("five", "Ⅴ类", "V"),
            ("device", "射线装置", "Device"),
        ),
        text("nuclide", "核素", "Nuclide"),
        day("licence_valid_to", "辐射安全许可证有效期至", "Licence valid to"),
        yesno("monitored", "已在线监控", "Monitored online"),
        day("checked_on", "最近检查日期", "Last checked"),
    ),
    signs=(lapsed("licence_valid_to"), attention("monitored", False)),
)
