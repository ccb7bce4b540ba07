"""The text of a report upward as the data tells it; a person reads and changes it before it is sent."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ancheng.command.incidents import queries
from ancheng.command.incidents.models import SUBJECT, Incident
from ancheng.command.incidents.rules import REPORTS, ReportSort, Sort
from ancheng.kernel.tasks.models import Task


def opening(incident: Incident, sort: ReportSort) -> str:
    """The first sentences of a report: which it is, when, where, what."""
    happened = f"{timezone.localtime(incident.happened_at):%Y年%m月%d日%H时%M分}"
    where = incident.address or (str(incident.subdistrict) if incident.subdistrict else "具体位置正在核实")
    mark = "【演练】" if incident.realm == "exercise" else ""
    return f"{mark}{REPORTS[sort]}：{incident.title}\n{happened}，{where}发生{incident.kind_label}。{incident.text}"


def draft(incident: Incident, sort: ReportSort, at: datetime) -> str:
    """The drafted text; what nobody knows is said to be unknown."""
    lines = [
        opening(incident, sort),
        f"初步判定等级：{incident.grade_label or '尚未判定'}。"
        f"截至{timezone.localtime(at):%m月%d日%H时%M分}，死亡（含失踪）{incident.deaths}人，受伤{incident.injured}人。",
    ]
    people = incident.exposed.get("people")
    places = "、".join(each["name"] for each in incident.exposed.get("places", [])[:5])
    counted = "人数尚未掌握" if people is None else f"约{people}人"
    lines.append(
        f"周边{incident.radius_m}米内常住人口{counted}" + (f"，敏感场所有{places}。" if places else "。")
    )
    if incident.level_label:
        lines.append(f"已启动{incident.level_label}应急响应。")
    tasks = list(
        Task.every.filter(source_type=SUBJECT, source_id=incident.pk).values_list("state", flat=True)
    )
    done = sum(each in ("done", "checked") for each in tasks)
    lines.append(f"已下达任务{len(tasks)}项，完成{done}项。")
    short = [
        f"{each.need.name}缺{each.tally.short}{each.need.unit}"
        for each in queries.needs(incident)
        if each.tally.short
    ]
    if short and incident.open:
        lines.append("目前缺口：" + "，".join(short) + "。")
    newest = incident.log.filter(sort=Sort.SITUATION).order_by("-seq").first()
    if newest:
        lines.append(f"最新现场情况：{newest.text}")
    lines.append("现场处置已结束。" if incident.closed_at else "后续情况将及时续报。")
    return "\n".join(lines)
