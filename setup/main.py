"""make demo, test, check, bench, doctor, reset-demo: set up what is missing, then hand over."""

import contextlib
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]
os.chdir(HERE.parent)

import checks  # noqa: E402
import console  # noqa: E402
import machine  # noqa: E402
import python_side  # noqa: E402
import web_side  # noqa: E402

from ancheng.base.errors import Refusal  # noqa: E402
from ancheng.config import cluster  # noqa: E402

ANCHENG = str(python_side.VENV / "bin/ancheng")


def set_up(*, dev: bool, web: bool = True) -> None:
    """Everything that the program needs, in as many hands as do not wait for each other."""
    console.step("系统软件", lambda: machine.install_missing(tests=dev and web))
    console.step("Python 虚拟环境", python_side.make_venv)
    own_node = web and not web_side.system_node_is_enough()

    def python() -> None:
        console.step("Python 依赖", lambda: python_side.install(dev=dev, node=own_node))

    def front_end() -> None:
        console.step("前端依赖", web_side.install_packages)
        console.step("前端构建", web_side.build)

    if own_node or not web:
        python()
        if web:
            front_end()
    else:
        console.together(python, front_end)
    python_side.compile_translations()


def demo() -> int:
    set_up(dev=False)
    plan, port = os.environ.get("PLAN"), os.environ.get("PORT")
    command = [ANCHENG, "demo", "run"]
    command += ["--plan", plan] if plan else []
    command += ["--port", port] if port else []
    console.say(f"[{time.monotonic() - console.STARTED:5.1f} s] 准备完毕")
    os.execv(command[0], command)


def test() -> int:
    set_up(dev=True)
    checks.run_static(lambda: with_database(checks.run_django_checks), checks.run_web_checks)
    with_database(
        lambda: checks.run_pytest("tests", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
    )
    return 0


def check() -> int:
    set_up(dev=True, web=False)
    checks.run_static()
    checks.run_pytest(*checks.PURE, "-n", "2")
    return 0


def soak() -> int:
    """The long runs of the fault tests; SOAK_MINUTES bounds the longest of them."""
    set_up(dev=True, web=False)
    os.environ["ANCHENG_SOAK"] = "1"
    checks.run_pytest("tests/faults/test_soak.py", "-s", "-v")
    return 0


def bench() -> int:
    set_up(dev=True)
    with_database(checks.run_benches)
    return 0


def doctor() -> int:
    if not python_side.PYTHON.exists():
        lacking = machine.missing(tests=False)
        for each in lacking:
            print(f"✗ {each.sentence}")
        print("✗ 尚未安装 Python 依赖：请执行 make demo（首次运行时自动安装）。")
        return 1
    return console.loud([ANCHENG, "doctor", "--tests"])


def reset_demo() -> int:
    """Delete the demonstration's database and files; the next `make demo` starts from nothing."""
    if not cluster.is_private():
        raise Refusal("已设置 DATABASE_URL：本命令只删除私有数据库，外部数据库请自行清空。")
    var = cluster.current().data.parent
    with contextlib.suppress(FileNotFoundError), open(var / "demo.lock") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("演示正在运行：请先在它的窗口按 Ctrl-C 停止。") from None
    cluster.reset()
    for name in ("files", "mail", "demo-plan", "demo-password", "demo.json"):
        path = var / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    print("演示数据已删除。")
    return 0


def with_database(act: Callable[[], object]) -> None:
    """The tests' own cluster around what needs it; stopped afterwards if it was started here."""
    os.environ["ANCHENG_CLUSTER"] = "test"
    started = cluster.ensure_running()
    try:
        act()
    finally:
        if started:
            cluster.stop()


VERBS = {
    "demo": demo,
    "test": test,
    "check": check,
    "bench": bench,
    "soak": soak,
    "doctor": doctor,
    "reset-demo": reset_demo,
}


def main() -> int:
    console.interrupted_by_signals()
    try:
        return VERBS[sys.argv[1]]()
    except (Refusal, console.Failed) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    finally:
        console.stop_all()


if __name__ == "__main__":
    sys.exit(main())
