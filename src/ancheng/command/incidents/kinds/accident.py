"""Accident disasters 事故灾难."""

from datetime import date

from ancheng.base.editions import Edition, Editions
from ancheng.command.incidents.declare import Border, Grade, IncidentClass, Kind

CLASS = IncidentClass(
    zh="事故灾难",
    en="Accidents",
    order=2,
    graded=True,
    criteria="按死亡、重伤人数和直接经济损失取最高一级；“以上”含本数。",
    borders=Editions(
        "事故灾难分级",
        [
            Edition(
                (
                    Border(Grade.EXTREME, 30, 100, 100_000_000),
                    Border(Grade.MAJOR, 10, 50, 50_000_000),
                    Border(Grade.LARGER, 3, 10, 10_000_000),
                ),
                "第三条",
                "生产安全事故报告和调查处理条例（国务院令第493号）",
                date(2007, 6, 1),
                None,
                True,
            )
        ],
    ),
    kinds={
        "fire": Kind("火灾", "Fire", "fire", 300, ("着火", "起火", "火灾", "冒烟", "火情"), (("消防救援力量", 2, "队", "fire"), ("救护车", 1, "台", "medical"))),
        "gas": Kind("燃气泄漏", "Gas leak", "gas", 500, ("燃气", "煤气", "天然气"), (("燃气抢修队伍", 1, "支", "gas"), ("消防救援力量", 1, "队", "fire"), ("警戒人员", 8, "人"))),
        "chemical": Kind("危险化学品事故", "Dangerous chemicals", "chemical", 1000, ("危化", "化学品", "泄漏", "氨"), (("危化救援队伍", 1, "支", "hazmat"), ("洗消车辆", 1, "台"))),
        "collapse": Kind("建筑坍塌", "Collapse", "collapse", 200, ("坍塌", "倒塌", "垮塌"), (("综合救援队伍", 1, "支", "rescue"), ("救护车", 2, "台", "medical"))),
        "elevator": Kind("电梯困人", "People in an elevator", "elevator", 100, ("电梯", "困人"), (("电梯维保人员", 2, "人"),)),
        "pipe": Kind("管线断裂", "Burst pipe", "outage", 300, ("爆管", "跑水", "管线", "断裂"), (("管线抢修队伍", 1, "支"),)),
        "outage": Kind("停水停电停热", "Outage", "outage", 800, ("停电", "停水", "停热", "停暖"), (("应急发电车", 1, "台", "power"),)),
        "traffic": Kind("道路交通事故", "Road accident", "general", 200, ("撞车", "车祸", "追尾"), (("清障车", 1, "台"), ("救护车", 1, "台", "medical"))),
        "work": Kind("生产安全事故", "Accident at work", "general", 200, ("坠落", "触电", "中毒窒息", "有限空间"), (("综合救援队伍", 1, "支", "rescue"), ("救护车", 1, "台", "medical"))),
    },
)  # fmt: skip
