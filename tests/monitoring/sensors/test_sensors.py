"""Sensors and sources: who may do what, what is refused, how a device stands, and that silent is a fault."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.exchange import actions as exchange
from ancheng.kernel.exchange.models import ImportRow
from ancheng.kernel.exchange.queries import proposed_mapping
from ancheng.monitoring.gateway.models import Keeper, Latest, Quarantined, Tally
from ancheng.monitoring.gateway.seam import Flag
from ancheng.monitoring.sensors import actions, queries, rules
from ancheng.monitoring.sensors.filters import narrowed, read
from ancheng.monitoring.sensors.models import Revision, Sensor
from ancheng.monitoring.sensors.values import Health
from tests.factories import asker, make_enterprise, make_office, make_person, make_unit
from tests.monitoring.making import make_sensor, make_source, now
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area, make_asset

pytestmark = pytest.mark.django_db


def heard(sensor, seconds_ago, *, flag=0, value=1.0, usable_ago=None):
    moment = now() - timedelta(seconds=seconds_ago)
    usable = moment if usable_ago is None and not flag else None
    if usable_ago is not None:
        usable = now() - timedelta(seconds=usable_ago)
    Latest.objects.update_or_create(
        sensor=sensor.pk,
        defaults={
            "time": moment, "value": value, "flag": flag, "usable_time": usable, "usable_value": value,
            "newest": moment, "received_at": moment,
        },
    )  # fmt: skip


def health(sensor):
    (found,) = queries.heard([sensor], now())
    return found.health


def test_a_silent_detector_is_a_fault_not_an_all_clear():
    sensor = make_sensor(make_source()[0])
    assert health(sensor) == Health.NEVER
    heard(sensor, 10)
    assert health(sensor) == Health.SPEAKING
    heard(sensor, 10_000)
    assert health(sensor) == Health.SILENT
    assert queries.TONES[Health.SILENT] == "late"


def test_a_device_that_says_only_nonsense_is_invalid_and_its_value_unknown():
    sensor = make_sensor(make_source()[0])
    heard(sensor, 5, flag=int(Flag.OUT_OF_RANGE), value=400.0)
    (found,) = queries.heard([sensor], now())
    assert (found.health, found.value) == (Health.INVALID, None)


def test_what_the_filter_finds_is_what_the_list_says():
    source = make_source()[0]
    sensors = [make_sensor(source, f"S-{number}") for number in range(5)]
    heard(sensors[0], 5)
    heard(sensors[1], 5_000)
    heard(sensors[2], 5, flag=int(Flag.NOT_A_NUMBER))
    actions.maintain(
        sensor=sensors[3], starts_at=now() - timedelta(hours=1), ends_at=now() + timedelta(hours=1),
        reason="更换探头", by=PLATFORM, at=now(),
    )  # fmt: skip
    every = queries.visible(PLATFORM)
    for each in sensors:
        said = health(each)
        found = {kind for kind in Health.values if queries.with_health(every, kind, now()).filter(pk=each.pk)}
        assert found == {said}
    counts = queries.health_counts(PLATFORM, now())
    assert counts == {
        kind: queries.with_health(every, kind, now()).count()
        for kind in Health.values
        if kind != Health.RETIRED
    }


def test_a_place_is_its_own_or_that_of_its_object_and_says_whose_area_it_is():
    street = make_area("和平街街道", FIRST_STREET)
    asset = make_asset(street, name="阀门井")
    sensor = make_sensor(make_source()[0], asset_id=asset.pk)
    assert (sensor.geometry.x, sensor.geometry.y) == INSIDE_FIRST
    assert sensor.subdistrict == street
    assert sensor.asset_name == "阀门井"
    assert street.pk in sensor.seen_by
    assert make_sensor(sensor.source, "GM-2", spot=(116.41, 39.91)).geometry.x == 116.41
    assert at(INSIDE_FIRST) == sensor.geometry


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"low": 5.0, "high": 1.0}, "下限须小于上限"),
        ({"high": 500.0}, "量程超出"),
        ({"interval_s": 60, "silent_after_s": 30}, "须大于上报间隔"),
        ({"interval_s": 10**9}, "30 天"),
        ({"asset_id": 999_999}, "没有这个监测对象"),
        ({"name": " "}, "名称"),
    ],
)
def test_a_description_that_contradicts_itself_is_refused_with_what_to_mend(more, sentence):
    source = make_source()[0]
    with pytest.raises(Refusal, match=sentence):
        make_sensor(source, **more)


def test_a_code_belongs_to_one_device():
    source = make_source()[0]
    make_sensor(source, "GM-1")
    with pytest.raises(Conflict, match="GM-1"):
        make_sensor(source, "GM-1")


def test_a_second_hand_that_changed_first_is_not_overwritten():
    from ancheng.monitoring.sensors.values import Described

    sensor = make_sensor(make_source()[0])
    stated = Described(
        kind=sensor.kind, code=sensor.code, name="新名", source_id=sensor.source_id, unit_id=sensor.unit_id
    )
    actions.change(sensor_id=sensor.pk, version=1, described=stated, by=PLATFORM, at=now())
    with pytest.raises(Conflict, match="仍在表单中"):
        actions.change(sensor_id=sensor.pk, version=1, described=stated, by=PLATFORM, at=now())


def test_each_change_has_one_audit_row_and_moves_the_revision_by_which_the_gateway_reads_again():
    source, _ = make_source()
    sensor = make_sensor(source)
    before, rows = Revision.objects.get().number, Entry.objects.count()
    actions.retire(sensor=sensor, on=now().date(), why="已拆除", by=PLATFORM, at=now())
    actions.reinstate(sensor=sensor, why="重新安装", by=PLATFORM, at=now())
    token, text = actions.issue_token(source=source, label="备用", by=PLATFORM, at=now())
    actions.revoke_token(token=token, by=PLATFORM, at=now())
    actions.set_in_use(source=source, in_use=False, why="改造", by=PLATFORM, at=now())
    assert Revision.objects.get().number == before + 5
    assert Entry.objects.count() == rows + 5
    assert text not in str(list(Entry.objects.values_list("after", "before")))
    with pytest.raises(Conflict):
        actions.revoke_token(token=token, by=PLATFORM, at=now())


def test_only_the_hash_of_a_token_is_kept():
    source, text = make_source()
    token = source.tokens.get()
    assert token.digest == rules.digest(text)
    assert text not in (token.digest, token.head)


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.GRID, Role.AUDITOR, Role.DUTY])
def test_who_only_looks_may_not_register(role):
    by = asker(role, make_enterprise() if role == Role.ENTERPRISE else None)
    with pytest.raises(NotAllowed):
        actions.open_source(code="x", name="x", unit=make_unit(), way="http", contact="", by=by, at=now())


def test_a_department_registers_within_its_reach_only():
    own = make_unit("区水务局")
    by = asker(Role.DEPARTMENT, own)
    actions.open_source(code="own", name="站网", unit=own, way="http", contact="", by=by, at=now())
    with pytest.raises(NotAllowed):
        actions.open_source(
            code="other", name="站网", unit=make_unit(), way="http", contact="", by=by, at=now()
        )


@pytest.mark.parametrize(
    ("hours", "reason", "sentence"),
    [((1, 0), "检修", "晚于"), ((-3, -2), "检修", "已经过去"), ((0, 1), "", "事由")],
)
def test_a_maintenance_that_makes_no_sense_is_refused(hours, reason, sentence):
    sensor = make_sensor(make_source()[0])
    starts, ends = (now() + timedelta(hours=each) for each in hours)
    with pytest.raises(Refusal, match=sentence):
        actions.maintain(sensor=sensor, starts_at=starts, ends_at=ends, reason=reason, by=PLATFORM, at=now())


def diagnosis(source):
    (found,) = queries.source_health(PLATFORM, now(), [source])
    return found.tone, found.sentence


def test_the_health_of_a_source_names_the_first_thing_that_keeps_its_readings_away():
    source, _ = make_source()
    assert "尚未登记传感器" in diagnosis(source)[1]
    sensor = make_sensor(source)
    assert "网关没有运行" in diagnosis(source)[1]
    Keeper.objects.create(beat_at=now())
    assert "从未收到" in diagnosis(source)[1]
    minute = now().replace(second=0, microsecond=0)
    tally = Tally.objects.create(source_id=source.pk, minute=minute, received=10_000)
    assert diagnosis(source)[0] == "late"
    heard(sensor, 5)
    assert diagnosis(source) == ("good", "正常。")
    Tally.objects.filter(pk=tally.pk).update(received=3)
    assert "八成" in diagnosis(source)[1]
    for token in source.tokens.all():
        actions.revoke_token(token=token, by=PLATFORM, at=now())
    assert "令牌" in diagnosis(source)[1]


def signed_in(role, unit=None):
    client = Client()
    person = make_person(role, unit or make_office())
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_pages_show_the_device_its_standing_and_its_rules():
    source, _ = make_source()
    sensor = make_sensor(source, spot=(116.45, 39.92))
    heard(sensor, 5, value=3.25)
    client = signed_in(Role.OFFICE)
    page = client.get("/sensors/").content.decode()
    assert sensor.name in page
    assert "3.2" in page or "3.3" in page
    detail = client.get(sensor.get_absolute_url()).content.decode()
    assert "CJJ/T 146-2011" in detail
    assert "未核对" in detail
    assert "没有读数不等于正常" in detail
    assert client.get(f"/sensors/{sensor.pk}/peek/").status_code == 200
    assert client.get(f"/sensors/{sensor.pk}/change/").status_code == 200
    table = b"".join(client.get("/sensors/export.csv").streaming_content).decode("utf-8-sig")
    assert "GM-1" in table
    assert b"".join(client.get("/sensors/export.xlsx").streaming_content)[:2] == b"PK"


def test_a_curve_alone_says_that_no_reading_is_not_all_clear_and_asks_for_itself_again():
    sensor = make_sensor(make_source()[0], "GM-7")
    client = signed_in(Role.OFFICE, make_office())
    text = client.get(f"/sensors/{sensor.pk}/curve/?span=7d").content.decode()
    assert "没有读数不等于正常" in text
    assert f'hx-get="/sensors/{sensor.pk}/curve/?span=7d"' in text
    assert client.get(f"/sensors/{sensor.pk}/curve/?span=nonsense").status_code == 200


def test_several_kinds_are_one_filter_and_unknown_ones_are_left_out():
    source, _ = make_source()
    for number, kind in enumerate(("gas_methane", "manhole_cover", "smoke")):
        make_sensor(source, f"K-{number}", kind=kind)
    asked = read(QueryDict("kinds=gas_methane,manhole_cover,ufo"))
    assert asked.kinds == ("gas_methane", "manhole_cover")
    assert narrowed(PLATFORM, asked, now()).count() == 2
    assert read(QueryDict(asked.query())) == asked


def test_a_map_tile_holds_the_device_and_an_outsider_gets_an_empty_one():
    street = make_area("和平街街道", FIRST_STREET)
    make_sensor(make_source(unit=street)[0], spot=INSIDE_FIRST)
    address = "/sensors/tiles/10/843/387.mvt"
    full = signed_in(Role.OFFICE).get(address).content
    assert b"clusters" in full or b"objects" in full
    assert signed_in(Role.DEPARTMENT, make_unit("区商务局")).get(address).content == b""


def test_anothers_sensor_and_source_are_not_there_for_an_outsider():
    source, _ = make_source(unit=make_unit("区水务局"))
    sensor = make_sensor(source)
    outsider = signed_in(Role.DEPARTMENT, make_unit("区商务局"))
    for address in (
        sensor.get_absolute_url(), f"/sensors/{sensor.pk}/peek/", f"/sensors/{sensor.pk}/curve/", source.get_absolute_url(),
    ):  # fmt: skip
        assert outsider.get(address).status_code == 404
    assert sensor.name not in outsider.get("/sensors/").content.decode()


def test_what_was_typed_is_still_there_after_a_refusal():
    source, _ = make_source()
    client = signed_in(Role.OFFICE)
    typed = {"kind": "gas_methane", "code": "坏 编号", "name": "阀井甲烷", "source": source.pk, "unit": ""}
    answer = client.post("/sensors/new/", typed)
    assert answer.status_code == 422
    assert "坏 编号" in answer.content.decode()
    answer = client.post("/sensors/new/", typed | {"code": "GM-77", "high": "50"})
    assert answer.status_code == 302
    assert Sensor.objects.get(code="GM-77").high == 50


def test_a_token_is_shown_once():
    source, _ = make_source()
    client = signed_in(Role.OFFICE)
    client.post(f"{source.get_absolute_url()}issue/", {"label": "采集机"})
    first = client.get(source.get_absolute_url()).content.decode()
    token = (
        next(each for each in first.split("<code") if "user-select-all" in each).split(">")[1].split("<")[0]
    )
    assert source.tokens.filter(digest=rules.digest(token)).exists()
    assert token not in client.get(source.get_absolute_url()).content.decode()


def test_quarantined_frames_are_shown_with_their_reason_and_can_be_replayed():
    source, _ = make_source()
    Quarantined.objects.create(
        source_id=source.pk, received_at=now(), fault="unknown_sensor", reason="没有登记编号为“X”的传感器。",
        sensor_code="X", frame='{"sensor": "X", "note": "<script>"}',
    )  # fmt: skip
    client = signed_in(Role.OFFICE)
    page = client.get(source.get_absolute_url()).content.decode()
    assert "没有登记编号为“X”的传感器" in page
    assert "<script>&quot;" not in page
    client.post(f"{source.get_absolute_url()}replay/")
    assert Quarantined.objects.get().replay_asked_at is not None


HEADER = ["编号", "名称", "数据来源", "责任单位", "经度", "纬度", "量程上限", "上报间隔"]


def checked(by, *lines):
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *lines])
    file = SimpleUploadedFile("甲烷.csv", text.getvalue().encode("utf-8"), "text/csv")
    batch = exchange.upload(name="sensors", variant="gas_methane", file=file, options={}, by=by, at=now())
    exchange.check(batch=batch, mapping=proposed_mapping(batch), options={}, by=by, at=now())
    batch.refresh_from_db()
    return batch


def test_a_table_registers_changes_and_refuses_and_is_taken_back_as_a_whole():
    by = asker(Role.OFFICE)
    street = make_area("和平街街道", FIRST_STREET)
    source, _ = make_source(unit=street)
    known = make_sensor(source, "GM-1")
    batch = checked(
        by,
        ["GM-1", "改名", "", "", "", "", "", ""],
        ["GM-2", "阀井", "gas", "", *INSIDE_FIRST, "50", "15"],
        ["GM-3", "阀井", "nowhere", "", "", "", "", ""],
        ["GM-4", "阀井", "gas", "", "", "", "900", ""],
    )
    assert (batch.counts["new"], batch.counts["changed"], batch.counts["error"]) == (1, 1, 2)
    told = {each.number: str(each.errors) for each in ImportRow.objects.filter(batch=batch) if each.errors}
    assert "nowhere" in told[4]
    assert "量程超出" in told[5]
    assert exchange.confirm(batch=batch, skip_errors=True, by=by, at=now())
    batch.refresh_from_db()
    second = Sensor.objects.get(code="GM-2")
    assert (second.high, second.interval_s, second.subdistrict) == (50, 15, street)
    assert Sensor.objects.get(pk=known.pk).name == "改名"
    exchange.undo(batch=batch, why="导错表", by=by, at=now())
    assert not Sensor.objects.filter(code="GM-2").exists()
    assert Sensor.objects.get(pk=known.pk).name == known.name
