"""The room of an incident names the three cases most like it with what was learnt; case and incident lead to each other."""

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command import public as command
from ancheng.command.incidents.actions import Caller, open_incident
from ancheng.decision.knowledge import rules
from ancheng.decision.knowledge.models import Precedent
from ancheng.decision.knowledge.similar import INCIDENT
from ancheng.kernel.orgs.models import Unit
from tests.decision.knowledge.makers import make_precedent
from tests.factories import NOW, make_unit
from tests.supervision.hotline.makers import make_bureau, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident():
    make_bureau()
    return open_incident(
        title="幸福路小区燃气泄漏爆燃", kind="gas", source="phone", text="厨房胶管老化", by=PLATFORM, at=NOW, grade=3,
        caller=Caller("欧阳报告人", "13977776666"),
    )  # fmt: skip


def duty():
    return signed_in(Role.DUTY, Unit.objects.filter(kind="coordination").first() or make_bureau())


def cases(client, incident):
    return client.get(f"/knowledge/of-incident/{incident.pk}/").content.decode()


def test_the_three_cases_most_like_it_come_with_their_lessons_and_why(incident):
    alike = [make_precedent(lessons=f"更换胶管{n}", place="小区") for n in range(3)]
    far = make_precedent(title="仓库火灾", kind="fire", brief="电气线路短路起火。", lessons="查线路")
    draft = make_precedent(published=False, lessons="还未发布")
    same = make_precedent(lessons="同等级的教训", place="小区", deaths=4, injured=0)
    page = cases(duty(), incident)
    assert page.count("data-case=") == 3
    assert page.index(f'data-case="{same.pk}"') < min(
        page.index(f'data-case="{each.pk}"') for each in alike if f'data-case="{each.pk}"' in page
    )
    assert "同等级的教训" in page
    assert "等级相同" in page
    assert "类型相同" in page
    assert (far.title in page, draft.lessons in page) == (False, False)
    assert "欧阳" not in page
    assert "13977776666" not in page


def test_room_and_case_lead_to_each_other(incident):
    case, client = make_precedent(lessons="更换胶管"), duty()
    room = client.get(incident.get_absolute_url()).content.decode()
    assert f'hx-get="/knowledge/of-incident/{incident.pk}/"' in room
    address = f"{case.get_absolute_url()}?incident={incident.pk}"
    assert f'href="{address}"' in cases(client, incident)
    assert f'href="{incident.get_absolute_url()}"' in client.get(address).content.decode()
    # The case that the incident became itself: in its room, and not among those that are like it.
    Precedent.every.filter(pk=case.pk).update(source_type=INCIDENT, source_id=incident.pk)
    page = cases(client, incident)
    assert "本事件形成的案例" in page
    assert f'data-case="{case.pk}"' not in page
    own = client.get(case.get_absolute_url()).content.decode()
    assert "来源事件" in own
    assert f'href="{incident.get_absolute_url()}"' in own


def test_who_may_not_see_the_incident_learns_nothing_of_it_from_the_case(incident):
    case = make_precedent()
    Precedent.every.filter(pk=case.pk).update(source_type=INCIDENT, source_id=incident.pk)
    stranger = signed_in(Role.DEPARTMENT, make_unit("别的局"))
    assert stranger.get(f"/knowledge/of-incident/{incident.pk}/").status_code == 404
    page = stranger.get(f"{case.get_absolute_url()}?incident={incident.pk}")
    assert page.status_code == 200
    assert incident.number not in page.content.decode()


def test_the_door_tells_what_an_incident_is_and_never_who_told_of_it(incident):
    facts = command.incident(PLATFORM, incident.pk)
    assert (facts.number, facts.kind, facts.grade, facts.realm) == (incident.number, "gas", 3, Realm.ACTUAL)
    assert "欧阳" not in str(facts)


@pytest.mark.parametrize(
    ("deaths", "injured", "level"), [(None, None, None), (0, 0, 4), (3, 0, 3), (None, 50, 2), (30, 1, 1)]
)
def test_the_level_of_a_case_is_what_its_figures_reach(deaths, injured, level):
    assert rules.level_of(deaths, injured, NOW.date()) == level


def test_the_reasons_still_add_up_to_the_score_and_to_no_more_than_a_hundred():
    asked = rules.Described("gas", "小区厨房", "天然气", "燃气泄漏爆燃", 3)
    found = rules.likeness(asked, asked, NOW.date())
    assert found.score == round(sum(each.points for each in found.reasons), 1) == 100
