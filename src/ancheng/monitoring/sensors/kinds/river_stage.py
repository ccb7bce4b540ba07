"""Stage of a river above the station's datum (河道水位)."""

from ancheng.monitoring.sensors.declare import Kind, Platform

KIND = Kind(
    zh="河道水位",
    en="River stage",
    platform=Platform.WATER,
    quantity="length",
    unit="m",
    low=-5.0,
    high=60.0,
    interval_s=300,
    silent_after_s=1200,
    prefix="RS",
    sample=2.15,
    decimals=2,
    about_zh="警戒水位、保证水位因站而异，须按站设置规则。",
)
