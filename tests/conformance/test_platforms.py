"""Every platform page names what exists, and opens."""

import pytest
from django.urls import reverse

from ancheng.base.roles import Role
from ancheng.monitoring.platforms.registry import pages
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.warnings.kinds import kind_of_sensor, kinds
from ancheng.monitoring.warnings.outgoing import channels
from ancheng.supervision.assets.registry import KINDS as ASSETS


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_platform_names_kinds_that_exist(name):
    page = pages()[name]
    assert set(page.sensor_kinds) <= set(KINDS)
    assert set(page.warning_kinds) <= set(kinds())
    assert set(page.asset_kinds) <= set(ASSETS)
    assert page.sensor_kinds
    assert page.warning_kinds
    assert page.zh
    assert page.en
    assert page.clause
    for _, _, url in page.links:
        assert reverse(url)


@pytest.mark.parametrize("name", sorted(kinds()))
def test_a_kind_of_warning_is_whole(name):
    assert kinds()[name].faults() == []
    assert set(kinds()[name].sensor_kinds) <= set(KINDS)


def test_every_kind_of_sensor_belongs_to_one_kind_of_warning():
    named = [each for declared in kinds().values() for each in declared.sensor_kinds]
    assert len(named) == len(set(named))
    assert set(named) == set(KINDS)
    assert all(kind_of_sensor(each) in kinds() for each in KINDS)


@pytest.mark.parametrize("name", sorted(channels()))
def test_a_channel_is_whole(name):
    channel = channels()[name]
    assert channel.zh
    assert channel.en
    assert channel.send is None or channel.addressed


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(pages()))
def test_a_platform_page_opens_with_its_sensors_and_its_live_alarm(name):
    from ancheng.monitoring.warnings.alarm_actions import raise_alarms
    from tests.factories import NOW
    from tests.monitoring.makers import make_version, make_watch, raised
    from tests.monitoring.making import make_sensor, make_source
    from tests.monitoring.warnings.test_pages import signed_in

    watch = make_watch()
    page = pages()[name]
    sensor = make_sensor(make_source()[0], "P-1", kind=page.sensor_kinds[0])
    version = make_version(kind=page.warning_kinds[0], sensor_kind=sensor.kind)
    raise_alarms(raised=[raised(version, "P-1", NOW, sensor_kind=sensor.kind)], at=NOW)
    client = signed_in(Role.OFFICE, watch.office_unit)
    text = client.get(f"/platforms/{name}/").content.decode()
    assert "P-1" in text
    assert version.rule.name in text
    # The curve of the loudest device comes first; the live list can be asked for alone; the map has all kinds.
    assert f"/sensors/{sensor.pk}/curve/" in text
    assert "P-1" in client.get(f"/platforms/{name}/heard/").content.decode()
    assert f"kinds={'%2C'.join(page.sensor_kinds)}" in text
    assert signed_in(Role.OFFICE, watch.office_unit).get("/platforms/ufo/").status_code == 404
