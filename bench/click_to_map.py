"""From the click on 测算 to the result on the map in a real browser, for every model that is computed at once.

The floor beside each figure is a page with the same map and nothing to compute, opened by a click in the same run.

    python -m bench.click_to_map [model ...]
"""

from __future__ import annotations

import os
import re
import sys
import time
from importlib.util import find_spec
from typing import Any

from bench._register import district, fill
from bench._report import report
from bench._scratch import cookie, scratch, served
from bench.map_paint import FLAGS, IDLE

GOAL_S, ROUNDS, OBJECTS = 2.0, 3, 5000
SPOT = "116.45,39.92"


def clicked(page: Any, press: Any) -> float:
    """Seconds from the click to figures on the page and, where there is one, an idle map."""
    before, started = page.url, time.perf_counter()
    press.click()
    page.wait_for_url(lambda url: url != before, timeout=60_000)
    page.wait_for_selector("[data-figures], [data-sentence], form[data-model-form]", timeout=60_000)
    if not page.locator("[data-figures]").count():
        raise SystemExit(f"no result: {page.locator('main').inner_text()[:600]}")
    if page.locator("[data-map]").count():
        page.wait_for_selector(IDLE, timeout=60_000)
    return time.perf_counter() - started


def floor(page: Any) -> float:
    """Seconds from a click to the idle map of the list of runs."""
    found = []
    for _ in range(ROUNDS):
        page.goto("/runs/models/")
        started = time.perf_counter()
        page.locator("main a[href='/runs/']").first.click()
        page.wait_for_url("**/runs/")
        page.wait_for_selector(IDLE, timeout=60_000)
        found.append(time.perf_counter() - started)
    return min(found)


def measure(page: Any, name: str, least: float) -> None:
    seconds = []
    for _ in range(ROUNDS):
        page.goto(f"/runs/models/{name}/?sample=1&at={SPOT}")
        # A plume has an area on the map only for a level that somebody asks about.
        if page.locator('[name="levels-0-mg_m3"]').count():
            page.fill('[name="levels-0-name"]', "关注")
            page.fill('[name="levels-0-mg_m3"]', "1")
        seconds.append(clicked(page, page.get_by_role("button", name="测算", exact=True)))
    note = (
        f"worst of {ROUNDS}, median {sorted(seconds)[ROUNDS // 2]:.2f}; computing {_computing(page):.2f} s of it; "
        f"{max(seconds) / least:.1f} x a page with a map and no model"
    )
    report(f"click to map, {name}", max(seconds), GOAL_S, "s", note)


def _computing(page: Any) -> float:
    """What the run itself says that it took."""
    found = re.search(r"用时\s*([\d.]+)", page.locator("main").inner_text())
    if found is None:
        raise SystemExit("the page does not say how long the run took")
    return float(found[1])


def onward(page: Any, least: float) -> None:
    """From a plume on the map to the evacuation over the net of the whole city."""
    seconds = []
    for turn in range(ROUNDS):
        page.goto(f"/runs/models/gaussian_plume/?sample=1&at={SPOT}")
        for field, value in (
            ("release_kg_s", "20"),
            ("wind_from_deg", "0"),
            ("levels-0-name", "关注"),
            ("levels-0-mg_m3", "1"),
        ):
            page.fill(f'[name="{field}"]', value)
        clicked(page, page.get_by_role("button", name="测算", exact=True))
        if turn == 0:
            # The net is warmed beside this page, while its reader looks at who is inside.
            page.wait_for_timeout(15_000)
        people = page.locator("[data-people]").inner_text()
        if people in ("—", "0"):
            raise SystemExit(f"{people} people inside: nothing to evacuate")
        seconds.append(clicked(page, page.get_by_role("button", name="按此范围测算疏散和安置", exact=True)))
    note = f"{people} people over 75,076 nodes; computing {_computing(page):.2f} s; {max(seconds) / least:.1f} x a page with a map and no model"
    report("click to map, plume to evacuation", max(seconds), GOAL_S, "s", note)


def main() -> None:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with scratch("click"):
        from playwright.sync_api import sync_playwright

        from ancheng.decision.runs.rules import LONG
        from ancheng.science.models import models

        quick = [
            name
            for name, each in models().items()
            if name not in LONG and all(find_spec(need) for need in each.needs)
        ]
        wanted = sys.argv[1:] or quick
        district()
        fill(OBJECTS)
        with served() as address, sync_playwright() as engine:
            browser = engine.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            context = browser.new_context(
                base_url=address, viewport={"width": 1366, "height": 768}, locale="zh-CN"
            )
            name, value = next(
                each.split("=", 1) for each in cookie("office").split("; ") if each.startswith("sessionid")
            )
            context.add_cookies([{"name": name, "value": value, "url": address}])
            page = context.new_page()
            page.goto("/runs/models/")
            least = floor(page)
            print(
                f"floor {least:.2f} s; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; no graphics card"
            )
            for each in wanted:
                measure(page, each, least)
            if not sys.argv[1:] or "area_evacuation" in wanted:
                onward(page, least)
            browser.close()


if __name__ == "__main__":
    main()
