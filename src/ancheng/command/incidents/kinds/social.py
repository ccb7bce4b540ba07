"""Social security incidents 社会安全事件."""

from ancheng.command.incidents.declare import IncidentClass, Kind

CLASS = IncidentClass(
    zh="社会安全事件",
    en="Social security",
    order=4,
    graded=False,
    criteria="突发事件应对法第三条的四级分级不适用于社会安全事件，不填等级。",
    borders=None,
    kinds={
        "crowd": Kind("人员聚集拥挤", "Crowd crush", "crowd", 300, ("拥挤", "踩踏", "聚集", "人流"), (("疏导人员", 20, "人"), ("救护车", 2, "台", "medical"))),
        "public_order": Kind("影响公共秩序事件", "Public order", "general", 300, ("秩序", "滞留"), (("疏导人员", 10, "人"),)),
    },
)  # fmt: skip
