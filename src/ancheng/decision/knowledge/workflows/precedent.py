"""A case of the case base 案例: submitted → reviewed → published → superseded, as with knowledge."""

from django.utils.translation import gettext_lazy as _

from ancheng.decision.knowledge.workflows.item import STATES, STEPS
from ancheng.kernel.workflow.declare import Workflow

WORKFLOW = Workflow(
    name="knowledge_precedent", label=_("案例"), start="submitted", states=STATES, steps=STEPS
)
