"""A page is looked at when everything that it asks for by itself is there."""

from __future__ import annotations

import time

from playwright.sync_api import Page, Request

CALM = 3
PAUSE_MS = 50
LONGEST_S = 30
# Resolved when the page's own scripts have nothing left to do; a stream that stays open is no request to wait for.
IDLE = "() => new Promise(done => requestIdleCallback(() => done(!document.querySelector('.htmx-request'))))"


def see(page: Page, address: str) -> None:
    """Open it and wait for its fragments, tiles and pictures: half a second of silence would be longer than they take."""
    under_way: set[Request] = set()

    def begun(request: Request) -> None:
        if request.resource_type != "eventsource":
            under_way.add(request)

    def ended(request: Request) -> None:
        under_way.discard(request)

    listeners = {"request": begun, "requestfinished": ended, "requestfailed": ended}
    for event, listener in listeners.items():
        page.on(event, listener)
    try:
        page.goto(address)
        _settle(page, address, under_way)
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)


def _settle(page: Page, address: str, under_way: set[Request]) -> None:
    until, calm = time.monotonic() + LONGEST_S, 0
    while calm < CALM:
        assert time.monotonic() < until, (address, [each.url for each in under_way])
        page.wait_for_timeout(PAUSE_MS)
        calm = calm + 1 if page.evaluate(IDLE) and not under_way else 0
