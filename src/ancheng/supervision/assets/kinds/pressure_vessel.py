"""Pressure vessel or boiler (压力容器、锅炉)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, choice, number, text
from ancheng.supervision.assets.kinds._shared import SPECIAL_EQUIPMENT, SPECIAL_EQUIPMENT_SIGNS

KIND = Kind(
    zh="压力容器与锅炉",
    en="Pressure vessel or boiler",
    group=Group.EQUIPMENT,
    geometry=POINT,
    prefix="YR",
    department="区市场监管局",
    about_zh="特种设备目录内的固定式压力容器和锅炉。",
    attributes=(
        *SPECIAL_EQUIPMENT,
        choice(
            "form",
            "品种",
            "Form",
            ("vessel", "压力容器", "Pressure vessel"),
            ("boiler", "锅炉", "Boiler"),
            ("pipe", "压力管道", "Pressure piping"),
        ),
        text("medium", "介质", "Medium"),
        number("pressure_mpa", "最高工作压力", "Working pressure", "MPa", maximum=100),
        number("volume_m3", "容积", "Volume", "m³"),
    ),
    signs=SPECIAL_EQUIPMENT_SIGNS,
)
