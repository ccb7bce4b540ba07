"""The private PostgreSQL cluster under var/, used whenever DATABASE_URL is unset.

It listens on a unix socket only. Who may enter is decided by `peer` authentication: the kernel names the
caller, and the map admits root, the server's own user and whoever made the cluster, none of whom gains
anything that the file permissions did not already give. The socket's folder is closed (0700) besides; that
alone would not do, because a path that is too long for a socket moves it to the shared /tmp.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ancheng.config.database import DATABASE, PORT, USER, Cluster, current, database_settings, is_private
from ancheng.config.postgres import Account, Binaries, NoServer, account_for, choose

__all__ = ["ClusterTrouble", "current", "database_settings", "ensure_running", "is_private", "reset", "stop"]

FREE_BYTES_NEEDED = 500 * 2**20
START_SECONDS = 60
STOP = ("-m", "fast", "-t", "60")

COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "2000",
}
# Only the tests' cluster may lose its rows in a power cut; the demonstration keeps what it committed.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class ClusterTrouble(NoServer):
    """The private cluster cannot be made or started."""


def ensure_running() -> bool:
    """Make and start the private cluster where that is needed; True if this call started it."""
    if not is_private():
        return False
    cluster = current()
    with _alone(cluster):
        account, binaries = _made(cluster)
        started = cluster.pid() is None
        if started:
            _start(cluster, account, binaries)
        elif not _answers(cluster, account, binaries):
            raise ClusterTrouble(
                f"数据库进程 {cluster.pid()} 占用 {cluster.data} 但不应答："
                "请执行 .venv/bin/ancheng cluster stop 后重试。"
            )
        _create_database(cluster, account, binaries)
    return started


def stop() -> bool:
    """Stop the private cluster, waiting for its end; True if it ran."""
    cluster = current()
    if cluster.pid() is None:
        return False
    account, binaries = account_for(cluster.data), choose(_made_by(cluster))
    with _alone(cluster):
        said = account.run([binaries.path("pg_ctl"), "stop", "-D", str(cluster.data), *STOP])
    if cluster.pid() is not None:
        raise ClusterTrouble(f"数据库进程 {cluster.pid()} 没有停止：{_last_line(said)}。")
    return True


def reset() -> None:
    """Stop the private cluster and delete it with everything in it."""
    cluster = current()
    stop()
    for folder in (cluster.data, cluster.sockets):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(cluster: Cluster) -> Iterator[None]:
    """Two commands at once must not both make or start it."""
    cluster.data.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = open(cluster.data.with_name(f"{cluster.data.name}.lock"), "w")  # noqa: SIM115
    except PermissionError as error:
        owner = pwd.getpwuid(cluster.data.parent.stat().st_uid).pw_name
        raise ClusterTrouble(
            f"无权写入 {cluster.data.parent}：请以用户 {owner} 运行，或更改该目录的属主。"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made_by(cluster: Cluster) -> int:
    """The version of PostgreSQL that made the data."""
    try:
        return int((cluster.data / "PG_VERSION").read_text())
    except PermissionError:
        account_for(cluster.data)  # refuses with the owner's name
        raise
    except (OSError, ValueError) as error:
        raise ClusterTrouble(
            f"{cluster.data} 不是完整的数据库目录：请执行 make reset-demo 删除后重建。"
        ) from error


def _made(cluster: Cluster) -> tuple[Account, Binaries]:
    """The cluster's user and programs, after making its data where there is none."""
    if cluster.data.exists():
        return account_for(cluster.data), choose(_made_by(cluster))
    binaries = choose()
    account = account_for(cluster.data)
    _demand_space(cluster)
    # Made under another name and renamed at the end, so a killed initdb never looks like a cluster.
    making = cluster.data.with_name(f"{cluster.data.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    os.chown(making, account.uid, account.gid)
    said = account.run(
        [
            binaries.path("initdb"),
            *("-D", str(making), "-U", USER, "-E", "UTF8", "--locale=C.UTF-8"),
            *("--auth-local=peer", "--auth-host=reject", "--no-sync", "--no-instructions"),
        ]
    )
    if said.returncode:
        shutil.rmtree(making, ignore_errors=True)
        raise ClusterTrouble(f"建立数据库失败：{_last_line(said)}。请按提示处理后重新运行。")
    os.sync()
    making.rename(cluster.data)
    return account, binaries


def _demand_space(cluster: Cluster) -> None:
    free = shutil.disk_usage(cluster.data.parent).free
    if free < FREE_BYTES_NEEDED:
        raise ClusterTrouble(
            f"{cluster.data.parent} 所在磁盘仅剩 {free // 2**20} MB，"
            f"至少需要 {FREE_BYTES_NEEDED // 2**20} MB："
            f"请清理磁盘，或用 ANCHENG_VAR 指定其他磁盘上的目录。"
        )


def _start(cluster: Cluster, account: Account, binaries: Binaries) -> None:
    _demand_space(cluster)
    _admit(cluster, account)
    _open_socket_folder(cluster, account)
    with suppress(FileNotFoundError):
        # No such server runs (see Cluster.pid): what is left behind would only stop the start.
        (cluster.data / "postmaster.pid").unlink()
    settings = COMMON | {"unix_socket_directories": str(cluster.sockets), "port": str(PORT)}
    settings |= {"hba_file": str(cluster.data / "ancheng_hba.conf")}
    settings |= {"ident_file": str(cluster.data / "ancheng_ident.conf")}
    settings |= FORGETFUL if cluster.tests else {}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    command = [binaries.path("pg_ctl"), "start", "-D", str(cluster.data), "-l", str(cluster.log), "-w"]
    # pg_ctl's own output must not be held open by the server that it leaves behind: hence a file.
    with tempfile.TemporaryFile("w+") as out:
        code = subprocess.run(
            [*account.prefix, *command, "-s", "-t", str(START_SECONDS), "-o", options],
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            cwd="/",
        ).returncode
    if code:
        raise ClusterTrouble(
            f"数据库启动失败：{_why(cluster)}。详见 {cluster.log}；演示数据可用 make reset-demo 重建。"
        )


def _admit(cluster: Cluster, account: Account) -> None:
    """Write who may enter: see the head of this file."""
    maker = pwd.getpwuid(cluster.data.parent.stat().st_uid).pw_name
    names = sorted({"root", account.name, maker})
    files = {
        "ancheng_hba.conf": "local all all peer map=ancheng\n",
        "ancheng_ident.conf": "".join(f'ancheng "{name}" {USER}\n' for name in names),
    }
    for name, text in files.items():
        file = cluster.data / name
        file.write_text(text)
        file.chmod(0o644)


def _open_socket_folder(cluster: Cluster, account: Account) -> None:
    folder = cluster.sockets
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    state = folder.lstat()
    if folder.is_symlink() or state.st_uid != account.uid or state.st_mode & 0o077:
        raise ClusterTrouble(f"{folder} 已被占用或权限不符（应属 {account.name}、0700）：请删除它后重试。")


def _answers(cluster: Cluster, account: Account, binaries: Binaries) -> bool:
    """Whether the server accepts connections, given a little time to come up."""
    until = time.monotonic() + 10
    while True:
        asked = [binaries.path("pg_isready"), "-q", "-h", str(cluster.sockets), "-p", str(PORT)]
        if account.run(asked).returncode == 0:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.2)


def _create_database(cluster: Cluster, account: Account, binaries: Binaries) -> None:
    reach = ["-h", str(cluster.sockets), "-p", str(PORT), "-U", USER]
    question = f"select 1 from pg_database where datname = '{DATABASE}'"  # noqa: S608 (both are constants)  # nosec B608
    said = account.run([binaries.path("psql"), *reach, "-d", "postgres", "-XAtc", question])
    if said.returncode == 0 and not said.stdout.strip():
        said = account.run([binaries.path("createdb"), *reach, DATABASE])
    if said.returncode:
        raise ClusterTrouble(f"数据库已启动但无法使用：{_last_line(said)}。")


def _last_line(said: subprocess.CompletedProcess[str]) -> str:
    lines = [each.strip() for each in (said.stderr + said.stdout).splitlines() if each.strip()]
    return lines[-1] if lines else f"返回码 {said.returncode}"


def _why(cluster: Cluster) -> str:
    """The server's own reason from the end of its log."""
    with suppress(OSError):
        for line in reversed(cluster.log.read_text(errors="replace").splitlines()[-40:]):
            if "FATAL:" in line or "PANIC:" in line or "could not" in line:
                return line.split(":  ", 1)[-1].strip()
    return "没有说明原因"
