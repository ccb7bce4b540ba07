"""Position of a manhole cover (井盖状态)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import state

KIND = Kind(
    zh="井盖状态",
    en="Manhole cover",
    platform=Platform.UNDERGROUND,
    quantity="state",
    unit="状态",
    low=0.0,
    high=1.0,
    interval_s=3600,
    silent_after_s=14400,
    prefix="MC",
    sample=0.0,
    decimals=0,
    rules=(state("open", "井盖开启或移位", "Manhole cover open", Degree.BLUE, 1),),
    states={0: ("正常", "Closed"), 1: ("开启或移位", "Open or moved")},
)
