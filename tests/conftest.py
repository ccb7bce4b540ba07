"""What every test may ask for."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real cases beside the checkout; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("ANCHENG_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("real cases (../shared) are not beside this checkout")
    return folder
