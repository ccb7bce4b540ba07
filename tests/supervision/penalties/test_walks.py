"""No case leaves its table, and each change has exactly one audit row."""

from __future__ import annotations

import pytest

from ancheng.supervision.penalties.models import PenaltyCase, Transfer
from tests.supervision.penalties.makers import Desk
from tests.supervision.penalties.test_transfer import propose
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(8))
def test_no_penalty_case_leaves_its_table(seed):
    walk(PenaltyCase.every.get(pk=Desk().clue().pk), seed, steps=30)


@pytest.mark.parametrize("seed", range(4))
def test_no_transfer_leaves_its_table(seed):
    desk = Desk()
    transfer = propose(desk, desk.investigating())
    walk(Transfer.every.get(pk=transfer.pk), seed)
