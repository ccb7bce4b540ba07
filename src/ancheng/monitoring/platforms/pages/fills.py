"""Waste-soil fills and slopes 渣土受纳场与边坡."""

from ancheng.monitoring.platforms.declare import PlatformPage

PAGE = PlatformPage(
    zh="渣土受纳场与边坡",
    en="Waste-soil fills and slopes",
    clause="二(四)14(5)；二(五)16",
    about_zh="表面位移、沉降和堆积体内水位；水位是首要信号。",
    about_en="Displacement, settlement and the water inside the fill; water comes first.",
    sensor_kinds=("displacement", "settlement", "pore_level", "tilt"),
    warning_kinds=("waste_soil", "geology"),
    asset_kinds=("waste_soil_site", "geological_spot"),
    icon="stack-2",
    order=56,
)
