"""An officer registers a source and a detector, hands the token over, and sees what the detector says."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ancheng.base.roles import Role
from ancheng.monitoring.sensors.models import Sensor
from tests.factories import make_office
from tests.monitoring.making import clear_readings, post, with_gateway

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_registering_a_source_to_the_curve_of_its_detector(enter):
    clear_readings()
    office = make_office()
    page = enter(Role.OFFICE, office, size=(1366, 768))
    page.goto("/sensors/sources/")
    page.click("summary:has-text('登记数据来源')")
    page.fill("#name", "燃气智能监控系统")
    page.fill("#code", "gas")
    page.fill("#unit", office.name)
    page.click("button:has-text('登记')")
    page.fill("#label", "采集服务器")
    page.click("button:has-text('签发令牌')")
    token = page.inner_text("code.user-select-all")

    page.goto("/sensors/new/")
    page.select_option("#kind", "gas_methane")
    page.select_option("#source", label="燃气智能监控系统")
    page.fill("#code", "GM-000001")
    page.fill("#name", "阀门井甲烷")
    page.click("main form button:has-text('保存')")
    page.wait_for_selector("text=从未上报，情况不明")
    now = int(time.time() * 1000)
    rows = [{"sensor": "GM-000001", "time": now - n * 30_000, "value": 20.0 + n} for n in range(10, -1, -1)]
    # Playwright's own loop runs in this thread.
    with ThreadPoolExecutor(1) as aside:
        send = aside.submit(with_gateway, lambda gateway, client: post(client, token, {"readings": rows}))
        answer = send.result(60)
    assert answer.json()["accepted"] == 11

    page.reload()
    assert "20.0" in page.inner_text("main .h1")
    assert "在线" in page.inner_text("main")
    page.wait_for_selector("[data-chart] svg path", state="attached")
    assert "一级报警（20% LEL）" in page.inner_text("main")
    sensor = Sensor.objects.get()
    page.goto("/sensors/?health=speaking")
    assert sensor.name in page.inner_text("main table")
    clear_readings()
