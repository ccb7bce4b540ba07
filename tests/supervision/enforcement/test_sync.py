"""What a phone sends arrives once, and never overwrites in silence what others wrote meanwhile."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.enforcement import field_actions, sync_actions
from ancheng.supervision.enforcement.models import Evidence, Inspection, Submission
from ancheng.supervision.enforcement.values import Picture
from tests.factories import NOW
from tests.supervision.enforcement.conftest import photo

LATER = NOW + timedelta(hours=4)
KEY = "8c1f0e0e-phone-0001"


def send(scene, inspection, *failed, key=KEY, officer=0, pictures=(), **more):
    return sync_actions.submit(
        client_id=key,
        inspection=Inspection.every.get(pk=inspection.pk),
        record=scene.found(*failed, **more),
        pictures=pictures,
        payload={"failed": list(failed)},
        by=scene.officers[officer],
        at=LATER,
    )


@pytest.mark.django_db
def test_a_record_from_the_phone_arrives_once_however_often_it_is_sent(scene):
    inspection = scene.assigned()
    pictures = [Picture(photo(), "photo-0001", item_id=None)]
    first = send(scene, inspection, 1, pictures=pictures)
    again = send(scene, inspection, 0, 1, pictures=pictures)
    assert first == again
    assert first.outcome == "applied"
    inspection.refresh_from_db()
    assert (inspection.state, inspection.failed, inspection.by_phone) == ("recorded", 1, True)
    assert Danger.objects.count() == 1
    assert Evidence.objects.count() == 1
    assert Submission.objects.count() == 1
    # The moment of arrival is the phone's, not that of the network.
    assert inspection.arrived_at == NOW + timedelta(hours=2)


@pytest.mark.django_db
def test_a_record_that_is_refused_can_be_put_right_and_sent_again_under_the_same_id(scene):
    inspection = scene.assigned()
    with pytest.raises(Refusal, match="在场人员"):
        send(scene, inspection, attended_by="")
    assert not Submission.objects.exists()
    assert send(scene, inspection).outcome == "applied"


@pytest.mark.django_db
def test_a_second_phone_finds_a_conflict_and_overwrites_nothing(scene):
    inspection = scene.assigned()
    send(scene, inspection, 0)
    other = send(
        scene, inspection, 1, key="another-phone-0002", officer=1, pictures=[Picture(photo(), "photo-9")]
    )
    assert other.outcome == "conflict"
    assert "已有变化" in other.sentence
    inspection.refresh_from_db()
    assert inspection.results.get(verdict="fail").item.order == 1
    # Its photos are kept all the same.
    assert Evidence.objects.count() == 1
    told = sync_actions.differences(inspection, scene.found(1).answers)
    assert [(order, standing, theirs) for order, standing, _, theirs, _ in told] == [
        (1, "fail", "pass"),
        (2, "pass", "fail"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("take", [True, False])
def test_a_conflict_is_settled_by_one_of_the_team_with_a_reason(scene, take):
    inspection = scene.assigned()
    send(scene, inspection, 0)
    conflict = send(scene, inspection, 0, 1, key="another-phone-0002", officer=1)
    how = {"take": take, "record": scene.found(0, 1), "at": LATER}
    with pytest.raises(Refusal, match="理由"):
        sync_actions.decide(submission=conflict, why=" ", by=scene.officers[0], **how)
    with pytest.raises(NotAllowed):
        sync_actions.decide(submission=conflict, why="核对", by=scene.officers[4], **how)
    sync_actions.decide(submission=conflict, why="以第二份为准", by=scene.officers[0], **how)
    with pytest.raises(Conflict, match="已由他人处理"):
        sync_actions.decide(submission=conflict, why="再次", by=scene.officers[0], **how)
    inspection.refresh_from_db()
    assert inspection.failed == (2 if take else 1)


@pytest.mark.django_db
def test_whoever_was_replaced_meanwhile_cannot_send(scene):
    inspection = scene.assigned()
    with pytest.raises(NotAllowed):
        send(scene, inspection, officer=3)
    with pytest.raises(Refusal, match="唯一编号"):
        send(scene, inspection, key="short")


@pytest.mark.django_db
def test_an_id_of_another_inspection_or_person_is_refused(scene):
    inspection = scene.assigned()
    send(scene, inspection)
    with pytest.raises(Conflict, match="已被使用"):
        send(scene, inspection, officer=1)


@pytest.mark.django_db
def test_a_change_of_the_team_while_the_phone_was_off_line_is_a_conflict(scene):
    inspection = scene.assigned()
    Inspection.every.filter(pk=inspection.pk).update(version=2)
    assert send(scene, inspection).outcome == "conflict"
    inspection.refresh_from_db()
    assert inspection.state == "assigned"


@pytest.mark.django_db(transaction=True)
def test_the_same_submission_at_the_same_moment_twice_arrives_once(scene):
    inspection = scene.assigned()
    start, answers = Barrier(2), []

    def work():
        try:
            start.wait()
            answers.append(send(scene, inspection, 1).outcome)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert answers == ["applied", "applied"]
    assert Danger.objects.count() == 1
    assert Submission.objects.count() == 1


@pytest.mark.django_db
def test_a_record_at_the_desk_while_the_phone_was_off_line_is_a_conflict(scene):
    inspection = scene.on_site()
    version = inspection.version
    field_actions.record(inspection=inspection, record=scene.found(0), by=scene.officers[0], at=LATER)
    assert send(scene, inspection, 1, seen_version=version).outcome == "conflict"
