"""Crowded place (人员密集场所)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, choice, day, fault, number, whole, yesno

KIND = Kind(
    zh="人员密集场所",
    en="Crowded place",
    group=Group.CROWD,
    geometry=AREA,
    prefix="RM",
    department="朝阳消防救援支队",
    about_zh="重点区域监控覆盖率，安全出口、疏散通道和消防系统达标率。",
    attributes=(
        choice(
            "venue",
            "场所类别",
            "Venue",
            ("hub", "交通枢纽", "Transport hub"),
            ("scenic", "旅游景点", "Scenic spot"),
            ("retail", "商业零售", "Retail"),
            ("culture", "文化娱乐", "Culture and entertainment"),
            ("sport", "体育运动馆", "Sport hall"),
            ("park", "公园", "Park"),
            ("hospital", "医院", "Hospital"),
            ("hotel", "宾馆饭店", "Hotel"),
            ("care", "养老机构", "Care home"),
            ("other", "其他", "Other"),
        ),
        whole("capacity", "核定人数", "Capacity", "人"),
        whole("key_areas", "重点区域数", "Key areas", "处"),
        whole("key_areas_monitored", "已监控重点区域数", "Key areas monitored", "处"),
        yesno("safety_exit_passed", "安全出口达标", "Exits pass"),
        yesno("passage_passed", "疏散通道达标", "Passages pass"),
        yesno("fire_alarm_passed", "火灾报警等消防系统达标", "Fire systems pass"),
        day("checked_on", "最近检查日期", "Last checked"),
        number("floor_area_m2", "建筑面积", "Floor area", "m²"),
    ),
    signs=(
        fault("safety_exit_passed", False),
        fault("passage_passed", False),
        fault("fire_alarm_passed", False),
    ),
)
