"""Steps with their seconds, programs with their output kept aside until it is needed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOGS = Path(os.environ.get("ANCHENG_VAR", ROOT / "var")) / "log"
STARTED = time.monotonic()
TAIL = 40

_running: set[subprocess.Popen[bytes]] = set()
_print = threading.Lock()


class Failed(Exception):
    """A step that did not succeed, with the sentence for the person at the keyboard."""


def say(line: str) -> None:
    with _print:
        print(line, flush=True)


def step(label: str, act: Callable[[], object]) -> None:
    """Do it and print how long it took."""
    began = time.monotonic()
    act()
    say(f"[{time.monotonic() - began:5.1f} s] {label}")


def quiet(
    label: str, command: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> None:
    """Run a program; its output goes to var/log and is shown only when it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"setup-{label}.log"
    with open(log, "wb") as out:
        code = _run(command, cwd, env, out)
    if code:
        tail = log.read_text(errors="replace").splitlines()[-TAIL:]
        raise Failed("\n".join([*tail, f"{' '.join(command[:4])} … 失败（{code}），完整输出见 {log}。"]))


def loud(command: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> int:
    """Run a program with its output on the terminal; its exit status."""
    return _run(command, cwd, env, None)


def _run(command: Sequence[str], cwd: Path, env: Mapping[str, str] | None, out: object) -> int:
    # A sudo that asks for a password needs the terminal, so it stays in its process group.
    own_group = command[0] != "sudo"
    program = subprocess.Popen(
        list(command),
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL if own_group else None,
        stdout=out,  # type: ignore[arg-type]
        stderr=subprocess.STDOUT if out else None,
        start_new_session=own_group,
    )
    _running.add(program)
    try:
        return program.wait()
    finally:
        _running.discard(program)


def stop_all() -> None:
    """End the programs of steps that were cut short, with all their children."""
    for program in list(_running):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(program.pid, signal.SIGTERM) if os.getpgid(
                program.pid
            ) == program.pid else program.terminate()


def together(*acts: Callable[[], object]) -> None:
    """Do several things at the same time; the first failure is the answer, after all have ended."""
    failures: list[BaseException] = []

    def guarded(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 (raised again by the waiting thread)
            failures.append(error)
            stop_all()

    threads = [threading.Thread(target=guarded, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            # A join without a limit would keep Ctrl-C waiting.
            thread.join(0.2)
    if failures:
        raise failures[0]


def interrupted_by_signals() -> None:
    """SIGTERM and SIGHUP end the run as Ctrl-C does; the death of `make` ends it too."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
