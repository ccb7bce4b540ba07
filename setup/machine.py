"""What the machine lacks is installed with apt, and only that."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from console import Failed, quiet, say

from ancheng.base.errors import Refusal
from ancheng.config.postgres import OLDEST, installed
from ancheng.config.prerequisites import Prerequisite, missing

NO_MAIN_CLUSTER = Path("/etc/postgresql-common/createcluster.d/zz-ancheng.conf")
OWN_SOURCE = "请按 postgresql.org/download/linux 的说明添加其软件源"


def install_missing(*, tests: bool) -> None:
    """Bring what is absent, then look again: what still lacks is told in one sentence each."""
    lacking = missing(tests=tests)
    if not lacking:
        return
    if shutil.which("apt-get") is None:
        raise Failed("\n".join(each.sentence for each in lacking))
    say(f"          安装 {'、'.join(each.name for each in lacking)} …")
    _install(lacking)
    still = missing(tests=tests)
    if still:
        raise Failed("\n".join(each.sentence for each in still))


def _install(lacking: list[Prerequisite]) -> None:
    asroot = _as_root([name for each in lacking for name in each.packages])
    if not any(Path("/var/lib/apt/lists").glob("*Packages*")):
        _apt(asroot, "update")
    packages = _packages(lacking)
    silenced = _without_main_cluster(asroot, packages)
    try:
        _apt(asroot, "install", *packages)
    except Failed:
        # Old lists name packages that are no longer served.
        _apt(asroot, "update")
        _apt(asroot, "install", *packages)
    finally:
        if silenced:
            subprocess.run([*asroot, "rm", "-f", str(NO_MAIN_CLUSTER)], check=False)


def _packages(lacking: list[Prerequisite]) -> list[str]:
    names: list[str] = []
    server = any("PostgreSQL" in each.name for each in lacking)
    for each in lacking:
        if server and each.packages == ("gdal-bin",):
            continue  # PostGIS brings the libraries
        version = _server_version() if "PostgreSQL" in each.name else 0
        for name in each.packages:
            if "{version}" in name:
                names.append(name.format(version=version))
            else:
                names.append(f"postgresql-{version}" if name == "postgresql" else name)
    return names


def _server_version() -> int:
    """The server to install: PostGIS for the one that is there, else the newest that the sources offer."""
    said = subprocess.run(
        ["apt-cache", "search", "--names-only", "^postgresql-[0-9]+-postgis-3$"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    offered = {int(each) for each in re.findall(r"^postgresql-(\d+)-postgis-3\b", said, re.M)}
    there = [each.version for each in installed() if each.version >= OLDEST and each.version in offered]
    fit = there or sorted((each for each in offered if each >= OLDEST), reverse=True)
    if not fit:
        best = f"只有 PostgreSQL {max(offered)}" if offered else "没有 PostgreSQL"
        raise Failed(
            f"本机软件源{best}，需要 {OLDEST} 或更高版本：{OWN_SOURCE}后重试，或用 DATABASE_URL 指向已有数据库。"
        )
    return fit[0]


def _without_main_cluster(asroot: Sequence[str], packages: list[str]) -> bool:
    """Debian starts a cluster of its own when the server is installed; nobody asked for that one here."""
    if not any(name.startswith("postgresql-") for name in packages) or NO_MAIN_CLUSTER.exists():
        return False
    subprocess.run([*asroot, "mkdir", "-p", str(NO_MAIN_CLUSTER.parent)], check=False)
    written = subprocess.run(
        [*asroot, "tee", str(NO_MAIN_CLUSTER)],
        input=b"create_main_cluster = false\n",
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return written.returncode == 0


def _apt(asroot: Sequence[str], act: str, *packages: str) -> None:
    options = ["-y", "-q", "--no-install-recommends"] if act == "install" else ["-q"]
    # Debian's own timers may hold the lock on a machine that has just been started.
    command = [*asroot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    quiet(f"apt-{act}", [*command, act, *options, *packages])


def _as_root(packages: list[str]) -> list[str]:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
            return ["sudo", "-n"]
        if sys.stdin.isatty():
            say("          安装系统软件需要 sudo 口令。")
            if subprocess.run(["sudo", "-v"], check=False).returncode == 0:
                return ["sudo"]
    try:
        version = str(_server_version()) if "postgresql" in packages else ""
    except Refusal:
        version = str(OLDEST)
    names = " ".join(each.format(version=version) for each in packages)
    raise Failed(f"缺少系统软件且当前用户不能安装：请让管理员执行 apt-get install -y {names}，然后重试。")
