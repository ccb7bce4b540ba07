"""Underground telecom duct segment (通信管线)."""

from ancheng.supervision.assets.declare import STRETCH, Group, Kind, whole
from ancheng.supervision.assets.kinds._shared import PIPE, PIPE_SIGNS

KIND = Kind(
    zh="通信管线",
    en="Telecom duct",
    group=Group.MUNICIPAL,
    geometry=STRETCH,
    prefix="TXG",
    department="区科技和信息化局",
    about_zh="地下管线普查的管段；隐患按计划整改。",
    attributes=(
        whole("ducts", "管孔数", "Ducts", "孔", maximum=200),
        *PIPE,
    ),
    signs=PIPE_SIGNS,
)
