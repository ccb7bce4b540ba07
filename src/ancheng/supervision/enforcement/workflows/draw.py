"""How a draw is promised in public, made, and proved; one that is called off after the promise stays public."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.kernel.workflow.declare import State, Step, Workflow
from ancheng.supervision.enforcement import rules
from ancheng.supervision.enforcement.workflows.plan import within

WORKFLOW = Workflow(
    name="draw",
    label=_("双随机抽查"),
    start="draft",
    states=(
        State("draft", _("拟定中")),
        State("announced", _("方案已公布")),
        State("drawn", _("已抽取")),
        State("published", _("已公示"), end=True),
        State("cancelled", _("已取消"), end=True),
    ),
    steps=(
        Step(
            "announce",
            _("公布方案"),
            ("draft",),
            "announced",
            rules.DRAWERS,
            within=within(rules.ANNOUNCE_WITHIN),
        ),
        Step("draw", _("抽取"), ("announced",), "drawn", rules.DRAWERS, within=within(rules.DRAW_WITHIN)),
        Step(
            "publish",
            _("公示证明"),
            ("drawn",),
            "published",
            rules.DRAWERS,
            within=within(rules.DRAW_PUBLISH_WITHIN),
        ),
        Step("cancel", _("取消抽查"), ("draft", "announced"), "cancelled", rules.DRAWERS, why=True),
    ),
)
