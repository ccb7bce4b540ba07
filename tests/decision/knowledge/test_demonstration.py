"""The demonstration's knowledge: marked as made up, published, found."""

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.decision.knowledge import demonstration, queries
from ancheng.decision.knowledge.models import Adoption, Expert, Item, Precedent
from tests.factories import NOW, make_enterprise, make_office

pytestmark = pytest.mark.django_db


def test_the_demonstration_is_marked_and_found():
    make_office()
    make_enterprise()
    demonstration.load(at=NOW)
    for kind in (Item, Precedent, Expert, Adoption):
        assert kind.objects.exists()
        assert not kind.objects.filter(synthetic=False).exists()
    assert not Item.objects.filter(verified=True).exists()
    assert queries.searched(queries.items(PLATFORM), "重大危险源").exists()
