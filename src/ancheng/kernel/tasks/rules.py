"""What a work plan and a progress report must contain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ancheng.base.errors import Refusal


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A milestone as it is written into a work plan."""

    title: str
    due_on: date


def check_plan(text: str, milestones: Sequence[PlannedStep], *, ends_on: date | None) -> None:
    """Refuse a plan without words, without a milestone, or with a milestone after the task's end."""
    if len(text.strip()) < 10:
        raise Refusal("请写明工作计划（不少于10个字）。")
    if not milestones:
        raise Refusal("工作计划至少要有一个时间节点。")
    for each in milestones:
        if not each.title.strip():
            raise Refusal("每个时间节点都要写明内容。")
        if ends_on and each.due_on > ends_on:
            raise Refusal(f"节点“{each.title}”的时间晚于任务完成时限 {ends_on:%Y-%m-%d}，请调整。")


def check_report(text: str, progress: int, *, before: int) -> None:
    """Refuse a report without words, a progress outside 0 to 100, or one that falls back in silence."""
    if not text.strip():
        raise Refusal("请填写进展情况。")
    if not 0 <= progress <= 100:
        raise Refusal("进度应为 0 至 100 的整数。")
    if progress < before and len(text.strip()) < 10:
        raise Refusal(f"进度由 {before}% 调低为 {progress}%，请说明原因（不少于10个字）。")
