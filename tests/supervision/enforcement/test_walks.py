"""However people act, no case of enforcement leaves its table and each change has exactly one audit row."""

import pytest

from ancheng.supervision.enforcement.models import Draw, Inspection, Plan
from tests.factories import NOW
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db


def prepare(case, verb):
    """The database demands a promise before a draw, and a moment for what is published."""
    if isinstance(case, Draw):
        Draw.every.filter(pk=case.pk).update(announced_at=NOW, commitment="a" * 64, library_sha256="b" * 64)
    if isinstance(case, Inspection):
        Inspection.every.filter(pk=case.pk).update(published_at=NOW)


@pytest.mark.parametrize("seed", range(6))
def test_an_inspection_stays_in_its_table(scene, seed):
    walk(Inspection.every.get(pk=scene.inspection().pk), seed, prepare=prepare)


@pytest.mark.parametrize("seed", range(6))
def test_a_draw_stays_in_its_table(scene, seed):
    walk(Draw.every.get(pk=scene.draw().pk), seed, prepare=prepare)


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_stays_in_its_table(scene, seed):
    from ancheng.supervision.enforcement.library_actions import draft_plan

    plan = draft_plan(year=2027, title="2027年度计划", text="", by=scene.office, at=NOW)
    walk(Plan.every.get(pk=plan.pk), seed, prepare=prepare)
