"""Natural disasters 自然灾害."""

from datetime import date

from ancheng.base.editions import Edition, Editions
from ancheng.command.incidents.declare import Border, Grade, IncidentClass, Kind

CLASS = IncidentClass(
    zh="自然灾害",
    en="Natural disasters",
    order=1,
    graded=True,
    criteria="按死亡（含失踪）人数判定；影响范围、转移人数等其他标准由指挥员研判。",
    borders=Editions(
        "自然灾害分级",
        [
            Edition(
                (Border(Grade.EXTREME, 30), Border(Grade.MAJOR, 10), Border(Grade.LARGER, 3)),
                "自然灾害类",
                "特别重大、重大突发公共事件分级标准（试行）",
                date(2006, 1, 1),
            )
        ],
    ),
    kinds={
        "flood": Kind("暴雨内涝", "Rain and flooding", "flood", 800, ("积水", "内涝", "暴雨", "水深"), (("移动排水泵车", 2, "台"), ("排水抢险队伍", 2, "支", "flood"))),
        "snow": Kind("雪天和低温", "Snow and frost", "snow", 1000, ("积雪", "结冰", "道路冰"), (("铲冰除雪车辆", 3, "台"),)),
        "quake": Kind("地震", "Earthquake", "quake", 3000, ("地震", "震感"), (("综合救援队伍", 3, "支", "rescue"),)),
        "geology": Kind("地质灾害", "Landslide and subsidence", "general", 500, ("塌陷", "滑坡", "地面沉降"), (("警戒人员", 6, "人"),)),
        "wind": Kind("大风", "Strong wind", "general", 800, ("大风", "树木倒", "广告牌"), (("园林抢险队伍", 1, "支"),)),
    },
)  # fmt: skip
