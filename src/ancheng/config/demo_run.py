"""Running the demonstration: database, web server and worker together, all stopped together."""

from __future__ import annotations

import ctypes
import fcntl
import gc
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from ancheng.base.errors import Conflict, Refusal, Unreadable
from ancheng.config import cluster
from ancheng.config.environment import var

FIRST_PORT, LAST_PORT = 8000, 8099
GATEWAY_PORTS = range(8100, 8200)
HEALTHY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 10
PR_SET_PDEATHSIG = 1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stillborn(Refusal):
    """The web server or the worker ended by itself."""


def run(*, plan: Path | None, port: int | None) -> int:
    """Everything from the database up, until Ctrl-C; stops what it started and nothing else."""
    for number in SIGNALS:
        signal.signal(number, _interrupt)
    with _only_one() as record, _database(record):
        prepare(plan)
        with _listen(port) as listening:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
            record["address"] = address
            _write(record)
            children = {}
            try:
                number = str(listening.fileno())
                children["web"] = _spawn("web", ["serve", "--fd", number], listening)
                children["worker"] = _spawn("worker", ["worker"])
                children |= _gateway()
                step("启动网站与后台", lambda: _until_healthy(address, children))
                _welcome(address)
                _until_one_ends(children)
            finally:
                _deafen()
                _stop(children)
    return 0


def prepare(plan: Path | None) -> None:
    """Tables up to date and the district loaded, in one transaction: a load cut short leaves nothing."""
    if plan is not None and not plan.is_file():
        raise Unreadable(f"找不到方案文件 {plan}：请检查 PLAN= 后的路径。")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from ancheng.config.demo.loader import load

    step("建表", lambda: call_command("migrate", interactive=False, verbosity=0))
    _same_plan(plan)
    # A million short-lived rows and hardly a cycle among them: looking for some took half of the time.
    gc.disable()
    try:
        with transaction.atomic():
            step("装载演示区", lambda: load(plan, lambda line: print(f"    {line}", flush=True)))
    finally:
        gc.enable()
    _remember_plan(plan)


def print_accounts() -> None:
    """One line per role."""
    import django

    django.setup()
    from ancheng.config.demo.people import accounts

    for each in accounts():
        print(f"  {each.username:<12} {each.password:<16} {each.label}（{each.unit}）")


def step(label: str, act: Callable[[], object]) -> None:
    """Do it and print how long it took."""
    started = time.monotonic()
    act()
    print(f"[{time.monotonic() - started:5.1f} s] {label}", flush=True)


def _digest(plan: Path | None) -> str:
    return hashlib.sha256(plan.read_bytes()).hexdigest() if plan else "sample"


def _same_plan(plan: Path | None) -> None:
    """Another plan than the loaded one would silently not be shown: say so."""
    from ancheng.kernel.people.models import Person

    known = var() / "demo-plan"
    if plan is None or not Person.objects.filter(demonstration=True).exists():
        return
    if not known.exists() or known.read_text() != _digest(plan):
        raise Conflict(f"演示区已按另一份方案装载：请先执行 make reset-demo，再执行 make demo PLAN={plan}。")


def _remember_plan(plan: Path | None) -> None:
    known = var() / "demo-plan"
    if plan is not None or not known.exists():
        known.write_text(_digest(plan))


@contextmanager
def _only_one() -> Iterator[dict[str, object]]:
    """The record of this run; refuses when another run of the same checkout is alive."""
    var().mkdir(parents=True, exist_ok=True)
    with open(var() / "demo.lock", "w") as lock:
        before: dict[str, object] = {}
        with suppress(OSError, ValueError):
            before = json.loads((var() / "demo.json").read_text())
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                f"演示已在运行（{before.get('address', '正在启动')}）：请直接使用，"
                f"或执行 kill {before.get('pid')} 停止后重试。"
            ) from error
        # A run that was killed could not stop its database: this run takes over that duty.
        yield {"pid": os.getpid(), "owns_database": bool(before.get("owns_database"))}
        (var() / "demo.json").unlink(missing_ok=True)


@contextmanager
def _database(record: dict[str, object]) -> Iterator[None]:
    started = time.monotonic()
    try:
        if cluster.is_private():
            inherited = record["owns_database"] and cluster.current().pid() is not None
            record["owns_database"] = cluster.ensure_running() or inherited
            print(f"[{time.monotonic() - started:5.1f} s] 启动数据库", flush=True)
        _write(record)
        yield
    finally:
        _deafen()
        if record["owns_database"] and cluster.is_private():
            cluster.stop()


def _write(record: dict[str, object]) -> None:
    (var() / "demo.json").write_text(json.dumps(record))


def _gateway() -> dict[str, subprocess.Popen[bytes]]:
    """The gateway of the sensors on a free port, and the simulator that speaks for them."""
    with _listen(None, GATEWAY_PORTS) as listening:
        port = listening.getsockname()[1]
        gateway = _spawn("gateway", ["gateway", "run", "--fd", str(listening.fileno())], listening)
    return {
        "gateway": gateway,
        "simulate": _spawn("simulate", ["simulate", "--gateway", f"http://127.0.0.1:{port}"]),
    }


def _listen(port: int | None, ports: Iterable[int] = range(FIRST_PORT, LAST_PORT + 1)) -> socket.socket:
    """A socket on loopback: the port asked for, or the first free one."""
    for number in [port] if port is not None else ports:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", number))
            listening.listen(256)
        except (OSError, OverflowError):
            listening.close()
            continue
        return listening
    if port is not None:
        raise Conflict(f"端口 {port} 不可用：请换一个，如 make demo PORT={FIRST_PORT + 1}。")
    raise Conflict(f"端口 {min(ports)}–{max(ports)} 全被占用：请用 make demo PORT=… 指定空闲端口。")


def _spawn(name: str, arguments: list[str], *sockets: socket.socket) -> subprocess.Popen[bytes]:
    """A child in its own process group (Ctrl-C reaches only this program), that dies with this program."""
    log = _log(name)
    log.parent.mkdir(parents=True, exist_ok=True)
    parent = os.getpid()

    def die_with_parent() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    with open(log, "wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "ancheng.config.cli", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[each.fileno() for each in sockets],
            preexec_fn=die_with_parent,
        )


def _log(name: str) -> Path:
    return var() / "log" / f"{name}.log"


def _check(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            tail = _log(name).read_text(errors="replace").splitlines()[-15:]
            raise Stillborn(
                "\n".join([*tail, f"{name} 进程意外退出（{child.returncode}），详见 {_log(name)}。"])
            )


def _until_healthy(address: str, children: dict[str, subprocess.Popen[bytes]]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + HEALTHY_WITHIN_SECONDS
    answer = "没有应答"
    while time.monotonic() < until:
        _check(children)
        try:
            with opener.open(address + "healthz", timeout=5) as reply:
                if reply.status == 200:
                    return
        except urllib.error.HTTPError as error:
            answer = f"应答 {error.code}"
        except OSError:
            pass
        time.sleep(0.1)
    raise Stillborn(f"网站 {HEALTHY_WITHIN_SECONDS} 秒内未就绪（{answer}）：详见 {_log('web')}。")


def _welcome(address: str) -> None:
    print(f"\n安城 Ancheng 已就绪 ready:  {address}\n")
    print("演示账号 accounts（用户名 口令 角色）：")
    print_accounts()
    print(f"\n日志 logs: {_log('web').parent}    Ctrl-C 停止 stop", flush=True)


def _until_one_ends(children: dict[str, subprocess.Popen[bytes]]) -> None:
    while True:
        _check(children)
        time.sleep(0.5)


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
    until = time.monotonic() + STOP_WITHIN_SECONDS
    for child in children.values():
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, until - time.monotonic()))
    for child in children.values():
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _deafen() -> None:
    """A second Ctrl-C must not cut the clean-up short."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
