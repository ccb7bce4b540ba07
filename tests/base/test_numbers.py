"""What a person or a script puts into an address is a key only when it is one."""

import pytest

from ancheng.base.numbers import is_key, key


@pytest.mark.parametrize("text", ["0", "7", "999999999999999999"])
def test_digits_are_a_key(text):
    assert is_key(text)
    assert key(text) == int(text)


@pytest.mark.parametrize(
    "text", [None, "", "²", "１２", "٣", "-1", "1.0", " 1", "1e3", "abc", "9" * 19, "9" * 5000, "1\x00"]
)
def test_what_only_looks_like_a_number_is_none(text):
    assert not is_key(text)
    assert key(text) is None
