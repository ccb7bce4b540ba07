"""Fire-alarm control unit (火灾报警主机)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import state

KIND = Kind(
    zh="火灾报警主机",
    en="Fire-alarm host",
    platform=Platform.FIRE,
    quantity="state",
    unit="状态",
    low=0.0,
    high=2.0,
    interval_s=60,
    silent_after_s=300,
    prefix="FH",
    sample=0.0,
    decimals=0,
    rules=(
        state("fault", "主机故障", "Host fault", Degree.BLUE, 1, 300),
        state("fire", "火警", "Fire alarm", Degree.YELLOW, 2),
    ),
    states={0: ("正常", "Normal"), 1: ("故障", "Fault"), 2: ("火警", "Fire")},
)
