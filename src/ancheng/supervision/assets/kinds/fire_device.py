"""Fire communication device (消防通信设施)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, choice, day
from ancheng.supervision.assets.kinds._shared import INTACT, INTACT_SIGNS

KIND = Kind(
    zh="消防通信设施",
    en="Fire communication device",
    group=Group.FIRE,
    geometry=POINT,
    prefix="XTX",
    department="朝阳消防救援支队",
    about_zh="消防通信指挥设施；完好率见实施方案二(二)7。",
    attributes=(
        choice(
            "type",
            "设施类型",
            "Type",
            ("base_station", "无线基站", "Base station"),
            ("dispatch_desk", "接处警席位", "Dispatch desk"),
            ("satellite", "卫星通信设备", "Satellite equipment"),
            ("vehicle_terminal", "车载终端", "Vehicle terminal"),
            ("line", "有线专线", "Leased line"),
            ("other", "其他", "Other"),
        ),
        INTACT,
        day("checked_on", "最近检测日期", "Last checked"),
    ),
    signs=INTACT_SIGNS,
)
