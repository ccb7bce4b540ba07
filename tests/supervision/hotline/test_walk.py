"""Whatever is tried, a report and a reward stay within their tables, one audit row for each change."""

import pytest

from ancheng.base.roles import Role
from ancheng.supervision.hotline import actions, rewards
from tests.factories import NOW, asker
from tests.supervision.hotline.makers import make_report
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(12))
def test_no_report_leaves_its_table(seed):
    report, _ = make_report()
    walk(report, seed)


@pytest.mark.parametrize("seed", range(4))
def test_no_reward_leaves_its_table(seed):
    report, _ = make_report()
    by = asker(Role.DEPARTMENT, report.owner_unit)
    actions.accept(report=report, by=by, at=NOW)
    actions.verify(report=report, verdict="true", result="现场核查，问题属实。", by=by, at=NOW)
    walk(rewards.propose(report=report, amount_yuan=3000, basis="罚〔2026〕8号", by=by, at=NOW), seed)
