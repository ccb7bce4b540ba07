"""Supply at a feeder or meter (停电)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import state

KIND = Kind(
    zh="供电状态",
    en="Power supply",
    platform=Platform.LIFELINE,
    quantity="state",
    unit="状态",
    low=0.0,
    high=1.0,
    interval_s=60,
    silent_after_s=300,
    prefix="PO",
    sample=0.0,
    decimals=0,
    rules=(state("outage", "停电", "Power outage", Degree.BLUE, 1, 180),),
    states={0: ("有电", "Live"), 1: ("停电", "Out")},
)
