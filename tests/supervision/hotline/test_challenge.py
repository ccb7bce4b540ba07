"""The question of the public page: signed, short-lived, answered in words or by work; the code that follows from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.supervision.hotline import challenge
from tests.supervision.hotline.makers import stamped

SECRET = "a secret of the server"
NOW = 1_800_000_000


def test_a_question_issued_here_is_read_back_and_answered():
    asked = challenge.make(now=NOW)
    read = challenge.read(asked.token(SECRET), SECRET, now=NOW + 60)
    assert read == asked
    assert challenge.answered(read, words=str(asked.answer), stamp="")


def test_the_sum_may_be_answered_as_a_numeral_in_full_width_or_in_english():
    asked = challenge.Challenge("n", NOW, 5, 8, True, 13)
    assert asked.words() == "五加八等于几？"
    assert asked.words(english=True) == "What is five plus eight?"
    for words in ("13", "１３", " 13 ", "十三"):
        assert challenge.answered(asked, words=words, stamp="")
    small = challenge.Challenge("n", NOW, 9, 4, False, 13)
    for words in ("5", "五", "five"):
        assert challenge.answered(small, words=words, stamp="")


@pytest.mark.parametrize("words", ["", "12", "14", "三", "13 or 14", "<script>"])
def test_a_wrong_answer_is_wrong(words):
    assert not challenge.answered(challenge.Challenge("n", NOW, 5, 8, True, 13), words=words, stamp="")


def test_work_of_the_browser_is_as_good_as_an_answer_and_half_the_work_is_not():
    asked = challenge.make(now=NOW, bits=8)
    stamp = stamped(asked.token(SECRET))
    assert challenge.answered(asked, words="", stamp=stamp)
    lazy = next(str(n) for n in range(10_000) if not challenge.works(asked.nonce, str(n), 8))
    assert not challenge.answered(asked, words="", stamp=lazy)


def test_a_question_that_was_changed_made_elsewhere_or_is_too_old_is_none():
    asked = challenge.make(now=NOW, bits=16)
    token = asked.token(SECRET)
    assert challenge.read(token.replace(".16.", ".1."), SECRET, now=NOW) is None
    assert challenge.read(asked.token("another"), SECRET, now=NOW) is None
    assert challenge.read(token, SECRET, now=NOW + challenge.VALID_SECONDS + 1) is None
    assert challenge.read(token, SECRET, now=NOW - 1) is None


@given(st.text(max_size=200))
def test_nothing_that_anybody_types_passes_for_a_question(text):
    assert challenge.read(text, SECRET, now=NOW) is None


def test_the_answer_never_exceeds_what_a_person_adds_in_the_head():
    for _ in range(300):
        asked = challenge.make(now=NOW)
        assert 0 <= asked.answer <= 18


def test_the_code_follows_from_the_question_and_only_its_hash_is_kept():
    code = challenge.query_code("nonce", SECRET)
    assert code == challenge.query_code("nonce", SECRET) != challenge.query_code("nonce2", SECRET)
    assert len(code.replace("-", "")) == 12
    assert code not in challenge.code_hash(code)


def test_a_code_is_understood_however_it_is_typed():
    code = challenge.query_code("nonce", SECRET)
    plain = code.replace("-", "")
    for typed in (
        plain,
        plain.lower(),
        f" {code} ",
        plain.translate({ord(c): ord(c) + 0xFEE0 for c in plain}),
    ):
        assert challenge.code_hash(typed) == challenge.code_hash(code)
