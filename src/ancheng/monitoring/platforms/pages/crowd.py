"""Crowds 大客流监测预警."""

from ancheng.monitoring.platforms.declare import PlatformPage

PAGE = PlatformPage(
    zh="大客流监测预警",
    en="Crowds",
    clause="二(四)12；二(四)14(6)",
    about_zh="人群密度与承载率两者取高；四级阈值为产品默认值，不是国家标准。",
    about_en="The higher of density and load counts; the four levels are product defaults, no standard.",
    sensor_kinds=("people_count", "crowd_density", "crowd_ratio"),
    warning_kinds=("crowd",),
    asset_kinds=("crowded_place", "large_event", "rail_station"),
    icon="users",
    order=51,
)
