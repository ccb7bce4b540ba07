"""A question that a person answers in words or a browser by work; signed, so that nothing is kept until it is used."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

VALID_SECONDS = 3 * 3600
EASY_BITS, HARD_BITS = 13, 17
DIGITS = "零一二三四五六七八九十"
ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What one page asks: two numbers to add or subtract, or work of `bits`; `nonce` makes it the only one."""

    nonce: str
    issued: int
    left: int
    right: int
    plus: bool
    bits: int

    @property
    def answer(self) -> int:
        return self.left + self.right if self.plus else self.left - self.right

    def words(self, *, english: bool = False) -> str:
        """The question as it is read aloud."""
        if english:
            return f"What is {ENGLISH[self.left]} {'plus' if self.plus else 'minus'} {ENGLISH[self.right]}?"
        return f"{DIGITS[self.left]}{'加' if self.plus else '减'}{DIGITS[self.right]}等于几？"

    def token(self, secret: str) -> str:
        body = f"{self.nonce}.{self.issued}.{self.left}.{self.right}.{int(self.plus)}.{self.bits}"
        return f"{body}.{_sign(secret, body)}"


def make(*, now: int, bits: int = EASY_BITS) -> Challenge:
    """A new question."""
    left, right = 2 + secrets.randbelow(8), 1 + secrets.randbelow(9)
    plus = left < right or secrets.randbelow(2) == 1
    return Challenge(secrets.token_hex(16), now, left, right, plus, bits)


def read(token: str, secret: str, *, now: int) -> Challenge | None:
    """The question that a token stands for; None when it was not issued here or is too old."""
    body, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _sign(secret, body).encode()):
        return None
    nonce, issued, left, right, plus, bits = body.split(".")
    found = Challenge(nonce, int(issued), int(left), int(right), plus == "1", int(bits))
    return found if 0 <= now - found.issued <= VALID_SECONDS else None


def answered(challenge: Challenge, *, words: str, stamp: str) -> bool:
    """Whether the sum is right, in digits or as a numeral, or the work was done."""
    given = words.strip().lower().translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    right = {str(challenge.answer), _numeral(challenge.answer)}
    if challenge.answer < len(ENGLISH):
        right.add(ENGLISH[challenge.answer])
    return given in right or (0 < len(stamp) <= 20 and works(challenge.nonce, stamp, challenge.bits))


def works(nonce: str, stamp: str, bits: int) -> bool:
    """Whether SHA-256 of nonce and stamp begins with so many zero bits."""
    digest = hashlib.sha256(f"{nonce}:{stamp}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits) == 0


def query_code(nonce: str, secret: str) -> str:
    """The reporter's code: follows from the question that was answered, so a report sent twice arrives once."""
    digest = hmac.new(secret.encode(), b"query-code:" + nonce.encode(), hashlib.sha256).digest()
    letters = "".join(ALPHABET[each % 32] for each in digest[:12])
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def code_hash(code: str) -> str:
    """What is kept of a code; typed with or without dashes, in small or full-width letters."""
    plain = "".join(each for each in code.upper().translate(_HALF) if each.isalnum())
    return hashlib.sha256(plain.replace("O", "0").replace("I", "1").replace("L", "1").encode()).hexdigest()


_HALF = {0xFF01 + n: 0x21 + n for n in range(94)}


def _numeral(number: int) -> str:
    if number <= 10:
        return DIGITS[number]
    return f"十{DIGITS[number - 10]}"


def _sign(secret: str, body: str) -> str:
    digest = hmac.new(secret.encode(), b"challenge:" + body.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()
