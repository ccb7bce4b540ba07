"""The demonstration of command is the same every time and holds the rules that it shows."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import transaction
from django.db.models import Sum

from ancheng.base.roles import Role
from ancheng.command.contingency import demonstration as contingency
from ancheng.command.contingency import queries as plans
from ancheng.command.contingency.models import Plan, Version
from ancheng.command.dispatch import demonstration as dispatch
from ancheng.command.dispatch.models import Closure, Crew, Level, Mission, Rescue, RoadNet, Turnout
from ancheng.command.duty import demonstration as duty
from ancheng.command.duty.models import Desk, Shift
from ancheng.command.resources import demonstration as resources
from ancheng.command.resources.models import Allocation, Batch, CallOrder, MutualAid, Team, Warehouse
from ancheng.command.shelters import demonstration as shelters
from ancheng.command.shelters.models import Guest, Opening, Shelter
from ancheng.kernel.audit.actions import seal_now
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.kernel.workflow.models import Clock
from tests.command.shelters.makers import ALL_ZONES
from tests.factories import NOW, make_enterprise, make_person, make_unit
from tests.supervision.assets.register import at, make_asset
from tests.supervision.hotline.makers import make_bureau

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    bureau = make_bureau()
    for _ in range(3):
        make_person(Role.DUTY, bureau)
    for number in range(3):
        street = make_unit(f"街道{number}", UnitKind.SUBDISTRICT)
        make_person(Role.SUBDISTRICT, street)
        for part in range(2):
            west = 116.3 + number / 10 + part / 50
            unit = make_unit(f"社区{number}{part}", UnitKind.COMMUNITY, street)
            area = MultiPolygon(Polygon.from_bbox((west, 39.9, west + 0.01, 39.91)), srid=4326)
            Boundary.objects.create(unit=unit, kind="community", area=area, schematic=True, source="测试")
        make_asset(
            street, kind="shelter", geometry=at((116.3 + number / 10, 39.9)), outside_accepted=True,
            attributes={"usable_area_m2": 500, **ALL_ZONES},
        )  # fmt: skip
        for _ in range(3):
            make_enterprise(street)


def clocks_agree(kind):
    for case in kind.objects.all():
        running = list(Clock.objects.of(case).filter(stopped_at=None))
        assert [each.due_at for each in running] == ([case.due_at] if case.due_at else [])
        assert case.synthetic


def test_all_is_loaded_with_a_whole_chain_cards_that_add_up_and_clocks_that_agree(district):
    assert resources.load(at=NOW) == 300
    assert shelters.load(at=NOW) == 3
    assert duty.load(at=NOW) > 0
    assert contingency.load(at=NOW) > 0
    seal_now()
    assert verify().whole
    for kind in (CallOrder, MutualAid, Opening, Plan):
        clocks_agree(kind)
    assert set(Counter(Team.objects.values_list("kind", flat=True))) == {
        "comprehensive", "professional", "expert", "volunteer", "social",
    }  # fmt: skip
    assert Warehouse.objects.count() == 40
    for batch in Batch.objects.annotate(moved=Sum("movements__quantity")):
        assert batch.moved == batch.quantity >= 0
    for each in Allocation.objects.exclude(used=None):
        assert each.used + each.returned <= each.received <= each.sent


def test_the_roster_covers_sixty_days_and_leaves_a_gap_to_be_seen(district):
    duty.load(at=NOW)
    desk = Desk.objects.order_by("pk").first()
    spans = list(desk.shifts.order_by("starts_at"))
    assert len(spans) == 60
    assert all(former.ends_at == later.starts_at for former, later in pairwise(spans))
    assert Shift.objects.filter(assignments=None).count() <= 4


def test_each_plan_has_a_version_and_those_in_force_lack_nothing(district):
    contingency.load(at=NOW)
    assert Version.objects.count() == Plan.objects.count()
    for plan in Plan.objects.select_related("current", "draft"):
        assert plan.draft.plan_id == plan.pk
        if plan.state == "valid":
            assert plan.current_id == plan.draft_id
            assert plan.draft.frozen_at is not None
    held = Plan.objects.filter(tier="subdistrict").first()
    assert plans.gaps(held) == []


def test_names_in_the_demonstration_are_not_older_than_they_may_be(district):
    resources.load(at=NOW)
    shelters.load(at=NOW)
    assert not Guest.objects.filter(came_at__lt=NOW - timedelta(days=180)).exists()
    assert Shelter.objects.filter(synthetic=True).count() == 3


def test_the_same_moment_gives_the_same_teams_and_orders(district):
    drawn = []
    for _ in range(2):
        with suppress(_Undone), transaction.atomic():
            resources.load(at=NOW)
            teams = list(Team.objects.order_by("pk").values_list("name", "strength", "readiness", "phone"))
            orders = list(CallOrder.objects.order_by("pk").values_list("number", "purpose", "state", "nonce"))
            drawn.append((teams, orders))
            raise _Undone
    assert len(drawn[0][0]) == 300
    assert drawn[0] == drawn[1]


class _Undone(Exception):
    pass


def test_dispatch_shows_crews_past_turnouts_with_estimates_and_rescues(district, monkeypatch):
    # Fewer roads than in the demonstration, over the same district.
    monkeypatch.setattr(dispatch, "SIDE", 60)
    for number in range(3):
        make_asset(
            make_unit(), kind="elevator", geometry=at((116.305 + number / 10, 39.905)),
            outside_accepted=True, attributes={"rescue_code": f"{number:06d}", "maintainer": "演示维保单位01"},
        )  # fmt: skip
    resources.load(at=NOW)
    assert dispatch.load(at=NOW) == Crew.objects.count() == 300
    assert (RoadNet.objects.get().synthetic, Mission.objects.count(), Rescue.objects.count()) == (
        True,
        160,
        60,
    )
    arrived = Turnout.objects.exclude(arrived_at=None)
    assert arrived.exclude(eta_s=None).count() > 100
    assert Turnout.objects.filter(state="en_route").count() == Crew.objects.filter(status="out").count() > 0
    assert Level.objects.filter(level=1).count() == 60
    assert Closure.objects.filter(lifted_at=None).count() == 1
    for kind in (Turnout, Rescue):
        clocks_agree(kind)
    seal_now()
    assert verify().whole
