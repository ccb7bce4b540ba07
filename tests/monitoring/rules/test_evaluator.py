"""The evaluator: what a sensor says becomes an alarm once, whatever is restarted in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ancheng.monitoring.gateway.seam import Batch, Entry, Flag
from ancheng.monitoring.rules import actions, evaluator
from ancheng.monitoring.rules.evaluator import SignalRules
from ancheng.monitoring.rules.models import Snapshot, Version
from ancheng.monitoring.sensors.models import Sensor
from ancheng.monitoring.warnings.models import Alarm, Warning
from tests.factories import NOW
from tests.monitoring.makers import make_version, make_watch
from tests.monitoring.making import make_sensor, make_source

pytestmark = pytest.mark.django_db
START = NOW.timestamp()


class Log:
    """A log in memory."""

    def __init__(self):
        self.entries = []

    def write(self, *readings, flag=0):
        """Readings of (sensor, second, value) as one stretch."""
        sensor, second, value = zip(*readings, strict=True)
        time_us = np.array([int((START + each) * 1e6) for each in second], np.int64)
        batch = Batch(
            np.array(sensor, np.int32),
            time_us,
            np.array(value, np.float64),
            np.full(len(sensor), flag, np.int16),
        )
        self.entries.append(Entry(len(self.entries) + 1, int(time_us.max()), batch))
        return self.entries[-1]

    def read(self, after, *, at_most=100):
        yield from [each for each in self.entries if each.position > after][:at_most]

    def head(self):
        return len(self.entries)


@pytest.fixture
def scene(db):
    watch = make_watch()
    Version.every.filter(pk=watch.version.pk).delete()
    source, _ = make_source()
    sensors = [make_sensor(source, f"GM-{number}") for number in range(3)]
    return sensors


def started(log, at=0.0, **values):
    clock = {"now": START + at}
    engine = SignalRules(wall=lambda: clock["now"], **values)
    engine.restore(log)
    return engine


def at(second):
    return datetime.fromtimestamp(START + second, UTC)


def states():
    return list(
        Alarm.objects.order_by("key", "raised_at").values_list("key", "raised_at", "state", "returned_at")
    )


def test_a_reading_at_the_threshold_becomes_an_alarm_and_a_card_with_its_curve(scene):
    make_version()
    log = Log()
    engine = started(log)
    first = scene[0].pk
    for second, value in ((1, 3.0), (2, 12.0), (3, 20.0)):
        engine.take(log.write((first, second, value)))
    alarm = Alarm.objects.get()
    assert (alarm.key, alarm.raised_at, alarm.value, alarm.threshold) == ("GM-0", at(3), 20.0, 20.0)
    card = Warning.objects.get()
    assert (card.sensed_at, card.level) == (at(3), 3)
    assert [value for _, value in card.trace] == [3.0, 12.0, 20.0]


def test_it_returns_below_the_margin(scene):
    make_version()
    log = Log()
    engine = started(log)
    for second, value in ((1, 25.0), (2, 19.0), (3, 17.0)):
        engine.take(log.write((scene[0].pk, second, value)))
    assert states() == [("GM-0", at(1), "returned", at(3))]


def test_a_silent_gas_detector_is_a_fault_and_no_warning(scene):
    make_version(level=None, condition={"kind": "silent", "after_s": 180})
    log = Log()
    engine = started(log)
    engine.take(log.write(*[(each.pk, 1, 1.0) for each in scene]))
    engine.take(log.write((scene[0].pk, 150, 1.0)))
    engine.tick(int((START + 190) * 1e6))
    assert [(key, raised) for key, raised, _, _ in states()] == [("GM-1", at(181)), ("GM-2", at(181))]
    assert not Warning.objects.exists()


def test_a_restart_between_reading_and_keeping_neither_loses_nor_doubles(scene):
    make_version(condition={"kind": "held", "of": {"kind": "level", "above": 20.0}, "for_s": 60})
    log = Log()
    engine = started(log)
    engine.take(log.write((scene[0].pk, 1, 25.0), (scene[1].pk, 1, 25.0)))
    engine.save()
    engine.take(log.write((scene[1].pk, 30, 5.0)))
    engine.take(log.write((scene[2].pk, 31, 30.0)))
    # It dies here: what came after the last keeping is read again from the log.
    again = started(log, at=40.0)
    again.tick(int((START + 100) * 1e6))
    expected = [("GM-0", at(61)), ("GM-2", at(91))]
    assert [(key, raised) for key, raised, _, _ in states()] == expected
    # And once more, with nothing kept at all in between.
    third = started(log, at=101.0)
    third.tick(int((START + 110) * 1e6))
    assert [(key, raised) for key, raised, _, _ in states()] == expected


def test_while_nobody_listened_no_sensor_is_called_silent(scene):
    make_version(level=None, condition={"kind": "silent", "after_s": 180})
    log = Log()
    engine = started(log)
    engine.take(log.write(*[(each.pk, 1, 1.0) for each in scene]))
    engine.save()
    # The gateway was down for an hour: the sensors are heard again a little later, all but one.
    again = started(log, at=3600.0)
    again.tick(int((START + 3610) * 1e6))
    assert states() == []
    again.take(log.write(*[(each.pk, 3620, 1.0) for each in scene[:2]]))
    again.tick(int((START + 3600 + 185) * 1e6))
    assert [key for key, *_ in states()] == ["GM-2"]


def test_an_alarm_whose_writing_failed_is_written_at_the_next_tick(scene, monkeypatch):
    make_version()
    log = Log()
    engine = started(log)

    def away(**_):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(evaluator, "raise_alarms", away)
    monkeypatch.setattr(evaluator, "close_old_connections", lambda: None)
    engine.take(log.write((scene[0].pk, 1, 25.0)))
    assert states() == []
    kept = Snapshot.objects.get().position
    engine.save()
    assert Snapshot.objects.get().position == kept, "what is not written yet is not counted as done"
    monkeypatch.undo()
    engine.tick(int((START + 2) * 1e6))
    assert [key for key, *_ in states()] == ["GM-0"]


def test_a_sensor_that_is_worked_on_raises_nothing_and_garbage_is_no_value(scene):
    make_version()
    log = Log()
    engine = started(log)
    engine.take(log.write((scene[0].pk, 1, 99.0), flag=int(Flag.MAINTENANCE)))
    engine.take(log.write((scene[0].pk, 2, float("nan")), flag=int(Flag.NOT_A_NUMBER)))
    engine.take(log.write((scene[1].pk, 3, 1e9)))
    engine.take(log.write((scene[2].pk, 4, 99.0), flag=int(Flag.FUTURE)))
    engine.take(log.write((999_999, 5, 99.0)))
    assert states() == []


def test_a_version_put_to_use_while_it_runs_works_at_once_and_its_forerunner_no_more(scene):
    first = make_version()
    log = Log()
    engine = started(log)
    engine.take(log.write((scene[0].pk, 1, 15.0)))
    Version.every.filter(pk=first.pk).update(state="retired", retired_at=NOW)
    make_version(condition={"kind": "level", "above": 10.0})
    engine.tick(int((START + 10) * 1e6))
    engine.take(log.write((scene[0].pk, 11, 15.0)))
    assert [(key, raised) for key, raised, *_ in states()] == [("GM-0", at(11))]


def test_a_new_sensor_is_watched_and_what_was_known_of_the_others_goes_on(scene):
    make_version(condition={"kind": "held", "of": {"kind": "level", "above": 20.0}, "for_s": 60})
    log = Log()
    engine = started(log)
    engine.take(log.write((scene[1].pk, 1, 25.0)))
    fourth = make_sensor(scene[0].source, "GM-0000")
    engine.tick(int((START + 10) * 1e6))
    engine.take(log.write((fourth.pk, 12, 30.0)))
    engine.tick(int((START + 90) * 1e6))
    assert [(key, raised) for key, raised, *_ in states()] == [("GM-0000", at(72)), ("GM-1", at(61))]


def test_a_compound_rule_needs_all_its_sensors_in_one_object(scene):
    source = scene[0].source
    rain = make_sensor(source, "RG-1", kind="rain_1h")
    depth = make_sensor(source, "WD-1", kind="underpass_depth")
    elsewhere = make_sensor(source, "WD-2", kind="underpass_depth")
    for sensor, asset in ((rain, 7), (depth, 7), (elsewhere, 8)):
        Sensor.every.filter(pk=sensor.pk).update(asset_id=asset)
    make_version(
        kind="waterlogging", sensor_kind="", scope_kind="assets", inputs={"rain": "rain_1h", "depth": "underpass_depth"},
        condition={"kind": "all", "of": [{"kind": "level", "input": "rain", "above": 30}, {"kind": "level", "input": "depth", "above": 0.15}]},
    )  # fmt: skip
    log = Log()
    engine = started(log)
    engine.take(log.write((rain.pk, 1, 40.0)))
    assert states() == []
    engine.take(log.write((depth.pk, 2, 0.3)))
    assert [(key, raised) for key, raised, *_ in states()] == [("asset:7", at(2))]


def test_the_rules_that_every_kind_starts_with_are_installed_once_and_fire_at_their_thresholds(scene):
    count = actions.install_defaults(at=NOW)
    assert count > 60
    assert actions.install_defaults(at=NOW) == 0
    assert Version.objects.filter(state="active").count() == count
    log = Log()
    engine = started(log)
    engine.take(log.write((scene[0].pk, 1, 19.999), (scene[1].pk, 1, 20.0), (scene[2].pk, 1, 50.0)))
    found = set(Alarm.objects.values_list("key", "level"))
    assert found == {("GM-1", 3), ("GM-2", 3), ("GM-2", 2)}


STEP = st.tuples(st.integers(0, 2), st.sampled_from([5.0, 19.0, 25.0, float("nan")]))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(STEP, min_size=1, max_size=12),
    st.sets(st.integers(0, 12)),
    st.sampled_from(
        [
            {"kind": "level", "above": 20.0, "clear_margin": 2.0},
            {"kind": "held", "of": {"kind": "level", "above": 20.0}, "for_s": 15},
            {"kind": "repeated", "of": {"kind": "level", "above": 20.0}, "times": 2, "within_s": 60},
        ]
    ),
)
def test_however_often_it_is_restarted_the_alarms_are_the_same(scene, steps, restarts, condition):
    Snapshot.objects.all().delete()
    evaluator.Progress.objects.all().delete()
    Version.every.update(state="discarded")
    found = []
    for broken in (False, True):
        version = make_version(condition=condition)
        log = Log()
        engine = started(log)
        for number, (which, value) in enumerate(steps):
            second = number * 7 + 1
            engine.take(log.write((scene[which].pk, second, value)))
            if broken and number in restarts:
                if number % 2:
                    engine.save()
                engine = started(log, at=second)
        engine.tick(int((START + 200) * 1e6))
        rows = Alarm.every.filter(version=version).order_by("key", "raised_at")
        found.append([(each.key, each.raised_at, each.returned_at, each.state, each.times) for each in rows])
        Version.every.filter(pk=version.pk).update(state="retired", retired_at=NOW)
        Snapshot.objects.all().delete()
        evaluator.Progress.objects.all().delete()
    assert found[0] == found[1]


def test_a_keeping_of_another_condition_is_not_taken_up(scene):
    version = make_version()
    log = Log()
    engine = started(log)
    engine.take(log.write((scene[0].pk, 1, 25.0)))
    engine.save()
    Version.every.filter(pk=version.pk).update(
        condition={"kind": "held", "of": {"kind": "level", "above": 20.0}, "for_s": 60}
    )
    again = started(log, at=5.0)
    again.tick(int((START + timedelta(minutes=5).total_seconds()) * 1e6))
    assert Alarm.objects.count() == 1


def test_an_alarm_that_cannot_be_written_does_not_hold_up_the_others(scene):
    good, bad = make_version(), make_version(kind="gas_leak")
    type(bad.rule).objects.filter(pk=bad.rule.pk).update(kind="no_such_kind")
    log = Log()
    engine = started(log)
    engine.take(log.write((scene[0].pk, 1, 25.0)))
    assert list(Alarm.objects.values_list("version_id", flat=True)) == [good.pk]
    assert engine.pending == []
