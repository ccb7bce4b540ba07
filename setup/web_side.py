"""The front end: Node's packages and the build."""

import os
from pathlib import Path

from console import ROOT, Failed, quiet
from python_side import VENV
from stamps import digest, unless_stamped

from ancheng.config.prerequisites import NODE_OLDEST, node_version

WEB = ROOT / "web"
BUILT = ROOT / "src/ancheng/portal/static/dist"
SKIPPED = {"node_modules", "dist", ".vite"}


def system_node_is_enough() -> bool:
    return node_version() >= NODE_OLDEST


def environment() -> dict[str, str]:
    """The path on which npm is found: the machine's own, or the one inside the virtual environment."""
    if system_node_is_enough():
        return {}
    return {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def install_packages() -> None:
    lock = WEB / "package-lock.json"
    if not lock.exists():
        raise Failed(f"缺少 {lock}：请取回完整的代码。")
    command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    unless_stamped(
        WEB / "node_modules/.ancheng-stamp",
        digest([WEB / "package.json", lock]),
        lambda: quiet("npm-ci", command, cwd=WEB, env=environment()),
    )


def build() -> None:
    """Bundle the scripts and styles, when a source has changed since the last time."""

    def act() -> None:
        quiet("npm-build", ["npm", "run", "build"], cwd=WEB, env=environment())

    if not BUILT.is_dir():
        (WEB / "node_modules/.ancheng-built").unlink(missing_ok=True)
    unless_stamped(WEB / "node_modules/.ancheng-built", digest(_sources()), act)


def _sources() -> list[Path]:
    found: list[Path] = []
    for folder, folders, files in os.walk(WEB):
        folders[:] = [each for each in folders if each not in SKIPPED]
        found += [Path(folder) / each for each in files]
    return found
