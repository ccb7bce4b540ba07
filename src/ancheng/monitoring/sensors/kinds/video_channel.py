"""Whether a video channel delivers a picture (视频通道)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import state

KIND = Kind(
    zh="视频通道状态",
    en="Video channel",
    platform=Platform.VIDEO,
    quantity="state",
    unit="状态",
    low=0.0,
    high=1.0,
    interval_s=60,
    silent_after_s=300,
    prefix="VC",
    sample=0.0,
    decimals=0,
    rules=(state("offline", "视频离线", "Video offline", Degree.BLUE, 1, 300),),
    states={0: ("在线", "Online"), 1: ("离线", "Offline")},
)
