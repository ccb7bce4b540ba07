"""Methane or city gas as a share of its lower explosive limit (可燃气体); 5 %VOL is 100 %LEL."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform, rule
from ancheng.monitoring.sensors.kinds._shared import GAS_CITY, LEL_PETROCHEMICAL
from ancheng.science.signals.declare import Level

KIND = Kind(
    zh="可燃气体浓度",
    en="Combustible gas",
    platform=Platform.GAS,
    quantity="explosive share",
    unit="%LEL",
    low=0.0,
    high=100.0,
    interval_s=30,
    silent_after_s=180,
    prefix="GM",
    sample=1.2,
    rules=(
        rule(
            "first",
            "一级报警（20% LEL）",
            "Level 1 (20 % LEL)",
            Degree.YELLOW,
            Level(above=20.0, clear_margin=2.0),
            source=GAS_CITY[0],
            clause="报警设定值不大于爆炸下限的20%",
            since=GAS_CITY[1],
        ),
        rule(
            "second",
            "二级报警（50% LEL）：撤离、切断、通知消防",
            "Level 2 (50 % LEL): evacuate, shut off, call the fire service",
            Degree.ORANGE,
            Level(above=50.0, clear_margin=5.0),
            source=LEL_PETROCHEMICAL[0],
            clause="第5.5.2条",
            since=LEL_PETROCHEMICAL[1],
        ),
    ),
    about_zh="甲烷爆炸下限 5%VOL；1% VOL 即 20% LEL。",
)
