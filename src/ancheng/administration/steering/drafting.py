"""What the system writes into a bulletin: sentences and tables from the figures of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from ancheng.administration.indicators.rules import Verdict
from ancheng.administration.programme.bulletin import bulletin_context
from ancheng.administration.steering.models import Bulletin
from ancheng.administration.steering.queries import Post
from ancheng.base.asker import Asker
from ancheng.kernel.tasks import queries as tasks

DEMANDS = (
    "请各责任单位对照时限加快推进，逾期任务于五个工作日内报送整改情况；未达标指标由牵头部门逐项立项整改。"
)
HEADINGS = ("总体进展", "任务推进", "指标与考评", "突发事件、预警和风险", "下步工作")
MOST_ROWS = 40


def write(bulletin: Bulletin, post: Post, by: Asker, at: datetime) -> None:
    """Fill text and tables of a draft; nothing is saved."""
    texts = (_overall(post), _tasks(bulletin, post, by), _indicators(post), _events(post), DEMANDS)
    bulletin.sections = [
        {"heading": heading, "text": text} for heading, text in zip(HEADINGS, texts, strict=True)
    ]
    bulletin.tables = _tables(post, by, at)


def _overall(post: Post) -> str:
    now = [each.phase.title for each in post.stages if each.state == "now"]
    stage = f"当前处于{'、'.join(f'“{each}”' for each in now)}。" if now else ""
    name = f"《{post.programme.title}》" if post.programme else "平台"
    tally = post.tasks
    share = f"，办结率{tally.done_percent}%" if tally.done_percent is not None else ""
    return (
        f"{stage}截至起草时，{name}及日常交办任务共{tally.total}项，已办结{tally.done}项{share}，"
        f"推进中{tally.open}项，其中逾期{tally.late}项。"
    )


def _tasks(bulletin: Bulletin, post: Post, by: Asker) -> str:
    zone = timezone.get_current_timezone()
    begin = datetime.combine(bulletin.starts_on, time.min, zone)
    end = datetime.combine(bulletin.ends_on, time.max, zone)
    done = tasks.visible(by).filter(state="done", state_since__range=(begin, end)).count()
    late = "、".join(f"{each.unit}（{each.late}项）" for each in post.late[:5])
    return f"本期办结任务{done}项。" + (f"逾期较多的单位：{late}。" if late else "目前没有逾期任务。")


def _indicators(post: Post) -> str:
    if post.month is None or not post.cells:
        text = "指标尚未计算。"
    else:
        text = (
            f"{post.month:%Y年%m月}全区指标达标{post.passed}项、未达标{post.failed}项、无数据{post.no_data}项"
            "（无数据不按零计）。"
        )
    if post.scores is None:
        return text + "本期没有考评结果。"
    found = post.scores
    mean = f"，平均{found.mean}分" if found.mean is not None else ""
    return text + f"{found.month:%Y年%m月}考评{found.units}个单位，已有得分{found.scored}个{mean}。"


def _events(post: Post) -> str:
    return (
        f"处置中的突发事件{post.incidents.open}起，报告超时{post.incidents.report_late}起；"
        f"生效中的预警{post.warnings.issued}条，其中红色{post.warnings.red}条、橙色{post.warnings.orange}条；"
        f"重大（红色）风险{post.risks.red}项，较大（橙色）风险{post.risks.orange}项。"
    )


def _tables(post: Post, by: Asker, at: datetime) -> dict[str, Any]:
    late = bulletin_context(post.programme, "", by, at)["late_tasks"] if post.programme else []
    late = sorted(late, key=lambda each: -each["days"])
    missed = [
        {
            "name": each.indicator.zh,
            "value": f"{each.text}{each.indicator.unit}",
            "target": each.target or "—",
            "owner": _first(each.indicator.responsible),
        }
        for each in post.cells
        if each.verdict == Verdict.FAILED
    ]
    return {"late_tasks": late[:MOST_ROWS], "late_total": len(late), "missed": missed}


def _first(names: Sequence[str], at_most: int = 3) -> str:
    """The first units, and that there are more."""
    return "、".join(names[:at_most]) + ("等" if len(names) > at_most else "")
