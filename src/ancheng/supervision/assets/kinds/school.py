"""Primary or secondary school (中小学校)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, day, whole
from ancheng.supervision.assets.kinds._shared import CROSSING_FACILITIES

KIND = Kind(
    zh="中小学校",
    en="School",
    group=Group.CROWD,
    geometry=AREA,
    prefix="XX",
    department="区教委",
    about_zh="周边交通安全设施、安全教育和应急避险演练。",
    attributes=(
        choice(
            "level",
            "学段",
            "Level",
            ("primary", "小学", "Primary"),
            ("junior", "初中", "Junior secondary"),
            ("senior", "高中", "Senior secondary"),
            ("nine_year", "九年一贯制", "Nine-year"),
            ("full", "完全中学", "Complete secondary"),
            ("vocational", "职业学校", "Vocational"),
            required=True,
        ),
        whole("pupils", "学生数", "Pupils", "人", maximum=20000),
        *CROSSING_FACILITIES,
        day("safety_education_on", "最近安全教育日期", "Last safety education"),
        day("drill_on", "最近应急避险演练日期", "Last emergency drill"),
        whole("drills_this_year", "本年演练次数", "Drills this year", "次", maximum=400),
        whole("drills_required", "应演练次数", "Drills required", "次", maximum=400),
    ),
    signs=(attention("facilities_complete", False),),
)
