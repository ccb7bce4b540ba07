"""The page on adding a decision model is followed to the letter: its file is loaded and holds its case."""

import re
import sys
from pathlib import Path

import pytest

from ancheng.base.errors import Misconfigured
from ancheng.base.registry import load
from ancheng.science.model import BadInput, Model

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/add_a_decision_model.md"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of models that holds nothing yet."""
    folder = tmp_path / "howto_models"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [each for each in sys.modules if each.startswith("howto_models")]:
        del sys.modules[name]


def test_the_file_of_the_page_is_a_whole_model(package):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    (package / "weir.py").write_text(code, encoding="utf-8")
    model = load("howto_models", "MODEL", Model)["weir"]
    (case,) = model.cases
    for key, expected in case.expected.items():
        assert model.run(case.inputs)[key] == pytest.approx(expected, rel=case.tolerance)
    with pytest.raises(BadInput, match="堰上水头"):
        model.run({"width_m": 1, "head_m": 9})
    with pytest.raises(BadInput, match="堰宽"):
        model.run({"width_m": -1, "head_m": 0.1})


def test_a_file_without_its_model_stops_the_start(package):
    (package / "empty.py").write_text("X = 1\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match="MODEL"):
        load("howto_models", "MODEL", Model)
