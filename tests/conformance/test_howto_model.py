"""The page on adding a decision model is followed to the letter: its file is loaded and holds its case."""

import json
import re
import sys
from pathlib import Path

import pytest

from ancheng.base.errors import Misconfigured
from ancheng.base.registry import load
from ancheng.base.roles import Role
from ancheng.config.cli import main
from ancheng.decision.runs.models import Run
from ancheng.science import models as shelf
from ancheng.science.model import BadInput, Model
from tests.decision.runs.test_models_on_the_web import sent
from tests.factories import make_office
from tests.supervision.hotline.makers import signed_in

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


@pytest.fixture
def added(tmp_path, monkeypatch):
    """The file of the page beside the models of the house, as if it had been put there; nothing else is done."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    (tmp_path / "weir.py").write_text(code, encoding="utf-8")
    monkeypatch.setattr(shelf, "__path__", [*shelf.__path__, str(tmp_path)])
    yield
    sys.modules.pop("ancheng.science.models.weir", None)


def test_one_file_is_enough_for_the_command_line(added, capsys):
    assert main(["model", "list", "--json"]) == 0
    (row,) = [each for each in json.loads(capsys.readouterr().out) if each["name"] == "weir"]
    assert row["title"] == "矩形堰流量"
    assert main(["model", "run", "weir", "--json", '{"width_m": 2, "head_m": 0.25}']) == 0
    assert json.loads(capsys.readouterr().out)["flow_m3_s"] == pytest.approx(0.46)
    assert main(["model", "run", "weir", "--json", '{"width_m": 1, "head_m": 9}']) == 2
    assert "堰上水头" in capsys.readouterr().err


@pytest.mark.django_db
def test_one_file_is_enough_for_form_help_run_page_and_processes(added):
    officer = signed_in(Role.DUTY, make_office())
    assert "矩形堰流量" in officer.get("/runs/models/").content.decode()
    form = officer.get("/runs/models/weir/?sample=1").content.decode()
    for told in ("堰上水头", "0.1–100", "无侧收缩的锐缘堰", "Francis 1883"):
        assert told in form
    answer = officer.post("/runs/models/weir/", sent(form))
    run = Run.every.get()
    assert (run.state, run.model_version) == ("done", "1.0")
    assert run.result["flow_m3_s"] == pytest.approx(0.46)
    shown = officer.get(answer["Location"]).content.decode()
    assert run.result_checksum in shown
    # The inputs that matter are found by themselves.
    assert {each["input"] for each in run.around["sensitivity"]["strongest"]} == {"width_m", "head_m"}
    told = officer.get("/processes/processes/weir").json()
    assert told["inputs"]["head_m"]["schema"] == {"type": "number", "minimum": 0, "maximum": 10}
    body = json.dumps({"inputs": {"width_m": 2, "head_m": 0.25}})
    done = officer.post("/processes/processes/weir/execution", body, content_type="application/json")
    assert done.json()["flow_m3_s"] == pytest.approx(0.46)


def test_a_file_without_its_model_stops_the_start(package):
    (package / "empty.py").write_text("X = 1\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match="MODEL"):
        load("howto_models", "MODEL", Model)
