"""Values from the environment: the only place where settings and secrets come from."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from ancheng.base.errors import Misconfigured
from ancheng.base.roles import Role

SEAL_KEY_LEAST = 32


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


def seal_keys() -> list[str]:
    """SEAL_KEYS, or a key that is made once and kept in var/: without it no reporter's identity can be read."""
    given = listed("SEAL_KEYS")
    if given:
        short = [number for number, key in enumerate(given, 1) if len(key) < SEAL_KEY_LEAST]
        if short:
            raise Misconfigured(
                f"SEAL_KEYS: key {short[0]} is shorter than {SEAL_KEY_LEAST} random characters."
            )
        return given
    file = var() / "seal-key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"seal-key.{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
        # Of two processes that start at once, the first one's key stays.
        with suppress(FileExistsError):
            os.link(beside, file)
        beside.unlink()
    return [file.read_text().strip()]
