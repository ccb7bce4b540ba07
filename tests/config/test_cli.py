"""The command line: one file per command, a refusal is a sentence and status 2."""

import subprocess
import sys

import pytest

from ancheng.base.errors import Refusal
from ancheng.base.registry import load
from ancheng.config import cli
from ancheng.config.command import Command, no_arguments


def test_every_command_is_called_as_its_file_is():
    for name, command in load("ancheng.config.commands", "COMMAND", Command).items():
        assert command.name == name
        assert command.help


def test_the_command_line_opens_without_the_frameworks():
    question = (
        "import ancheng.config.cli as c, sys; c.parser(); print({'django', 'psycopg'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"


def _only(monkeypatch, run):
    command = Command("probe", "a probe", no_arguments, run)
    monkeypatch.setattr(cli, "load", lambda *_: {"probe": command})


def test_a_refusal_is_its_sentence_on_standard_error_and_status_2(monkeypatch, capsys):
    def refuse(options):
        raise Refusal("文件无法读取：请换一份。")

    _only(monkeypatch, refuse)
    assert cli.main(["probe"]) == 2
    said = capsys.readouterr()
    assert said.err == "文件无法读取：请换一份。\n"
    assert said.out == ""


def test_ctrl_c_ends_a_command_without_a_traceback(monkeypatch, capsys):
    def interrupted(options):
        raise KeyboardInterrupt

    _only(monkeypatch, interrupted)
    assert cli.main(["probe"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_an_unknown_command_is_status_2():
    with pytest.raises(SystemExit) as ended:
        cli.main(["no-such-command"])
    assert ended.value.code == 2
