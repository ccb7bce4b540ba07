"""From the room: a shelter near the incident is opened, supplies are called out of the nearest store; log and lane tell of both."""

import pytest
from django.contrib.gis.geos import Point

from ancheng.base.asker import PLATFORM
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.incidents import actions
from ancheng.command.resources import actions as supplies
from ancheng.command.resources import stock_actions
from ancheng.command.resources.models import CallOrder, Warehouse
from ancheng.command.shelters import actions as shelters
from ancheng.command.shelters.models import Opening
from ancheng.contracts.command import IncidentMerged
from ancheng.kernel.events.actions import announce, hand_on
from ancheng.kernel.events.models import Event
from tests.command.dispatch.makers import SCENE, SOUTH, STEP, WEST, Scene
from tests.command.resources.makers import make_item, make_warehouse
from tests.command.shelters.makers import make_shelter
from tests.factories import NOW, asker, make_unit
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
FAR, CLOSE = (WEST, SOUTH), (WEST + 4 * STEP, SOUTH + 5 * STEP)


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def duty(scene):
    return signed_in(Role.DUTY, scene.bureau)


def happening(realm=Realm.ACTUAL, title="幸福路燃气泄漏"):
    return actions.open_incident(
        title=title, kind="gas", source="phone", by=PLATFORM, at=NOW, lon=SCENE[0], lat=SCENE[1], realm=realm
    )


def text(client, address, **data):
    return client.get(address, data).content.decode()


def room(client, incident):
    return text(client, incident.get_absolute_url())


def hand_on_all():
    for event in Event.objects.filter(handed_on_at=None).order_by("at"):
        hand_on(str(event.pk), at=NOW)


def test_the_nearest_shelter_on_foot_with_room_stands_first_and_is_opened_for_the_incident(scene, duty):
    incident, far = happening(), make_shelter(scene.street, FAR)
    near = make_shelter(scene.street, CLOSE)
    assert f'href="/shelters/incident/{incident.pk}/near/"' in room(duty, incident)
    page = text(duty, f"/shelters/incident/{incident.pk}/near/")
    assert page.index(f'value="{near.pk}"') < page.index(f'value="{far.pk}"')
    assert "步行" in page
    assert "<strong>600</strong>" in page
    sent = duty.post(f"/shelters/incident/{incident.pk}/open/", {"shelter": near.pk})
    assert sent.url == incident.get_absolute_url()
    opening = Opening.objects.get()
    assert (opening.shelter, opening.incident_id, opening.state) == (near, incident.pk, "opening")
    told = incident.log.get(facts__opening=opening.pk).text
    assert opening.number in told
    assert "可容纳600人" in told
    assert opening.number in room(duty, incident)
    again = duty.post(f"/shelters/incident/{incident.pk}/open/", {"shelter": near.pk})
    assert (again.status_code, Opening.objects.count()) == (409, 1)
    # Each further step is told in the log, once.
    shelters.open_doors(opening, by=PLATFORM, at=NOW)
    hand_on_all()
    assert incident.log.filter(facts__opening=opening.pk).count() == 2
    assert incident.log.filter(text__contains="已开放").exists()


def test_a_shelter_that_is_open_shows_how_many_still_find_room_and_a_full_one_comes_last(scene, duty):
    incident, far, near = happening(), make_shelter(scene.street, FAR), make_shelter(scene.street, CLOSE)
    opening = shelters.prepare(shelter=near, reason="另一起", stay="emergency", by=PLATFORM, at=NOW)
    shelters.open_doors(opening, by=PLATFORM, at=NOW)
    shelters.count_heads(found=opening, number=600, by=PLATFORM, at=NOW)
    page = text(duty, f"/shelters/incident/{incident.pk}/near/")
    assert page.index(str(far.get_absolute_url())) < page.index(str(near.get_absolute_url()))
    assert "<strong>0</strong>" in page
    assert f'value="{far.pk}"' in page
    # Opened for another incident: it is in no lane of this one.
    assert opening.number not in room(duty, incident)


def test_supplies_come_out_of_the_nearest_store_that_has_them(scene, duty):
    incident, item = happening(), make_item("折叠帐篷")
    stores = []
    for place, unit, quantity in ((FAR, "远处商务局", 500), (CLOSE, "近处商务局", 40)):
        store = make_warehouse(make_unit(unit))
        Warehouse.every.filter(pk=store.pk).update(geometry=Point(*place, srid=4326))
        stock_actions.take_in(
            warehouse=store, item=item, lot="L1", quantity=quantity, expires_on=None, by=PLATFORM, at=NOW
        )
        stores.append(store)
    far, near = stores
    assert f'href="/resources/incident/{incident.pk}/near/"' in room(duty, incident)
    page = text(duty, f"/resources/incident/{incident.pk}/near/", item=item.pk)
    assert page.index(f'name="store" value="{near.pk}"') < page.index(f'name="store" value="{far.pk}"')
    sent = {"item": item.pk, "store": near.pk, "number": 20, "nonce": "n1", "contact": "李某 13900000000"}
    for _ in range(2):
        assert duty.post(f"/resources/incident/{incident.pk}/call/", sent).url == incident.get_absolute_url()
    order = CallOrder.objects.get()
    assert (order.incident_id, order.warehouse, order.state) == (incident.pk, near, "requested")
    told = incident.log.get(facts__order=order.pk).text
    assert order.number in told
    assert "折叠帐篷20件" in told
    assert "李某" not in told
    assert order.number in room(duty, incident)
    supplies.approve(order, by=PLATFORM, at=NOW)
    hand_on_all()
    assert incident.log.filter(facts__order=order.pk, text__contains="待出库").count() == 1


def test_what_was_called_for_one_incident_follows_it_into_the_other(scene, duty):
    first, second = happening(), happening(title="同一起泄漏")
    near = make_shelter(scene.street, CLOSE)
    duty.post(f"/shelters/incident/{first.pk}/open/", {"shelter": near.pk})
    announce(IncidentMerged(first.pk, second.pk, "actual", NOW))
    hand_on_all()
    assert Opening.objects.get().incident_id == second.pk


def test_what_an_exercise_opens_and_calls_stays_in_the_exercise(scene, duty):
    real, played = happening(), happening(Realm.EXERCISE, "演练泄漏")
    near, item = make_shelter(scene.street, CLOSE), make_item("演练帐篷")
    store = make_warehouse(make_unit("商务局"))
    stock_actions.take_in(
        warehouse=store, item=item, lot="L1", quantity=9, expires_on=None, by=PLATFORM, at=NOW
    )
    duty.post(f"/shelters/incident/{played.pk}/open/", {"shelter": near.pk})
    sent = {"item": item.pk, "store": store.pk, "number": 5, "nonce": "n1"}
    duty.post(f"/resources/incident/{played.pk}/call/", sent)
    opening, order = Opening.every.get(), CallOrder.every.get()
    assert {opening.realm, order.realm} == {Realm.EXERCISE}
    assert (opening.number in room(duty, real), order.number in room(duty, real)) == (False, False)
    assert (opening.number in room(duty, played), order.number in room(duty, played)) == (True, True)
    # The shelter is free for what really happens.
    assert f'value="{near.pk}"' in text(duty, f"/shelters/incident/{real.pk}/near/")


def test_neither_door_is_open_to_who_may_not_see_the_incident_or_looks_only(scene):
    incident, near = happening(), make_shelter(scene.street, CLOSE)
    stranger, auditor = signed_in(Role.DEPARTMENT, make_unit("别的局")), signed_in(Role.AUDITOR, scene.bureau)
    for address in (f"/shelters/incident/{incident.pk}/near/", f"/resources/incident/{incident.pk}/near/"):
        assert (stranger.get(address).status_code, auditor.get(address).status_code) == (404, 403)
    assert stranger.post(f"/shelters/incident/{incident.pk}/open/", {"shelter": near.pk}).status_code == 404
    assert auditor.post(f"/resources/incident/{incident.pk}/call/", {}).status_code == 403
    assert not Opening.every.exists()
    assert asker(Role.AUDITOR, scene.bureau).may_write is False
