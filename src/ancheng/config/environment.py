"""Values from the environment: the only place where settings and secrets come from."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ancheng.base.errors import Misconfigured
from ancheng.base.roles import Role


def root() -> Path:
    """The folder that holds `var/`: the checkout, or ANCHENG_HOME."""
    return Path(os.environ.get("ANCHENG_HOME", Path(__file__).resolve().parents[3]))


def var() -> Path:
    """Where the program keeps what it makes."""
    return Path(os.environ.get("ANCHENG_VAR", root() / "var"))


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in ("1", "true", "yes", "on")


def listed(name: str, default: str = "") -> list[str]:
    return [each.strip() for each in os.environ.get(name, default).split(",") if each.strip()]


def roles(name: str, default: str = "") -> frozenset[Role]:
    """The roles that a variable lists; one that does not exist stops the start."""
    given = listed(name, default)
    unknown = [each for each in given if each not in set(Role)]
    if unknown:
        known = "、".join(Role)
        raise Misconfigured(f"{name} 中的“{'、'.join(unknown)}”不是角色：请从 {known} 中选择。")
    return frozenset(Role(each) for each in given)


def secret_key(*, production: bool) -> str:
    """SECRET_KEY, or outside production a key that is made once and kept in var/."""
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    if production:
        raise Misconfigured("Set SECRET_KEY in the environment (50 random characters or more).")
    file = var() / "secret-key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(64))
    return file.read_text()
