"""Call of trapped people in an elevator (电梯困人呼叫)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import state

KIND = Kind(
    zh="电梯困人呼叫",
    en="Trapped-person call",
    platform=Platform.ELEVATOR,
    quantity="state",
    unit="状态",
    low=0.0,
    high=1.0,
    interval_s=60,
    silent_after_s=300,
    prefix="ET",
    sample=0.0,
    decimals=0,
    rules=(state("trapped", "电梯困人", "People trapped", Degree.YELLOW, 1),),
    states={0: ("无", "None"), 1: ("困人", "Trapped")},
    about_zh="一经呼叫立即处置，不设持续时间。",
)
