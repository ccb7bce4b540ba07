"""The special plan of a major hazard: chosen in the file of the hazard, one to one, and each page leads to the other."""

from types import SimpleNamespace

import pytest

from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.command.contingency import actions
from ancheng.command.contingency.models import Plan
from tests.command.contingency.makers import make_plan
from tests.factories import NOW, asker, make_enterprise, make_unit
from tests.supervision.hazards.conftest import scene as hazard_scene  # noqa: F401 (a fixture)
from tests.supervision.hotline.makers import make_bureau, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(hazard_scene):  # noqa: F811 (the fixture of that name)
    make_bureau()
    hazard = hazard_scene.identified()
    plan = make_plan(hazard_scene.enterprise, "enterprise", matter="chemical", title="液氨泄漏专项应急预案")
    return SimpleNamespace(scene=hazard_scene, hazard=hazard, plan=plan, by=hazard_scene.office)


def tie(given, plan=None, by=None):
    actions.tie(plan=plan or given.plan, hazard_id=given.hazard.pk, by=by or given.by, at=NOW)


def text(client, address):
    return client.get(address).content.decode()


def test_the_plan_is_chosen_in_the_file_of_the_hazard_and_both_pages_lead_to_each_other(given):
    office = signed_in(Role.OFFICE, given.scene.bureau)
    fragment = f"/contingency/of-hazard/{given.hazard.pk}/"
    assert f'hx-get="{fragment}"' in text(office, given.hazard.get_absolute_url())
    assert f'<option value="{given.plan.pk}">' in text(office, fragment)
    done = office.post(f"{fragment}tie/", {"plan": given.plan.pk})
    assert done.url == f"{given.hazard.get_absolute_url()}#plan"
    shown = text(office, fragment)
    assert f'href="{given.plan.get_absolute_url()}"' in shown
    assert "<select" not in shown
    page = text(office, given.plan.get_absolute_url())
    assert f'href="{given.hazard.get_absolute_url()}"' in page
    assert office.post(f"/contingency/{given.plan.pk}/untie/").status_code == 302
    assert "<select" in text(office, fragment)


def test_one_hazard_has_one_plan_and_one_plan_one_hazard(given):
    tie(given)
    second = make_plan(given.scene.enterprise, "enterprise", matter="chemical")
    with pytest.raises(Conflict, match="已关联另一个预案"):
        tie(given, second)
    given.hazard = given.scene.identified(name="液氯瓶库")
    with pytest.raises(Conflict, match="一对一"):
        tie(given)
    assert Plan.objects.filter(hazard_id__isnull=False).count() == 1


def test_another_enterprise_and_an_overall_plan_are_refused(given):
    other = make_plan(make_enterprise(name="别的化工厂"), "enterprise", matter="chemical")
    overall = make_plan(given.scene.enterprise, "enterprise", form="overall", matter="general")
    for plan in (other, overall):
        with pytest.raises(Refusal, match="专项预案或现场处置方案"):
            tie(given, plan)


def test_who_does_not_keep_the_plan_ties_nothing_and_who_may_not_see_the_hazard_learns_nothing(given):
    stranger_unit = make_unit("别的局")
    with pytest.raises((NotAllowed, Absent)):
        tie(given, by=asker(Role.DEPARTMENT, stranger_unit))
    tie(given)
    stranger = signed_in(Role.DEPARTMENT, stranger_unit)
    assert stranger.get(f"/contingency/of-hazard/{given.hazard.pk}/").status_code == 404
    assert (
        stranger.post(f"/contingency/of-hazard/{given.hazard.pk}/tie/", {"plan": given.plan.pk}).status_code
        == 404
    )
