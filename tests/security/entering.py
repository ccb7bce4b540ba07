"""Signing in as a person does: through the page, with a password and, where asked, a code."""

import hashlib
import hmac
import re
import struct
import time
from base64 import b32decode

from django.test import Client

PASSWORD = "a-long-password-for-tests"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def enter(person, password=PASSWORD, client=None, **headers):
    """The client, and the answer to the sign-in form."""
    client = client or Client(**headers)
    return client, client.post("/accounts/login/", {"login": person.username, "password": password})


def code_of(secret: str, period: int = 0) -> str:
    """The six digits that an authenticator shows (RFC 6238: SHA-1, 30 s), `period` steps from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + period)
    digest = hmac.new(b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def secret_on(page) -> str:
    """The secret that the set-up page shows beside its picture."""
    return re.search(r'id="authenticator-secret" value="([A-Z2-7]+)"', page.content.decode())[1]


def sentence_of(answer) -> str:
    """What the page says to the person."""
    found = re.search(r"data-sentence[^>]*>(?:<svg.*?</svg>)?\s*([^<]+)<", answer.content.decode(), re.S)
    return found[1].strip() if found else ""
