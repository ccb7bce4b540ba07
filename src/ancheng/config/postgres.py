"""Where PostgreSQL's programs are, and how they are run by a user that PostgreSQL accepts."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ancheng.base.errors import Refusal

OLDEST = 15
INSTALL = "sudo apt-get install -y postgresql postgis postgresql-{version}-postgis-3"


class NoServer(Refusal):
    """PostgreSQL is absent, too old, or may not be started here."""


@dataclass(frozen=True)
class Binaries:
    """The programs of one installed PostgreSQL."""

    version: int
    folder: Path

    def path(self, program: str) -> str:
        return str(self.folder / program)


def installed(folder: Path = Path("/usr/lib/postgresql")) -> list[Binaries]:
    """Every PostgreSQL server of Debian's layout, the newest first; PG_BINDIR names another."""
    own = os.environ.get("PG_BINDIR")
    if own:
        return [Binaries(_version(Path(own)), Path(own))]
    found = [each for each in folder.glob("*/bin/postgres") if each.parts[-3].isdigit()]
    return sorted((Binaries(int(each.parts[-3]), each.parent) for each in found), key=lambda b: -b.version)


def _version(folder: Path) -> int:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoServer(f"PG_BINDIR={folder} 中没有可运行的 postgres：请改正或取消该环境变量。") from error
    return int(said.stdout.split()[2].split(".")[0])


def choose(version: int | None = None) -> Binaries:
    """The newest PostgreSQL that is new enough, or exactly the version that made an existing cluster."""
    found = installed()
    if version is None:
        fit = [each for each in found if each.version >= OLDEST]
        if fit:
            return fit[0]
        have = f"，现有 {found[0].version} 过旧" if found else ""
        raise NoServer(
            f"缺少 PostgreSQL {OLDEST} 或更高版本（含 PostGIS）{have}：请运行 make demo 自动安装，"
            f"或执行 {INSTALL.format(version=OLDEST)}，或用 DATABASE_URL 指向已有数据库。"
        )
    for each in found:
        if each.version == version:
            return each
    have = "、".join(str(each.version) for each in found) or "无"
    raise NoServer(
        f"私有数据库由 PostgreSQL {version} 建立，本机现有版本：{have}。请执行 "
        f"{INSTALL.format(version=version)}；若可舍弃演示数据，执行 make reset-demo。"
    )


@dataclass(frozen=True)
class Account:
    """The operating-system user that the server runs as."""

    uid: int
    gid: int
    name: str
    prefix: tuple[str, ...] = ()

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, its output captured."""
        return subprocess.run(
            [*self.prefix, *command],
            capture_output=True,
            text=True,
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            check=False,
        )


def account_for(data: Path) -> Account:
    """Who runs the server of `data`: its owner, else the caller, or the user postgres when that is root."""
    if data.exists():
        owner = data.stat().st_uid
    elif os.geteuid() != 0:
        owner = os.geteuid()
    else:
        owner = _postgres_user()
    user = pwd.getpwuid(owner)
    if owner == os.geteuid():
        return Account(owner, user.pw_gid, user.pw_name)
    if os.geteuid() != 0:
        raise NoServer(
            f"数据库目录 {data} 属于用户 {user.pw_name}：请以该用户运行，或执行 "
            f"sudo chown -R {pwd.getpwuid(os.geteuid()).pw_name} {data.parent}。"
        )
    return Account(owner, user.pw_gid, user.pw_name, _prefix(user, data.parent))


def _postgres_user() -> int:
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError as error:
        raise NoServer(
            "PostgreSQL 拒绝以 root 运行，而本机没有 postgres 用户："
            f"请执行 {INSTALL.format(version=OLDEST)}。"
        ) from error


def _prefix(user: pwd.struct_passwd, parent: Path) -> tuple[str, ...]:
    """`setpriv` to that user; with the right to pass closed folders only when some parent folder is closed.

    Below /root (mode 700) another user cannot reach its own files. CAP_DAC_READ_SEARCH opens the way and
    nothing else; some containers withhold it, there CAP_DAC_OVERRIDE does.
    """
    plain = (
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--no-new-privs",
    )
    attempts = [plain] + [
        (*plain, f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}")
        for capability in ("dac_read_search", "dac_override")
    ]
    for attempt in attempts:
        # Not `test -x`: access(2) judges without the capabilities.
        if subprocess.run([*attempt, "stat", f"{parent}/."], capture_output=True, cwd="/").returncode == 0:
            return attempt
    raise NoServer(
        f"用户 {user.pw_name} 无法进入 {parent}：请把代码移到该用户可进入的目录（如 /srv），"
        f"或执行 export ANCHENG_VAR=/var/lib/ancheng 后重试。"
    )
