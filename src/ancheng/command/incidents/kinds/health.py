"""Public health incidents 公共卫生事件."""

from ancheng.command.incidents.declare import IncidentClass, Kind

CLASS = IncidentClass(
    zh="公共卫生事件",
    en="Public health",
    order=3,
    graded=True,
    criteria="由卫生健康部门按病种、病例数和扩散情况认定，平台不自动判定（未核对）。",
    borders=None,
    kinds={
        "epidemic": Kind("传染病疫情", "Epidemic", "health", 500, ("疫情", "传染"), (("流调消杀队伍", 1, "支"),)),
        "food": Kind("食物中毒", "Food poisoning", "health", 200, ("食物中毒", "呕吐", "腹泻"), (("救护车", 2, "台", "medical"),)),
        "animal": Kind("动物疫情", "Animal disease", "health", 1000, ("禽流感", "动物疫"), (("消杀队伍", 1, "支"),)),
    },
)  # fmt: skip
