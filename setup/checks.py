"""What `make check` and `make test` hold, in order; the first failure ends the run."""

import os
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from console import ROOT, Failed, loud, quiet, say, together
from python_side import VENV
from web_side import WEB, environment

PURE = ["tests", "-m", "not django_db and not journey", "--ignore=tests/journeys"]
PRODUCTION = {
    "ANCHENG_PRODUCTION": "1",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "ancheng.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://ancheng.example.org",
}


def program(name: str) -> str:
    return str(VENV / "bin" / name)


def _typed() -> list[str]:
    """Types are strict where the rules are: in the pure layers, and in every app's rules and actions."""
    source = ROOT / "src/ancheng"
    named = [each for name in ("rules.py", "actions.py") for each in source.glob(f"*/*/{name}")]
    return [
        str(each.relative_to(ROOT))
        for each in [*(source / p for p in ("base", "science", "contracts")), *named]
    ]


def static_checks() -> list[tuple[str, Sequence[str]]]:
    """Name and command of each check that needs no database."""
    return [
        ("ruff", [program("ruff"), "check", "."]),
        ("ruff-format", [program("ruff"), "format", "--check", "--quiet", "."]),
        ("mypy", [program("mypy"), *_typed()]),
        ("import-contracts", [program("lint-imports"), "--no-logo"]),
        ("bandit", [program("bandit"), "-q", "-r", "src", "-c", "pyproject.toml"]),
    ]


def run_static(*others: Callable[[], object]) -> None:
    """The types take as long as all else together: they are checked beside it, and beside `others`."""
    commands = dict(static_checks())
    types = commands.pop("mypy")

    def rest() -> None:
        for label, command in commands.items():
            _one(label, lambda label=label, command=command: quiet(label, command))
        for act in others:
            act()

    together(rest, lambda: _one("mypy", lambda: quiet("mypy", types)))


def run_django_checks() -> None:
    manage = [program("ancheng"), "manage"]
    _one(
        "makemigrations", lambda: quiet("makemigrations", [*manage, "makemigrations", "--check", "--dry-run"])
    )
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    _one("check-deploy", lambda: quiet("check-deploy", deploy, env=PRODUCTION))


def run_web_checks() -> None:
    _one("npm-check", lambda: quiet("npm-check", ["npm", "run", "check"], cwd=WEB, env=environment()))


def run_pytest(*arguments: str) -> None:
    began = time.monotonic()
    command = [program("pytest"), "-p", "no:cacheprovider", *arguments]
    # Dozens of processes start: what the first has compiled is kept, also where the machine says otherwise.
    code = loud(command, env={"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""})
    if code:
        raise Failed(f"测试未通过（pytest 返回 {code}，{time.monotonic() - began:.0f} 秒）。")


def run_benches() -> None:
    """Each bench/*.py prints its own figures; ONLY=name runs one of them."""
    only = os.environ.get("ONLY")
    found = sorted(each for each in Path(ROOT / "bench").glob("*.py") if not each.name.startswith("_"))
    chosen = [each for each in found if not only or each.stem == only]
    if not chosen:
        raise Failed(
            f"bench/ 中没有 {only or '任何测速程序'}：现有 {'、'.join(each.stem for each in found) or '无'}。"
        )
    for each in chosen:
        say(f"—— {each.stem}")
        if loud([program("python"), "-m", f"bench.{each.stem}"]):
            raise Failed(f"测速 {each.stem} 失败。")


def _one(label: str, act: Callable[[], object]) -> None:
    began = time.monotonic()
    try:
        act()
    except Failed as error:
        raise Failed(f"{error}\n检查 {label} 未通过。") from None
    say(f"[{time.monotonic() - began:5.1f} s] 通过 {label}")
