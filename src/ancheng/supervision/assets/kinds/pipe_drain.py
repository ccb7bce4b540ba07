"""Underground drain pipe segment (排水管段)."""

from ancheng.supervision.assets.declare import STRETCH, Group, Kind, choice
from ancheng.supervision.assets.kinds._shared import PIPE, PIPE_SIGNS

KIND = Kind(
    zh="排水管段",
    en="Drain pipe",
    group=Group.MUNICIPAL,
    geometry=STRETCH,
    prefix="PSG",
    department="区水务局",
    about_zh="地下管线普查的管段；隐患按计划整改。",
    attributes=(
        choice(
            "carries",
            "输送",
            "Carries",
            ("rain", "雨水", "Rain water"),
            ("sewage", "污水", "Sewage"),
            ("combined", "雨污合流", "Combined"),
            ("reclaimed", "再生水", "Reclaimed water"),
        ),
        *PIPE,
    ),
    signs=PIPE_SIGNS,
)
