"""Two officers at two computers press the same button on one danger."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.people.models import Person
from ancheng.supervision.dangers.models import Danger
from tests.factories import asker


def signed_in(seat):
    client = Client()
    person = Person.objects.get(pk=seat.person_id)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["recheck", "send_back"])
def test_over_the_web_one_of_two_officers_wins_and_the_other_reads_who_was_faster(scene, verb):
    danger = scene.accepted()
    clients = [signed_in(each) for each in (scene.colleague, asker(Role.SUBDISTRICT, scene.street))]
    barrier, answers = Barrier(2), []

    def press(client):
        try:
            barrier.wait()
            answers.append(client.post(f"/dangers/{danger.pk}/{verb}/", {"why": "现场核实情况"}))
        finally:
            connection.close()

    threads = [Thread(target=press, args=(each,)) for each in clients]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.status_code for each in answers) == [302, 409]
    told = next(each for each in answers if each.status_code == 409).content.decode()
    assert "可能已由他人办理" in told
    after = Danger.every.get(pk=danger.pk)
    assert after.state == {"recheck": "closed", "send_back": "returned"}[verb]
    assert after.sent_back == (verb == "send_back")
    rows = Entry.objects.filter(
        subject_type="dangers.danger", subject_id=str(danger.pk), from_state="accepted"
    )
    assert rows.count() == 1
