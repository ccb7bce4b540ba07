"""Documents are printed by the page, not by LibreOffice: a case has up to eight of them."""

from __future__ import annotations

import pytest

from ancheng.kernel.documents import rendering


@pytest.fixture(autouse=True)
def without_office(monkeypatch):
    monkeypatch.setattr(rendering, "_by_office", lambda word: None)
