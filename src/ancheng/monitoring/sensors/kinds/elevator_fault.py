"""Fault signal of an elevator (电梯故障)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import state

KIND = Kind(
    zh="电梯运行状态",
    en="Elevator state",
    platform=Platform.ELEVATOR,
    quantity="state",
    unit="状态",
    low=0.0,
    high=1.0,
    interval_s=60,
    silent_after_s=300,
    prefix="EF",
    sample=0.0,
    decimals=0,
    rules=(state("fault", "电梯故障", "Elevator fault", Degree.BLUE, 1, 60),),
    states={0: ("正常", "Running"), 1: ("故障", "Fault")},
)
