"""Loading the demonstration district from an empty database; run again it changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.utils import timezone

from ancheng.base.errors import Conflict
from ancheng.config.demo import district, history, people, sources
from ancheng.kernel.copying import analyse
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.people.models import Membership, Person
from ancheng.kernel.workflow.holidays import seed_calendar

OBJECTS = 60_000
ENTERPRISES = 6_000
REPORTS = 3_000
ADOPTED_BEFORE = timedelta(days=75)


def load(plan: Path | None, echo: Callable[[str], None], *, objects: int = OBJECTS) -> None:
    """Load units, areas, people, objects, the plan and its history; refuse a database with other content."""
    if Person.objects.filter(demonstration=True).exists():
        echo("演示区已在库中，不再重复装载。")
        return
    if Unit.objects.exists():
        raise Conflict(
            "数据库中已有其他单位数据，演示区只能装入空库；请换一个数据库，或执行 make reset-demo。"
        )
    now = timezone.now()
    steps: list[tuple[str, Callable[[], object]]] = [
        ("工作日历", lambda: seed_calendar(at=now)),
        ("单位与区域", lambda: district.load(at=now - ADOPTED_BEFORE, enterprises=ENTERPRISES, echo=echo)),
        ("人员账号", lambda: people.load(at=now - ADOPTED_BEFORE)),
        ("对象档案", lambda: _past("supervision.assets", now, count=objects)),
        ("统计信息", _analyse),
        ("隐患排查治理", lambda: _past("supervision.dangers", now)),
        ("网格巡查", lambda: _past("supervision.grid", now)),
        ("风险评估与四色图", lambda: _past("supervision.risks", now)),
        ("实施方案", lambda: _plan(plan, now - ADOPTED_BEFORE + timedelta(days=1), now)),
        ("举报", lambda: _past("supervision.hotline", now, count=REPORTS)),
        ("生产安全事故", lambda: _past("supervision.accidents", now)),
        ("行政处罚", lambda: _past("supervision.penalties", now)),
        ("安全信用", lambda: _past("supervision.credit", now)),
        ("执法检查", lambda: _past("supervision.enforcement", now)),
        ("重大危险源", lambda: _past("supervision.hazards", now)),
        ("专项事项", lambda: _past("supervision.matters", now)),
        ("监测设备", lambda: _past("monitoring.sensors", now)),
        ("监测预警", lambda: _past("monitoring.warnings", now)),
        ("应急队伍和物资", lambda: _past("command.resources", now)),
        ("避难场所", lambda: _past("command.shelters", now)),
        ("值班", lambda: _past("command.duty", now)),
        ("预案", lambda: _past("command.contingency", now)),
        ("知识库、案例库和智库", lambda: _past("decision.knowledge", now)),
        ("模型测算", lambda: _past("decision.runs", now)),
        ("登记册", lambda: _past("administration.registers", now)),
        ("指标", lambda: _past("administration.indicators", now)),
        ("路网与调派", lambda: _past("command.dispatch", now)),
        ("突发事件", lambda: _past("command.incidents", now)),
        ("信息发布", lambda: _past("command.information", now)),
        ("应急演练", lambda: _past("command.drills", now)),
        ("应急准备能力评估", lambda: _past("command.preparedness", now)),
        ("考评自评", lambda: _past("administration.assessment", now)),
        ("简报和报送", lambda: _past("administration.steering", now)),
    ]
    for label, step in steps:
        started = time.monotonic()
        step()
        echo(f"{label}：{time.monotonic() - started:.1f} 秒")
    _analyse()


def _analyse() -> None:
    """What follows asks the registers that were just filled: the planner must know how large they are."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _past(app: str, now: datetime, **more: int) -> None:
    """The demonstration's history of one app: its `demonstration.load`."""
    import_module(f"ancheng.{app}.demonstration").load(at=now, **more)
    # All is one transaction: nobody but us tells the planner what the next step will find.
    analyse(*apps.get_app_config(app.rpartition(".")[2]).get_models())


def _plan(plan: Path | None, adopted_at: datetime, now: datetime) -> None:
    from ancheng.administration.programme.actions import adopt_document

    office = Membership.objects.select_related("unit", "person").get(person__username="office").asker()
    adopt_document(
        path=plan or sources.folder() / "plan_demo.txt", by=office, at=adopted_at, unknown="create"
    )
    history.load(adopted_at=adopted_at, now=now)
