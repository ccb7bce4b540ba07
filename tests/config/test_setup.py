"""The set-up runs before anything is installed: with the bare Python of the machine."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("module", ["main", "machine", "python_side", "web_side", "checks", "stamps"])
def test_each_part_of_the_set_up_starts_without_any_package_of_others(module):
    program = f"import sys; sys.path[:0] = ['setup', 'src']; import {module}"
    # -I and -S: no environment, no site-packages, as on a machine on which nothing was set up yet.
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr


def test_what_the_machine_lacks_can_be_told_without_any_package_of_others():
    program = (
        "import sys; sys.path[:0] = ['setup', 'src']; from ancheng.config.prerequisites import everything;"
        "print(len([each.present() for each in everything(tests=True)]))"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert int(said.stdout) >= 5
