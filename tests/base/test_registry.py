"""A new thing is a new file; a file that declares nothing stops the start."""

import sys

import pytest

from ancheng.base.errors import Misconfigured
from ancheng.base.registry import load


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "kinds_for_test"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [each for each in sys.modules if each.startswith("kinds_for_test")]:
        del sys.modules[name]


def test_each_file_is_found_under_its_name(package):
    (package / "hydrant.py").write_text("KIND = 1")
    (package / "bridge.py").write_text("KIND = 2")
    (package / "_shared.py").write_text("")
    assert dict(load("kinds_for_test", "KIND", int)) == {"bridge": 2, "hydrant": 1}


def test_a_file_without_its_constant_stops_the_start(package):
    (package / "hydrant.py").write_text("KIND = 'wrong type'")
    with pytest.raises(Misconfigured, match=r"kinds_for_test\.hydrant must define KIND"):
        load("kinds_for_test", "KIND", int)
