"""What the machine says: each alarm once, a storm on few cards, nothing lost while it was silenced."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.orgs.models import UnitKind
from ancheng.monitoring.warnings import watching
from ancheng.monitoring.warnings.alarm_actions import raise_alarms, return_alarms
from ancheng.monitoring.warnings.models import Alarm, LiveEvent, Suppression, Warning
from ancheng.monitoring.warnings.values import Returned
from tests.factories import NOW, asker
from tests.monitoring.makers import make_version, raised
from tests.supervision.assets.register import FIRST_STREET, make_area

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def back(alarm, at):
    return return_alarms(returned=[Returned(alarm.version_id, alarm.key, at)], at=at)


def test_a_storm_of_a_thousand_alarms_gives_at_most_five_cards(watch):
    west, south, east, north = FIRST_STREET
    street = make_area("第一街道", FIRST_STREET)
    step = (east - west) / 20
    for number in range(20):
        box = (west + number * step, south, west + (number + 1) * step, north)
        make_area(f"社区{number}", box, UnitKind.COMMUNITY, street)
    many = [
        raised(
            watch.version, f"GM-{number}", NOW,
            point=(west + (number % 20 + 0.5) * step, (south + north) / 2),
        )
        for number in range(1000)
    ]  # fmt: skip
    alarms = raise_alarms(raised=many, at=NOW)
    assert len(alarms) == 1000
    assert Alarm.objects.count() == 1000
    assert 1 < Warning.objects.count() <= 5
    assert sum(Warning.objects.values_list("alarm_count", flat=True)) == 1000
    assert Entry.objects.filter(subject_type="warnings.alarm").count() == 1000
    assert LiveEvent.objects.filter(topic="alarms").count() == 1, "one word for the whole storm"


def test_alarms_of_one_place_and_kind_share_a_card_and_another_kind_has_its_own(watch):
    first, second = watch.card(key="A"), watch.card(key="B", at=NOW + MINUTE)
    assert first.pk == second.pk
    fire = make_version(kind="fire", sensor_kind="smoke")
    other = raise_alarms(raised=[raised(fire, "S-1", NOW + MINUTE)], at=NOW + MINUTE)[0]
    assert other.warning_id != first.pk
    assert Warning.objects.get(pk=first.pk).alarm_count == 2


def test_the_same_said_again_after_a_crash_is_one_alarm(watch):
    say = raised(watch.version, "A", NOW)
    raise_alarms(raised=[say], at=NOW)
    assert raise_alarms(raised=[say], at=NOW + MINUTE) == []
    alarm = Alarm.objects.get()
    assert alarm.times == 1
    back(alarm, NOW + MINUTE)
    watching.acknowledge(alarm=Alarm.objects.get(), by=watch.duty, at=NOW + 2 * MINUTE)
    assert Alarm.objects.get().state == "normal"
    assert raise_alarms(raised=[say], at=NOW + 3 * MINUTE) == [], "it has ended since"
    assert len(raise_alarms(raised=[raised(watch.version, "A", NOW + 9 * MINUTE)], at=NOW + 9 * MINUTE)) == 1


def test_an_alarm_that_returned_unseen_still_asks_to_be_seen(watch):
    alarm = watch.alarm()
    back(alarm, NOW + MINUTE)
    alarm.refresh_from_db()
    assert alarm.state == "returned"
    raise_alarms(raised=[raised(watch.version, at=NOW + 2 * MINUTE)], at=NOW + 2 * MINUTE)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.times) == ("unacknowledged", 2)


def test_an_acknowledged_alarm_ends_when_it_returns(watch):
    alarm = watch.alarm()
    watching.acknowledge(alarm=alarm, by=watch.duty, at=NOW)
    back(alarm, NOW + MINUTE)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.returned_at) == ("normal", NOW + MINUTE)


def test_nothing_said_while_shelved_is_lost(watch):
    alarm = watch.alarm()
    watching.shelve(alarm=alarm, until=NOW + 30 * MINUTE, why="更换探头", by=watch.duty, at=NOW)
    back(alarm, NOW + 5 * MINUTE)
    raise_alarms(raised=[raised(watch.version, at=NOW + 9 * MINUTE, value=60.0)], at=NOW + 9 * MINUTE)
    alarm.refresh_from_db()
    assert alarm.state == "shelved"
    assert [each["word"] for each in alarm.said] == ["恢复", "报警"]
    assert watching.sweep(at=NOW + 29 * MINUTE)["restored"] == 0
    assert watching.sweep(at=NOW + 30 * MINUTE)["restored"] == 1
    alarm.refresh_from_db()
    assert (alarm.state, alarm.until, alarm.times) == ("unacknowledged", None, 2)
    assert len(alarm.heard) == 2


def test_what_returned_while_shelved_waits_to_be_seen_afterwards(watch):
    alarm = watch.alarm()
    watching.shelve(alarm=alarm, until=NOW + 30 * MINUTE, why="更换探头", by=watch.duty, at=NOW)
    back(alarm, NOW + 5 * MINUTE)
    alarm.refresh_from_db()
    watching.restore(alarm=alarm, by=watch.duty, at=NOW + 6 * MINUTE)
    assert alarm.state == "returned"


@pytest.mark.parametrize("until", [timedelta(0), timedelta(days=8)])
def test_nobody_shelves_for_ever_or_without_a_reason(watch, until):
    alarm = watch.alarm()
    with pytest.raises(Refusal, match="7 天"):
        watching.shelve(alarm=alarm, until=NOW + until, why="x", by=watch.duty, at=NOW)
    with pytest.raises(Refusal, match="理由"):
        watching.shelve(alarm=alarm, until=NOW + MINUTE, why=" ", by=watch.duty, at=NOW)


def window(watch, **values):
    given = Suppression(
        **{
            "title": "检修",
            "reason": "更换阀门",
            "key": "A",
            "starts_at": NOW,
            "ends_at": NOW + 60 * MINUTE,
            **values,
        }
    )
    return watching.open_window(window=given, by=watch.duty, at=NOW)


def test_alarms_of_a_maintenance_window_are_written_tell_nobody_and_are_heard_when_it_ends(watch):
    works = window(watch)
    alarm = watch.alarm(key="A", at=NOW + MINUTE)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.quiet_why) == ("suppressed", "检修：更换阀门")
    from ancheng.kernel.notices.models import Notice

    assert not Notice.objects.filter(kind="warning.card").exists()
    assert watch.alarm(key="B", at=NOW + MINUTE).state == "unacknowledged", "another sensor is heard"
    assert watching.close_window(window=works, by=watch.duty, at=NOW + 5 * MINUTE) == 1
    alarm.refresh_from_db()
    assert alarm.state == "unacknowledged"
    assert alarm.said[0]["word"] == "报警"


def test_a_window_over_everything_is_refused(watch):
    with pytest.raises(Refusal, match="至少限定"):
        window(watch, key="")


def test_time_lowers_reminds_and_ends_what_the_rule_says(watch):
    from ancheng.kernel.notices.models import Notice

    version = make_version(level=2, downgrade_min=30, clear_min=60, remind_min=15)
    alarm = raise_alarms(raised=[raised(version, "T", NOW)], at=NOW)[0]
    assert watching.sweep(at=NOW + 15 * MINUTE)["reminded"] == 1
    assert watching.sweep(at=NOW + 16 * MINUTE)["reminded"] == 0
    assert Notice.objects.filter(kind="alarm.reminder").count() == 2
    assert watching.sweep(at=NOW + 30 * MINUTE)["lowered"] == 1
    alarm.refresh_from_db()
    assert alarm.level == 3
    back(alarm, NOW + 40 * MINUTE)
    assert watching.sweep(at=NOW + 99 * MINUTE)["lapsed"] == 0
    assert watching.sweep(at=NOW + 100 * MINUTE)["lapsed"] == 1


def test_the_alarms_of_a_retired_rule_return_with_it(watch):
    alarm = watch.alarm()
    watch.version.__class__.every.filter(pk=watch.version.pk).update(state="retired", retired_at=NOW)
    assert watching.sweep(at=NOW + MINUTE)["retired"] == 1
    alarm.refresh_from_db()
    assert alarm.state == "returned"


def test_a_graver_alarm_raises_what_the_card_suggests_and_never_the_level_of_what_is_out(watch):
    warning = watch.issued()
    grave = make_version(level=2)
    joined = raise_alarms(raised=[raised(grave, "X", NOW + MINUTE)], at=NOW + MINUTE)[0]
    assert joined.warning_id == warning.pk
    warning.refresh_from_db()
    assert (warning.level, warning.suggested_level) == (3, 2)


def test_a_fault_of_a_device_is_an_alarm_and_no_warning(watch):
    fault = make_version(level=None, condition={"kind": "silent", "after_s": 180})
    alarm = raise_alarms(raised=[raised(fault, "F", NOW, level=None)], at=NOW)[0]
    assert alarm.warning is None
    assert not Warning.objects.exists()


def test_an_enterprise_acknowledges_only_its_own(watch):
    from ancheng.base.errors import NotAllowed
    from tests.factories import make_enterprise

    mine = make_enterprise()
    alarm = watch.alarm(unit_id=mine.pk)
    with pytest.raises(NotAllowed):
        watching.acknowledge(alarm=alarm, by=asker(Role.ENTERPRISE, make_enterprise()), at=NOW)
    watching.acknowledge(alarm=alarm, by=asker(Role.ENTERPRISE, mine), at=NOW)
    assert alarm.state == "acknowledged"


def test_after_it_was_lifted_a_new_alarm_at_the_same_place_opens_a_new_card(watch):
    from ancheng.monitoring.warnings import actions

    warning = watch.issued()
    actions.lift(warning=warning, why="恢复", by=watch.duty, at=NOW + MINUTE)
    fresh = raise_alarms(raised=[raised(watch.version, "NEW", NOW + 2 * MINUTE)], at=NOW + 2 * MINUTE)[0]
    assert fresh.warning_id != warning.pk
    assert fresh.warning.state == "suggested"
