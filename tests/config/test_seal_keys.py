"""The key of the sealed reporters: made once, kept, and long enough."""

import pytest

from ancheng.base.errors import Misconfigured
from ancheng.config import environment


def test_a_key_is_made_once_and_readable_by_nobody_else(tmp_path, monkeypatch):
    monkeypatch.setenv("ANCHENG_VAR", str(tmp_path))
    monkeypatch.delenv("SEAL_KEYS", raising=False)
    first = environment.seal_keys()
    assert environment.seal_keys() == first
    assert len(first[0]) >= environment.SEAL_KEY_LEAST
    assert (tmp_path / "seal-key").stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir()] == ["seal-key"]


def test_keys_from_the_environment_come_first_and_short_ones_stop_the_start(monkeypatch):
    monkeypatch.setenv("SEAL_KEYS", f"{'n' * 40},{'o' * 40}")
    assert environment.seal_keys() == ["n" * 40, "o" * 40]
    monkeypatch.setenv("SEAL_KEYS", f"{'n' * 40},short")
    with pytest.raises(Misconfigured, match="key 2"):
        environment.seal_keys()
